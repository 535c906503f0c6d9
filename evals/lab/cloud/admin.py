"""The organisation's admin API at api.atlassian.com, for a caller with an organisation API key.

Sources: https://developer.atlassian.com/cloud/admin/api-access/rest/api-group-api-token/ ,
https://developer.atlassian.com/cloud/admin/organization/rest/ and .../admin/user-management/rest/ .
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from evals.lab.cloud import replies
from evals.lab.cloud.credentials import bearer_of
from evals.lab.cloud.marks import Basis, shape
from evals.lab.cloud.people import Account, ApiToken, Moment, TokenKind, over
from evals.lab.cloud.state import CloudState
from evals.lab.wire import Reply, Request

_DOCS = "https://developer.atlassian.com/cloud/admin/"


@dataclass(frozen=True, slots=True)
class AdminAsk:
    """One admin call with a valid key."""

    state: CloudState
    request: Request
    values: dict[str, str]
    now: datetime


Answer = Callable[[AdminAsk], Reply]


def is_admin_path(path: str) -> bool:
    """Tell whether a path belongs to the admin API."""
    return path.startswith(("/admin/", "/users/"))


def answer_admin(state: CloudState, request: Request, path: str, now: datetime) -> Reply:
    """Answer an admin call; only a valid organisation key, sent as Bearer, opens it."""
    key = state.token(bearer_of(request.header("Authorization") or ""))
    if key is None or key.kind is not TokenKind.ORG_KEY or not key.usable_at(now):
        return replies.gateway_unauthorised()
    for pattern, answer in _ROUTES:
        found = pattern.fullmatch(path)
        if found and found.groupdict().get("org") in (None, state.organisation.id):
            return answer(AdminAsk(state, request, found.groupdict(), now))
    return _wrong_org()


def organisations(ask: AdminAsk) -> Reply:
    """GET /admin/v1/orgs."""
    own = ask.state.organisation
    return _data([{"id": own.id, "type": "orgs", "attributes": {"name": own.name}}])


@shape(Basis.DOCUMENTED, _DOCS + "api-access/rest/api-group-api-token/")
def tokens(ask: AdminAsk) -> Reply:
    """GET /admin/api-access/v1/orgs/{org}/api-tokens: tokens of managed accounts.

    ALLOWED is the one documented status; EXPIRED, REVOKED and BLOCKED are inferred.
    """
    query = dict(parse_qsl(ask.request.query))
    shown = []
    for token in ask.state.tokens:
        owner = ask.state.account(token.account)
        if owner is None or not owner.managed or token.kind is TokenKind.SERVICE:
            continue
        if query.get("q", "").casefold() in f"{owner.name} {owner.email} {token.label}".casefold():
            shown.append(_token_json(ask.state, token, owner, ask.now))
    wanted = query.get("status")
    return _data([one for one in shown if wanted in (None, one["status"])])


@shape(Basis.DOCUMENTED, _DOCS + "user-management/rest/api-group-api-tokens/")
def tokens_of_account(ask: AdminAsk) -> Reply:
    """GET /users/{account}/manage/api-tokens: what the owner's own list shows; revoked tokens are gone from it."""
    account = ask.state.account(ask.values["account"])
    if account is None or not account.managed:
        return _wrong_org()
    own = [one for one in ask.state.tokens if one.account == account.id and not one.revoked]
    shown = [
        {
            "id": one.id,
            "label": one.label or one.id,
            "createdAt": _time(one.created),
            "lastAccess": _time(one.last_used),
            "expiry": _time(one.expires),
        }
        for one in own
    ]
    return replies.json_reply(200, shown)


@shape(Basis.INFERRED, "the policy list is documented; authentication policies are not part of it by public word")
def policies(ask: AdminAsk) -> Reply:
    """GET /admin/v1/orgs/{org}/policies in the documented frame, with the lab's policies in it."""
    own = ask.state.organisation
    managed = {
        "apiTokens": "allowed" if own.user_tokens_allowed else "blocked",
        "singleSignOn": "enforced" if own.sso_enforced else "optional",
        "twoStepVerification": "required" if own.two_step_required else "optional",
    }
    found = [
        _policy("authentication-policy", managed),
        _policy("external-user-policy", {"apiTokens": "allowed" if own.external_tokens_allowed else "blocked"}),
        _policy("user-installed-apps", {"access": "blocked" if own.user_apps_blocked else "allowed"}),
    ]
    found += [
        _policy("ip-allowlist", {"in": site.ip_allow_list}, resource=site.cloud_id)
        for site in ask.state.sites
        if site.ip_allow_list
    ]
    wanted = dict(parse_qsl(ask.request.query)).get("type")
    return _data([one for one in found if wanted in (None, one["attributes"]["type"])])


@shape(Basis.DOCUMENTED, _DOCS + "organization/rest/api-group-users/")
def users(ask: AdminAsk) -> Reply:
    """GET /admin/v1/orgs/{org}/users: the managed accounts."""
    return _data([_user_json(one) for one in ask.state.accounts if one.managed])


def user(ask: AdminAsk) -> Reply:
    """GET /users/{account}/manage/profile."""
    account = ask.state.account(ask.values["account"])
    if account is None or not account.managed:
        return _wrong_org()
    return replies.json_reply(200, {"account": _user_json(account)})


def _user_json(account: Account) -> dict[str, Any]:
    return {
        "account_id": account.id,
        "account_type": account.kind.value,
        "account_status": "active" if account.active else "inactive",
        "name": account.name,
        "email": account.email,
        "access_billable": bool(account.products),
        "product_access": [{"key": one} for one in account.products],
    }


def _token_json(state: CloudState, token: ApiToken, owner: Account, now: datetime) -> dict[str, Any]:
    return {
        "id": token.id,
        "label": token.label or token.id,
        "status": _status(state, token, now),
        "createdAt": _time(token.created),
        "expiresAt": _time(token.expires),
        "lastActiveAt": _time(token.last_used),
        "user": {"id": owner.id, "orgId": state.organisation.id, "name": owner.name, "email": owner.email},
    }


def _status(state: CloudState, token: ApiToken, now: datetime) -> str:
    if token.revoked:
        return "REVOKED"
    if over(token.expires, now):
        return "EXPIRED"
    return "ALLOWED" if state.organisation.user_tokens_allowed else "BLOCKED"


def _policy(kind: str, rule: dict[str, Any], resource: str = "") -> dict[str, Any]:
    resources = [{"id": resource}] if resource else []
    attributes = {"type": kind, "name": kind, "status": "enabled", "rule": rule, "resources": resources}
    return {"id": f"policy-{kind}", "type": "policy", "attributes": attributes}


def _time(moment: Moment | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if isinstance(moment, datetime) else None


def _data(found: list[dict[str, Any]]) -> Reply:
    return replies.json_reply(200, {"data": found, "links": {"self": "", "next": None, "prev": None}})


@shape(Basis.INFERRED, "no public capture of a foreign organisation or account")
def _wrong_org() -> Reply:
    """An organisation, account or path that the key does not open."""
    return replies.json_reply(404, {"errors": [{"status": "404", "code": "NOT_FOUND", "title": "Not Found"}]})


_ROUTES: tuple[tuple[re.Pattern[str], Answer], ...] = (
    (re.compile(r"/admin/v1/orgs"), organisations),
    (re.compile(r"/admin/(?:api-access/)?v1/orgs/(?P<org>[^/]+)/api-tokens"), tokens),
    (re.compile(r"/admin/v1/orgs/(?P<org>[^/]+)/policies"), policies),
    (re.compile(r"/admin/v1/orgs/(?P<org>[^/]+)/users"), users),
    (re.compile(r"/users/(?P<account>[^/]+)/manage/api-tokens"), tokens_of_account),
    (re.compile(r"/users/(?P<account>[^/]+)/manage/profile"), user),
)
