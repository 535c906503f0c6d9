"""The wire shapes of Confluence Data Center: error pages, JSON errors, challenges, redirects."""

import json
from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from evals.lab.data_center.call import Call
from evals.lab.data_center.marks import Basis, shape
from evals.lab.data_center.state import DataCenterState
from evals.lab.wire import Headers, Reply

JSON_TYPE = ("Content-Type", "application/json")
HTML_TYPE = ("Content-Type", "text/html;charset=utf-8")
SERAPH = "X-Seraph-LoginReason"
_STYLE = (
    "body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b {color:white;background-color:#525D76;} "
    "h1 {font-size:22px;} h2 {font-size:16px;} h3 {font-size:14px;} p {font-size:12px;} a {color:black;} "
    ".line {height:1px;background-color:#525D76;border:none;}"
)
_DESCRIPTIONS = {
    401: "The request has not been applied to the target resource because it lacks valid authentication credentials "
    "for the target resource.",
    403: "The server understood the request but refuses to authorize it.",
    404: "The origin server did not find a current representation for the target resource or is not willing to "
    "disclose that one exists.",
    503: "The server is currently unable to handle the request due to a temporary overload or scheduled maintenance, "
    "which will likely be alleviated after some delay.",
}


def json_reply(status: int, value: Any, headers: Headers = ()) -> Reply:
    """Answer with JSON."""
    return Reply(status, (JSON_TYPE, *headers), json.dumps(value, separators=(",", ":")).encode())


def html_reply(status: int, title: str, text: str, headers: Headers = ()) -> Reply:
    """Answer with a page in the layout that matters to a reader: title, text, and Confluence's generator mark."""
    page = (
        f"<!DOCTYPE html><html><head><title>{escape(title)}</title>"
        '<meta name="application-name" content="Confluence"></head>'
        f'<body id="com-atlassian-confluence">{text}</body></html>'
    )
    return Reply(status, (("Content-Type", "text/html;charset=UTF-8"), *headers), page.encode())


@shape(Basis.DOCUMENTED, "github.com/markdown-confluence/markdown-confluence/issues/621 quotes the page")
def tomcat_page(state: DataCenterState, status: int, message: str, headers: Headers = ()) -> Reply:
    """Tomcat's own error page; the message line is left out when there is none."""
    title = f"HTTP Status {status} \u2013 {HTTPStatus(status).phrase}"
    note = f"<p><b>Message</b> {escape(message)}</p>" if message else ""
    page = (
        f'<!doctype html><html lang="en"><head><title>{title}</title><style type="text/css">{_STYLE}</style></head>'
        f'<body><h1>{title}</h1><hr class="line" /><p><b>Type</b> Status Report</p>{note}'
        f"<p><b>Description</b> {_DESCRIPTIONS.get(status, '')}</p>"
        f'<hr class="line" /><h3>{escape(state.connector.tomcat)}</h3></body></html>'
    )
    return Reply(status, (HTML_TYPE, *headers), page.encode())


@shape(Basis.DOCUMENTED, "confkb 'AUTHENTICATION_DENIED error when accessing Confluence content' shows the header")
def oauth_challenge(state: DataCenterState, problem: str = "") -> Headers:
    """Confluence's challenge: OAuth with the URL-encoded base URL as realm. How the problem is added is inferred."""
    realm = f'OAuth realm="{quote(state.base_url, safe="")}"'
    return (("WWW-Authenticate", realm + (f', oauth_problem="{problem}"' if problem else "")),)


@shape(Basis.DOCUMENTED, "confkb page above and markdown-confluence#621")
def basic_failure(state: DataCenterState, reason: str) -> Reply:
    """401 after Basic credentials were tried, or not even tried (reason AUTHENTICATION_DENIED)."""
    headers = ((SERAPH, reason), *oauth_challenge(state))
    return tomcat_page(state, 401, f"Basic Authentication Failure - Reason : {reason}", headers)


@shape(Basis.JIRA, "Jira sends 403 with X-Authentication-Denied-Reason; the Confluence capture shows neither")
def captcha_as_jira(state: DataCenterState) -> Reply:
    """403 with the CAPTCHA challenge in a header."""
    login = f"{state.base_url}/login.action"
    headers = (
        (SERAPH, "AUTHENTICATION_DENIED"),
        ("X-Authentication-Denied-Reason", f"CAPTCHA_CHALLENGE; login-url={login}"),
    )
    return tomcat_page(state, 403, "Basic Authentication Failure - Reason : AUTHENTICATION_DENIED", headers)


@shape(Basis.JIRA, "Jira answers an unresolvable Bearer with 401 and no Seraph header on identity endpoints")
def must_authenticate(state: DataCenterState) -> Reply:
    """401 for nobody: no password path was entered, so no Seraph header."""
    body = {"message": "Client must be authenticated to access this resource.", "status-code": 401}
    return json_reply(401, body, oauth_challenge(state))


@shape(Basis.DOCUMENTED, "github.com/iamjackg/md2cf/issues/12 and chaoss/grimoirelab-perceval#180 quote the JSON")
def rest_error(status: int, message: str, *, authorized: bool = False, read_only_allowed: bool = True) -> Reply:
    """The JSON error of Confluence's REST API. `authorized: false` also stands on what simply does not exist."""
    body = {
        "statusCode": status,
        "data": {
            "authorized": authorized,
            "valid": True,
            "allowedInReadOnlyMode": read_only_allowed,
            "errors": [],
            "successful": False,
        },
        "message": message,
        "reason": HTTPStatus(status).phrase,
    }
    return json_reply(status, body)


@shape(Basis.DOCUMENTED, "github.com/dapplo/Dapplo.Confluence/issues/35 quotes the message")
def not_permitted_to_use() -> Reply:
    """403 for people without "Can use", and for nobody while anonymous access is off (the latter is inferred)."""
    name = "com.atlassian.confluence.api.service.exceptions.PermissionException"
    return rest_error(403, f"{name}: Not permitted to use confluence : null")


@shape(Basis.DOCUMENTED, "atlassian-rest's 404 for a path without a resource")
def no_resource(call: Call) -> Reply:
    """404 for a REST path that this version does not have."""
    url = f"{call.request.scheme}://{call.request.host}{call.request.path}"
    return json_reply(404, {"message": f"null for uri: {url}", "status-code": 404})


@shape(Basis.DOCUMENTED, "github.com/skleinei/alfred-confluence/issues/24 quotes the body")
def basic_disabled() -> Reply:
    """403 of the SSO app for Basic authentication."""
    return json_reply(403, {"message": "Basic Authentication has been disabled on this instance."})


@shape(
    Basis.DOCUMENTED, "github.com/atlassian-api/atlassian-python-api/issues/696 quotes the text; the type is inferred"
)
def xsrf_failed() -> Reply:
    """403 of the XSRF filter."""
    return Reply(403, (("Content-Type", "text/plain;charset=UTF-8"),), b"XSRF check failed")


@shape(Basis.DOCUMENTED, "github.com/sooperset/mcp-atlassian/issues/1634 and vendor pages on login redirects")
def to_login(state: DataCenterState, call: Call) -> Reply:
    """302 to the login page, for a web path that nobody may see."""
    target = call.path + (f"?{call.request.query}" if call.request.query else "")
    query = f"os_destination={quote(target, safe='')}&permissionViolation=true"
    return redirect(state, f"/login.action?{query}")


def redirect(state: DataCenterState, path: str, headers: Headers = ()) -> Reply:
    """302 to a path below the context path, absolute when the connector builds absolute redirects."""
    location = f"{state.connector.redirect_base}{state.context}{path}"
    return Reply(302, (("Location", location), *headers))


def redirect_out(url: str, headers: Headers = ()) -> Reply:
    """302 to another host."""
    return Reply(302, (("Location", url), *headers))


@shape(Basis.INFERRED, "vendor documents the rate-limit headers; the body was not captured")
def rate_limited(limit: int, fill_per_minute: float, wait_seconds: int) -> Reply:
    """429 with the documented headers."""
    headers = (
        ("X-RateLimit-Limit", str(limit)),
        ("X-RateLimit-Remaining", "0"),
        ("X-RateLimit-Interval-Seconds", "60"),
        ("X-RateLimit-FillRate", f"{fill_per_minute:g}"),
        ("Retry-After", str(wait_seconds)),
    )
    return json_reply(429, {"message": "Rate limit exceeded."}, headers)


@shape(Basis.INFERRED, "no capture of the start-up page was found")
def not_running(state: DataCenterState) -> Reply:
    """503 while Confluence starts or is under maintenance."""
    words = "Confluence is starting up" if state.lifecycle == "STARTING" else "Confluence is under maintenance"
    return html_reply(503, words, f"<h1>{words}</h1>", (("Retry-After", "30"),))


def with_headers(reply: Reply, more: Headers) -> Reply:
    """Return the reply with more headers after its own."""
    return Reply(reply.status, (*reply.headers, *more), reply.body, reply.delay_seconds, reply.drop)


def links(state: DataCenterState, path: str) -> Mapping[str, str]:
    """Return the `_links` that REST objects carry."""
    return {"self": f"{state.base_url}/rest/api{path}", "base": state.base_url, "context": state.context}
