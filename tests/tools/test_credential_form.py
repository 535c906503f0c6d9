"""The form of a credential is told from its characters, and no character of it is kept."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.tools.secret_forms import cloud_token, jwt, pat, seeded
from tools.credential_claims import qsh_of
from tools.credential_form import CredentialLook, Stray, facts_of_form, kind_of, look_at_header, look_at_pair
from tools.facts import Fact

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TOKEN, PAT = cloud_token(seeded(1)), pat(seeded(1))
HOUR_AGO, IN_AN_HOUR = int(NOW.timestamp()) - 3600, int(NOW.timestamp()) + 3600
OAUTH = jwt(seeded(1), {"iss": "https://atlassian-account.example", "aud": "api.atlassian.com", "exp": IN_AN_HOUR})
CONNECT = jwt(seeded(1), {"iss": "key", "qsh": "ab", "iat": IN_AN_HOUR, "exp": IN_AN_HOUR})


def basic(pair: str) -> str:
    """Return the header value of a Basic pair."""
    return f"Basic {b64encode(pair.encode()).decode()}"


@dataclass(frozen=True)
class Case:
    """A header value, the facts that it must yield and those that it must not."""

    id: str
    header: str
    facts: set[Fact]
    absent: frozenset[Fact] = frozenset()


CASES = [
    Case(
        "good pair",
        basic(f"ann@acme.example:{TOKEN}"),
        {Fact.SENT_BASIC, Fact.USER_IS_EMAIL, Fact.SECRET_API_TOKEN, Fact.SECRET_PRISTINE_FORM},
        frozenset({Fact.SENT_BASIC_UNREADABLE, Fact.SECRET_STRAY_CHARACTERS, Fact.SECRET_PASSWORD}),
    ),
    Case("empty secret", basic("ann@acme.example:"), {Fact.SENT_BASIC_EMPTY_HALF}),
    Case("empty user", basic(f":{TOKEN}"), {Fact.SENT_BASIC_EMPTY_HALF, Fact.SECRET_API_TOKEN}),
    Case("not encoded", f"Basic ann@acme.example:{TOKEN}", {Fact.SENT_BASIC_UNREADABLE, Fact.SECRET_API_TOKEN}),
    Case("token without user", f"Basic {TOKEN}", {Fact.SENT_BASIC_UNREADABLE}),
    Case("no colon", f"Basic {b64encode(b'just-some-text').decode()}", {Fact.SENT_BASIC_UNREADABLE}),
    Case("second colon in a token", basic(f"ann@acme.example:{TOKEN}:x"), {Fact.SENT_BASIC_UNREADABLE}),
    Case("password", basic("ann:open sesame"), {Fact.SECRET_PASSWORD, Fact.USER_IS_NOT_EMAIL}),
    Case("pat as basic", basic(f"svc:{PAT}"), {Fact.SECRET_DC_PAT, Fact.SENT_BASIC}, frozenset({Fact.SECRET_PASSWORD})),
    Case("pat as bearer", f"Bearer {PAT}", {Fact.SECRET_DC_PAT, Fact.SENT_BEARER, Fact.SECRET_PRISTINE_FORM}),
    Case("newline", f"Bearer {TOKEN}\n", {Fact.SECRET_STRAY_CHARACTERS}, frozenset({Fact.SECRET_PRISTINE_FORM})),
    Case("quotes", basic(f'ann@acme.example:"{TOKEN}"'), {Fact.SECRET_STRAY_CHARACTERS, Fact.SECRET_API_TOKEN}),
    Case("percent", basic(f"ann@acme.example:{TOKEN.replace('=', '%3D')}"), {Fact.SECRET_STRAY_CHARACTERS}),
    Case("cut", basic(f"ann@acme.example:{TOKEN[:60]}"), {Fact.SECRET_TRUNCATED, Fact.SECRET_CHECKSUM_FORM_BROKEN}),
    Case("lower case scheme", f"bearer {TOKEN}", {Fact.SENT_SCHEME_MISSPELT}),
    Case("no scheme", TOKEN, {Fact.SENT_UNKNOWN_SCHEME, Fact.SECRET_API_TOKEN}),
    Case("other scheme", f"Token {PAT}", {Fact.SENT_UNKNOWN_SCHEME, Fact.SECRET_DC_PAT}),
    Case("empty bearer", "Bearer ", {Fact.SENT_BEARER_EMPTY}),
    Case("oauth 1", 'OAuth oauth_token="x", oauth_signature="y"', {Fact.SENT_OAUTH1}),
    Case("oauth 2", f"Bearer {OAUTH}", {Fact.SECRET_JWT, Fact.SECRET_OAUTH2_TOKEN, Fact.SECRET_JWT_VALID_NOW}),
    Case("expired jwt", f"Bearer {jwt(seeded(1), {'exp': HOUR_AGO})}", {Fact.SECRET_JWT_EXPIRED}),
    Case("connect jwt", f"JWT {CONNECT}", {Fact.SENT_CONNECT_JWT, Fact.SECRET_JWT_IAT_OFF}),
    Case("broken jwt", f"Bearer {OAUTH.rpartition('.')[0]}", {Fact.SECRET_CHECKSUM_FORM_BROKEN}),
    Case("cookie", "JSESSIONID=ABC; seraph.confluence=x", {Fact.SENT_COOKIE_ONLY}),
    Case("service key", f"Bearer {cloud_token(seeded(2), 'ATSTT')}", {Fact.SECRET_SERVICE_ACCOUNT_KEY}),
    Case("org key", f"Bearer {cloud_token(seeded(2), 'ATCTT')}", {Fact.SECRET_ORG_KEY}),
    Case("client secret", basic("id:ATOA" + "x1" * 20), {Fact.SECRET_CLIENT_SECRET}),
    Case(
        "masked value",
        "Basic XXXXX",
        {Fact.SENT_BASIC},
        frozenset({Fact.SENT_BASIC_UNREADABLE, Fact.SENT_BASIC_EMPTY_HALF, Fact.SECRET_PASSWORD}),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_header_value_yields_its_facts(case: Case) -> None:
    """Each form of an Authorization value is read as what it is."""
    found = set(facts_of_form(look_at_header(case.header), NOW))

    assert case.facts <= found
    assert not case.absent & found


def test_a_pair_and_its_header_look_the_same() -> None:
    """It makes no difference whether a client or a person puts the pair together."""
    assert look_at_pair("ann@acme.example", TOKEN) == look_at_header(basic(f"ann@acme.example:{TOKEN}"))


def test_no_character_of_the_secret_is_kept() -> None:
    """The form of a secret can be stored and shown."""
    form = look_at_pair("ann@acme.example", f" {TOKEN}\n")

    assert TOKEN[:8] not in repr(form)
    assert form.length == len(TOKEN) + 2
    assert form.stray == (Stray.LINE_BREAK, Stray.SPACE)


def test_an_invisible_character_in_a_token_is_seen() -> None:
    """A zero-width space that came with copy and paste breaks the token."""
    form = look_at_pair("ann@acme.example", TOKEN[:20] + "\u200b" + TOKEN[20:])

    assert Stray.INVISIBLE in form.stray


def test_claims_are_read_without_a_key() -> None:
    """Expiry, audience and scopes of a JWT are told without its secret."""
    token = jwt(seeded(1), {"exp": IN_AN_HOUR, "aud": ["a", "b"], "scope": "read:page:confluence offline_access"})

    claims = look_at_header(f"Bearer {token}").claims

    assert claims is not None
    assert claims.audience == ("a", "b")
    assert claims.scopes == ("read:page:confluence", "offline_access")
    assert claims.expires_at == datetime.fromtimestamp(IN_AN_HOUR, UTC)


@pytest.mark.parametrize("secret", ["", "  ", '""'])
def test_nothing_is_empty(secret: str) -> None:
    """White space and bare quotes are no secret."""
    assert kind_of(secret) is CredentialLook.EMPTY


@pytest.mark.parametrize(
    "value", ["eyJ.eyJ.x", "Bearer eyJhbGciOiJub25lIn0.W10.x", "\x00", "Basic ====", "Basic " + "A" * 9000]
)
def test_hostile_values_never_raise(value: str) -> None:
    """Whatever stands in the header, a form comes back."""
    assert facts_of_form(look_at_header(value), NOW) is not None


def test_query_hash_sorts_joins_and_leaves_out_the_context_path() -> None:
    """The canonical request of Connect: method, path without context, sorted query without jwt."""
    plain = qsh_of("get", "/rest/api/content?b=2&a=1&a=0&jwt=x")

    assert plain == qsh_of("GET", "https://acme.atlassian.net/wiki/rest/api/content?a=0&b=2&a=1", "/wiki")
    assert plain != qsh_of("POST", "/rest/api/content?b=2&a=1&a=0")


def test_query_hash_of_the_documented_example_form() -> None:
    """An empty query leaves the last separator in place."""
    import hashlib

    assert qsh_of("GET", "/") == hashlib.sha256(b"GET&/&").hexdigest()
