"""OAuth 1.0a as application links use it (RFC 5849): consumer, token, timestamp, nonce, signature, in that order.

Problem names are documented in the vendor's OAuth troubleshooting guide
(confluence.atlassian.com/kb/oauth-troubleshooting-guide-719095274.html); the layout of the challenge is inferred.
"""

import base64
import hashlib
import hmac
import re
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from evals.lab.data_center import log
from evals.lab.data_center.call import Call, Caller
from evals.lab.data_center.policy import Consumer, OAuthToken
from evals.lab.data_center.replies import oauth_challenge
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply, Request


def from_oauth1(state: DataCenterState, call: Call) -> Caller | Reply | None:
    """Accept or refuse a signed request; None when the request is not signed."""
    sent = parameters(call.request)
    if "oauth_consumer_key" not in sent or "oauth_signature" not in sent:
        return None
    consumer = next((one for one in state.oauth.consumers if one.key == sent["oauth_consumer_key"]), None)
    if consumer is None:
        return _refuse(state, call, "consumer_key_unknown")
    token = next((one for one in state.oauth.tokens if one.token == sent.get("oauth_token")), None)
    problem = _problem(state, call, sent, consumer, token)
    if problem:
        return _refuse(state, call, problem)
    user = state.user(token.user if token else consumer.two_legged_user)
    return Caller(user, "oauth", "OK") if user is not None else _refuse(state, call, "permission_denied")


def parameters(request: Request) -> dict[str, str]:
    """Return the oauth_ parameters of the Authorization header and of the query."""
    scheme, _, rest = (request.header("Authorization") or "").partition(" ")
    pairs = re.findall(r'(\w+)="([^"]*)"', rest) if scheme.lower() == "oauth" else []
    sent = {key: unquote(value) for key, value in pairs}
    sent.update((key, value) for key, value in parse_qsl(request.query) if key.startswith("oauth_"))
    return sent


def base_string(request: Request, sent: dict[str, str]) -> str:
    """Return the signature base string of RFC 5849, section 3.4.1, from the request as Tomcat got it."""
    pairs = [*parse_qsl(request.query, keep_blank_values=True)]
    if (request.header("Content-Type") or "").startswith("application/x-www-form-urlencoded"):
        pairs += parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    pairs = [one for one in pairs if not one[0].startswith("oauth_")]
    pairs += [(key, value) for key, value in sent.items() if key not in {"oauth_signature", "realm"}]
    listed = "&".join(f"{key}={value}" for key, value in sorted((_enc(key), _enc(value)) for key, value in pairs))
    return "&".join((request.method.upper(), _enc(_base_uri(request)), _enc(listed)))


def _problem(
    state: DataCenterState, call: Call, sent: dict[str, str], consumer: Consumer, token: OAuthToken | None
) -> str:
    if sent.get("oauth_token") and (token is None or token.revoked or token.consumer != consumer.key):
        return "token_rejected"
    if not _timestamp_fits(state, call, sent):
        return "timestamp_refused"
    nonce = f"{consumer.key}/{sent.get('oauth_timestamp')}/{sent.get('oauth_nonce')}"
    if nonce in state.oauth.nonces:
        return "nonce_used"
    state.oauth.nonces.add(nonce)
    if not _signature_fits(call.request, sent, consumer, token):
        return "signature_invalid"
    return "" if consumer.may_impersonate else "permission_denied"


def _timestamp_fits(state: DataCenterState, call: Call, sent: dict[str, str]) -> bool:
    text = sent.get("oauth_timestamp", "")
    return text.isdigit() and abs(int(text) - call.now.timestamp()) <= state.oauth.window_seconds


def _signature_fits(request: Request, sent: dict[str, str], consumer: Consumer, token: OAuthToken | None) -> bool:
    message = base_string(request, sent).encode()
    if sent.get("oauth_signature_method") == "RSA-SHA1":
        return _rsa_fits(message, sent["oauth_signature"], consumer.public_key)
    key = f"{_enc(consumer.secret)}&{_enc(token.secret if token else '')}".encode()
    wanted = base64.b64encode(hmac.new(key, message, hashlib.sha1).digest()).decode()
    return hmac.compare_digest(wanted, sent["oauth_signature"])


def _rsa_fits(message: bytes, signature: str, public_key: str) -> bool:
    try:
        key = load_pem_public_key(public_key.encode())
        if not isinstance(key, RSAPublicKey):
            return False
        key.verify(base64.b64decode(signature), message, PKCS1v15(), SHA1())  # noqa: S303 - RFC 5849 names SHA-1
    except (InvalidSignature, ValueError):
        return False
    return True


def _base_uri(request: Request) -> str:
    parts = urlsplit(f"{request.scheme}://{request.host.lower()}")
    default = {"http": 80, "https": 443}.get(parts.scheme)
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port and parts.port != default else ""
    return f"{parts.scheme}://{host}{port}{request.path}"


def _enc(text: str) -> str:
    return quote(text, safe="-._~")


def _refuse(state: DataCenterState, call: Call, problem: str) -> Reply:
    now = int(call.now.timestamp())
    window = f"{now - state.oauth.window_seconds}-{now + state.oauth.window_seconds}"
    more = f"&oauth_acceptable_timestamps={window}" if problem == "timestamp_refused" else ""
    log.write(state, call, "WARN", "oauth.serviceprovider.internal.AuthenticatorImpl", f"oauth_problem={problem}{more}")
    headers = (("Content-Type", "text/plain;charset=UTF-8"), *oauth_challenge(state, problem))
    return Reply(401, headers, f"oauth_problem={problem}{more}".encode())
