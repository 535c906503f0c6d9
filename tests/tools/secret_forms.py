"""Invented secrets of every known form, made from a seed; no real-looking one is ever written down."""

import html
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from string import ascii_letters, ascii_lowercase, digits
from urllib.parse import quote

B64URL = ascii_letters + digits + "-_"


@dataclass(frozen=True)
class Form:
    """One kind of secret: the text that carries it and the characters that must vanish."""

    id: str
    carrier: str
    secret: str


def seeded(seed: int) -> Random:
    """Return random numbers that are the same in each run."""
    return Random(seed)  # noqa: S311 - invented secrets must be the same in each run


def run_of(rng: Random, alphabet: str, length: int) -> str:
    """Return random characters."""
    return "".join(rng.choice(alphabet) for _ in range(length))


def cloud_token(rng: Random, prefix: str = "ATATT", length: int = 192) -> str:
    """Return something with the form of a Cloud token: prefix, body, equals sign, eight hex digits."""
    head = f"{prefix}3xFfGF0"
    return f"{head}{run_of(rng, B64URL, length - len(head) - 9)}={run_of(rng, '0123456789ABCDEF', 8)}"


def pat(rng: Random) -> str:
    """Return something with the form of a Data Center token: base64 of digits, colon, random bytes."""
    return b64encode(run_of(rng, digits, 12).encode() + b":" + rng.randbytes(20)).decode()


def jwt(rng: Random, claims: dict[str, object] | None = None) -> str:
    """Return a JWT with an invented signature."""
    parts = [json.dumps({"alg": "HS256", "typ": "JWT"}), json.dumps(claims or {"iss": "x", "exp": 1})]
    coded = [b64encode(part.encode()).decode().rstrip("=").replace("+", "-").replace("/", "_") for part in parts]
    return ".".join([*coded, run_of(rng, B64URL, 43)])


def legacy(rng: Random) -> str:
    """Return 24 letters and digits."""
    return "aB3" + run_of(rng, ascii_letters + digits, 21)


def all_forms(rng: Random) -> list[Form]:
    """Return more than twenty forms of secrets, each in the words or header that usually carry it."""
    pair = b64encode(f"bot@acme.example:{cloud_token(rng)}".encode()).decode()
    password = f"S{run_of(rng, ascii_lowercase, 5)}!{run_of(rng, digits, 4)}x"
    opaque, hex32 = run_of(rng, ascii_letters + digits, 40), run_of(rng, "0123456789ABCDEF", 32)
    remember = f"confluence%3A{run_of(rng, digits, 6)}%3A{run_of(rng, '0123456789abcdef', 40)}"
    token, scoped, web = cloud_token(rng), cloud_token(rng, length=236), jwt(rng)
    service, org, dc_token, old = cloud_token(rng, "ATSTT"), cloud_token(rng, "ATCTT"), pat(rng), legacy(rng)
    app, client = "ATBB" + run_of(rng, ascii_letters + digits, 32), "ATOA" + run_of(rng, B64URL, 60)
    plain = {
        "cloud token": token, "scoped token": scoped, "service key": service, "org key": org, "pat": dc_token,
        "app password": app, "client secret form": client, "jwt": web,
    }  # fmt: skip
    carried = {
        "basic header": (f"Authorization: Basic {pair}", pair),
        "bearer header": (f"Authorization: Bearer {opaque}", opaque),
        "jsessionid": (f"JSESSIONID={hex32}", hex32),
        "seraph cookie": (f"seraph.confluence={remember}", remember[16:]),
        "crowd cookie": (f"crowd.token_key={opaque}", opaque),
        "cloud cookie": (f"Cookie: cloud.session.token={web}; theme=dark", web),
        "tenant cookie": (f"tenant.session.token={web}", web),
        "os_password": (f"https://wiki.acme.example/x?os_username=ann&os_password={opaque}&a=b", opaque),
        "userinfo": (f"https://ann:{opaque}@wiki.acme.example/rest", opaque),
        "curl user": (f"curl -s -u ann:{opaque} https://wiki.acme.example", opaque),
        "password colon": (f"password: {password}", password),
        "password is": (f"my password is {password}", password),
        "access token": (f"access_token={opaque}", opaque),
        "refresh token": (f"refresh_token={opaque}", opaque),
        "client secret": (f"client_secret={opaque}", opaque),
        "api key": (f"api_key={opaque}", opaque),
        "legacy token": (f"token {old}", old),
        "bare pair": (f"auth {pair}", pair),
        "environment": (f"CONFLUENCE_API_TOKEN={opaque}", opaque),
    }
    forms = [Form(name, secret, secret) for name, secret in plain.items()]
    return forms + [Form(name, carrier, secret) for name, (carrier, secret) in carried.items()]


def _split(joint: str, form: Form) -> str:
    middle = len(form.secret) // 2
    return form.carrier.replace(form.secret, form.secret[:middle] + joint + form.secret[middle:])


EMBEDDINGS: dict[str, Callable[[Form], str]] = {
    "bare": lambda form: f"it fails since Monday {form.carrier} please help",
    "quoted": lambda form: f'we use "{form.carrier}" there',
    "in curl": lambda form: f"curl -s -H '{form.carrier}' https://acme.atlassian.net/wiki",
    "in json": lambda form: json.dumps({"log": {"headers": [{"name": "x", "value": form.carrier}]}}),
    "in indented json": lambda form: json.dumps({"text": f'said "{form.carrier}"\nand more'}, indent=1),
    "zero-width": lambda form: f"see {_split(chr(0x200B), form)} here",
    "soft hyphen": lambda form: f"see {_split(chr(0xAD), form)} here",
    "newline": lambda form: f"see\n{_split(chr(10), form)}\nhere",
    "html": lambda form: f"<p>{html.escape(form.carrier.replace('=', '&#61;'))}</p>".replace("&amp;#61;", "&#61;"),
    "url-encoded": lambda form: f"text={quote(form.carrier, safe='')}&x=1",
}

NEAR_MISSES = (
    "atl-traceid: 3f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "X-AREQUESTID: 1023x45678x2",
    "cloudId 8f1c2b3a-1111-4222-8333-944455566677",
    "https://api.atlassian.com/ex/confluence/8f1c2b3a-1111-4222-8333-944455566677/wiki/rest/api/user/current",
    "accountId 5b10a2844c20165700ede21g",
    "accountId: 557058:8f1c2b3a-1111-4222-8333-944455566677",
    "712020:8f1c2b3a-1111-4222-8333-944455566677 is the account",
    'ETag: W/"1f-QwErTyUiOpAsDfGhJkLzXcVbNm0"',
    "etag: 33a64df551425fcc55e4d42a148795d9f25f89d4",
    "page 2848423944 not found",
    "https://acme.atlassian.net/wiki/spaces/DOCS/pages/2848423944/Release+notes",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "X-Request-Id: 01HF8Z9K3N5Q7R9T1V3X5Z7B9D",
    "x-amz-cf-id: Xk3vB1cD5eF7gH9iJ1kL3mN5oP7qR9sT1uV3wX5yZ7aB9cD1eF3gH==",
    "CF-RAY: 7d1c2b3a4f5e6d7c-FRA",
    "request key AbCdEf123456789",
    "X-Atlassian-Token: no-check",
    "X-Seraph-LoginReason: AUTHENTICATED_FAILED",
    'WWW-Authenticate: OAuth realm="https%3A%2F%2Facme.atlassian.net%2Fwiki"',
    'www-authenticate: Bearer error="invalid_token"',
    "Basic Authentication Failure - Reason : AUTHENTICATED_FAILED",
    "Failed to parse Connect Session Auth Token",
    "token: argument of the library, password is wrong, the token is expired since 2026-03-14",
    "Authorization: Basic XXXXX, curl/7.54.0",
    "Authorization: Bearer $CONFLUENCE_TOKEN",
    "-u <user> -p <fake-token> and -p <fake-token> alone",
    'curl -u "$USER:$TOKEN" https://wiki.acme.example:8443/rest/api/space?expand=a@b',
    "Set-Cookie: JSESSIONID=deleted; Path=/confluence; Expires=Thu, 01-Jan-1970 00:00:10 GMT; HttpOnly",
    "my token starts with ATATT3xFfGF0... and has 192 characters",
    "token scopes: read:page:confluence write:confluence-content offline_access",
    "bearer authentication and basic authentication are both refused for service accounts",
    "path: /wiki/download/attachments/123456/image-2026.png?version=1&modificationDate=1700000000000",
    '{"statusCode":403,"data":{"authorized":false,"valid":true},"message":"x","reason":"Forbidden"}',
    "cursor=eyJpZCI6IjI4NDg0MjM5NDQiLCJjb250ZW50T3JkZXIiOiJpZCJ9",
    "space key SECRETS and group confluence-users-2024, NodeID 1a2b3c4d",
    "YXJpOmNsb3VkOmNvbmZsdWVuY2U6OnNpdGUvOGYxYzJiM2E=",
    "X-Forwarded-For: 203.0.113.7, 10.0.0.1; Server: AtlassianEdge; x-envoy-upstream-service-time: 37",
    "docker run -u 1000:1000 -p 8090:8090 atlassian/confluence:9.2.1",
)
