"""Connect apps: a JWT signed with the secret that the site stored when the app was installed.

Source: https://developer.atlassian.com/cloud/confluence/understanding-jwt-for-connect-apps/
"""

import hashlib
from urllib.parse import parse_qsl, quote

import jwt
from jwt.types import Options

from evals.lab.cloud.people import Account
from evals.lab.cloud.visit import Visit

CONTEXT = "/wiki"


def read_connect(visit: Visit) -> tuple[Account | None, str] | None:
    """Read a Connect JWT from "Authorization: JWT ..." or the parameter jwt.

    Returns:
        None when the request carries none; else the app's account (None when refused) and why it was refused.
    """
    authorization = visit.request.header("Authorization") or ""
    token = authorization[4:].strip() if authorization.startswith("JWT ") else visit.query.get("jwt", "")
    return _verify(visit, token) if token else None


def canonical_query_hash(method: str, path: str, query: str) -> str:
    """Return the query-string hash of a request: SHA-256 of method, path without /wiki, and the sorted query."""
    below = path.removeprefix(CONTEXT).rstrip("/") or "/"
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name != "jwt":
            values.setdefault(_encode(name), []).append(_encode(value))
    pairs = "&".join(f"{name}={','.join(sorted(values[name]))}" for name in sorted(values))
    canonical = f"{method.upper()}&{below.replace('&', '%26')}&{pairs}"
    return hashlib.sha256(canonical.encode()).hexdigest()


def _verify(visit: Visit, token: str) -> tuple[Account | None, str]:
    try:
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
    except jwt.InvalidTokenError:
        return None, "the JWT cannot be read"
    app = next((one for one in visit.state.connect_apps if one.client_key == issuer), None)
    if app is None:
        return None, f"no app is installed with the client key {issuer}"
    try:
        claims = jwt.decode(token, app.shared_secret, algorithms=["HS256"], options=_OWN_CLOCK)
    except jwt.InvalidTokenError:
        return None, "the signature does not match the shared secret"
    if float(claims.get("exp", 0)) <= visit.now.timestamp():
        return None, "the JWT has expired"
    expected = canonical_query_hash(visit.request.method, visit.request.path, visit.request.query)
    if claims.get("qsh") != expected:
        return (
            None,
            f"Expecting claim 'qsh' to have value '{expected}' but instead it has the value '{claims.get('qsh')}'",
        )
    return visit.state.account(app.account), ""


# The lab's clock decides, not this machine's.
_OWN_CLOCK: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}


def _encode(text: str) -> str:
    return quote(text, safe="-._~")
