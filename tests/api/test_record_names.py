"""Invented names: stable, form-preserving, and never applied to the server's own words."""

import json

import pytest

from api.recording.bodies import shown_body
from api.recording.names import Kind, Names
from api.recording.stand_in import stand_in_for
from tools.evidence import Exchange
from tools.site import CredentialKind, Deployment, Site
from tools.vault import Secret, form_of
from tools.wire import facts_of_exchange

SITE = Site("acme", "https://acme.atlassian.net/wiki", Deployment.CLOUD)
API_TOKEN = "ATATT3xFfGF0" + "aB3_x-9Kq" * 20 + "=1A2B3C4D"
PAT = "MDEyMzQ1Njc4OTAxOkFCQ0RFRkdISUpLTE1OT1BRUlNU"


def shown(body: str, names: Names, status: int = 200) -> str:
    """Return a body as it would be written."""
    exchange = Exchange("GET", f"{SITE.url}/rest/api/user/current", status=status, body=body)
    return shown_body(exchange, names, lambda one: facts_of_exchange(one, SITE.deployment, None))


def test_the_same_name_is_invented_once_and_found_in_running_text() -> None:
    """A person known from one answer is renamed in another's message as well."""
    names = Names(SITE)
    first = json.loads(shown('{"displayName":"Ana Ruiz","email":"ana@acme.example"}', names))
    message = json.loads(shown('{"message":"Ana Ruiz may not view this"}', names))["message"]

    assert message == f"{first['displayName']} may not view this"
    assert first["email"].endswith("@mail.example")


def test_words_of_the_server_stay_as_they_are() -> None:
    """States, messages, operations and times are what a replay needs."""
    body = '{"accountStatus":"active","message":"caller cannot access","operation":{"key":"read","targetType":"space"}}'

    assert json.loads(shown(body, Names(SITE))) == json.loads(body)


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ('OAuth realm="https%3A%2F%2Facme.atlassian.net%2Fwiki"', "acme"),
        ("https://sso.corp.example/login?to=acme.atlassian.net", "corp"),
        ("from 10.1.2.3 by 712020:01234567-89ab-cdef-0123-456789abcdef", "10.1.2.3"),
        ("cloud 01234567-89ab-cdef-0123-456789abcdef", "01234567"),
    ],
    ids=["realm", "provider", "address", "uuid"],
)
def test_a_name_that_its_form_gives_away_is_replaced(text: str, gone: str) -> None:
    """Hosts, addresses and ids are found wherever they stand, percent-encoded too."""
    assert gone not in Names(SITE).everywhere(text)


def test_a_page_loses_its_contents_and_keeps_what_it_tells() -> None:
    """Of a Tomcat page the reason stays; of a wiki page the text goes."""
    reason = "<html><head><title>HTTP Status 401 \u2013 Unauthorized</title></head><body><p>x</p></body></html>"
    content = "<html><body><form action='/dologin'><input name='os_username'></form><p>Salary of Ben</p></body></html>"

    assert "HTTP Status 401" in shown(reason, Names(SITE), 401)
    assert "Salary" not in shown(content, Names(SITE))
    assert "os_username" in shown(content, Names(SITE))


def test_names_that_are_kept_are_all_kept() -> None:
    """With keep, nothing is replaced."""
    names = Names(SITE, keep=True)

    assert names.everywhere("Ana at acme.atlassian.net") == "Ana at acme.atlassian.net"
    assert names.of(Kind.PERSON, "Ana") == "Ana"


@pytest.mark.parametrize(
    "secret",
    [
        Secret(CredentialKind.BASIC, API_TOKEN, "ana@acme.example"),
        Secret(CredentialKind.BASIC, f"{API_TOKEN}\n", "ana@acme.example"),
        Secret(CredentialKind.BEARER, PAT),
        Secret(CredentialKind.BASIC, "Correct-Horse-7", "ana"),
    ],
    ids=["api_token", "line_break", "pat", "password"],
)
def test_a_stand_in_has_the_form_of_the_real_secret_and_none_of_its_characters(secret: Secret) -> None:
    """Kind, length and stray characters are the same, so that a replay reads it alike."""
    made = stand_in_for(secret, "person-1@mail.example" if "@" in secret.username else "person-1")

    assert made is not None
    assert made.secret != secret.secret
    assert secret.secret.strip()[12:24] not in made.secret
    assert form_of(made).kind is form_of(secret).kind
    assert form_of(made).stray == form_of(secret).stray


def test_a_jwt_has_no_stand_in() -> None:
    """Its claims cannot be invented without changing what it tells."""
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEiLCJleHAiOjE4MDAwMDAwMDB9.c2lnbmF0dXJlc2lnbmF0dXJl"

    assert stand_in_for(Secret(CredentialKind.BEARER, token), "") is None
