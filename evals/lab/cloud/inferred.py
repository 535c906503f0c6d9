"""Answers of Confluence Cloud that nobody has published: the lab's guesses, so that a test can tell them apart."""

from evals.lab.cloud.marks import Basis, shape
from evals.lab.cloud.replies import json_reply
from evals.lab.wire import Reply


@shape(Basis.INFERRED, "the vendor says that people get a message; its words are not public")
def token_blocked() -> Reply:
    """An API token that the organisation's policy shuts out."""
    words = "Your admin has blocked API tokens for this account. Contact your admin to use API tokens."
    return json_reply(403, {"statusCode": 403, "message": words})


@shape(Basis.INFERRED, "the vendor says that apps can be blocked; its words are not public")
def app_blocked() -> Reply:
    """An app that the organisation shuts out."""
    return json_reply(403, {"code": 403, "message": "Your admin has blocked this app from accessing the data."})


@shape(Basis.INFERRED, "the reason stands in the vendor's logs only; the body is a guess")
def connect_refused(words: str) -> Reply:
    """A Connect JWT that does not verify."""
    return json_reply(401, {"status-code": 401, "message": words})


@shape(Basis.INFERRED, "the vendor names the paid plans of a feature; the answer of a free plan is not public")
def plan_required() -> Reply:
    """A route that the site's plan does not include."""
    return json_reply(403, {"statusCode": 403, "message": "This feature is only available on a paid plan."})


@shape(Basis.INFERRED, "the words are those of Data Center and Jira; Cloud's are not public")
def xsrf_failed() -> Reply:
    """A multipart write without X-Atlassian-Token."""
    return Reply(403, (("Content-Type", "text/html;charset=UTF-8"),), b"XSRF check failed")
