"""Visitor tokens: exactly the claims of the contract, one algorithm for each page, two keys at a time."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.embeds_file import register_embeds
from api.settings import SettingsError
from api.visitors import Embed, TokenRefused, verify

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
SECRET, OLD_SECRET, FOREIGN = (secrets.token_bytes(32) for _ in range(3))
EMBEDS = {"help": Embed("help", "acme", ("https://help.example",), "HS256", (SECRET, OLD_SECRET))}
WHOLE = {
    "iss": "help",
    "aud": "unlatch",
    "sub": "u-1",
    "iat": AT,
    "exp": AT + 900,
    "jti": "s-1",
    "email": "ana@acme.example",
    "email_verified": True,
}


def token(key: Any = SECRET, alg: str = "HS256", headers: dict[str, Any] | None = None, **changed: Any) -> str:
    """Sign the whole claims with changes; None takes a claim out."""
    claims = {name: value for name, value in (WHOLE | changed).items() if value is not None}
    return jwt.encode(claims, key, alg, headers)


def _without(name: str) -> str:
    changed: dict[str, Any] = {name: None}
    return token(**changed)


@dataclass(frozen=True)
class Case:
    """One token that proves nothing."""

    id: str
    make: Callable[[], str]
    says: str = "."


REFUSED = [
    Case("no_signature", lambda: token(None, "none"), "HS256"),
    Case("another_algorithm", lambda: token(SECRET * 2, "HS512"), "HS256"),
    Case("foreign_key", lambda: token(FOREIGN), "signature"),
    Case("changed_body", lambda: _with_foreign_body(token()), "signature"),
    Case("unknown_issuer", lambda: token(iss="other"), "iss"),
    Case("issuer_no_text", lambda: _raw(iss=["help"]), "."),
    Case("wrong_audience", lambda: token(aud="jira"), "aud"),
    Case("audience_list", lambda: token(aud=["unlatch", "jira"]), "aud"),
    Case("expired", lambda: token(iat=AT - 900, exp=AT - 61), "expired"),
    Case("not_yet", lambda: token(iat=AT + 61, exp=AT + 500), "not valid yet"),
    Case("nbf_later", lambda: token(nbf=AT + 61), "not valid yet"),
    Case("lives_too_long", lambda: token(exp=AT + 901), "15 minutes"),
    Case("ends_before_it_begins", lambda: token(exp=AT - 1), "after its iat"),
    Case("time_as_text", lambda: token(exp="soon"), "."),
    Case("email_not_verified", lambda: token(email_verified=False), "email_verified"),
    Case("verified_as_text", lambda: token(email_verified="true"), "email_verified"),
    Case("unknown_claim", lambda: token(role="admin"), "claims"),
    Case("empty_subject", lambda: token(sub=""), "sub"),
    Case("control_character", lambda: token(email="ana@acme.example\r\nX: y"), "email"),
    Case("long_session", lambda: token(jti="x" * 201), "jti"),
    Case("key_named_by_token", lambda: token(FOREIGN, headers={"kid": "../../dev/null"}), "signature"),
    Case("key_sent_along", lambda: token(FOREIGN, headers={"jwk": {"kty": "oct", "k": "AAAA"}}), "signature"),
    Case("no_token", lambda: "a.b.c", "JSON Web Token"),
    Case("huge", lambda: token(email="a" * 9000), "8 KiB"),
    *(Case(f"without_{name}", partial(_without, name), ".") for name in WHOLE),
]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_a_token_that_is_not_as_it_must_be_is_refused(case: Case) -> None:
    """Each with words that say why and hold nothing of the token."""
    with pytest.raises(TokenRefused, match=case.says) as refused:
        verify(case.make(), EMBEDS, NOW)
    assert "ana@" not in str(refused.value)


@pytest.mark.parametrize("key", [SECRET, OLD_SECRET], ids=["new", "old"])
def test_both_keys_of_a_change_are_accepted(key: bytes) -> None:
    """While keys are changed, tokens of either one prove the visitor."""
    found = verify(token(key, account_id="5b10", username="ana"), EMBEDS, NOW)

    assert (found.embed, found.site, found.subject) == ("help", "acme", "u-1")
    assert (found.email, found.account_id, found.username) == ("ana@acme.example", "5b10", "ana")


@pytest.mark.parametrize("seconds", [-60, 959], ids=["a_minute_early", "a_minute_late"])
def test_clocks_may_differ_by_a_minute(seconds: int) -> None:
    """The skew is 60 seconds both ways."""
    assert verify(token(), EMBEDS, NOW + timedelta(seconds=seconds)).session == "s-1"


@pytest.mark.parametrize("alg", ["EdDSA", "ES256"])
def test_pages_may_sign_with_a_private_key(tmp_path: Path, alg: str) -> None:
    """The public half stands in a file beside sites.toml, and no other algorithm passes, not even over its bytes."""
    key = _private_key(alg)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "page.pem").write_bytes(pem)
    entry = {"id": "help", "site": "acme", "origins": [], "alg": alg, "public_key_file": "page.pem"}
    embeds = register_embeds([entry], {"acme"}, tmp_path, {})

    assert verify(token(key, alg), embeds, NOW).subject == "u-1"
    with pytest.raises(TokenRefused):
        verify(token(FOREIGN, "HS256"), embeds, NOW)


ENTRY = {"id": "help", "site": "acme", "origins": ["https://help.example"], "alg": "HS256", "secret_env": "S"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"secret_env": "SHORT"}, "32 bytes"),
        ({"secret_env": "MISSING"}, "32 bytes"),
        ({"secret_env": ["S", "S", "S"]}, "one key, or two"),
        ({"secret_env": []}, "one key, or two"),
        ({"site": "beta"}, "not registered"),
        ({"origins": ["https://*.example"]}, "no origin"),
        ({"origins": ["https://help.example/"]}, "no origin"),
        ({"origins": ["null"]}, "no origin"),
        ({"alg": "RS256"}, "alg"),
        ({"alg": "ES256", "secret_env": [], "public_key_file": "nowhere.pem"}, "public key"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_an_embed_that_cannot_be_used_stops_the_start(tmp_path: Path, changed: dict[str, Any], says: str) -> None:
    """Each with the reason, before anything is served."""
    values = {"S": "x" * 32, "SHORT": "x" * 31}
    with pytest.raises(SettingsError, match=says):
        register_embeds([ENTRY | changed], {"acme"}, tmp_path, values)


def _private_key(alg: str) -> Ed25519PrivateKey | EllipticCurvePrivateKey:
    return Ed25519PrivateKey.generate() if alg == "EdDSA" else generate_private_key(SECP256R1())


def _with_foreign_body(signed: str) -> str:
    head, _, signature = signed.split(".")
    return ".".join((head, token(FOREIGN, sub="u-2").split(".")[1], signature))


def _raw(**changed: Any) -> str:
    return jwt.api_jws.encode(_json(WHOLE | changed), SECRET, "HS256")


def _json(claims: dict[str, Any]) -> bytes:
    import json

    return json.dumps(claims).encode()
