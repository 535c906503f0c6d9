"""What the request adds, and what an exchange must not say."""

from dataclasses import replace

from tests.tools.exchanges import (
    BASIC,
    REALM,
    SITE,
    TOMCAT,
    WIKI,
    reply,
)
from tests.tools.secret_forms import jwt, seeded
from tools.credential_claims import qsh_of
from tools.credential_form import look_at_header
from tools.evidence import Exchange
from tools.facts import Fact
from tools.wire import facts_of_exchange, signs_of_exchange
from tools.wire.words import TABLE


def test_a_refused_write_without_the_xsrf_header_is_seen() -> None:
    """Reads with POST are no writes, and the header in its right spelling counts."""
    write = Exchange("POST", f"{WIKI}/rest/api/content", BASIC, 403, (), "XSRF check failed")
    with_header = replace(write, request_headers=(*BASIC, ("X-Atlassian-Token", "no-check")))
    reading_post = replace(write, url=f"{WIKI}/rest/api/content/1/permission/check")

    assert {Fact.CALL_IS_A_WRITE, Fact.WRITE_WITHOUT_XSRF_HEADER, Fact.BODY_XSRF_FAILED} <= set(
        facts_of_exchange(write, None, None)
    )
    assert Fact.WRITE_WITHOUT_XSRF_HEADER not in facts_of_exchange(with_header, None, None)
    assert Fact.CALL_IS_A_WRITE not in facts_of_exchange(reading_post, None, None)


def test_a_jwt_for_another_request_is_seen() -> None:
    """The query hash is compared with and without the context path."""
    url = f"{SITE}/rest/api/content?expand=space"
    right = look_at_header(f"JWT {jwt(seeded(1), {'qsh': qsh_of('GET', url, '/wiki')})}")
    wrong = look_at_header(f"JWT {jwt(seeded(1), {'qsh': qsh_of('GET', url + '&x=1', '/wiki')})}")

    assert Fact.SECRET_JWT_QSH_WRONG not in facts_of_exchange(Exchange("GET", url, status=401), None, right)
    assert Fact.SECRET_JWT_QSH_WRONG in facts_of_exchange(Exchange("GET", url, status=401), None, wrong)


def test_words_in_content_that_was_served_are_no_refusal() -> None:
    """A page that explains read-only mode or scopes is only a page."""
    page = reply(
        f"{SITE}/rest/api/content/1", 200, '{"body":"read-only mode: scope does not match, XSRF check failed"}'
    )

    found = facts_of_exchange(page, None, None)

    assert not {Fact.BODY_READ_ONLY, Fact.BODY_SCOPE_MISMATCH, Fact.BODY_XSRF_FAILED} & set(found)


def test_every_sign_has_short_words() -> None:
    """What is quoted fits a report."""
    signs = signs_of_exchange(reply(f"{SITE}/rest/api/space", 401, TOMCAT * 50, REALM), None, None)

    assert all(0 < len(sign.quote) <= 200 for sign in signs)


def test_the_table_has_no_empty_row() -> None:
    """Each row matches something and names its fact once for each wording."""
    assert len({(row.fact, row.pattern) for row in TABLE}) == len(TABLE)
