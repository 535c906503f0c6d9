"""The lab's Cloud follows rules: who is calling, what may they see, which host is this."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.evals.lab_cloud_visitor import ANA, BEN, DESK, Visitor, acme, basic, world

CURRENT = "/wiki/rest/api/user/current"


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    with world() as started:
        yield Visitor(started)


def test_a_plain_token_works_at_both_hosts_and_on_both_versions(visitor: Visitor) -> None:
    """An unscoped token carries no limits, whichever host is asked."""
    pair = visitor.pair("ana-plain")
    answers = [visitor.at_site(CURRENT, pair), visitor.at_gateway(CURRENT, pair)]
    assert [one.json()["accountId"] for one in answers] == [ANA, ANA]
    assert visitor.at_site("/wiki/api/v2/pages/65601", pair).json()["title"] == "Handbook"


def test_the_address_is_compared_without_case_and_must_be_the_owners(visitor: Visitor) -> None:
    """The owner's address in capitals is fine; somebody else's address is nobody."""
    assert visitor.at_site(CURRENT, visitor.pair("ana-plain", "ANA@ACME.example")).status == 200
    assert visitor.at_site(CURRENT, visitor.pair("ben-plain")).status == 403
    assert visitor.at_site(CURRENT, visitor.pair("ana-plain", "ana")).status == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"tokens": [{"id": "ana-plain", "revoked": True}]},
        {"tokens": [{"id": "ana-plain", "expires": "-1d"}]},
        {"accounts": [{"id": ANA, "active": False}]},
        {"accounts": [{"id": ANA, "products": ["jira"]}]},
        {"accounts": [{"id": ANA, "invitation_pending": True}]},
        {"accounts": [{"id": ANA, "email_verified": False}]},
    ],
    ids=["revoked", "expired", "inactive", "no product", "invited", "unverified"],
)
def test_causes_that_the_wire_cannot_tell_apart_answer_alike(changes: dict[str, Any]) -> None:
    """Each of them looks like no credential at all, on v1 and on v2."""
    with world(**changes) as started:
        visitor = Visitor(started)
        pair = visitor.pair("ana-plain")
        for path in (CURRENT, "/wiki/api/v2/pages/65601"):
            assert visitor.at_site(path, pair).body == visitor.at_site(path).body


def test_jira_tells_a_good_token_without_confluence_from_a_dead_one() -> None:
    """Jira knows the owner who lacks Confluence only; a dead token is anonymous to it and says so in a header."""
    with world(accounts=[{"id": ANA, "products": ["jira"]}]) as started:
        visitor = Visitor(started)
        known = visitor.at_site("/rest/api/3/myself", visitor.pair("ana-plain"))
        assert (known.status, known.json()["accountId"]) == (200, ANA)
        dead = visitor.at_site("/rest/api/3/myself", basic("ana@acme.example", "ATATTgone"))
        assert (dead.status, dead.text) == (401, "Client must be authenticated to access this resource.")
        assert dead.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
        served = visitor.at_site("/rest/api/2/serverInfo", basic("ana@acme.example", "ATATTgone"))
        assert (served.status, served.headers["X-Seraph-LoginReason"]) == (200, "AUTHENTICATED_FAILED")


def test_classic_scopes_open_v1_and_granular_scopes_open_v2() -> None:
    """One vocabulary alone opens one version of the API alone."""
    tokens = [{"id": "ana-scoped", "scopes": ["read:confluence-space.summary"]}]
    with world(tokens=tokens) as started:
        visitor = Visitor(started)
        pair = visitor.pair("ana-scoped")
        assert visitor.at_gateway("/wiki/rest/api/space/DOCS", pair).status == 200
        assert visitor.at_gateway("/wiki/api/v2/spaces", pair).status == 401
        visitor.state.tokens[3].scopes[:] = ["read:space:confluence"]
        assert visitor.at_gateway("/wiki/rest/api/space/DOCS", pair).status == 401
        assert visitor.at_gateway("/wiki/api/v2/spaces", pair).status == 200


def test_a_service_account_key_works_as_bearer_at_the_gateway_and_nowhere_else(visitor: Visitor) -> None:
    """The site's host does not know it as Bearer, and stops it as Basic."""
    key = visitor.token("bot-key")
    assert visitor.at_gateway(CURRENT, f"Bearer {key}").status == 200
    assert visitor.at_site(CURRENT, f"Bearer {key}").status == 403
    assert visitor.at_site(CURRENT, basic("wiki-bot@serviceaccount.example", key)).status == 401


@pytest.mark.parametrize("token", ["org-key"])
def test_an_organisation_key_is_nobody_to_the_product(visitor: Visitor, token: str) -> None:
    """As Basic and as Bearer, at either host."""
    secret = visitor.token(token)
    for authorization in (basic("ana@acme.example", secret), f"Bearer {secret}"):
        assert visitor.at_site(CURRENT, authorization).status == 403
        assert visitor.at_gateway(CURRENT, authorization).status == 403


def test_v1_works_with_and_without_wiki_at_the_gateway_and_v2_needs_it(visitor: Visitor) -> None:
    """Both v1 forms are seen in working reports; doubled or missing parts lead nowhere."""
    pair = visitor.pair("ana-plain")
    assert visitor.at_gateway("/rest/api/user/current", pair).status == 200
    assert visitor.at_gateway("/api/v2/spaces", pair).status == 404
    assert visitor.at_gateway("/wiki/wiki/rest/api/user/current", pair).status == 404
    assert visitor.at_gateway("/wiki/wiki/rest/api/user/current", visitor.pair("ana-scoped")).status == 401


def test_without_wiki_the_site_answers_as_jira(visitor: Visitor) -> None:
    """A Confluence path at the root is a Jira path that does not exist."""
    answer = visitor.at_site("/rest/api/user/current", visitor.pair("ana-plain"))
    assert (answer.status, answer.json()["detail"]) == (404, "No endpoint GET /rest/api/user/current.")
    assert visitor.at_site("/wiki/wiki/rest/api/user/current", visitor.pair("ana-plain")).status == 404


def test_an_unknown_v1_resource_is_named_in_the_form_that_accept_asks_for(visitor: Visitor) -> None:
    """JSON for exactly application/json, XML for everything else."""
    pair = visitor.pair("ana-plain")
    as_json = visitor.at_site("/wiki/rest/api/nope", pair, Accept="application/json")
    as_xml = visitor.at_site("/wiki/rest/api/nope", pair, Accept="*/*")
    assert as_json.json()["message"] == f"null for uri: {visitor.site}/wiki/rest/api/nope"
    assert as_xml.text.startswith("<?xml")


def test_another_sites_cloud_id_answers_for_that_site() -> None:
    """The person may use one site only: at the other one's id the token is nobody."""
    with world(accounts=[{"id": ANA, "sites": ["acme"]}]) as started:
        visitor = Visitor(started)
        pair = visitor.pair("ana-plain")
        other = visitor.platform + f"/ex/confluence/{visitor.state.sites[1].cloud_id}"
        visitor.gateway = other
        assert visitor.at_gateway(CURRENT, pair).status == 403
        visitor.gateway = visitor.platform + "/ex/confluence/00000000-0000-0000-0000-000000000000"
        assert visitor.at_gateway(CURRENT, pair).status == 404


def test_a_hidden_page_and_a_missing_one_answer_alike_to_those_outside() -> None:
    """A view restriction on the parent hides the child too; the administrator's check tells."""
    restricted = [{"id": "65601", "restrictions": [{"operation": "read", "to": ["group:hr"]}]}]
    with world(**acme(pages=restricted)) as started:
        visitor = Visitor(started)
        ana, desk = visitor.pair("ana-plain"), visitor.pair("desk-plain", "desk@acme.example")
        hidden = visitor.at_site("/wiki/api/v2/pages/65602", ana)
        missing = visitor.at_site("/wiki/api/v2/pages/65699", ana)
        assert hidden.text.replace("65602", "x") == missing.text.replace("65699", "x")
        assert visitor.at_site("/wiki/api/v2/pages/65602", desk).status == 200
        assert _may_read(visitor, desk, "65602", ANA) is False
        assert _may_read(visitor, desk, "65602", DESK) is True
        shown = visitor.at_site("/wiki/rest/api/content/65601/restriction/byOperation", desk).json()
        assert shown["read"]["restrictions"]["group"]["results"][0]["name"] == "hr"
        own = visitor.at_site("/wiki/rest/api/content/65602/restriction/byOperation", desk).json()
        assert own["read"]["restrictions"]["group"]["size"] == 0


def test_only_an_administrator_may_check_for_somebody_else(visitor: Visitor) -> None:
    """Everybody may check for themselves."""
    body = {"subject": {"type": "user", "identifier": BEN}, "operation": "read"}
    path = "/wiki/rest/api/content/65601/permission/check"
    refused = visitor.at_site(path, visitor.pair("ana-plain"), method="POST", body=body)
    allowed = visitor.at_site(path, visitor.pair("ben-plain", "ben@acme.example"), method="POST", body=body)
    assert (refused.status, allowed.json()["hasPermission"]) == (403, True)


def test_a_space_without_view_permission_is_an_empty_list_or_a_named_404(visitor: Visitor) -> None:
    """Never a 401: v2 by key is empty, v2 by id names the space, v1 says that there is none."""
    pair = visitor.pair("ana-plain")
    hr = visitor.state.sites[0].spaces[1]
    assert visitor.at_site("/wiki/api/v2/spaces?keys=HR", pair).json()["results"] == []
    assert "Cannot find a space" in visitor.at_site(f"/wiki/api/v2/spaces/{hr.id}", pair).text
    assert "No space with key : HR" in visitor.at_site("/wiki/rest/api/space/HR", pair).text


def test_space_permissions_show_in_classic_mode_and_roles_in_role_mode() -> None:
    """The mode route tells which of the two lists counts."""
    grants = [{"to": "group:writers", "role": "collaborator"}, {"to": "everyone", "role": "viewer"}]
    with world(**acme(role_mode="ROLES", spaces=[{"key": "DOCS", "grants": grants}])) as started:
        visitor = Visitor(started)
        pair = visitor.pair("ana-plain")
        space = visitor.state.sites[0].spaces[0].id
        assert visitor.at_site("/wiki/api/v2/space-role-mode", pair).json() == {"mode": "ROLES"}
        roles = visitor.at_site(f"/wiki/api/v2/spaces/{space}/role-assignments", pair).json()["results"]
        assert [one["principal"]["principalType"] for one in roles] == ["GROUP", "ACCESS_CLASS"]
        names = {one["id"]: one["name"] for one in visitor.at_site("/wiki/api/v2/space-roles", pair).json()["results"]}
        assert [names[one["roleId"]] for one in roles] == ["Collaborator", "Viewer"]
        listed = visitor.at_site(f"/wiki/api/v2/spaces/{space}/permissions", pair).json()["results"]
        assert {one["operation"]["key"] for one in listed} == {"read", "create", "update"}


def test_a_guest_opens_one_space_only() -> None:
    """Whatever everybody may see, the guest's own space is the only one."""
    with world(accounts=[{"id": ANA, "guest_space": "HR"}]) as started:
        visitor = Visitor(started)
        pair = visitor.pair("ana-plain")
        keys = [one["key"] for one in visitor.at_site("/wiki/api/v2/spaces", pair).json()["results"]]
        assert keys == ["HR"]
        assert visitor.at_site(CURRENT, pair).json()["isExternalCollaborator"] is True


def test_a_blocked_token_says_so_and_a_browser_still_works() -> None:
    """The policy reaches managed people's tokens, not service accounts and not browser sessions."""
    with world(organisation={"user_tokens_allowed": False}) as started:
        visitor = Visitor(started)
        blocked = visitor.at_site(CURRENT, visitor.pair("ana-plain"))
        assert (blocked.status, "admin has blocked API tokens" in blocked.text) == (403, True)
        assert visitor.at_gateway(CURRENT, f"Bearer {visitor.token('bot-key')}").status == 200
        cookie = started.state.sessions[0].secret
        assert visitor.at_site(CURRENT, Cookie=f"cloud.session.token={cookie}").json()["accountId"] == ANA


def test_look_ups_show_groups_and_the_state_of_accounts() -> None:
    """Memberof lists groups; a deactivated or unlicensed person is marked in the display name."""
    with world(accounts=[{"id": BEN, "active": False}]) as started:
        visitor = Visitor(started)
        pair = visitor.pair("desk-plain", "desk@acme.example")
        groups = visitor.at_site(f"/wiki/rest/api/user/memberof?accountId={ANA}", pair).json()["results"]
        assert [one["name"] for one in groups] == ["staff"]
        assert visitor.at_site(f"/wiki/rest/api/user?accountId={BEN}", pair).json()["displayName"] == (
            "Ben Osei (Deactivated)"
        )
        bulk = visitor.at_site("/wiki/api/v2/users-bulk", pair, method="POST", body={"accountIds": [BEN]})
        assert bulk.json()["results"][0]["accountStatus"] == "inactive"


def test_writing_needs_more_than_reading() -> None:
    """An edit restriction lets people read and hides the page from their write."""
    restricted = [{"id": "65601", "restrictions": [{"operation": "update", "to": [f"user:{BEN}"]}]}]
    with world(**acme(pages=restricted)) as started:
        visitor = Visitor(started)
        path = "/wiki/rest/api/content/65601"
        ana, ben = visitor.pair("ana-plain"), visitor.pair("ben-plain", "ben@acme.example")
        assert visitor.at_site(path, ana).status == 200
        assert visitor.at_site(path, ana, method="PUT", body={}).status == 404
        assert visitor.at_site(path, ben, method="PUT", body={}).json()["version"]["number"] == 2


def test_a_multipart_write_without_the_token_header_fails_the_xsrf_check(visitor: Visitor) -> None:
    """With the header the same write goes through."""
    path = "/wiki/rest/api/content/65601/child/attachment"
    form = {"method": "POST", "body": {}, "Content_Type": "multipart/form-data; boundary=x"}
    pair = visitor.pair("ana-plain")
    refused = visitor.at_site(path, pair, **form)
    assert (refused.status, refused.text) == (403, "XSRF check failed")
    assert visitor.at_site(path, pair, **form, X_Atlassian_Token="no-check").status == 200


def test_a_rate_limited_site_answers_429_until_its_time_is_over() -> None:
    """Retry-After and the reason are in the headers."""
    with world(**acme(rate_limit={"left": 1, "until": "+90s", "retry_after_seconds": 90})) as started:
        visitor = Visitor(started)
        pair = visitor.pair("ana-plain")
        assert visitor.at_site(CURRENT, pair).status == 200
        limited = visitor.at_site(CURRENT, pair)
        assert (limited.status, limited.headers["Retry-After"]) == (429, "90")
        assert limited.headers["RateLimit-Reason"]
        started.clock.advance(91)
        assert visitor.at_site(CURRENT, pair).status == 200


def test_a_free_plan_lacks_the_audit_log() -> None:
    """An administrator gets it on a paid plan, and words about plans on the free one."""
    with world(**acme(plan="free")) as started:
        visitor = Visitor(started)
        desk = visitor.pair("desk-plain", "desk@acme.example")
        assert "paid plan" in visitor.at_site("/wiki/rest/api/audit", desk).text
        visitor.state.sites[0].plan = "standard"
        assert visitor.at_site("/wiki/rest/api/audit", desk).status == 200


def _may_read(visitor: Visitor, pair: str, page: str, account: str) -> bool:
    body = {"subject": {"type": "user", "identifier": account}, "operation": "read"}
    path = f"/wiki/rest/api/content/{page}/permission/check"
    return bool(visitor.at_site(path, pair, method="POST", body=body).json()["hasPermission"])
