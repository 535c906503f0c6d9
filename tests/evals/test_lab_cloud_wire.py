"""Every row of the table of answers, byte for byte where it was measured."""

from collections.abc import Iterator

import pytest

from tests.evals.lab_cloud_visitor import Visitor, acme, basic, call, world

CURRENT = "/wiki/rest/api/user/current"
PAGE = "/wiki/api/v2/pages/999999999999"
W1 = (
    b'{"statusCode":403,"message":"com.atlassian.confluence.mvc.rest.common.exception.StacklessResponseStatusException:'
    b' 403 FORBIDDEN \\"Request rejected because caller cannot access Confluence\\""}'
)
W2 = b'{"message":"Current user not permitted to use Confluence","statusCode":403}'
W3 = b'{"errors":[{"status":404,"code":"NOT_FOUND","title":"Not Found","detail":null}]}'
W6 = b'{"code":401,"message":"Unauthorized; scope does not match"}'
W7 = b'{"code":401,"message":"Unauthorized"}'
WRONG = basic("a@b.c", "x")


@pytest.fixture(scope="module")
def visitor() -> Iterator[Visitor]:
    with world() as started:
        yield Visitor(started)


@pytest.mark.parametrize("path", [CURRENT, "/wiki/rest/api/space", "/wiki/rest/api/content"])
@pytest.mark.parametrize("authorization", [None, WRONG, "Bearer opaque", "bearer x", "BEARER x", "token x", "OAuth x"])
def test_w1_a_refused_credential_and_none_at_all_get_the_same_403_at_the_site(
    visitor: Visitor, path: str, authorization: str | None
) -> None:
    """v1 answers 190 bytes of JSON, with no challenge and no Seraph header."""
    answer = visitor.at_site(path, authorization)
    assert (answer.status, answer.body, len(W1)) == (403, W1, 190)
    assert answer.headers["Content-Type"] == "application/json"
    assert not {"www-authenticate", "x-seraph-loginreason"} & {name.lower() for name in answer.headers}


@pytest.mark.parametrize("authorization", [None, WRONG, "Bearer opaque"])
def test_w1_holds_at_the_gateway_too(visitor: Visitor, authorization: str | None) -> None:
    """The gateway passes such a caller on, and v1 says the same."""
    answer = visitor.at_gateway(CURRENT, authorization)
    assert (answer.status, answer.body) == (403, W1)


def test_w2_search_has_its_own_words(visitor: Visitor) -> None:
    """/search turns the keys round and forbids storing."""
    answer = visitor.at_site("/wiki/rest/api/search?cql=type=page", WRONG)
    assert (answer.status, answer.body) == (403, W2)
    assert answer.headers["Cache-Control"].startswith("no-cache, no-store")
    assert "1970" in answer.headers["Expires"]


@pytest.mark.parametrize("path", [PAGE, "/wiki/api/v2/spaces", "/wiki/api/v2/pages/65601"])
@pytest.mark.parametrize("authorization", [None, WRONG])
def test_w3_v2_answers_a_bare_404(visitor: Visitor, path: str, authorization: str | None) -> None:
    """v2 says Not Found and names nothing, at the site and at the gateway, for pages that exist and that do not."""
    for answer in (visitor.at_site(path, authorization), visitor.at_gateway(path, authorization)):
        assert (answer.status, answer.body) == (404, W3)


def test_a_genuine_v2_404_names_the_page(visitor: Visitor) -> None:
    """With a good credential the same call says which page it cannot find."""
    answer = visitor.at_gateway(PAGE, visitor.pair("ana-plain"))
    assert answer.json()["errors"][0]["title"] == "Cannot find a page with id [999999999999]"


@pytest.mark.parametrize(
    "value", ["OnRva2Vu", "bWFpbDo=", "bm9jb2xvbg==", "YTpiOmM=", "a@b.c:token", "ATATT3x=AB12CD34"]
)
def test_w4_an_unreadable_basic_value_gets_tomcats_page(visitor: Visitor, value: str) -> None:
    """An empty half, no colon, two colons, or no base64: 401, HTML, and an OAuth realm that names the site."""
    answer = visitor.at_site(CURRENT, f"Basic {value}")
    realm = visitor.site.replace(":", "%3A").replace("/", "%2F") + "%2Fwiki"
    assert answer.status == 401
    assert "HTTP Status 401 – Unauthorized" in answer.text  # noqa: RUF001
    assert answer.headers["WWW-Authenticate"] == f'OAuth realm="{realm}"'


def test_basic_with_nothing_behind_it_counts_as_no_credential(visitor: Visitor) -> None:
    """The scheme alone is not a credential."""
    assert visitor.at_site(CURRENT, "Basic").status == 403


@pytest.mark.parametrize("path", [CURRENT, "/wiki/rest/api/space/DOCS"])
def test_w5_a_scoped_token_at_the_site_gets_tomcats_page_and_works_at_the_gateway(visitor: Visitor, path: str) -> None:
    """The same pair: 401 HTML at the site, 200 at the gateway; an invented pair gets 403 at the site."""
    pair = visitor.pair("ana-scoped")
    refused = visitor.at_site(path, pair)
    assert refused.status == 401
    assert refused.headers["Content-Type"].startswith("text/html")
    assert visitor.at_gateway(path, pair).status == 200
    assert visitor.at_site(path, WRONG).status == 403


@pytest.mark.parametrize("path", ["/wiki/rest/api/group", "/wiki/api/v2/folders/1"])
def test_w6_a_missing_scope_is_a_401_that_says_so(visitor: Visitor, path: str) -> None:
    """The token is good; the gateway names the scope check on v1 and on v2."""
    answer = visitor.at_gateway(path, visitor.pair("ana-scoped"))
    assert (answer.status, answer.body) == (401, W6)
    assert answer.headers["X-Failure-Category"] == "FAILURE_CLIENT_SCOPE_CHECK"


def test_w7_the_gateway_refuses_a_user_token_sent_as_bearer(visitor: Visitor) -> None:
    """37 bytes, with a failure category and a trace id."""
    answer = visitor.at_gateway(CURRENT, f"Bearer {visitor.token('ana-scoped')}")
    assert (answer.status, answer.body, len(W7)) == (401, W7, 37)
    assert answer.headers["X-Failure-Category"] == "FAILURE_CLIENT_AUTH"
    assert answer.headers["Atl-Traceid"]


@pytest.mark.parametrize("path", ["/me", "/api/user"])
def test_w8_me_wants_another_type_of_authentication(visitor: Visitor, path: str) -> None:
    """Basic, good as it is, and nothing at all get the same mismatch."""
    pair = visitor.pair("ana-plain")
    for answer in (call(visitor.platform + path), call(visitor.platform + path, Authorization=pair)):
        assert answer.status == 401
        assert answer.headers["X-Failure-Category"] == "FAILURE_CLIENT_AUTH_MISMATCH"


def test_w9_jira_cannot_parse_an_opaque_bearer(visitor: Visitor) -> None:
    """The token is good as Basic; as Bearer on a Jira route it is taken for a Connect session."""
    answer = visitor.at_site("/rest/api/3/serverInfo", f"Bearer {visitor.token('ana-plain')}")
    assert (answer.status, answer.body) == (403, b'{"error":"Failed to parse Connect Session Auth Token"}')
    assert visitor.at_site("/rest/api/3/serverInfo", f"bearer {visitor.token('ana-plain')}").status == 200


def test_w10_an_expired_oauth_token_is_404_on_v2_and_403_on_v1() -> None:
    """After an hour the gateway's answers turn into those for nobody, never into a 401."""
    with world() as started:
        visitor = Visitor(started)
        assert visitor.at_gateway("/wiki/api/v2/spaces", visitor.access()).status == 200
        started.clock.advance(3601)
        assert visitor.at_gateway("/wiki/api/v2/spaces", visitor.access()).body == W3
        assert visitor.at_gateway(CURRENT, visitor.access()).body == W1


def test_w11_the_old_words_for_a_password_are_a_switch() -> None:
    """With it a refused pair gets plain text and a trace id; without it, W1."""
    with world(**acme(password_text=True)) as started:
        answer = Visitor(started).at_site(CURRENT, basic("ana@acme.example", "hunter2"))
    assert answer.status == 401
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text.startswith("Basic authentication with passwords is deprecated.")


def test_w12_anonymous_access_hides_a_bad_credential_but_not_a_scoped_token() -> None:
    """A wrong pair becomes the anonymous user with 200; a scoped token is still 401."""
    with world(**acme(anonymous_access=True)) as started:
        visitor = Visitor(started)
        masked = visitor.at_site(CURRENT, WRONG)
        assert (masked.status, masked.json()["type"], masked.json()["displayName"]) == (200, "anonymous", "Anonymous")
        assert visitor.at_site(CURRENT).json() == masked.json()
        assert visitor.at_site(CURRENT, visitor.pair("ana-scoped")).status == 401


def test_w13_the_old_attachment_path_refuses_tokens_while_the_listing_works(visitor: Visitor) -> None:
    """The realm is plain there; the REST path redirects to a signed address that needs no credential."""
    pair = visitor.pair("ana-plain")
    refused = visitor.at_site("/wiki/download/attachments/65601/plan.txt", pair)
    assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, f'OAuth realm="{visitor.site}/wiki"')
    listing = visitor.at_site("/wiki/rest/api/content/65601/child/attachment", pair)
    signed = visitor.at_site("/wiki" + listing.json()["results"][0]["_links"]["download"], pair)
    assert (listing.status, signed.status) == (200, 302)
    assert call(signed.headers["Location"]).text == "The plan."


def test_w14_a_removed_v1_route_is_gone_at_the_gateway_only() -> None:
    """410 and authorized: true at the gateway; the site's host still answers."""
    with world(**acme(removed_v1=["spaces"])) as started:
        visitor = Visitor(started)
        gone = visitor.at_gateway("/wiki/rest/api/space", visitor.pair("ana-plain"))
        assert (gone.status, gone.json()["data"]["authorized"]) == (410, True)
        assert "GoneException: This deprecated endpoint has been removed." in gone.json()["message"]
        assert visitor.at_site("/wiki/rest/api/space", visitor.pair("ana-plain")).status == 200


def test_w15_an_address_outside_the_list_is_rejected_everywhere_but_at_the_edge() -> None:
    """The words are the vendor's; the cloudId can still be had, and the admin API is not covered."""
    with world(**acme(ip_allow_list=["203.0.113.0/24"])) as started:
        visitor = Visitor(started)
        for answer in (visitor.at_site(CURRENT), visitor.at_gateway(PAGE, visitor.pair("ana-plain"))):
            assert answer.status == 403
            assert "not on the allowed list" in answer.json()["errorMessages"][0]
        assert visitor.at_site("/_edge/tenant_info").status == 200


def test_w16_a_suspended_site_answers_503_on_every_route() -> None:
    """The reason is in the body, at the site and at the gateway."""
    with world(**acme(condition="suspended")) as started:
        visitor = Visitor(started)
        for answer in (visitor.at_site(CURRENT), visitor.at_site("/wiki/spaces"), visitor.at_gateway(PAGE)):
            assert (answer.status, "SUSPENDED_INACTIVITY" in answer.text) == (503, True)


def test_w17_edge_trouble_looks_like_a_refusal_and_heals() -> None:
    """W1 and W3 with x-cache, for a good credential; a minute later the same calls work."""
    with world(**acme(edge_trouble={"until": "+60s"})) as started:
        visitor = Visitor(started)
        pair = visitor.pair("ana-plain")
        for path, body in ((CURRENT, W1), ("/wiki/rest/api/search", W2), ("/wiki/api/v2/spaces", W3)):
            answer = visitor.at_site(path, pair)
            assert (answer.body, answer.headers["X-Cache"]) == (body, "Error from cloudfront")
        assert visitor.at_site("/rest/api/3/myself", pair).status == 200
        started.clock.advance(61)
        assert visitor.at_site(CURRENT, pair).status == 200


def test_edge_trouble_can_last_for_some_requests() -> None:
    """Two are hit, the third is served."""
    with world(**acme(edge_trouble={"requests": 2})) as started:
        visitor = Visitor(started)
        pair = visitor.pair("ana-plain")
        assert [visitor.at_site(CURRENT, pair).status for _ in range(3)] == [403, 403, 200]
