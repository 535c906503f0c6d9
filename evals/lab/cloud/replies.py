"""The wire shapes of Confluence Cloud's refusals. W1 to W17 are the rows of the project's own table of answers."""

import json
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from evals.lab.cloud.marks import BACKLOT, MARKFLUENCE, Basis, shape
from evals.lab.cloud.state import CloudState
from evals.lab.wire import Headers, Reply, Request

JSON = "application/json"
HTML = "text/html;charset=UTF-8"
_CANNOT_ACCESS = (
    "com.atlassian.confluence.mvc.rest.common.exception.StacklessResponseStatusException: "
    '403 FORBIDDEN "Request rejected because caller cannot access Confluence"'
)
_NO_STORE: Headers = (
    ("Cache-Control", "no-cache, no-store, must-revalidate"),
    ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
)
_TOMCAT = (
    '<!doctype html><html lang="en"><head><title>HTTP Status 401 \u2013 Unauthorized</title>'
    '<style type="text/css">body {font-family:Tahoma,Arial,sans-serif;} h1, h2, h3, b {color:white;'
    "background-color:#525D76;} h1 {font-size:22px;} h2 {font-size:16px;} h3 {font-size:14px;} p {font-size:12px;} "
    "a {color:black;} .line {height:1px;background-color:#525D76;border:none;}</style></head><body>"
    '<h1>HTTP Status 401 \u2013 Unauthorized</h1><hr class="line" /><p><b>Type</b> Status Report</p>'
    "<p><b>Description</b> The request has not been applied to the target resource because it lacks valid "
    "authentication credentials for "
    'that resource.</p><hr class="line" /><h3>Apache Tomcat</h3></body></html>'
)


def json_reply(status: int, body: Any, *headers: tuple[str, str], media_type: str = JSON) -> Reply:
    """Build a JSON reply without spaces, as the product writes it."""
    text = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    return Reply(status, (("Content-Type", media_type), *headers), text.encode())


def html_reply(status: int, body: str, *headers: tuple[str, str]) -> Reply:
    """Build an HTML reply."""
    return Reply(status, (("Content-Type", HTML), *headers), body.encode())


def with_headers(reply: Reply, *headers: tuple[str, str]) -> Reply:
    """Return the reply with further headers."""
    return Reply(reply.status, reply.headers + headers, reply.body, reply.delay_seconds, reply.drop)


def edge_headers(state: CloudState, now: datetime) -> Headers:
    """The headers that the vendor's front door puts on every answer (names measured, ids made up)."""
    return (
        ("Date", format_datetime(now.astimezone(UTC), usegmt=True)),
        ("Server", "AtlassianEdge"),
        ("Atl-Traceid", state.next_text("trace")),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Xss-Protection", "1; mode=block"),
        ("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload"),
    )


@shape(Basis.MEASURED, BACKLOT)
def cannot_access() -> Reply:
    """W1: nobody, or somebody without Confluence, at most v1 routes."""
    return json_reply(403, {"statusCode": 403, "message": _CANNOT_ACCESS})


@shape(Basis.MEASURED, BACKLOT)
def not_permitted() -> Reply:
    """W2: the same at some v1 services, /search among them."""
    return json_reply(403, {"message": "Current user not permitted to use Confluence", "statusCode": 403}, *_NO_STORE)


@shape(Basis.MEASURED, MARKFLUENCE)
def bare_not_found() -> Reply:
    """W3: the same at v2 routes."""
    return v2_error(404, "Not Found")


@shape(Basis.MEASURED, BACKLOT)
def tomcat_unauthorised(request: Request, context: str = "/wiki") -> Reply:
    """W4 and W5: an unreadable Basic value, or a scoped token at the site's own host.

    Measured on v1 routes; that v2 and web routes answer the same is inferred.
    """
    realm = quote(f"{request.scheme}://{request.host}{context}", safe="")
    return html_reply(401, _TOMCAT, ("WWW-Authenticate", f'OAuth realm="{realm}"'))


@shape(Basis.MEASURED, MARKFLUENCE)
def scope_mismatch() -> Reply:
    """W6: the token is good and lacks the scope. The header is reported, the body measured."""
    return gateway_refusal("Unauthorized; scope does not match", "FAILURE_CLIENT_SCOPE_CHECK")


@shape(Basis.REPORTED, "a public report of a refused gateway call; its address was not kept")
def gateway_unauthorised() -> Reply:
    """W7: the gateway refuses the credential outright."""
    return gateway_refusal("Unauthorized", "FAILURE_CLIENT_AUTH")


@shape(Basis.REPORTED, "https://github.com/reubenjohn/reposix")
def auth_mismatch() -> Reply:
    """W8: /me and the like with an authentication type that the route does not take. Its body is inferred."""
    return gateway_refusal("Unauthorized", "FAILURE_CLIENT_AUTH_MISMATCH")


@shape(Basis.MEASURED, BACKLOT)
def connect_session_unreadable() -> Reply:
    """W9: an opaque Bearer value on the site's Jira routes."""
    return json_reply(403, {"error": "Failed to parse Connect Session Auth Token"})


@shape(Basis.REPORTED, "https://github.com/kovetskiy/mark/issues/102")
def password_deprecated() -> Reply:
    """W11: the words of 2021 to 2023 for a password."""
    words = (
        "Basic authentication with passwords is deprecated.  For more information, see: "
        "https://developer.atlassian.com/cloud/confluence/deprecation-notice-basic-auth/"
    )
    return Reply(401, (("Content-Type", "text/plain;charset=UTF-8"),), words.encode())


@shape(Basis.REPORTED, "https://github.com/sooperset/mcp-atlassian/issues/1368")
def download_refused(request: Request) -> Reply:
    """W13: an API token at the old attachment path. The realm is not percent-encoded here; the body is inferred."""
    realm = f"{request.scheme}://{request.host}/wiki"
    return html_reply(401, _TOMCAT, ("WWW-Authenticate", f'OAuth realm="{realm}"'))


@shape(Basis.REPORTED, "https://github.com/atlassian-api/atlassian-python-api/issues/1560")
def endpoint_removed() -> Reply:
    """W14: a removed v1 route at the gateway."""
    message = (
        "com.atlassian.confluence.api.service.exceptions.api.GoneException: This deprecated endpoint has been removed."
    )
    return json_reply(410, {"statusCode": 410, "data": _data(authorised=True), "message": message})


@shape(Basis.DOCUMENTED, "https://confluence.atlassian.com/pages/viewpage.action?pageId=1384133808")
def address_rejected() -> Reply:
    """W15: the caller's address is not on the allow-list. The status is inferred: the article does not show it."""
    words = (
        "The IP address has been rejected because it is not on the allowed list. See your admin for more information."
    )
    return json_reply(403, {"errorMessages": [words], "errors": {}})


@shape(Basis.REPORTED, "a public report of a suspended site; its address was not kept")
def suspended() -> Reply:
    """W16: the site is suspended. The word is reported, the frame around it inferred."""
    return json_reply(503, {"code": 503, "message": "Site unavailable", "reason": "SUSPENDED_INACTIVITY"})


@shape(Basis.REPORTED, "a public report of passing 403 and 404 answers; its address was not kept")
def edge_error(reply: Reply) -> Reply:
    """W17: the usual refusal, marked by the edge."""
    return with_headers(reply, ("X-Cache", "Error from cloudfront"))


@shape(Basis.DOCUMENTED, "https://developer.atlassian.com/cloud/confluence/rate-limiting/")
def rate_limited(retry_after_seconds: int | None, reason: str) -> Reply:
    """429. Header names are documented, the reason's value and the body inferred."""
    headers = [("X-RateLimit-Limit", "100"), ("X-RateLimit-Remaining", "0"), ("RateLimit-Reason", reason)]
    if retry_after_seconds is not None:
        headers.append(("Retry-After", str(retry_after_seconds)))
    return json_reply(429, {"code": 429, "message": "Rate limit exceeded"}, *headers)


@shape(Basis.REPORTED, "https://github.com/sooperset/mcp-atlassian/issues/698")
def v1_not_found(message: str) -> Reply:
    """A v1 404 that says what it cannot find. That missing and hidden things look alike is documented."""
    name = "com.atlassian.confluence.api.service.exceptions.api.NotFoundException"
    return json_reply(404, {"statusCode": 404, "data": _data(authorised=False), "message": f"{name}: {message}"})


@shape(Basis.INFERRED, "a refused write; only its status is documented")
def v1_forbidden(message: str) -> Reply:
    """A v1 403 for somebody who may use Confluence and lacks a permission."""
    name = "com.atlassian.confluence.api.service.exceptions.api.PermissionException"
    return json_reply(403, {"statusCode": 403, "data": _data(authorised=False), "message": f"{name}: {message}"})


@shape(Basis.MEASURED, MARKFLUENCE)
def v2_not_found(kind: str, object_id: str) -> Reply:
    """A v2 404 that names the object."""
    return v2_error(404, f"Cannot find a {kind} with id [{object_id}]")


@shape(Basis.DOCUMENTED, "https://developer.atlassian.com/cloud/confluence/rest/v2/")
def v2_error(status: int, title: str) -> Reply:
    """The v2 error frame."""
    codes = {400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND"}
    return json_reply(status, {"errors": [{"status": status, "code": codes[status], "title": title, "detail": None}]})


@shape(Basis.MEASURED, BACKLOT)
def no_such_resource(request: Request) -> Reply:
    """A path under /wiki/rest/api that no resource claims: JSON or XML, as Accept asks."""
    query = f"?{request.query}" if request.query else ""
    message = f"null for uri: {request.scheme}://{request.host}{request.path}{query}"
    if (request.header("Accept") or "") == JSON:
        return json_reply(404, {"message": message, "status-code": 404})
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<status><status-code>404</status-code><message>{escape(message)}</message></status>"
    )
    return Reply(404, (("Content-Type", "application/xml"),), xml.encode())


@shape(Basis.MEASURED, BACKLOT)
def page_not_found() -> Reply:
    """A path that the product serves nothing at: its HTML page (shortened)."""
    body = "<!DOCTYPE html><html><head><title>Page not found - Confluence</title></head><body>"
    return html_reply(404, f"{body}<p>This page could not be found.</p></body></html>")


def gateway_refusal(message: str, category: str, status: int = 401) -> Reply:
    """The gateway's own refusal."""
    return json_reply(status, {"code": status, "message": message}, ("X-Failure-Category", category))


def _data(*, authorised: bool) -> dict[str, Any]:
    return {"authorized": authorised, "valid": True, "errors": [], "successful": authorised}
