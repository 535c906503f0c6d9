"""Every scheme accepts what its desk signs and nothing else; the signing here is the vendors' rule, written anew."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from slack_sdk.signature import SignatureVerifier
from standardwebhooks.webhooks import Webhook

from api.desks.signatures import Scheme, SignatureRefused, verify

NOW = datetime.fromtimestamp(int(time.time()), UTC)
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
OTHER = "whsec_" + base64.b64encode(b"fedcba9876543210fedcba9876543210").decode()
BODY = '{"issue": {"key": "HELP-12"}, "text": "Grüße"}'.encode()

Sign = Callable[[str, bytes, datetime], dict[str, str]]


def _hex(secret: str, body: bytes, algorithm: str = "sha256") -> str:
    return hmac.new(secret.encode(), body, algorithm).hexdigest()


def _zendesk(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    stamp = at.isoformat().replace("+00:00", "Z")
    made = hmac.new(secret.encode(), stamp.encode() + body, hashlib.sha256).digest()
    signature = base64.b64encode(made).decode()
    return {"x-zendesk-webhook-signature": signature, "x-zendesk-webhook-signature-timestamp": stamp}


def _slack(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
    return {"x-slack-signature": signature, "x-slack-request-timestamp": stamp}


def _standard(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    signature = Webhook(secret).sign("msg_1", at, body.decode(errors="replace"))
    return {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}


@dataclass(frozen=True)
class Vendor:
    """How one vendor signs, and whether the time is part of it."""

    sign: Sign
    header: str
    timed: bool = False


VENDORS = {
    Scheme.JIRA: Vendor(lambda s, b, _: {"x-hub-signature": f"sha256={_hex(s, b)}"}, "x-hub-signature"),
    Scheme.INTERCOM: Vendor(lambda s, b, _: {"x-hub-signature": f"sha1={_hex(s, b, 'sha1')}"}, "x-hub-signature"),
    Scheme.SENTRY: Vendor(lambda s, b, _: {"sentry-hook-signature": _hex(s, b)}, "sentry-hook-signature"),
    Scheme.PAGERDUTY: Vendor(lambda s, b, _: {"x-pagerduty-signature": f"v1={_hex(s, b)}"}, "x-pagerduty-signature"),
    Scheme.ZENDESK: Vendor(_zendesk, "x-zendesk-webhook-signature", timed=True),
    Scheme.SLACK: Vendor(_slack, "x-slack-signature", timed=True),
    Scheme.STANDARD: Vendor(_standard, "webhook-signature", timed=True),
}
BY_VENDOR = pytest.mark.parametrize("scheme", list(VENDORS))


def accepts(scheme: Scheme, headers: dict[str, str], body: bytes = BODY, secrets: tuple[str, ...] = (SECRET,)) -> bool:
    """Tell whether the delivery is accepted now."""
    try:
        verify(scheme, secrets, headers, body, NOW)
    except SignatureRefused:
        return False
    return True


@BY_VENDOR
def test_a_delivery_of_the_desk_is_accepted(scheme: Scheme) -> None:
    """What the vendor's rule signs is accepted."""
    assert accepts(scheme, VENDORS[scheme].sign(SECRET, BODY, NOW))


@BY_VENDOR
def test_another_secret_is_refused(scheme: Scheme) -> None:
    """A signature by somebody else is none."""
    assert not accepts(scheme, VENDORS[scheme].sign(OTHER, BODY, NOW))


@BY_VENDOR
def test_one_changed_byte_is_refused(scheme: Scheme) -> None:
    """The body is part of the signature, byte for byte."""
    assert not accepts(scheme, VENDORS[scheme].sign(SECRET, BODY, NOW), BODY.replace(b"12", b"13"))


@BY_VENDOR
def test_the_same_json_written_otherwise_is_refused(scheme: Scheme) -> None:
    """Nothing is parsed and written again before it is checked."""
    assert not accepts(scheme, VENDORS[scheme].sign(SECRET, BODY, NOW), BODY.replace(b": ", b":"))


@BY_VENDOR
def test_a_missing_signature_is_refused(scheme: Scheme) -> None:
    """No header, no delivery."""
    headers = VENDORS[scheme].sign(SECRET, BODY, NOW)
    del headers[VENDORS[scheme].header]
    assert not accepts(scheme, headers)


@BY_VENDOR
def test_an_old_delivery_is_refused_where_the_time_is_signed(scheme: Scheme) -> None:
    """Ten minutes are too old; schemes without a time are kept from replays by the delivery's id."""
    old = datetime.fromtimestamp(NOW.timestamp() - 600, UTC)
    assert accepts(scheme, VENDORS[scheme].sign(SECRET, BODY, old)) is not VENDORS[scheme].timed


@BY_VENDOR
def test_either_of_two_active_secrets_is_accepted(scheme: Scheme) -> None:
    """Secrets are changed without losing a delivery."""
    assert accepts(scheme, VENDORS[scheme].sign(OTHER, BODY, NOW), secrets=(SECRET, OTHER))


@BY_VENDOR
def test_a_body_that_is_no_text_is_refused_quietly(scheme: Scheme) -> None:
    """Bytes that are no UTF-8 never end in an exception of another kind."""
    assert not accepts(scheme, VENDORS[scheme].sign(SECRET, BODY, NOW), b"\xff\xfe\x00")


@BY_VENDOR
@pytest.mark.parametrize("value", ["", "v1", "v1,", "sha256=", "é", "v1,=== v1a,x", "0" * 5000])
def test_a_broken_signature_is_refused_quietly(scheme: Scheme, value: str) -> None:
    """Whatever the header holds, the answer is no."""
    headers = VENDORS[scheme].sign(SECRET, BODY, NOW)
    assert not accepts(scheme, {**headers, VENDORS[scheme].header: value})


@BY_VENDOR
def test_a_desk_without_a_secret_accepts_nothing(scheme: Scheme) -> None:
    """It fails closed."""
    assert not accepts(scheme, VENDORS[scheme].sign(SECRET, BODY, NOW), secrets=())
