"""A credential never leaves for an origin outside its site's set, however the URL is written."""

import asyncio
from dataclasses import replace
from random import Random
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from requests import Request
from requests.exceptions import RequestException
from urllib3.util import parse_url

from tests.tools.outside_world import CREDENTIALS, OTHER_PUBLIC, PUBLIC, Names, Outside, client_of, shared, site_at
from tools.client import Call, Scheme, Withheld
from tools.evidence import Identity
from tools.presenting import present, put_on_the_wire
from tools.site import CredentialKind, Deployment, ServiceAccount, Site
from tools.transport import Transport
from tools.vault import ForeignOrigin, Secret, Vault

SITES = (
    Site("cloud", "https://acme.atlassian.net/wiki", Deployment.CLOUD, cloud_id="11111111-2222-3333-4444-555555555555"),
    Site("dc", "https://wiki.acme.example:8443/confluence", Deployment.DATA_CENTER, allow_password_probe=True),
    Site("plain", "http://wiki.acme.example", Deployment.DATA_CENTER, jira_url="http://jira.acme.example:8080"),
)
HOSTS = ("acme.atlassian.net", "wiki.acme.example", "api.atlassian.com", "auth.atlassian.com", "jira.acme.example")
FOREIGN = ("evil.example", "acme.atlassian.net.evil.example", "evilacme.atlassian.net", "127.0.0.1", "[::1]", "acme")
GLUE = (
    *("", "@", "\\", "\\@", "#@", "?@", ":80@", "x@", "%40", "%2f", "/", ".", "\u3002"),
    *("\t", "\r\n", " ", ":443", ":8443", ":"),
)

SCHEMES = ("https://", "http://", "HTTPS://", "https:", "//", "https:///", "ftp://", "")
PORTS = ("", "", ":443", ":80", ":8443", ":8080", ":0443", ":4 43")
TAILS = ("/rest/api/user/current", "", "?x=1", "/../..//evil.example/", "#@evil.example")
HEADERS = ("Authorization", "Cookie", "X-Api-Key", "Host", "X-Forwarded-User", "")
LETTERS = "abcXYZ019 .:=;@/+-_%\r\n\t\u00e9\u2013\u200b\U0001f511"
PAIRS_A_DRAW = 20


def drawn_secret(rng: Random) -> Secret:
    """Draw a credential of any kind and any characters."""
    text = "".join(rng.choices(LETTERS, k=rng.randint(1, 20)))
    return Secret(rng.choice(list(CredentialKind)), text, "".join(rng.choices(LETTERS, k=6)), rng.choice(HEADERS))


def drawn_url(rng: Random, site: Site) -> str:
    """Draw a URL: one of the site's own, spelt well or oddly, or one glued together from hosts and tricks."""
    if rng.random() < 0.4:
        own = rng.choice(sorted(site.origins))
        spelt = rng.choice([own, own, own.upper(), own.replace("//", "//x@"), f"{own}0"])
        return spelt + rng.choice(TAILS)
    authority = "".join(rng.choices(HOSTS + FOREIGN + GLUE, k=rng.randint(1, 4)))
    return rng.choice(SCHEMES) + authority + rng.choice(PORTS) + rng.choice(TAILS)


def origins_seen(url: str) -> set[str]:
    """Return the origins that the libraries below us would contact for a URL, each by its own parser."""
    found = set()
    for read in (_by_requests, _by_urllib3, _by_urllib):
        try:
            scheme, host, port = read(url)
        except (RequestException, ValueError, UnicodeError):
            continue
        found.add(f"{scheme}://{bracketed(str(host))}:{port or (443 if scheme == 'https' else 80)}".lower())
    return found


def bracketed(host: str) -> str:
    """Write an IPv6 address in brackets, as only some parsers do."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _by_requests(url: str) -> tuple[str | None, str | None, int | None]:
    return _by_urllib3(str(Request("GET", url).prepare().url))


def _by_urllib3(url: str) -> tuple[str | None, str | None, int | None]:
    parts = parse_url(url)
    return parts.scheme, parts.host, parts.port


def _by_urllib(url: str) -> tuple[str | None, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


@settings(max_examples=500, deadline=None)
@given(st.randoms(use_true_random=True))
def test_no_credential_is_handed_out_for_a_foreign_url(rng: Random) -> None:
    """Over 500 draws of 20 pairs the vault opens only where every parser reads an origin of the site."""
    for _ in range(PAIRS_A_DRAW):
        site = rng.choice(SITES)
        secret, url = drawn_secret(rng), drawn_url(rng, site)
        headers = handed_out(secret, site, url)

        assert not headers or origins_seen(url) <= site.origins


def handed_out(secret: Secret, site: Site, url: str) -> tuple[str | None, ...]:
    """Return the headers that a credential bound to the site gets for a URL, none when it is refused."""
    vault = Vault()
    try:
        opened = vault.open_for(vault.take_in(secret, site.origins), url)
        wire = put_on_the_wire(present(opened, Scheme.AS_GIVEN))
    except (ForeignOrigin, Withheld):
        return ()
    return (wire.authorization, *(value for _, value in wire.headers))


def test_the_pairs_are_not_all_refused() -> None:
    """A plain URL of the site opens its credential, so that the property above says something."""
    vault = Vault()
    handle = vault.take_in(Secret(CredentialKind.BEARER, "canary"), SITES[0].origins)

    for host in ("acme.atlassian.net", "api.atlassian.com", "ACME.atlassian.net:443"):
        assert vault.open_for(handle, f"https://{host}/rest/api/user/current").secret == "canary"


@pytest.mark.parametrize("kind", [name for name, secret in CREDENTIALS.items() if secret])
async def test_a_credential_of_one_site_is_not_sent_to_another(kind: str) -> None:
    """The handle of one site is worth nothing at a client of another; nothing is even connected to."""
    outside = Outside()
    common = shared(Transport(Names(), outside))
    secret = CREDENTIALS[kind]
    assert secret is not None
    handle = common.vault.take_in(secret, SITES[1].origins)

    with pytest.raises(Withheld, match="does not leave"):
        await client_of(common, SITES[2]).send(Call("current_user", Identity.SUBJECT, handle))

    assert outside.connected == []


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["none", "basic", "bearer", "cookie", "header"]),
    st.sampled_from(["current_user", "jira_myself", "gateway_current_user", "accessible_resources", "tenant_info"]),
    st.sampled_from([None, "http://jira.acme.example:8080", "http://evil.example"]),
)
def test_on_the_wire_secrets_go_to_the_sites_addresses_only(kind: str, route: str, jira: str | None) -> None:
    """Whatever route is asked, what arrives at an address outside the set holds neither Authorization nor Cookie."""
    outside = Outside()
    resolver = Names(wiki_acme_example=[[PUBLIC]], jira_acme_example=[[PUBLIC]], evil_example=[[OTHER_PUBLIC]])
    common = shared(Transport(resolver, outside))
    site = Site("plain", "http://wiki.acme.example", Deployment.CLOUD, gateway_url="http://wiki.acme.example",
                auth_url="http://wiki.acme.example", jira_url=jira)  # fmt: skip
    secret = CREDENTIALS[kind]
    bound = site_at("http://wiki.acme.example").origins
    handle = common.vault.take_in(secret, bound) if secret else None
    call = Call(route, Identity.SUBJECT if handle else Identity.NONE, handle, cloud_id="11111111-2222")

    try:
        asyncio.run(client_of(common, site).send(call))
    except Withheld:
        assert outside.connected == []

    foreign = any(address == OTHER_PUBLIC for address, _ in outside.connected)
    heard = outside.received().lower()
    assert not (foreign and (b"\r\nauthorization:" in heard or b"\r\ncookie:" in heard or b"canary" in heard))


@pytest.mark.parametrize(
    ("identity", "handle"),
    [("none", "subject"), ("observer", "subject"), ("subject", "observer"), ("subject", None), ("control", "subject")],
)
async def test_a_credential_goes_by_its_own_name_only(identity: str, handle: str | None) -> None:
    """The subject's credential is never used as the observer, nor the other way round, nor under no name."""
    outside = Outside()
    common = shared(Transport(Names(wiki_acme_example=[[PUBLIC]]), outside))
    plain = site_at("http://wiki.acme.example")
    token = CREDENTIALS["bearer"]
    assert token is not None
    handles = {
        "subject": common.vault.take_in(token, plain.origins),
        "observer": common.vault.take_in(token, plain.origins),
    }
    site = replace(plain, observer=ServiceAccount("bearer", handles["observer"]))
    call = Call("current_user", Identity(identity), handles[handle] if handle else None)

    with pytest.raises(Withheld, match="may be used as"):
        await client_of(common, site).send(call)

    assert outside.connected == []


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-User", "X-Remote-User", "Content-Length", "Transfer-Encoding",
                                    "X-HTTP-Method-Override", "Proxy-Authorization", "Bad Name", ""])  # fmt: skip
async def test_a_header_that_could_claim_or_steer_is_not_sent(header: str) -> None:
    """Only headers that carry a credential go out; one that names a user to a trusting proxy does not."""
    outside = Outside()
    common = shared(Transport(Names(wiki_acme_example=[[PUBLIC]]), outside))
    site = site_at("http://wiki.acme.example")
    handle = common.vault.take_in(Secret(CredentialKind.HEADER, "admin", header=header), site.origins)

    with pytest.raises(Withheld, match="header"):
        await client_of(common, site).send(Call("current_user", Identity.SUBJECT, handle))

    assert outside.connected == []
