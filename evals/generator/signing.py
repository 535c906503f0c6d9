"""Signs the calls of a failing client: OAuth 1.0a, Connect JWT, and the answer of an identity provider."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from evals.lab.cloud.connect import canonical_query_hash
from evals.lab.data_center.jwt_login import query_hash
from evals.lab.data_center.oauth1 import base_string
from evals.lab.wire import Request


def signed(request: Request, sign: Mapping[str, Any], now: datetime) -> Request:
    """Sign a request.

    Args:
        request: The request without its signature.
        sign: "kind" (oauth1, connect, dc_jwt or saml) and what is wrong with the signature.
        now: The lab's time.
    """
    return _KINDS[str(sign["kind"])](request, sign, now)


def _oauth1(request: Request, sign: Mapping[str, Any], now: datetime) -> Request:
    stamp = int((now + timedelta(seconds=float(sign.get("skew", 0)))).timestamp())
    sent = {
        "oauth_consumer_key": str(sign["consumer"]),
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(stamp),
        "oauth_nonce": str(sign.get("nonce", f"n{stamp}{request.path[-4:]}")),
        "oauth_version": "1.0",
    }
    if sign.get("token"):
        sent["oauth_token"] = str(sign["token"])
    as_signed = replace(request, host=str(sign.get("signed_host", request.host)))
    key = f"{quote(str(sign.get('secret', '')), safe='-._~')}&{quote(str(sign.get('token_secret', '')), safe='-._~')}"
    digest = hmac.new(key.encode(), base_string(as_signed, sent).encode(), hashlib.sha1).digest()
    sent["oauth_signature"] = base64.b64encode(digest).decode()
    value = ", ".join(f'{name}="{quote(text, safe="-._~")}"' for name, text in sent.items())
    return _with_authorization(request, f"OAuth {value}")


def _connect(request: Request, sign: Mapping[str, Any], now: datetime) -> Request:
    issued = now + timedelta(seconds=float(sign.get("skew", 0)))
    path = str(sign.get("signed_path", request.path))
    claims = {
        "iss": str(sign["client_key"]),
        "iat": int(issued.timestamp()),
        "exp": int((issued + timedelta(seconds=180)).timestamp()),
        "qsh": canonical_query_hash(request.method, path, request.query),
    }
    return _with_authorization(request, f"JWT {jwt.encode(claims, str(sign['secret']), algorithm='HS256')}")


def _dc_jwt(request: Request, sign: Mapping[str, Any], now: datetime) -> Request:
    as_signed = replace(request, path=str(sign.get("signed_path", request.path)))
    claims = {
        "iss": str(sign["issuer"]),
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(seconds=180)).timestamp()),
        "qsh": query_hash(as_signed, ""),
    }
    return _with_authorization(request, f"JWT {jwt.encode(claims, str(sign['secret']), algorithm='HS256')}")


def _saml(request: Request, sign: Mapping[str, Any], now: datetime) -> Request:
    begins = now + timedelta(seconds=float(sign.get("skew", 0)) - 30)
    stamps = [(begins + timedelta(seconds=s)).strftime("%Y-%m-%dT%H:%M:%SZ") for s in (0, 300)]
    groups = f'<Attribute Name="{sign["claim"]}"/>' if sign.get("claim") else ""
    xml = (
        f'<Response><Conditions NotBefore="{stamps[0]}" NotOnOrAfter="{stamps[1]}"/>{groups}'
        f"<X509Certificate>{sign.get('certificate', 'one')}</X509Certificate><NameID>{sign['user']}</NameID></Response>"
    )
    body = urlencode({"SAMLResponse": base64.b64encode(xml.encode()).decode(), "RelayState": "/"})
    form = ("Content-Type", "application/x-www-form-urlencoded")
    return replace(request, body=body.encode(), headers=(*request.headers, form))


def _with_authorization(request: Request, value: str) -> Request:
    kept = tuple(pair for pair in request.headers if pair[0].lower() != "authorization")
    return replace(request, headers=(*kept, ("Authorization", value)))


_KINDS: dict[str, Callable[[Request, Mapping[str, Any], datetime], Request]] = {
    "oauth1": _oauth1,
    "connect": _connect,
    "dc_jwt": _dc_jwt,
    "saml": _saml,
}
