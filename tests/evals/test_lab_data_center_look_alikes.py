"""The rows of look-alikes: the same first impression, and the one request that tells the members apart."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from evals.lab.data_center.handler import data_center_handler
from evals.lab.data_center.state import DataCenterState
from evals.lab.front import behind, build_layers
from evals.lab.wire import Reply
from tests.evals.lab_data_center_visitor import Clock, Visitor, basic, body, header, pat, small_site

ME = "/rest/api/user/current"
AD = [{"name": "internal"}, {"name": "AD", "kind": "ldap"}]


def guest(state: DataCenterState, authorization: str = "", *layers: dict[str, Any]) -> Visitor:
    """Make a visitor who comes through layers."""
    return Visitor(behind(build_layers(layers), data_center_handler(state, Clock())), authorization)


def impression(reply: Reply) -> tuple[int, str | None, str]:
    """Return what a person sees first: status, login reason, and a digest of the body."""
    return reply.status, header(reply, "X-Seraph-LoginReason"), hashlib.sha256(reply.body).hexdigest()


def inactive() -> DataCenterState:
    """Anna is inactive."""
    state = small_site()
    state.users[0].active = False
    return state


def locked() -> DataCenterState:
    """Anna's account in Active Directory is locked."""
    return small_site(
        directories=AD,
        users=[{"name": "anna", "password": "right", "directory": "AD", "ldap_subcode": "775"}],
        tokens=[],
    )


REFUSED: dict[str, Callable[[], tuple[DataCenterState, str]]] = {
    "wrong password": lambda: (small_site(), basic("anna", "wrong")),
    "PAT as Basic": lambda: (small_site(), basic("anna", pat(small_site(), "anna"))),
    "netrc of somebody else": lambda: (small_site(), basic("build", "old")),
    "inactive user": lambda: (inactive(), basic("anna", "right")),
    "locked in the directory": lambda: (locked(), basic("anna", "right")),
}


def test_refused_basic_looks_the_same_whatever_the_cause() -> None:
    """Five causes of AUTHENTICATED_FAILED cannot be told apart on the wire."""
    seen = {impression(guest(*make()).get(ME)) for make in REFUSED.values()}

    assert len(seen) == 1


def test_refused_basic_is_told_apart_by_the_token_the_log_and_the_others() -> None:
    """The token works as Bearer unless the owner is inactive; the log has the sub-code; another user still gets in."""
    token = pat(small_site(), "anna")
    state = locked()
    guest(state, basic("anna", "right")).get(ME)

    assert guest(small_site(), f"Bearer {token}").get(ME).status == 200
    assert guest(inactive(), f"Bearer {token}").get(ME).status == 403
    assert any("data 775" in line for line in state.log)
    assert guest(inactive(), basic("boss", "root")).get(ME).status == 200


def test_shared_log_line_is_told_apart_by_groups_authenticator_and_existence() -> None:
    """No Can use, the Crowd authenticator and an unknown user write one line; look-ups tell which."""
    plain, crowd = small_site(), small_site(crowd={"sso_authenticator": True})
    guest(plain, basic("zoe", "right")).get(ME)
    guest(plain, basic("ghost", "x")).get(ME)
    guest(crowd, basic("anna", "right")).get(ME)
    boss = guest(plain, basic("boss", "root"))

    lines = [*plain.log, *crowd.log]
    assert all("they do not have USE permission or weren't found" in line for line in lines)
    assert len(lines) == 3
    assert body(boss.get("/rest/api/user/memberof?username=zoe"))["results"][0]["name"] == "visitors"
    assert boss.get("/rest/api/user?username=ghost").status == 404


def test_404_on_a_page_is_told_apart_by_identity_then_sibling_then_more_sight() -> None:
    """A masked token, white space in it, a restriction, a space without permission and a deleted page are all 404."""
    state = small_site(anonymous_access=True)
    state.spaces[0].permissions["view"].anonymous = True
    good = guest(state, f"Bearer {pat(state, 'anna')}")
    stale, spaced = guest(state, "Bearer stale"), guest(state, f"Bearer  {pat(state, 'anna')}")
    boss = guest(state, basic("boss", "root"))

    pages = [(stale, "106"), (spaced, "106"), (good, "102"), (good, "106"), (good, "105")]
    assert {who.get(f"/rest/api/content/{page}").status for who, page in pages} == {404}
    assert [body(who.get(ME))["type"] for who in (stale, spaced, good)] == ["anonymous", "anonymous", "known"]
    assert [good.get(path).status for path in ("/rest/api/content/101", "/rest/api/space/HR")] == [200, 404]
    assert [boss.get(f"/rest/api/content/{page}").status for page in ("102", "106", "105")] == [200, 200, 404]


FORBIDDEN: dict[str, tuple[dict[str, Any], str, list[dict[str, Any]], bytes]] = {
    "Basic disabled": (
        {"sso": {"basic_disabled": True}},
        basic("anna", "right"),
        [],
        b"Basic Authentication has been disabled",
    ),
    "XSRF": ({"xsrf": {"rest": "always"}}, basic("anna", "right"), [], b"XSRF check failed"),
    "no Can use": ({}, basic("zoe", "right"), [], b"Not permitted to use confluence"),
    "firewall": ({}, basic("anna", "right"), [{"kind": "block_user_agent"}], b"Request Rejected"),
    "licence": ({"licence": {"seats": 1}}, basic("anna", "right"), [], b"Could not save content"),
}


@pytest.mark.parametrize("case", FORBIDDEN)
def test_forbidden_writes_are_told_apart_by_the_body(case: str) -> None:
    """Five causes answer a write with 403; the body names which."""
    changes, authorization, layers, words = FORBIDDEN[case]
    who = guest(small_site(**changes), authorization, *layers)
    who.extra = (("User-Agent", "python-requests/2.34"),)
    reply = who.put("/rest/api/content/101", {})

    assert (reply.status, words in reply.body) == (403, True)


@pytest.mark.parametrize(
    ("case", "read_status"), [("XSRF", 200), ("licence", 200), ("no Can use", 403), ("firewall", 403)]
)
def test_forbidden_writes_are_told_apart_by_reads(case: str, read_status: int) -> None:
    """XSRF and licence spare reads, the others do not; the firewall goes by User-Agent."""
    changes, authorization, layers, _ = FORBIDDEN[case]
    who = guest(small_site(**changes), authorization, *layers)
    who.extra = (("User-Agent", "python-requests/2.34"),)
    as_script = who.get("/rest/api/content/101").status
    who.extra = (("User-Agent", "curl/8.5"),)

    assert as_script == read_status
    assert (who.get("/rest/api/content/101").status == 200) is (case != "no Can use")


def test_stripped_header_equals_no_header_and_the_direct_way_works() -> None:
    """Behind a stripping proxy good, false and absent credentials give one answer; directly they differ."""
    state = small_site(anonymous_access=True)
    values = (f"Bearer {pat(state, 'anna')}", "Bearer false", "")
    behind_it = [impression(guest(state, value, {"kind": "strip_authorization"}).get(ME)) for value in values]
    directly = [body(guest(state, value).get(ME))["type"] for value in values]

    assert len(set(behind_it)) == 1
    assert directly == ["known", "anonymous", "anonymous"]


def test_proxy_account_collides_and_counts() -> None:
    """A proxy that forwards its own Basic pair makes Confluence try it, and count it when the name exists there."""
    state = small_site()
    realm = {"kind": "basic_realm", "users": {"anna": "proxy-password"}}
    replies = [guest(state, basic("anna", "proxy-password"), realm).get(ME) for _ in range(4)]

    assert [header(one, "X-Seraph-LoginReason") for one in replies] == ["AUTHENTICATED_FAILED"] * 3 + [
        "AUTHENTICATION_DENIED"
    ]
    assert guest(small_site(), basic("anna", "proxy-password"), {**realm, "unsets": True}).get(ME).status == 403


def test_proxy_answers_leave_no_access_line() -> None:
    """What a proxy answers itself never reaches the server's log."""
    state = small_site()
    for spec in ({"kind": "require_header", "headers": {"K": "1"}}, {"kind": "negotiate"}, {"kind": "sso_redirect"}):
        guest(state, basic("anna", "right"), spec).get(ME)

    assert state.access_log == []


def test_everybody_at_once() -> None:
    """A bind account, the licence, the SSO switch and a proxy hit good credentials of several people alike."""
    people = [{"name": name, "password": "right", "directory": "AD"} for name in ("anna", "ben")]
    bound = small_site(directories=[AD[0], {**AD[1], "bind_subcode": "532"}], users=people, tokens=[])
    switch = small_site(
        users=[{**one, "directory": "internal"} for one in people], tokens=[], sso={"basic_disabled": True}
    )

    assert [guest(bound, basic(name, "right")).get(ME).status for name in ("anna", "ben")] == [401, 401]
    assert [guest(switch, basic(name, "right")).get(ME).status for name in ("anna", "ben")] == [403, 403]
