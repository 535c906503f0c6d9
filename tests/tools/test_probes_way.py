"""Probes of the way there, of times and of passing trouble against the lab, where other tests have no row for them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from tests.evals.live_desk import Told
from tests.evals.live_worlds import ANA, ANA_EMAIL, Spec, basic, cloud, data_center
from tests.tools.probe_rows import Row, check_row, row_name
from tools.facts import Fact

REFUSED = {Fact.SUBJECT_NOBODY_ON_SITE}
WORKS = {Fact.SUBJECT_KNOWN_ON_SITE}
GONE = {Fact.NET_CONNECTION_FAILURE}
BEFORE = {Fact.ANSWERED_BEFORE_CONFLUENCE}
NOBODY: dict[str, object] = {"as_nobody": True}
PERSON = Told(email=ANA_EMAIL, account_id=ANA)
AGREED = Told(username="anna", consent=True)
DROPPED: list[Spec] = [{"kind": "unreachable"}]
KEY: list[Spec] = [{"kind": "require_header", "headers": {"KeyId": "9f2c"}}]
LIMITED: list[Spec] = [{"kind": "rate_limiter", "allowed": 0}]
STRIPPED: list[Spec] = [{"kind": "strip_authorization"}]
REPLACED: list[Spec] = [{"kind": "replace_authorization", "value": "Basic cHJveHk6cHJveHk="}]
MOVED: list[Spec] = [{"kind": "canonical_redirect", "host": "wiki.example.com"}]
NOT_LISTED: list[Spec] = [
    {
        "kind": "allow_addresses",
        "networks": ["203.0.113.0/24"],
        "body": '{"errorMessages":["The IP address has been rejected because it is not on the allowed list."]}',
    }
]
AHEAD: list[Spec] = [{"kind": "shift_date", "seconds": 900}]
FIREWALL: list[Spec] = [{"kind": "block_user_agent"}]
OAUTH: Spec = {"kind": "bearer", "token": None, "access_token": "ana-access"}
OTHER_ID = "{gateway_root}/ex/confluence/00000000-0000-4000-8000-000000000000/wiki/api/v2/spaces"
FOLDER = "{site}/api/v2/folders/999"
SPACES = "{site}/rest/api/space"
VIEW = "{site}/pages/viewpage.action?pageId="
SKEWED = {Fact.CLOCK_SKEW_LARGE}
LACKS_SCOPE: Spec = {"access_tokens": [{"id": "ana-access", "grant": "ana-docs", "scopes": ["read:confluence-user"]}]}


def at_site(layers: list[Spec]) -> Spec:
    """Return the Cloud world behind layers."""
    return cloud(front={"site": layers})


def signed(issued: int, expires: int, qsh: str = "") -> Spec:
    """Return a signed token with times as minutes from now, and the hash of a request."""
    now = datetime.now(UTC)
    claims = {"iss": "app", "iat": now + timedelta(minutes=issued), "exp": now + timedelta(minutes=expires)}
    token = jwt.encode(claims | ({"qsh": qsh} if qsh else {}), "a secret of the lab that signs nothing real")
    return {"kind": "header", "header": "Authorization", "token": None, "secret": f"JWT {token}"}


def times(world: Callable[[Spec], Spec]) -> list[Row]:
    """Return the rows of a token's times in one world."""
    return [
        ("over", world(signed(-9, -3)), "token_times", {"known": SKEWED}, {Fact.SECRET_JWT_EXPIRED}, set()),
        ("early", world(signed(9, 12)), "token_times", {"known": SKEWED}, {Fact.SECRET_JWT_IAT_OFF}, set()),
        ("other request", world(signed(0, 3, "0" * 64)), "token_times", {"calls": [SPACES]},
         {Fact.SECRET_JWT_QSH_WRONG}, set()),
        ("fine", world(signed(0, 3)), "token_times", {"known": SKEWED}, {Fact.SECRET_JWT_VALID_NOW},
         {Fact.SECRET_JWT_EXPIRED, Fact.SECRET_JWT_QSH_WRONG, Fact.SECRET_JWT_IAT_OFF}),
    ]  # fmt: skip


CLOUD: list[Row] = [
    ("cloud", cloud(), "tenant_info", NOBODY, {Fact.SITE_IS_CLOUD, Fact.CLOCK_SKEW_SMALL}, set()),
    ("other cloudId", cloud(), "tenant_info", {"calls": [OTHER_ID], **NOBODY}, {Fact.CLOUD_ID_DIFFERS}, set()),
    ("no such site", cloud(site={"condition": "gone"}), "tenant_info", NOBODY, {Fact.SITE_GAVE_NO_CLOUD_ID}, set()),
    ("moved", at_site(MOVED), "tenant_info", NOBODY, {Fact.REDIRECT_CHANGES_ORIGIN}, {Fact.SITE_IS_CLOUD}),
    ("no answer", at_site(DROPPED), "tenant_info", NOBODY, GONE, set()),
    ("closed", cloud(), "anonymous_access", NOBODY, {Fact.ANONYMOUS_ACCESS_OFF, Fact.ANSWERED_BY_CONFLUENCE},
     {Fact.ANONYMOUS_ACCESS_ON}),
    ("clock off", cloud(signed(0, 3), front={"site": AHEAD}), "token_times", {"known": SKEWED},
     {Fact.CLOCK_SKEW_LARGE}, set()),
    ("open", cloud(site={"anonymous_access": True}), "anonymous_access", NOBODY, {Fact.ANONYMOUS_ACCESS_ON}, set()),
    ("key wanted", at_site(KEY), "anonymous_access", NOBODY, BEFORE, set()),
    ("no answer", at_site(DROPPED), "anonymous_access", NOBODY, GONE, set()),
    ("key wanted", at_site(KEY), "current_user", {}, BEFORE, WORKS),
    ("no answer", at_site(DROPPED), "current_user", {}, GONE, WORKS),
    ("no answer", cloud(front={"gateway": DROPPED}), "gateway_twin", {"known": REFUSED}, set(),
     {Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.SUBJECT_NOBODY_ON_GATEWAY}),
    ("its own list", cloud(OAUTH, **LACKS_SCOPE), "gateway_twin", {"calls": ["{gateway}/api/v2/pages/65601"]},
     {Fact.SECRET_JWT_LACKS_SCOPE}, set()),
    ("no answer", cloud(OAUTH, front={"gateway": DROPPED}), "oauth_resources", {"known": REFUSED}, set(),
     {Fact.OAUTH_TOKEN_REFUSED, Fact.OAUTH_SITE_GRANTED}),
    ("read as another kind", cloud({"kind": "bearer"}), "jira_control", {"known": REFUSED},
     {Fact.BODY_CONNECT_SESSION_TOKEN}, {Fact.JIRA_REFUSES_SUBJECT}),
    ("limited", at_site(LIMITED), "jira_control", {"known": REFUSED}, set(), {Fact.JIRA_REFUSES_SUBJECT}),
    ("limited", cloud({"kind": "bearer"}, front={"site": LIMITED}), "other_scheme", {"told": PERSON}, set(),
     {Fact.REFUSED_AS_BASIC}),
    ("limited", at_site(LIMITED), "account_state", {"known": REFUSED, "told": PERSON, "observer": True}, set(),
     {Fact.ACCOUNT_UNKNOWN}),
    ("firewall", at_site(FIREWALL), "user_agent", {"known": BEFORE}, {Fact.USER_AGENT_CHANGES_OUTCOME}, set()),
    ("no firewall", cloud(), "user_agent", {"known": BEFORE}, set(), {Fact.USER_AGENT_CHANGES_OUTCOME}),
    ("no such folder", cloud(), "same_call", {"known": WORKS, "calls": [FOLDER]},
     {Fact.STATUS_404, Fact.BODY_NAMES_MISSING_OBJECT}, set()),
    ("token gone, v2", cloud(tokens=[{"id": "ana-plain", "revoked": True}]), "same_call",
     {"known": WORKS, "calls": ["{site}/api/v2/spaces"]}, {Fact.BODY_BARE_NOT_FOUND}, set()),
    ("token gone", cloud(tokens=[{"id": "ana-plain", "revoked": True}]), "same_call",
     {"known": WORKS, "calls": [SPACES]}, {Fact.BODY_CALLER_CANNOT_ACCESS}, set()),
    ("limited", at_site(LIMITED), "same_call", {"known": WORKS, "calls": [SPACES]}, set(), {Fact.STATUS_200}),
    ("we are in", cloud(tokens=[{"id": "ana-plain", "revoked": True}]), "observer_control",
     {"known": REFUSED | {Fact.ANONYMOUS_ACCESS_OFF}, "observer": True}, {Fact.OBSERVER_ACCEPTED}, set()),
    ("we are nobody too", at_site(STRIPPED), "observer_control", {"known": REFUSED, "observer": True},
     {Fact.OBSERVER_REFUSED_TOO}, {Fact.OBSERVER_ACCEPTED}),
    ("limited", at_site(LIMITED), "observer_control", {"known": REFUSED, "observer": True}, set(),
     {Fact.OBSERVER_REFUSED_TOO, Fact.OBSERVER_ACCEPTED}),
]  # fmt: skip

DATA_CENTER: list[Row] = [
    ("key wanted", data_center(front=KEY), "anonymous_access", NOBODY, BEFORE, set()),
    ("no answer", data_center(front=DROPPED), "anonymous_access", NOBODY, GONE, set()),
    ("not listed", data_center(front=NOT_LISTED), "current_user", {}, {Fact.BODY_IP_NOT_ALLOWED}, WORKS),
    ("limited", data_center(front=LIMITED), "current_user", {}, {Fact.STATUS_429}, WORKS),
    ("app blocks", data_center(basic("anna", "right horse"), token_app={"enabled": True, "blocks_passwords": True}),
     "current_user", {"told": AGREED}, {Fact.BODY_BASIC_BLOCKED_BY_APP}, WORKS),
    ("another login arrives", data_center(front=REPLACED), "current_user", {}, {Fact.CREDENTIAL_REPLACED},
     {Fact.SUBJECT_REFUSED_BASIC_DC}),
    ("limited", data_center(front=LIMITED), "invented_account", {"known": REFUSED}, set(), {Fact.SAME_AS_INVENTED}),
    ("limited", data_center({"kind": "basic", "username": "anna", "token": "anna/ci"}, front=LIMITED), "other_scheme",
     {"told": Told(username="anna")}, set(), {Fact.REFUSED_AS_BEARER}),
    ("two tokens", data_center(basic("anna", "right horse"), tokens=[{"owner": "anna", "name": "ci", "expires": "-2d"},
     {"owner": "anna", "name": "new"}, {"owner": "boss", "name": "desk"}]), "own_tokens",
     {"known": WORKS | {Fact.SECRET_DC_PAT}, "told": AGREED}, set(), {Fact.PAT_LISTED_EXPIRED, Fact.PAT_LISTED_VALID}),
    ("limited", data_center({}, front=LIMITED), "account_state", {"told": Told(username="anna"), "observer": True},
     set(), {Fact.ACCOUNT_UNKNOWN}),
    ("read and write", data_center(), "access_mode", {"known": {Fact.TOLD_WRITES_FAIL}, "observer": True}, set(),
     {Fact.READ_ONLY_MODE_ON}),
    ("form", data_center({}), "login_options", {"known": {Fact.TOLD_SSO}}, set(), {Fact.LOGIN_OPTIONS_SSO_ONLY}),
    ("moved", data_center({}, front=MOVED), "browser_way", {"known": {Fact.CHANNEL_BROWSER}},
     {Fact.REDIRECT_CHANGES_ORIGIN}, set()),
    ("round and round", data_center({}, sso={"enabled": True, "only": True, "idp_url": "/confluence/"}), "browser_way",
     {"known": {Fact.CHANNEL_BROWSER}}, {Fact.REDIRECT_LOOP}, {Fact.REDIRECT_TO_FOREIGN_LOGIN}),
    ("one node", data_center({}), "session_cookies", {"known": {Fact.TOLD_LOGGED_OUT}}, set(),
     {Fact.TOLD_LOAD_BALANCED, Fact.COOKIE_SECURE_OVER_HTTP}),
    ("healed", data_center(), "repeat", {"known": {Fact.STATUS_5XX}}, {Fact.REPEAT_HEALED}, set()),
    ("not healed", data_center(front=[{"kind": "bad_gateway"}]), "repeat", {"known": {Fact.STATUS_5XX}}, set(),
     {Fact.REPEAT_HEALED}),
    ("somebody else", data_center(front=KEY), "server_status", {}, BEFORE, {Fact.SITE_RUNNING}),
    ("no answer", data_center(front=DROPPED), "server_status", {}, GONE, {Fact.SITE_RUNNING}),
    ("no such page", data_center(), "same_call", {"known": WORKS, "calls": [f"{VIEW}999"]}, {Fact.STATUS_404}, set()),
    ("to the login", data_center(pat_paths="rest"), "same_call", {"known": WORKS, "calls": [f"{VIEW}101"]},
     {Fact.REDIRECT_TO_LOGIN_ACTION}, set()),
    ("password changed", data_center(basic("anna", "old horse")), "same_call",
     {"known": WORKS, "calls": [SPACES], "told": AGREED}, {Fact.STATUS_401}, set()),
    ("we are in", data_center({"kind": "bearer", "secret": "b2xk"}), "observer_control",
     {"known": REFUSED | {Fact.ANONYMOUS_ACCESS_OFF}, "observer": True}, {Fact.OBSERVER_ACCEPTED}, set()),
    ("we are nobody too", data_center(front=STRIPPED), "observer_control", {"known": REFUSED, "observer": True},
     {Fact.OBSERVER_REFUSED_TOO}, set()),
    ("limited", data_center(front=LIMITED), "observer_control", {"known": REFUSED, "observer": True}, set(),
     {Fact.OBSERVER_REFUSED_TOO, Fact.OBSERVER_ACCEPTED}),
]  # fmt: skip

ROWS = [*times(cloud), *times(data_center), *CLOUD, *DATA_CENTER]


@pytest.mark.parametrize("row", ROWS, ids=row_name)
async def test_probe_tells_what_stands_on_the_way(row: Row) -> None:
    """Each probe finds the facts of its situation and none of the opposite ones."""
    await check_row(row)
