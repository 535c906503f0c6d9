"""Applications that call the lab's Data Center: OAuth 1.0a links, JWTs, service accounts, trusted applications."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from evals.lab.data_center.handler import data_center_handler
from evals.lab.data_center.jwt_login import query_hash
from evals.lab.data_center.oauth1 import base_string
from evals.lab.data_center.state import DataCenterState
from evals.lab.front import behind, build_layers
from evals.lab.wire import Handler, Reply, Request
from tests.evals.lab_data_center_visitor import CONTEXT, NOON, Clock, body, header, pat, request, small_site, visitor

ME = "/rest/api/user/current"
SPACED = "/rest/api/content?title=a%20b"


def linked_site(**changes: Any) -> DataCenterState:
    """Build a site with an application link and Anna's token for it."""
    consumers = [{"key": "jira", "secret": "shared"}, {"key": "other", "secret": "shared"}]
    tokens = [{"token": "tok", "user": "anna", "consumer": "jira", "secret": "ts"}]
    return small_site(oauth={"consumers": consumers, "tokens": tokens}, **changes)


def signed(
    path: str = ME, *, key: bytes = b"shared&ts", rsa: Callable[[bytes], bytes] | None = None, **change: str
) -> Request:
    """Sign a request as the other side of an application link does."""
    sent = {
        "oauth_consumer_key": "jira",
        "oauth_token": "tok",
        "oauth_nonce": "n1",
        "oauth_timestamp": str(int(NOON.timestamp())),
        "oauth_signature_method": "RSA-SHA1" if rsa else "HMAC-SHA1",
        **change,
    }
    message = base_string(request(path), sent).encode()
    signature = rsa(message) if rsa else hmac.new(key, message, hashlib.sha1).digest()
    sent["oauth_signature"] = base64.b64encode(signature).decode()
    value = ", ".join(f'{name}="{quote(text, safe="")}"' for name, text in sent.items())
    return request(path, headers=(("Authorization", f"OAuth {value}"),))


def through(state: DataCenterState, *layers: dict[str, Any]) -> Handler:
    """Put layers in front of a site."""
    return behind(build_layers(layers), data_center_handler(state, Clock()))


def problem(reply: Reply) -> str:
    """Return the OAuth problem of a refusal."""
    return (header(reply, "WWW-Authenticate") or "").partition("oauth_problem=")[2].strip('"')


def test_signed_request_is_known() -> None:
    """A well signed request acts for the token's user."""
    assert body(through(linked_site())(signed()))["username"] == "anna"


OAUTH_FAULTS: dict[str, Request] = {
    "consumer_key_unknown": signed(oauth_consumer_key="gone"),
    "token_rejected": signed(oauth_token="gone"),
    "timestamp_refused": signed(oauth_timestamp=str(int(NOON.timestamp()) - 301)),
    "signature_invalid": signed(key=b"other&ts"),
}


@pytest.mark.parametrize("wanted", OAUTH_FAULTS)
def test_oauth_faults_name_themselves(wanted: str) -> None:
    """Each fault is a 401 whose challenge and log name it."""
    state = linked_site()
    reply = through(state)(OAUTH_FAULTS[wanted])

    assert (reply.status, problem(reply)) == (401, wanted)
    assert f"oauth_problem={wanted}" in state.log[-1]


def test_token_of_another_consumer_or_revoked_is_rejected() -> None:
    """A token belongs to one consumer and dies when it is revoked."""
    state = linked_site()
    other = problem(through(state)(signed(oauth_consumer_key="other")))
    state.oauth.tokens[0].revoked = True

    assert (other, problem(through(state)(signed()))) == ("token_rejected", "token_rejected")


def test_replayed_request_is_refused() -> None:
    """A proxy that sends a request twice gets nonce_used for the second one."""
    assert problem(through(linked_site(), {"kind": "replay_twice"})(signed())) == "nonce_used"


def test_clock_of_the_server_decides() -> None:
    """A server whose clock is six minutes ahead refuses a fresh timestamp."""
    assert problem(through(linked_site(clock_offset_seconds=360.0))(signed())) == "timestamp_refused"


def test_impersonation_may_be_forbidden() -> None:
    """A link that may not act for people is denied."""
    state = linked_site()
    state.oauth.consumers[0].may_impersonate = False

    assert problem(through(state)(signed())) == "permission_denied"


@pytest.mark.parametrize(
    "layer", [{"kind": "drop_query"}, {"kind": "forward_as", "host": "node1:8090", "scheme": "http"}]
)
def test_proxies_that_change_the_url_break_the_signature(layer: dict[str, Any]) -> None:
    """A dropped query or another host on the inside is a signature that does not fit, and nothing else."""
    state = linked_site()

    assert problem(through(state, layer)(signed(SPACED))) == "signature_invalid"
    assert (
        through(state, layer)(request(ME, headers=(("Authorization", f"Bearer {pat(state, 'anna')}"),))).status == 200
    )


def test_rsa_signature() -> None:
    """Application links sign with RSA; another key is an invalid signature."""
    own, foreign = (generate_private_key(65537, 2048) for _ in range(2))
    state = linked_site()
    state.oauth.consumers[0].public_key = (
        own.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    )

    def sign_with(key: Any) -> Callable[[bytes], bytes]:
        return lambda message: key.sign(message, PKCS1v15(), SHA1())  # noqa: S303 - RFC 5849 names SHA-1

    assert through(state)(signed(rsa=sign_with(own))).status == 200
    assert problem(through(state)(signed(rsa=sign_with(foreign), oauth_nonce="n2"))) == "signature_invalid"


def jwt_request(path: str, **change: Any) -> Request:
    """Sign a request with a JWT."""
    plain = request(path)
    now = int(NOON.timestamp())
    claims = {"iss": "companion", "iat": now, "exp": now + 180, "qsh": query_hash(plain, CONTEXT), **change}
    token = jwt.encode(claims, "a-secret-of-thirty-two-characters")
    return request(path, headers=(("Authorization", f"JWT {token}"),))


def jwt_site() -> DataCenterState:
    """Build a site with an app that signs JWTs."""
    return small_site(jwt_apps=[{"issuer": "companion", "secret": "a-secret-of-thirty-two-characters", "user": "anna"}])


def test_jwt_is_known_and_breaks_behind_a_reencoding_proxy() -> None:
    """The query hash fits until a proxy encodes the URL again; the log line says so."""
    state = jwt_site()
    good = through(state)(jwt_request(SPACED))
    broken = through(state, {"kind": "reencode_url"})(jwt_request(SPACED))

    assert (good.status, broken.status) == (200, 401)
    assert "createAndSendFailure Failure during JWT authentication" in state.log[-1]
    assert "JwtInvalidClaimException: Expecting claim 'qsh'" in state.log[-1]


@pytest.mark.parametrize("change", [{"exp": int(NOON.timestamp()) - 1}, {"iss": "stranger"}, {"qsh": "0"}])
def test_bad_jwts_are_refused(change: dict[str, Any]) -> None:
    """An expired, unknown or wrongly hashed JWT is 401."""
    assert through(jwt_site())(jwt_request(ME, **change)).status == 401


def test_service_account_tokens() -> None:
    """A good service token is known; an expired or unknown one is challenged, and a personal token still works."""
    tokens = [{"token": "eyJ.good", "user": "anna"}, {"token": "eyJ.old", "user": "anna", "expires": "-1h"}]
    state = small_site(service_tokens=tokens)
    replies = {text: visitor(state, f"Bearer {text}").get(ME) for text in ("eyJ.good", "eyJ.old", "eyJ.none")}

    assert [one.status for one in replies.values()] == [200, 401, 401]
    assert (header(replies["eyJ.old"], "WWW-Authenticate") or "").startswith('Bearer error="invalid_token"')
    assert visitor(state, f"Bearer {pat(state, 'anna')}").get(ME).status == 200


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"certificate_valid": False}, "BAD_SIGNATURE"),
        ({"addresses": ["10.*"]}, "BAD_REMOTE_IP"),
        ({"paths": ["/rpc/*"]}, "BAD_URL"),
        ({"id": "another"}, "APP_UNKNOWN"),
    ],
)
def test_trusted_application_failures_go_on_as_nobody(change: dict[str, Any], error: str) -> None:
    """A trusted application that is not accepted is nobody, with the error in a header."""
    state = small_site(trusted_apps=[{"id": "crucible", "user": "anna", **change}], anonymous_access=True)
    reply = through(state)(request(ME, headers=(("X-Seraph-Trusted-App-ID", "crucible"),)))

    assert (body(reply)["type"], header(reply, "X-Seraph-Trusted-App-Error")) == ("anonymous", error)


def test_trusted_application_is_known() -> None:
    """An accepted trusted application acts for its user."""
    state = small_site(trusted_apps=[{"id": "crucible", "user": "anna"}])
    reply = through(state)(request(ME, headers=(("X-Seraph-Trusted-App-ID", "crucible"),)))

    assert body(reply)["username"] == "anna"
