"""What stands in front: each layer alone, before a recording back end."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from evals.lab.data_center.build import SpecError
from evals.lab.front import KINDS, behind, build_layers
from evals.lab.wire import Headers, Reply, Request
from tests.evals.lab_data_center_visitor import basic, header, request

SECRET = ("Authorization", "Bearer token")


@dataclass
class BackEnd:
    """Keeps what reached it and gives one answer."""

    reply: Reply = field(default_factory=lambda: Reply(200, (("Date", "Tue, 24 Nov 2026 12:00:00 GMT"),), b"fine"))
    got: list[Request] = field(default_factory=list)

    def __call__(self, came: Request) -> Reply:
        self.got.append(came)
        return self.reply


def send(
    back: BackEnd, spec: dict[str, Any], *headers: tuple[str, str], path: str = "/rest/api/x", **more: Any
) -> Reply:
    """Send one request through one layer."""
    return behind(build_layers([spec]), back)(request(path, headers=tuple(headers), **more))


def test_credential_is_stripped_or_replaced() -> None:
    """The proxy drops the header, or sends its own instead."""
    back = BackEnd()
    send(back, {"kind": "strip_authorization"}, SECRET)
    send(back, {"kind": "replace_authorization", "value": "Basic own"}, SECRET)

    assert [one.header("Authorization") for one in back.got] == [None, "Basic own"]


def test_layers_act_on_the_paths_they_are_told_to() -> None:
    """`only_paths` and `except_paths` narrow any layer."""
    back = BackEnd()
    spec = {"kind": "strip_authorization", "only_paths": ["*/rest/*"], "except_paths": ["*/rest/pat/*"]}
    for path in ("/rest/api/x", "/rest/pat/y", "/display/z"):
        send(back, spec, SECRET, path=path)

    assert [one.header("Authorization") is None for one in back.got] == [True, False, False]


def test_first_layer_is_the_outermost() -> None:
    """Layers are given from the outside in."""
    back = BackEnd()
    layers = build_layers([{"kind": "require_header", "headers": {"KeyId": "k"}}, {"kind": "maintenance"}])
    reply = behind(layers, back)(request("/"))

    assert (reply.status, back.got) == (401, [])


def test_own_key_is_wanted_and_kept() -> None:
    """Without the key the gateway answers itself; with it the request goes on without the key."""
    back = BackEnd()
    spec = {"kind": "require_header", "headers": {"KeyId": "k"}}
    refused = send(back, spec, SECRET)
    passed = send(back, spec, SECRET, ("KeyId", "k"))

    assert (refused.status, b"No API key" in refused.body, passed.status) == (401, True, 200)
    assert (back.got[0].header("KeyId"), back.got[0].header("Authorization")) == (None, "Bearer token")


def test_sso_redirect_sends_strangers_to_another_host() -> None:
    """Nobody and Basic are redirected with the proxy's cookie; its session, a service token or an exempt path pass."""
    back = BackEnd()
    spec = {"kind": "sso_redirect", "service_headers": {"CF-Access-Client-Id": "i"}, "except_paths": ["*/rest/*"]}
    away = send(back, spec, SECRET, path="/download/a")
    answers = [
        send(back, spec, ("Cookie", "_oauth2_proxy=session-of-the-proxy"), path="/download/a"),
        send(back, spec, ("CF-Access-Client-Id", "i"), path="/download/a"),
        send(back, spec),
        send(back, {"kind": "sso_redirect", "passes_bearer": True}, SECRET),
    ]

    assert away.status == 302
    assert (header(away, "Location") or "").startswith("https://sso.example.com/")
    assert "_oauth2_proxy_csrf=" in (header(away, "Set-Cookie") or "")
    assert {one.status for one in answers} == {200}


def test_negotiate_challenge_and_its_exemptions() -> None:
    """Basic and Bearer are challenged; a Negotiate token, an exempt client or network pass."""
    back = BackEnd()
    spec = {"kind": "negotiate", "exempt_user_agents": ["jenkins*"], "exempt_networks": ["10.0.0.0/8"]}
    refused = send(back, spec, SECRET)
    passed = [
        send(back, spec, ("Authorization", "Negotiate YII")),
        send(back, spec, ("User-Agent", "jenkins/2"), SECRET),
        send(back, spec, SECRET, address="10.1.1.1"),
    ]

    assert [value for key, value in refused.headers if key == "WWW-Authenticate"] == ["Negotiate", "NTLM"]
    assert header(refused, "Server") == "Microsoft-IIS/10.0"
    assert {one.status for one in passed} == {200}
    assert [one.header("Authorization") for one in back.got] == [None, "Bearer token", "Bearer token"]


@pytest.mark.parametrize("unsets", [False, True])
def test_basic_realm_forwards_its_own_credential_or_not(unsets: bool) -> None:  # noqa: FBT001 - a parameter of the table
    """The web server's account gets in; whether Confluence sees it is a switch."""
    back = BackEnd()
    spec = {"kind": "basic_realm", "users": {"web": "pw"}, "realm": "Intranet", "unsets": unsets}
    refused = send(back, spec, SECRET)
    passed = send(back, spec, ("Authorization", basic("web", "pw")))

    assert (refused.status, header(refused, "WWW-Authenticate")) == (401, 'Basic realm="Intranet"')
    assert passed.status == 200
    assert (back.got[0].header("Authorization") is None) is unsets


def test_outbound_proxy_wants_its_own_login() -> None:
    """The company proxy answers 407 until its credential comes, and keeps that to itself."""
    back = BackEnd()
    refused = send(back, {"kind": "outbound_proxy", "user": "u", "password": "p"}, SECRET)
    passed = send(
        back, {"kind": "outbound_proxy", "user": "u", "password": "p"}, ("Proxy-Authorization", basic("u", "p"))
    )

    assert (refused.status, header(refused, "Proxy-Authenticate")) == (407, 'Basic realm="Company proxy"')
    assert (passed.status, back.got[0].header("Proxy-Authorization")) == (200, None)


@dataclass(frozen=True)
class Refusal:
    """A layer, a request that it refuses, one that it lets through, and the status of the refusal."""

    id: str
    spec: dict[str, Any]
    refused: dict[str, Any]
    passed: dict[str, Any]
    status: int = 403


def agent(name: str) -> Headers:
    """Return a User-Agent header."""
    return (("User-Agent", name),)


REFUSALS = [
    Refusal(
        "client", {"kind": "block_user_agent"}, {"headers": agent("Python-Requests/2.34")}, {"headers": agent("curl/8")}
    ),
    Refusal(
        "address",
        {"kind": "allow_addresses", "networks": ["10.0.0.0/8"]},
        {"address": "192.0.2.1"},
        {"address": "10.9.9.9"},
    ),
    Refusal(
        "forwarded address",
        {"kind": "allow_addresses", "networks": ["10.0.0.0/8"], "reads_forwarded_for": True, "body": "{}"},
        {"headers": (("X-Forwarded-For", "192.0.2.1"),), "address": "10.0.0.1"},
        {"headers": (("X-Forwarded-For", "10.0.0.2, 192.0.2.1"),)},
    ),
    Refusal(
        "dropped", {"kind": "allow_addresses", "networks": ["10.0.0.1"], "drop": True}, {}, {"address": "10.0.0.1"}, 0
    ),
    Refusal("method", {"kind": "block_methods"}, {"method": "PUT"}, {"method": "POST"}),
    Refusal("scheme", {"kind": "canonical_redirect", "scheme": "https"}, {"scheme": "http"}, {"scheme": "https"}, 301),
    Refusal("host", {"kind": "canonical_redirect", "host": "wiki.example.com"}, {"host": "wiki"}, {}, 301),
    Refusal(
        "edge challenge",
        {"kind": "cloudflare_edge", "challenged": ["python*"]},
        {"headers": agent("Python-urllib/3")},
        {"headers": agent("curl/8")},
    ),
]


@pytest.mark.parametrize("case", REFUSALS, ids=[one.id for one in REFUSALS])
def test_layers_that_refuse_some(case: Refusal) -> None:
    """The layer answers the one itself and forwards the other."""
    handler = behind(build_layers([case.spec]), BackEnd())
    refused, passed = handler(request("/x", **case.refused)), handler(request("/x", **case.passed))

    assert (refused.status, passed.status, passed.body) == (case.status, 200, b"fine")


def test_canonical_redirect_keeps_path_and_query() -> None:
    """The redirect leads to the same resource at the canonical address."""
    reply = send(BackEnd(), {"kind": "canonical_redirect", "scheme": "https"}, path="/x?a=1", scheme="http")

    assert header(reply, "Location") == "https://wiki.example.com/confluence/x?a=1"


def statuses(spec: dict[str, Any], count: int) -> list[int]:
    """Send a number of requests through one layer."""
    handler = behind(build_layers([spec]), BackEnd())
    return [handler(request("/x")).status for _ in range(count)]


def test_layers_that_count() -> None:
    """Limits and passing trouble go by the number of requests."""
    assert statuses({"kind": "rate_limiter", "allowed": 2}, 4) == [200, 200, 429, 429]
    assert statuses({"kind": "rate_limiter", "allowed": 1, "refused": 2}, 5) == [200, 429, 429, 200, 429]
    assert statuses({"kind": "bad_gateway", "requests": 2}, 3) == [502, 502, 200]
    assert statuses({"kind": "bad_gateway"}, 2) == [502, 502]
    assert statuses({"kind": "maintenance"}, 1) == [503]
    assert statuses({"kind": "unreachable"}, 1) == [0]


def test_edge_loses_identity_for_a_while() -> None:
    """The first request arrives without a credential and comes back with the edge's mark, the next one is whole."""
    back = BackEnd()
    handler = behind(build_layers([{"kind": "edge_loses_identity"}]), back)
    first, second = (handler(request("/x", headers=(SECRET,))) for _ in range(2))

    assert [one.header("Authorization") for one in back.got] == [None, "Bearer token"]
    assert (header(first, "x-cache"), header(second, "x-cache")) == ("Error from cloudfront", None)


def test_cloudflare_marks_the_answer() -> None:
    """The edge names itself and hands the caller's address on."""
    back = BackEnd(Reply(200, (("Server", "nginx"),)))
    reply = send(back, {"kind": "cloudflare_edge", "origin_address": "198.51.100.1"})

    assert (header(reply, "Server"), header(reply, "CF-RAY") is not None) == ("cloudflare", True)
    assert (back.got[0].client_address, back.got[0].header("CF-Connecting-IP")) == ("198.51.100.1", "192.0.2.7")


def test_requests_are_rewritten() -> None:
    """URLs, queries, methods, headers and nodes change on the way in."""
    back = BackEnd()
    send(back, {"kind": "reencode_url", "how": "encode_twice"}, path="/a%20b?t=a%20b")
    send(back, {"kind": "reencode_url", "how": "decode_path"}, path="/a%2Fb")
    send(back, {"kind": "reencode_url", "how": "escape_slashes"}, path="/a%2F%2Fb")
    send(back, {"kind": "drop_query", "names": ["t"]}, path="/x?t=1&u=2")
    send(back, {"kind": "forward_as", "scheme": "http", "host": "node1"})
    send(back, {"kind": "strip_request_headers", "names": ["cookie"]}, ("Cookie", "a=b"))
    send(back, {"kind": "no_affinity"}, ("X-Lab-Node", "9"))
    head = send(back, {"kind": "head_to_get"}, method="HEAD")
    send(back, {"kind": "slow", "seconds": 2})

    assert [one.path.removeprefix("/confluence") for one in back.got[:3]] == ["/a%2520b", "/a/b", "/a/b"]
    assert (back.got[0].query, back.got[3].query) == ("t=a%2520b", "u=2")
    assert (back.got[4].scheme, back.got[4].host) == ("http", "node1")
    assert (back.got[5].header("Cookie"), back.got[6].header("X-Lab-Node")) == (None, "0")
    assert (back.got[7].method, head.body) == ("GET", b"")


def test_answers_are_rewritten() -> None:
    """Dates, headers and cookies change on the way out."""
    cookie = ("Set-Cookie", "JSESSIONID=1; Path=/confluence; Secure; HttpOnly")
    back = BackEnd(Reply(401, (("Date", "Tue, 24 Nov 2026 12:00:00 GMT"), ("X-Seraph-LoginReason", "OK"), cookie)))
    dated = send(back, {"kind": "shift_date", "seconds": -600.0})
    stripped = send(back, {"kind": "strip_response_headers", "patterns": ["x-seraph-*", "Set-Cookie"]})
    added = send(back, {"kind": "add_response_headers", "headers": {"Server": "nginx"}})
    changed = send(back, {"kind": "rewrite_cookies", "path": "/", "secure": False, "same_site": "Strict"})
    dropped = send(back, {"kind": "rewrite_cookies", "dropped": ["JSESSIONID"]})

    assert header(dated, "Date") == "Tue, 24 Nov 2026 11:50:00 GMT"
    assert [key for key, _ in stripped.headers] == ["Date"]
    assert header(added, "Server") == "nginx"
    assert header(changed, "Set-Cookie") == "JSESSIONID=1; HttpOnly; Path=/; SameSite=Strict"
    assert header(dropped, "Set-Cookie") is None


def test_lying_proxy() -> None:
    """A 401 becomes a login page with 200, or a 403 becomes a 401 that keeps its body, or an empty one."""
    back = BackEnd(Reply(403, (("X-Seraph-LoginReason", "OK"),), b"Not permitted"))
    login = send(back, {"kind": "rewrite_status", "statuses": [401, 403], "to": 200, "body": "login_page"})
    kept = send(back, {"kind": "rewrite_status", "statuses": [403], "to": 401})
    bare = send(back, {"kind": "rewrite_status", "statuses": [403], "to": 401, "body": "nginx"})
    empty = send(back, {"kind": "rewrite_status", "statuses": [403], "to": 401, "body": "empty"})

    assert (login.status, b'type="password"' in login.body, header(login, "X-Seraph-LoginReason")) == (200, True, None)
    assert (kept.status, kept.body, header(kept, "X-Seraph-LoginReason")) == (401, b"Not permitted", "OK")
    assert (bare.status, b"nginx" in bare.body, empty.body) == (401, True, b"")


def test_shared_cache_gives_one_callers_answer_to_another() -> None:
    """A cache by URL alone serves the first answer to everybody."""
    back = BackEnd()
    handler = behind(build_layers([{"kind": "shared_cache"}]), back)
    for secret in ("Bearer a", "Bearer b"):
        reply = handler(request("/x", headers=(("Authorization", secret),)))

    assert (len(back.got), header(reply, "X-Cache")) == (1, "HIT")


def test_unknown_layers_are_refused() -> None:
    """A misspelt kind or attribute is an error that names what there is."""
    with pytest.raises(SpecError, match="known are add_response_headers"):
        build_layers([{"kind": "magic"}])
    with pytest.raises(SpecError, match=r"front\[0\]: unknown user_agents"):
        build_layers([{"kind": "block_user_agent", "user_agents": []}])
    assert len(KINDS) == 32
