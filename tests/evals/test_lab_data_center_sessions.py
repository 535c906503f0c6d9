"""Sessions of the lab's Data Center: cookies, nodes, administrator sessions, the old remote interface."""

import json
from typing import Any

import pytest

from evals.lab.data_center.handler import data_center_handler
from evals.lab.data_center.state import DataCenterState
from evals.lab.front import behind, build_layers
from tests.evals.lab_data_center_visitor import CONTEXT, Clock, Visitor, basic, body, header, pat, small_site, visitor

ME = "/rest/api/user/current"
RPC = "/rpc/json-rpc/confluenceservice-v2"


def who(guest: Visitor) -> str:
    """Return the name that the site takes a visitor for, "" for nobody."""
    return str(body(guest.get(ME)).get("username", ""))


def test_form_login_opens_a_session_and_failure_shows_the_form_again() -> None:
    """A right password redirects to where one came from; a wrong one gives a 200 page with the login reason."""
    state = small_site()
    browser = visitor(state)
    failed = browser.log_in("anna", "wrong")
    welcome = browser.log_in("anna", "right", os_destination="/display/DOC")

    assert (failed.status, header(failed, "X-Seraph-LoginReason")) == (200, "AUTHENTICATED_FAILED")
    assert (welcome.status, header(welcome, "Location")) == (302, "/confluence/display/DOC")
    assert who(browser) == "anna"


def test_login_never_redirects_to_another_host() -> None:
    """A foreign destination is not followed."""
    reply = visitor(small_site()).log_in("anna", "right", os_destination="https://evil.example.com/")

    assert header(reply, "Location") == "/confluence/index.action"


def test_session_ends_by_idle_time_unless_remembered() -> None:
    """Without the remember-me cookie an idle hour ends the session; with it the next request logs in again."""
    clock = Clock()
    state = small_site(anonymous_access=True)
    short, long = visitor(state, clock=clock), visitor(state, clock=clock)
    short.log_in("anna", "right")
    long.log_in("anna", "right", os_cookie="true")
    clock.pass_by(minutes=61)

    assert (who(short), who(long)) == ("", "anna")
    clock.pass_by(days=15)
    assert who(long) == ""


def test_logout_ends_the_session_with_its_reason() -> None:
    """After a logout the cookie is worth nothing; the answer says OUT."""
    browser = visitor(small_site(anonymous_access=True))
    browser.log_in("anna", "right", os_cookie="true")
    reply = browser.get("/logout.action")

    assert header(reply, "X-Seraph-LoginReason") == "OUT"
    assert who(browser) == ""


def test_a_successful_basic_call_leaves_a_session() -> None:
    """The cookie of a good Basic call alone is enough afterwards."""
    guest = visitor(small_site(), basic("anna", "right"))
    guest.get(ME)
    guest.authorization = ""

    assert who(guest) == "anna"


def test_a_token_leaves_no_session() -> None:
    """The cookie of a Bearer call alone is nobody's."""
    state = small_site(anonymous_access=True)
    guest = visitor(state, f"Bearer {pat(state, 'anna')}")
    guest.get(ME)
    guest.authorization = ""

    assert who(guest) == ""


def test_secure_cookie_is_not_sent_over_plain_http() -> None:
    """With a Secure cookie and a plain http address the login succeeds and the next request is nobody's."""
    state = small_site(anonymous_access=True)
    browser = visitor(state)
    browser.scheme = "http"
    welcome = browser.log_in("anna", "right")

    assert (welcome.status, who(browser)) == (302, "")
    state.connector.secure_cookies = False
    browser.log_in("anna", "right")
    assert who(browser) == "anna"


def test_connector_may_redirect_to_another_scheme() -> None:
    """A connector that does not know the public address sends people to its own."""
    state = small_site(connector={"redirect_base": "http://wiki.example.com:8090"})
    location = header(visitor(state).get("/display/DOC"), "Location") or ""

    assert location.startswith("http://wiki.example.com:8090/confluence/login.action?")


def front(state: DataCenterState, *specs: dict[str, Any]) -> Visitor:
    """Make a visitor who comes through layers."""
    return Visitor(behind(build_layers(specs), data_center_handler(state, Clock())))


def test_without_affinity_the_session_is_known_on_one_node_only() -> None:
    """Behind a balancer without affinity the node changes and the session is lost on the other one."""
    state = small_site(cluster={"nodes": ["n1", "n2"]}, anonymous_access=True)
    browser = front(state, {"kind": "no_affinity", "nodes": 2})
    browser.log_in("anna", "right")
    browser.cookies.pop("seraph.confluence")
    replies = [browser.get(ME) for _ in range(3)]

    assert [header(one, "X-Confluence-Cluster-Node") for one in replies] == ["n2", "n1", "n2"]
    assert {body(one)["type"] for one in replies} == {"anonymous"}


def test_with_affinity_or_on_one_node_the_session_holds() -> None:
    """With affinity the node stays; the footer names it."""
    state = small_site(cluster={"nodes": ["n1", "n2"]})
    browser = visitor(state)
    browser.log_in("anna", "right")

    assert [who(browser) for _ in range(3)] == ["anna"] * 3
    assert b"id='footer-cluster-node'>(n1)" in browser.get("/dashboard.action").body


def test_cluster_may_go_round_by_itself() -> None:
    """A cluster that is set to have no affinity changes nodes without a layer."""
    guest = visitor(small_site(cluster={"nodes": ["n1", "n2"], "affinity": False}), basic("anna", "right"))

    assert len({header(guest.get(ME), "X-Confluence-Cluster-Node") for _ in range(4)}) == 2


def test_sibling_application_overwrites_the_session_cookie() -> None:
    """Another application with the same cookie for path / logs one out of a site that uses path / too."""
    state = small_site(connector={"cookie_path": "/"}, anonymous_access=True)
    browser = front(state, {"kind": "sibling_application", "prefix": f"{CONTEXT}/jira"})
    browser.log_in("anna", "right")
    before = who(browser)
    browser.get("/jira/browse")

    assert (before, who(browser)) == ("anna", "")


def test_administration_wants_the_password_again() -> None:
    """Administration pages redirect to the password page; after it they open for a while; REST is not covered."""
    clock = Clock()
    browser = visitor(small_site(), clock=clock)
    browser.log_in("boss", "root")
    first = browser.get("/admin/console.action")
    browser.post("/doauthenticate.action", {"password": "wrong"})
    still = browser.get("/admin/console.action")
    browser.post("/doauthenticate.action", {"password": "root", "destination": "/admin/console.action"})

    assert (header(first, "Location") or "").startswith("/confluence/authenticate.action?destination=%2Fadmin")
    assert (still.status, browser.get("/admin/console.action").status) == (302, 200)
    assert browser.get("/rest/basicauth/1.0/config").status == 200
    clock.pass_by(minutes=11)
    assert browser.get("/admin/console.action").status == 302


def test_administration_is_not_for_members() -> None:
    """A member is told that it is not permitted, nobody is sent to log in."""
    state = small_site()

    assert visitor(state, basic("anna", "right")).get("/admin/console.action").status == 403
    assert visitor(state).get("/admin/console.action").status == 302


def rpc(guest: Visitor, method: str, *parameters: Any) -> Any:
    """Call the old interface in its JSON-RPC form."""
    reply = guest.put(RPC, {"jsonrpc": "2.0", "method": method, "params": list(parameters), "id": 7}, method="POST")
    return body(reply)


def test_lock_with_an_empty_user_name_is_401_while_rest_works() -> None:
    """A lock for a user without a name is refused with 401; the same token reads and writes over REST."""
    state = small_site()
    token = visitor(state, f"Bearer {pat(state, 'anna')}")
    lock = token.put(f"{RPC}/setContentPermissions", ["101", "Edit", [{"userName": ""}]], method="POST")

    assert (lock.status, token.put("/rest/api/content/101", {}).status) == (401, 200)
    assert (
        token.put(f"{RPC}/setContentPermissions", ["101", "Edit", [{"userName": "anna"}]], method="POST").body
        == b"true"
    )
    assert state.pages[0].edit_users == ["anna"]


def test_remote_permissions() -> None:
    """The old interface tells one's own space rights, and all grants to administrators."""
    state = small_site()
    anna, boss = visitor(state, basic("anna", "right")), visitor(state, basic("boss", "root"))

    assert rpc(anna, "getSpacePermissions", "DOC")["result"] == ["view", "modify", "removepage"]
    assert "NotPermittedException" in rpc(anna, "getSpacePermissionSets", "DOC")["error"]["message"]
    assert rpc(boss, "getSpacePermissionSets", "DOC")["result"][0]["type"] == "view"
    assert rpc(boss, "getContentPermissionSets", "102")["result"][0]["contentPermissions"][0]["userName"] == "boss"
    assert "error" in rpc(anna, "getContentPermissionSets", "102")


@pytest.mark.parametrize(("version", "refused"), [("7.6.0", False), ("8.5.4", True)])
def test_remote_administration_wants_an_administrator_session(version: str, refused: bool) -> None:  # noqa: FBT001
    """From 7.7 on administration over the old interface reads WebSudoRequiredException."""
    text = json.dumps(rpc(visitor(small_site(version=version), basic("boss", "root")), "addGroup", "x"))

    assert ("WebSudoRequiredException" in text) is refused


def test_remote_interface_can_be_off() -> None:
    """A disabled remote interface is not found."""
    guest = visitor(small_site(remote_api=False), basic("boss", "root"))

    assert guest.put(f"{RPC}/getSpacePermissions", ["DOC"], method="POST").status == 404


def test_web_pages() -> None:
    """Pages open for whom they are meant; nobody logs in first; a known person reads that they may not."""
    state = small_site()
    anna, nobody = visitor(state, basic("anna", "right")), visitor(state)
    paths = ["/pages/viewpage.action?pageId=101", "/display/DOC/Closed", "/display/DOC", "/display/HR", "/display/NO"]

    assert [anna.get(path).status for path in paths] == [200, 403, 200, 403, 404]
    assert {nobody.get(path).status for path in paths} == {302}
    assert anna.get("/plugins/personalaccesstokens/usertokens.action").status == 200
    assert visitor(state, basic("zoe", "right")).get("/display/DOC").status == 403
