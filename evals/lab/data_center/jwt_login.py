"""Calls signed with a JWT, as the Companion app and add-ons make them.

The log lines are documented (confkb page on Companion and re-encoding proxies); the body of the 401 is inferred.
The query hash follows developer.atlassian.com/cloud/bitbucket/query-string-hash.
"""

import hashlib
from typing import Any
from urllib.parse import parse_qsl, quote

import jwt

from evals.lab.data_center import log
from evals.lab.data_center.call import Call, Caller
from evals.lab.data_center.replies import tomcat_page
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Reply, Request


def from_jwt(state: DataCenterState, call: Call) -> Caller | Reply | None:
    """Accept or refuse a JWT from the Authorization header or the query; None when there is none."""
    scheme, text = call.authorization()
    text = text if scheme == "jwt" else call.query.get("jwt", "")
    if not text:
        return None
    try:
        return _accept(state, call, text)
    except jwt.InvalidTokenError as wrong:
        log.write(
            state,
            call,
            "WARN",
            "plugins.jwt.JwtAuthFilter",
            f"createAndSendFailure Failure during JWT authentication: {wrong}",
        )
        return tomcat_page(state, 401, "")


def query_hash(request: Request, context: str) -> str:
    """Return the query string hash of a request: method, path below the context, sorted query without the JWT."""
    path = request.path[len(context) :] if request.path.startswith(context) else request.path
    pairs = sorted(
        (quote(key, safe="-._~"), quote(value, safe="-._~"))
        for key, value in parse_qsl(request.query, keep_blank_values=True)
        if key != "jwt"
    )
    query = "&".join(f"{key}={value}" for key, value in pairs)
    return hashlib.sha256(f"{request.method.upper()}&{path or '/'}&{query}".encode()).hexdigest()


def _accept(state: DataCenterState, call: Call, text: str) -> Caller:
    issuer = jwt.decode(text, options={"verify_signature": False}).get("iss")
    app = next((one for one in state.jwt_apps if one.issuer == issuer), None)
    if app is None:
        raise jwt.InvalidIssuerError(f"JwtUnknownIssuerException: {issuer}")
    checks: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
    claims = jwt.decode(text, app.secret, algorithms=["HS256"], options=checks)
    if float(claims.get("exp", 0)) <= call.now.timestamp():
        raise jwt.ExpiredSignatureError("JwtExpiredException: token is expired")
    wanted = query_hash(call.request, state.context)
    if claims.get("qsh") != wanted:
        text = f"Expecting claim 'qsh' to have value '{wanted}' but instead it has the value '{claims.get('qsh')}'"
        raise jwt.InvalidTokenError(f"JwtInvalidClaimException: {text}")
    return Caller(state.user(app.user), "jwt", "OK")
