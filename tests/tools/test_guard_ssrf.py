"""No hostile URL leads to a connection outside policy, whoever registers it and whatever credential goes with it."""

import ipaddress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.tools.outside_world import CREDENTIALS, PUBLIC, Names, Outside, client_of, shared, site_at
from tools.client import Call, Withheld
from tools.evidence import Identity
from tools.guard.callback import CallbackTarget, check_target, post_to_callback
from tools.guard.urls import UrlRefused, check_site, check_url
from tools.guarded_client import Shared
from tools.presenting import put_on_the_wire
from tools.site import Deployment, Site
from tools.transport import Outgoing, Transport

HOSTILE = (
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/",
    "http://0177.0.0.1/", "http://017700000001/", "http://0/", "http://0.0.0.0/", "http://127.0.0.1:22/",
    "http://localhost/", "http://localhost:8090/", "http://localhost./", "http://LOCALHOST/", "http://10.0.0.1/",
    "http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/", "http://100.100.100.200/",
    "http://168.63.129.16/", "http://192.0.0.192/", "http://198.18.0.1/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
    "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::1]/", "http://[fe80::1]/",
    "http://[fe80::1%25lo]/", "http://[fd00:ec2::254]/", "http://[fec0::1]/", "http://[ff02::1]/", "http://[3fff::1]/",
    "http://public.example@127.0.0.1/", "http://user:pass@public.example/", "http://public.example\\@127.0.0.1/",
    "http://127.0.0.1\\@public.example/", "http://127.0.0.1#@public.example/", "http://public.example#@127.0.0.1/",
    "http://public.example:80@127.0.0.1/", "http://rebound.example/", "http://mixed.example/", "http://inside.example/",
    "http://metadata.google.internal/", "http://public.example:22/", "http://public.example:6379/",
    "http://public.example:99999/", "http://127。0。0。1/", "http://①②⑦.⓪.⓪.①/", "http://public.example\t/",
    "http://public.example\r\nHost: evil/", " http://127.0.0.1/", "//127.0.0.1/", "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_INFO", "http:127.0.0.1", "http:///127.0.0.1", "http://", "https://0x7f.1/",
    "https://localhost/", "https://[::ffff:a9fe:a9fe]/", "http://1.1.1.1.0x7f000001/", "http://nothing.example/",
)  # fmt: skip
REBOUND = "http://rebound.example/"


def names() -> Names:
    """Return a resolver with a name of each kind; the rebinding one turns inward after its first answer."""
    return Names(
        localhost=[["127.0.0.1", "::1"]],
        public_example=[[PUBLIC]],
        rebound_example=[[PUBLIC], ["127.0.0.1"]],
        mixed_example=[[PUBLIC, "10.0.0.7"]],
        inside_example=[["10.0.0.7"]],
        metadata_google_internal=[["169.254.169.254"]],
    )


def outside_policy(outside: Outside) -> set[tuple[str, int]]:
    """Return the connected addresses that nobody public has, or at a port that no Confluence is served on."""
    ports = {80, 443, 8090, 8443}
    return {
        (address, port)
        for address, port in outside.connected
        if not ipaddress.ip_address(address).is_global or address != PUBLIC or port not in ports
    }


def test_the_matrix_is_large() -> None:
    """At least 45 hostile URLs are tried, each once."""
    assert len(set(HOSTILE)) == len(HOSTILE) >= 45


async def tried(common: Shared, site: Site, kind: str) -> str:
    """Ask a site for the current user with a credential bound to wherever it is registered; return how that ended."""
    secret = CREDENTIALS[kind]
    handle = None if secret is None else common.vault.take_in(secret, origins_of(site))
    call = Call("current_user", Identity.NONE if handle is None else Identity.SUBJECT, handle)
    try:
        exchange = await client_of(common, site).send(call)
    except Withheld as reason:
        return str(reason)
    return exchange.error or str(exchange.status)


def origins_of(site: Site) -> frozenset[str]:
    """Return the site's origins, or none where its URL is none."""
    try:
        return site.origins
    except ValueError:
        return frozenset()


@pytest.mark.parametrize("kind", CREDENTIALS)
@pytest.mark.parametrize("url", HOSTILE)
async def test_a_site_at_a_hostile_url_is_never_connected_to(url: str, kind: str) -> None:
    """Registered or not, with any credential or none, the client connects to nothing outside policy."""
    outside = Outside()
    common = shared(Transport(names(), outside))

    ended = await tried(common, site_at(url), kind)

    assert outside_policy(outside) == set()
    assert (ended == "200") == (url == REBOUND)
    assert outside.received() == b"" or url == REBOUND


@pytest.mark.parametrize("kind", CREDENTIALS)
@pytest.mark.parametrize("url", HOSTILE)
async def test_the_address_policy_alone_holds_too(url: str, kind: str) -> None:
    """Below the check of the URL's spelling the transport still connects to nothing outside policy."""
    outside = Outside()
    secret = CREDENTIALS[kind]
    wire = put_on_the_wire(secret) if secret else None
    plain = Outgoing("GET", url, ports=frozenset({80, 443, 8090, 8443}))
    outgoing = replace(plain, authorization=wire.authorization, headers=wire.headers) if wire else plain

    answered = await Transport(names(), outside).send(outgoing)

    assert outside_policy(outside) == set()
    assert answered.exchange.error or outside.connected
    outside.received()


@pytest.mark.parametrize("url", HOSTILE)
async def test_callbacks_are_under_the_same_policy(url: str) -> None:
    """A callback registered at a hostile URL is refused, or leads to no connection outside policy."""
    outside = Outside()

    try:
        await post_to_callback(Transport(names(), outside), CallbackTarget("desk", url), "{}", {"webhook-id": "m1"})
    except UrlRefused:
        assert not outside.connected

    assert outside_policy(outside) == set()
    outside.received()


@pytest.mark.parametrize("kind", CREDENTIALS)
async def test_a_name_that_changes_its_answer_is_asked_once_per_request(kind: str) -> None:
    """What was checked is what is connected to; the next request checks anew and is refused."""
    outside, resolver = Outside(), names()
    common = shared(Transport(resolver, outside))

    first = await tried(common, site_at(REBOUND), kind)
    second = await tried(common, site_at(REBOUND), kind)

    assert (first, second) == ("200", "address not allowed by policy")
    assert outside.connected == [(PUBLIC, 80)]
    assert resolver.asked == ["rebound.example", "rebound.example"]
    outside.received()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("kind", CREDENTIALS)
async def test_a_redirect_is_recorded_and_not_followed(kind: str, status: int) -> None:
    """Whatever it points to, inside or out, only the registered address is connected to."""
    reply = f"HTTP/1.1 {status} Moved\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n".encode()
    outside = Outside(reply)

    ended = await tried(shared(Transport(names(), outside)), site_at("http://public.example"), kind)

    assert ended == str(status)
    assert outside.connected == [(PUBLIC, 80)]
    outside.received()


@pytest.mark.parametrize("kind", CREDENTIALS)
async def test_the_environment_neither_redirects_nor_adds_a_credential(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Proxies of the environment are not used, and a netrc entry is not sent."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:3128")
    (tmp_path / ".netrc").write_text("machine public.example login netrcuser password netrcpass\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    outside = Outside()

    ended = await tried(shared(Transport(names(), outside)), site_at("http://public.example"), kind)

    heard = outside.received().decode()
    assert ended == "200"
    assert outside.connected == [(PUBLIC, 80)]
    assert ("Authorization: Basic" in heard) == (kind == "basic")
    assert "bmV0cmN1c2VyOm5ldHJjcGFzcw" not in heard


async def test_ports_are_the_usual_ones_and_the_registered_one() -> None:
    """A site's own port is open for it; another one is not, even at an address that is fine."""
    outside = Outside()
    transport = Transport(names(), outside)

    own = await tried(shared(transport), site_at("http://public.example:8095"), "none")
    foreign = await transport.send(Outgoing("GET", "http://public.example:9000/", ports=frozenset({80, 8095})))

    assert own == "200"
    assert foreign.exchange.error == "address not allowed by policy"
    assert outside.connected == [(PUBLIC, 8095)]
    outside.received()


async def test_a_private_site_is_reached_only_where_its_registration_allows_it() -> None:
    """The same address is refused without the site's own word, and metadata stays refused with it."""
    outside = Outside()
    common = shared(Transport(names(), outside))

    without = await tried(common, site_at("http://inside.example"), "none")
    with_it = await tried(common, site_at("http://inside.example", allow_private=True), "none")
    metadata = await tried(common, site_at("http://metadata.google.internal", allow_private=True), "none")

    assert (without, with_it, metadata) == ("address not allowed by policy", "200", "address not allowed by policy")
    assert outside.connected == [("10.0.0.7", 80)]
    outside.received()


WITH_A_USER = "http://user:pass@public.example"
PLAIN_SITE = site_at("http://public.example")


@pytest.mark.parametrize(
    "site",
    [
        replace(PLAIN_SITE, jira_url=WITH_A_USER),
        replace(PLAIN_SITE, gateway_url=WITH_A_USER),
        replace(PLAIN_SITE, auth_url=WITH_A_USER),
        replace(PLAIN_SITE, status_page_url=WITH_A_USER),
        replace(PLAIN_SITE, identity_providers=(WITH_A_USER,)),
    ],
    ids=["jira", "gateway", "auth", "status page", "identity provider"],
)
async def test_every_registered_address_is_checked(site: Site) -> None:
    """One address with a user in it is enough to refuse the whole site."""
    outside = Outside()

    assert "user in it" in await tried(shared(Transport(names(), outside)), site, "none")
    assert outside.connected == []


def test_what_a_refusal_says_holds_no_part_of_the_url() -> None:
    """The text may stand in a report or log; the URL may hold a password."""
    told = {str(reason) for url in HOSTILE if (reason := refusal_of(url))}

    assert len(told) >= 5
    assert not any(part in words for words in told for part in ("127", "pass@", "public", "evil"))


def refusal_of(url: str) -> UrlRefused | None:
    """Return why a URL is refused."""
    try:
        check_url(url)
    except UrlRefused as reason:
        return reason
    return None


@pytest.mark.parametrize(
    "url",
    ["https://acme.atlassian.net/wiki", "https://wiki.acme.example:8443/confluence", "http://10.1.2.3:8090",
     "http://[fd12:3456::1]:8090/wiki", "https://xn--bcher-kva.example", "http://confluence", "http://a_b.example"],
)  # fmt: skip
def test_ordinary_urls_may_be_registered(url: str) -> None:
    """What operators really register is not refused for its spelling."""
    check_site(site_at(url, Deployment.CLOUD))
    check_target(CallbackTarget("desk", url))
