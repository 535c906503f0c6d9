"""What a caller may see and change on the lab's Data Center."""

import json
from dataclasses import dataclass

import pytest

from evals.lab.data_center.state import DataCenterState
from tests.evals.lab_data_center_visitor import Visitor, basic, body, header, pat, small_site, visitor


def anna(state: DataCenterState) -> Visitor:
    """A member."""
    return visitor(state, basic("anna", "right"))


def boss(state: DataCenterState) -> Visitor:
    """An administrator."""
    return visitor(state, basic("boss", "root"))


@dataclass(frozen=True)
class Hidden:
    """A page that the member cannot open, and whether the administrator can."""

    id: str
    page: str
    admin_status: int


HIDDEN = [
    Hidden("restricted", "102", 200),
    Hidden("restricted by a page above", "103", 200),
    Hidden("in the trash", "105", 404),
    Hidden("in a space without permission", "106", 200),
    Hidden("never there", "999", 404),
]


@pytest.mark.parametrize("case", HIDDEN, ids=[one.id for one in HIDDEN])
def test_all_hidden_pages_look_the_same(case: Hidden) -> None:
    """Missing, deleted, restricted and forbidden pages give one 404; an account that sees more tells them apart."""
    reply = anna(small_site()).get(f"/rest/api/content/{case.page}")

    assert (reply.status, header(reply, "X-Seraph-LoginReason")) == (404, "OK")
    assert body(reply)["data"] == {
        "authorized": False,
        "valid": True,
        "allowedInReadOnlyMode": True,
        "errors": [],
        "successful": False,
    }
    assert boss(small_site()).get(f"/rest/api/content/{case.page}").status == case.admin_status


def test_sibling_page_opens() -> None:
    """Next to a restricted page the space and another page open."""
    who = anna(small_site())

    assert [who.get(path).status for path in ("/rest/api/space/DOC", "/rest/api/content/101")] == [200, 200]


def test_restrictions_by_operation_leave_out_inherited_ones() -> None:
    """The page below shows no restriction of its own; its ancestors lead to the one that holds."""
    admin = boss(small_site())
    own = body(admin.get("/rest/api/content/103/restriction/byOperation"))
    above = body(admin.get("/rest/api/content/102/restriction/byOperation"))
    expanded = body(admin.get("/rest/api/content/103?expand=ancestors,space"))

    assert own["read"]["restrictions"]["user"]["size"] == 0
    assert above["read"]["restrictions"]["user"]["results"][0]["username"] == "boss"
    assert [one["id"] for one in expanded["ancestors"]] == ["101", "102"]
    assert expanded["space"]["key"] == "DOC"


def test_space_without_permission_is_404_and_left_out_of_lists() -> None:
    """A space that one may not see answers as if it were not there, and lists omit it."""
    who = anna(small_site())

    assert (who.get("/rest/api/space/HR").status, who.get("/rest/api/space/NONE").status) == (404, 404)
    assert [one["key"] for one in body(who.get("/rest/api/space"))["results"]] == ["DOC"]


def test_anonymous_sees_what_anonymous_may() -> None:
    """With anonymous access on, nobody sees public spaces, an empty list otherwise, and 404 for the rest."""
    state = small_site(anonymous_access=True)
    nobody = visitor(state, "Bearer stale")
    before = body(nobody.get("/rest/api/space"))["size"]
    state.spaces[0].permissions["view"].anonymous = True

    assert (before, body(nobody.get("/rest/api/space"))["size"]) == (0, 1)
    assert (nobody.get("/rest/api/content/101").status, nobody.get("/rest/api/content/102").status) == (200, 404)


def test_edit_restriction_refuses_the_write_with_its_text() -> None:
    """A page that may be seen and not changed is refused with the documented text."""
    reply = anna(small_site()).put("/rest/api/content/104", {"title": "x"})

    assert reply.status == 403
    assert "Could not update Content of type : class com.atlassian.confluence.pages.Page" in body(reply)["message"]


def test_writes_of_a_member() -> None:
    """A member creates, updates and deletes where the space allows it."""
    state = small_site()
    who = anna(state)
    created = who.put("/rest/api/content", {"title": "New", "space": {"key": "DOC"}}, method="POST")
    number = body(created)["id"]

    assert created.status == 200
    assert who.put(f"/rest/api/content/{number}", {"title": "Newer"}).status == 200
    assert who.send(f"/rest/api/content/{number}", "DELETE").status == 204
    assert who.get(f"/rest/api/content/{number}").status == 404
    assert who.put("/rest/api/content", {"title": "x", "space": {"key": "HR"}}, method="POST").status == 403


def test_space_permissions_by_version() -> None:
    """The permission resource is there from 9.2 on, for space administrators."""
    path = "/rest/api/space/DOC/permissions"
    grants = body(boss(small_site(version="9.2.1")).get(path))

    assert boss(small_site(version="8.5.4")).get(path).status == 404
    assert anna(small_site(version="9.2.1")).get(path).status == 403
    assert {"operationKey": "read", "targetType": "space"} in [one["operation"] for one in grants]


@pytest.mark.parametrize(
    ("version", "status"),
    [("8.5.4", 404), ("9.2.0", 404), ("9.2.18", 200), ("9.3.0", 404), ("9.3.1", 200), ("10.0.1", 200)],
)
def test_global_permissions_by_version(version: str, status: int) -> None:
    """The global permission resource is in the documentation of 9.2.18, 9.3.1 and later only."""
    assert boss(small_site(version=version)).get("/rest/api/permissions").status == status


def test_people_and_groups() -> None:
    """A member finds people and their groups; an unknown name is 404; a deactivated one is shown as such."""
    state = small_site()
    who = anna(state)
    state.users[2].active = False
    groups = body(who.get("/rest/api/user/memberof?username=zoe"))["results"]
    zoe = body(who.get("/rest/api/user?username=zoe&expand=status"))

    assert [one["name"] for one in groups] == ["visitors"]
    assert zoe["status"] == "deactivated"
    assert who.get("/rest/api/user?username=nobody").status == 404
    assert who.get("/rest/api/group/confluence-users").status == 200
    assert who.get("/rest/api/group/none").status == 404
    assert body(who.get("/rest/api/group/confluence-users/member"))["size"] == 2


def test_own_tokens_are_listed_made_and_revoked() -> None:
    """The token list shows expired ones; a revoked one is gone and stops working."""
    state = small_site(tokens=[{"owner": "anna", "name": "old", "expires": "-1d"}, {"owner": "boss", "name": "x"}])
    who = anna(state)
    made = body(who.put("/rest/pat/latest/tokens", {"name": "new", "expirationDuration": 30}, method="POST"))
    bearer = visitor(state, f"Bearer {made['rawToken']}")
    names = [one["name"] for one in body(bearer.get("/rest/pat/latest/tokens"))]
    revoked = who.send(f"/rest/pat/latest/tokens/{made['id']}", "DELETE")

    assert (names, revoked.status) == (["old", "new"], 204)
    assert bearer.get("/rest/api/user/current").status == 403
    assert visitor(small_site(anonymous_access=True)).get("/rest/pat/latest/tokens").status == 401


def test_access_mode_and_read_only_writes() -> None:
    """In read-only mode reads work, writes are refused for all, and configuration goes on."""
    state = small_site(read_only=True)
    admin = boss(state)

    assert json.loads(admin.get("/rest/api/accessmode").body) == "READ_ONLY"
    assert admin.get("/rest/api/content/101").status == 200
    assert admin.put("/rest/api/content/101", {}).status == 405
    assert admin.put("/rest/basicauth/1.0/config", {"block-requests": False}).status == 200


def test_unknown_resource_and_wrong_method() -> None:
    """A path that the version lacks is "null for uri"; a method that it lacks is 405."""
    who = anna(small_site())

    assert (
        "null for uri: https://wiki.example.com/confluence/rest/api/v2/pages"
        in body(who.get("/rest/api/v2/pages"))["message"]
    )
    assert who.send("/rest/api/user/current", "DELETE").status == 405


def test_search_finds_visible_pages_only() -> None:
    """Search is filtered by what the caller may see."""
    found = body(anna(small_site()).get('/rest/api/search?cql=space%3D"DOC"'))["results"]

    assert [one["id"] for one in found] == ["101", "104", "107"]


def test_attachments_are_listed_and_added() -> None:
    """Attachments of a visible page are listed; adding one needs the header against XSRF."""
    who = visitor(small_site(), f"Bearer {pat(small_site(), 'anna')}")
    path = "/rest/api/content/107/child/attachment"
    upload, kind = (
        b'Content-Disposition: form-data; filename="b.txt"',
        (("Content-Type", "multipart/form-data; boundary=x"),),
    )

    assert body(who.get(path))["results"][0]["_links"]["download"].startswith("/download/attachments/107/a.txt")
    assert who.send(path, "POST", upload, kind).body == b"XSRF check failed"
    assert who.send(path, "POST", upload, (*kind, ("X-Atlassian-Token", "no-check"))).status == 200


def test_parts_of_a_page() -> None:
    """History, children, labels, properties and a space's pages follow the page's own visibility."""
    state = small_site()
    who = anna(state)
    children = body(who.get("/rest/api/content/101/child/page"))["results"]

    assert body(who.get("/rest/api/content/101/history"))["lastUpdated"]["number"] == 1
    assert children == []
    assert [one["id"] for one in body(boss(state).get("/rest/api/content/101/child/page"))["results"]] == ["102"]
    assert body(who.get("/rest/api/content/101/label"))["size"] == 0
    assert who.get("/rest/api/content/101/property/none").status == 404
    assert who.put("/rest/api/content/104/property", {"key": "k"}, method="POST").status == 403
    assert body(who.get("/rest/api/space/DOC/content"))["size"] == 3
    for part in ("history", "child/page", "label", "property/k", "restriction/byOperation"):
        assert who.get(f"/rest/api/content/102/{part}").status == 404
