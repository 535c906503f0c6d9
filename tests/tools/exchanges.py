"""Exchanges for the tests of the wire: addresses, credentials and a short way to write a reply."""

from dataclasses import dataclass

from tools.evidence import Exchange
from tools.facts import Fact

SITE, GATEWAY = (
    "https://acme.atlassian.net/wiki",
    "https://api.atlassian.com/ex/confluence/8f1c2b3a-1111-4222-8333-944455566677/wiki",
)
WIKI = "https://wiki.corp.example"
BASIC = (("Authorization", "Basic [secret:basic-pair#1]"), ("User-Agent", "curl/8.5.0"))
BEARER = (("Authorization", "Bearer [secret:dc-pat#1]"), ("User-Agent", "python-requests/2.34"))
REALM = ("WWW-Authenticate", 'OAuth realm="https%3A%2F%2Facme.atlassian.net%2Fwiki"')
TOMCAT = "<!doctype html><html lang='en'><head><title>HTTP Status 401 \u2013 Unauthorized</title></head></html>"
BARE_404 = '{"errors":[{"status":404,"code":"NOT_FOUND","title":"Not Found","detail":null}]}'
GENUINE_404 = '{"errors":[{"status":404,"code":"NOT_FOUND","title":"Cannot find a page with id [42]","detail":null}]}'
BASIC_FAILURE = (
    "HTTP Status 401 \u2013 Unauthorized Message Basic Authentication Failure - Reason : AUTHENTICATED_FAILED"
)


@dataclass(frozen=True)
class Case:
    """One exchange, what it must say and what it must not."""

    id: str
    exchange: Exchange
    facts: set[Fact]
    absent: frozenset[Fact] = frozenset()


def reply(
    url: str, status: int, body: str = "", *headers: tuple[str, str], sent: tuple[tuple[str, str], ...] = BASIC
) -> Exchange:
    """Make a GET with its reply."""
    return Exchange("GET", url, sent, status, headers, body)
