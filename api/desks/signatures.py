"""Who sent a webhook: the signature schemes of the desks, checked over the raw bytes before anything is parsed.

Several secrets may be active at a time, so that they can be changed without losing a delivery. Official verifiers are
used where they exist: `standardwebhooks` (https://www.standardwebhooks.com) and `slack_sdk`
(https://docs.slack.dev/authentication/verifying-requests-from-slack). The others follow the vendors' pages:
Jira https://developer.atlassian.com/cloud/jira/platform/webhooks, Zendesk
https://developer.zendesk.com/documentation/webhooks/verifying, Intercom
https://developers.intercom.com/docs/webhooks/webhook-notifications, Sentry
https://docs.sentry.io/organization/integrations/integration-platform/webhooks, PagerDuty
https://developer.pagerduty.com/docs/verifying-webhook-signatures.
"""

import hashlib
import hmac
from base64 import b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum

TOLERANCE_SECONDS = 300
Headers = Mapping[str, str]


class Scheme(StrEnum):
    """How a desk signs. `key` is no signature: an API key with the scope hooks:<desk>, checked where keys are."""

    JIRA = "jira"
    ZENDESK = "zendesk"
    INTERCOM = "intercom"
    SLACK = "slack"
    STANDARD = "standard"
    SENTRY = "sentry"
    PAGERDUTY = "pagerduty"
    KEY = "key"


class SignatureRefused(Exception):  # noqa: N818 - it names what happened
    """The delivery was not signed by the desk; the text says what is wrong and never how it should be."""


def verify(scheme: Scheme, secrets: Sequence[str], headers: Headers, raw: bytes, now: datetime) -> None:
    """Check a delivery's signature.

    Args:
        scheme: The desk's scheme.
        secrets: The active secrets, one or two.
        headers: Request headers with lower-case names.
        raw: The body, byte for byte as it came.
        now: The time, aware.

    Raises:
        SignatureRefused: No active secret fits, the time is off by more than 5 minutes, or the signature is missing.
    """
    check = _CHECKS.get(scheme)
    if check is None or not secrets:
        raise SignatureRefused("This desk has no secret to check deliveries with.")
    try:
        if any(check(secret, headers, raw, now) for secret in secrets):
            return
    except (ValueError, TypeError, Base64Error):
        raise SignatureRefused("The signature headers cannot be read.") from None
    raise SignatureRefused("The signature is missing, too old, or not made with this desk's secret.")


def _jira(secret: str, headers: Headers, raw: bytes, _: datetime) -> bool:
    return _same(headers.get("x-hub-signature", ""), f"sha256={_hex(secret, raw)}")


def _intercom(secret: str, headers: Headers, raw: bytes, _: datetime) -> bool:
    made = hmac.new(secret.encode(), raw, hashlib.sha1).hexdigest()
    return _same(headers.get("x-hub-signature", ""), f"sha1={made}")


def _zendesk(secret: str, headers: Headers, raw: bytes, now: datetime) -> bool:
    stamp = headers.get("x-zendesk-webhook-signature-timestamp", "")
    made = hmac.new(secret.encode(), stamp.encode() + raw, hashlib.sha256).digest()
    given = headers.get("x-zendesk-webhook-signature", "")
    return _same(given, b64encode(made).decode("ascii")) and _is_fresh(datetime.fromisoformat(stamp), now)


def _sentry(secret: str, headers: Headers, raw: bytes, _: datetime) -> bool:
    return _same(headers.get("sentry-hook-signature", ""), _hex(secret, raw))


def _pagerduty(secret: str, headers: Headers, raw: bytes, _: datetime) -> bool:
    made = f"v1={_hex(secret, raw)}"
    given = headers.get("x-pagerduty-signature", "").split(",")
    return any(_same(one.strip(), made) for one in given)


def _slack(secret: str, headers: Headers, raw: bytes, now: datetime) -> bool:
    from slack_sdk.signature import Clock, SignatureVerifier

    class At(Clock):
        def now(self) -> float:
            return now.timestamp()

    return SignatureVerifier(secret, At()).is_valid_request(raw, dict(headers))


def _standard(secret: str, headers: Headers, raw: bytes, now: datetime) -> bool:
    """Check by the library's own signing; its verifier reads the system clock, so the time is checked here."""
    from standardwebhooks.webhooks import Webhook

    stamp = datetime.fromtimestamp(int(headers.get("webhook-timestamp", "")), UTC)
    made = Webhook(secret).sign(headers.get("webhook-id", ""), stamp, raw.decode())
    given = headers.get("webhook-signature", "").split(" ")
    return bool(headers.get("webhook-id")) and any(_same(one, made) for one in given) and _is_fresh(stamp, now)


def _hex(secret: str, raw: bytes) -> str:
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def _same(given: str, made: str) -> bool:
    return hmac.compare_digest(given.encode(), made.encode())


def _is_fresh(stamp: datetime, now: datetime) -> bool:
    return abs((now - stamp).total_seconds()) <= TOLERANCE_SECONDS


_CHECKS: dict[Scheme, Callable[[str, Headers, bytes, datetime], bool]] = {
    Scheme.JIRA: _jira,
    Scheme.ZENDESK: _zendesk,
    Scheme.INTERCOM: _intercom,
    Scheme.SLACK: _slack,
    Scheme.STANDARD: _standard,
    Scheme.SENTRY: _sentry,
    Scheme.PAGERDUTY: _pagerduty,
}
