"""Probes of the server, accounts and places against the lab's Data Center, in both outcomes, through the guard."""

import pytest

from tests.evals.live_desk import Told
from tests.evals.live_worlds import INVENTED_PAT, basic, data_center
from tests.tools.probe_rows import Row, check_row, row_name
from tools.facts import Fact

ANNA = Told(username="anna")
AGREED = Told(username="anna", consent=True)
REFUSED = {Fact.SUBJECT_NOBODY_ON_SITE}
WORKS = {Fact.SUBJECT_KNOWN_ON_SITE}
PAT_AS_BASIC = {"kind": "basic", "username": "anna", "token": "anna/ci"}
INVENTED = {"kind": "bearer", "secret": INVENTED_PAT}
RIGHT, WRONG = basic("anna", "right horse"), basic("anna", "wrong cow")

ROWS: list[Row] = [
    # name of the row, world, probe, arguments, facts that are found, facts that are not
    ("running", data_center(), "server_status", {}, {Fact.SITE_RUNNING, Fact.CLOCK_SKEW_SMALL}, set()),
    (
        "starting",
        data_center(lifecycle="STARTING"),
        "server_status",
        {},
        {Fact.BODY_STARTING_OR_MAINTENANCE},
        {Fact.SITE_RUNNING},
    ),
    (
        "clock ahead",
        data_center(clock_offset_seconds=900),
        "server_status",
        {},
        {Fact.CLOCK_SKEW_LARGE},
        {Fact.CLOCK_SKEW_SMALL},
    ),
    ("old", data_center(version="7.4.0"), "server_version", {"known": REFUSED}, {Fact.PAT_API_ABSENT}, set()),
    (
        "new",
        data_center(),
        "server_version",
        {"known": REFUSED},
        set(),
        {Fact.PAT_API_ABSENT, Fact.TOLD_BASE_URL_CHANGED},
    ),
    (
        "other base URL",
        data_center(
            front=[{"kind": "forward_as", "host": "inner:8090"}], base_url="https://wiki.example.com/confluence"
        ),
        "server_version",
        {"known": REFUSED},
        {Fact.TOLD_BASE_URL_CHANGED},
        set(),
    ),
    ("active", data_center(WRONG), "account_state", {"told": ANNA, "observer": True}, {Fact.ACCOUNT_ACTIVE}, set()),
    (
        "inactive",
        data_center(WRONG, people={"anna": {"active": False}}),
        "account_state",
        {"told": ANNA, "observer": True},
        {Fact.ACCOUNT_INACTIVE},
        {Fact.ACCOUNT_ACTIVE},
    ),
    (
        "unknown",
        data_center(WRONG),
        "account_state",
        {"told": Told(username="ghost"), "observer": True},
        {Fact.ACCOUNT_UNKNOWN},
        set(),
    ),
    (
        "may use",
        data_center(WRONG),
        "product_access",
        {"told": ANNA, "observer": True},
        {Fact.ACCOUNT_HAS_PRODUCT},
        set(),
    ),
    (
        "may not use",
        data_center(WRONG),
        "product_access",
        {"told": Told(username="zoe"), "observer": True},
        {Fact.ACCOUNT_LACKS_PRODUCT},
        {Fact.ACCOUNT_HAS_PRODUCT},
    ),
    (
        "may use, not told",
        data_center(WRONG, version="8.5.4"),
        "product_access",
        {"told": ANNA, "observer": True},
        set(),
        {Fact.ACCOUNT_HAS_PRODUCT, Fact.ACCOUNT_LACKS_PRODUCT},
    ),
    (
        "full",
        data_center({}, licence={"seats": 1}),
        "licence",
        {"known": {Fact.TOLD_EVERYONE}, "observer": True},
        {Fact.BODY_LICENCE_EXCEEDED},
        set(),
    ),
    (
        "seats left",
        data_center({}, licence={"seats": 500}),
        "licence",
        {"known": {Fact.TOLD_EVERYONE}, "observer": True},
        set(),
        {Fact.BODY_LICENCE_EXCEEDED},
    ),
    (
        "directory away",
        data_center({}, directories=[{"name": "internal"}, {"name": "AD", "kind": "ldap", "reachable": False}]),
        "user_directories",
        {"known": {Fact.TOLD_EVERYONE}, "observer": True},
        {Fact.LOG_DIRECTORY_CONNECTION},
        {Fact.LOG_DIRECTORY_NOT_FUNCTIONAL},
    ),
    (
        "bind refused",
        data_center({}, directories=[{"name": "internal"}, {"name": "AD", "kind": "ldap", "bind_subcode": "532"}]),
        "user_directories",
        {"known": {Fact.TOLD_EVERYONE}, "observer": True},
        {Fact.LOG_DIRECTORY_NOT_FUNCTIONAL},
        {Fact.LOG_DIRECTORY_CONNECTION},
    ),
    (
        "directories healthy",
        data_center({}),
        "user_directories",
        {"known": {Fact.TOLD_EVERYONE}, "observer": True},
        set(),
        {Fact.LOG_DIRECTORY_CONNECTION, Fact.LOG_DIRECTORY_NOT_FUNCTIONAL},
    ),
    (
        "SSO only",
        data_center({}, anonymous_access=True, sso={"enabled": True, "only": True}),
        "login_options",
        {"known": {Fact.TOLD_SSO}},
        {Fact.LOGIN_OPTIONS_SSO_ONLY},
        set(),
    ),
    (
        "two steps",
        data_center({}, two_step={"enabled": True}),
        "login_options",
        {"known": {Fact.TOLD_SSO}},
        {Fact.LOGIN_OPTIONS_TWO_STEP},
        {Fact.LOGIN_OPTIONS_SSO_ONLY},
    ),
    (
        "Basic blocked",
        data_center({}, sso={"basic_disabled": True}),
        "basic_config",
        {"known": {Fact.STATUS_403}, "observer": True},
        {Fact.BASIC_BLOCK_CONFIGURED},
        set(),
    ),
    (
        "Basic open",
        data_center({}),
        "basic_config",
        {"known": {Fact.STATUS_403}, "observer": True},
        set(),
        {Fact.BASIC_BLOCK_CONFIGURED},
    ),
    (
        "browser to the provider",
        data_center({}, sso={"enabled": True, "only": True}),
        "browser_way",
        {"known": {Fact.CHANNEL_BROWSER}},
        {Fact.REDIRECT_TO_FOREIGN_LOGIN},
        set(),
    ),
    (
        "browser to the form",
        data_center({}),
        "browser_way",
        {"known": {Fact.CHANNEL_BROWSER}},
        set(),
        {Fact.REDIRECT_TO_FOREIGN_LOGIN},
    ),
    (
        "Secure over http",
        data_center({}, connector={"secure_cookies": True}),
        "session_cookies",
        {"known": {Fact.TOLD_LOGGED_OUT}},
        {Fact.COOKIE_SECURE_OVER_HTTP},
        {Fact.TOLD_LOAD_BALANCED},
    ),
    (
        "cookie path",
        data_center({}, connector={"cookie_path": "/wiki"}),
        "session_cookies",
        {"known": {Fact.TOLD_LOGGED_OUT}},
        {Fact.COOKIE_PATH_OR_DOMAIN_MISMATCH},
        set(),
    ),
    (
        "three nodes",
        data_center({}, cluster={"nodes": ["node1", "node2", "node3"], "affinity": False}),
        "session_cookies",
        {"known": {Fact.TOLD_LOGGED_OUT}},
        {Fact.TOLD_LOAD_BALANCED},
        set(),
    ),
    (
        "firewall",
        data_center(front=[{"kind": "block_user_agent"}]),
        "user_agent",
        {"known": {Fact.TOLD_OTHER_CLIENT_WORKS}},
        {Fact.USER_AGENT_CHANGES_OUTCOME},
        set(),
    ),
    (
        "no firewall",
        data_center(),
        "user_agent",
        {"known": {Fact.TOLD_OTHER_CLIENT_WORKS}},
        set(),
        {Fact.USER_AGENT_CHANGES_OUTCOME},
    ),
    (
        "page seen",
        data_center(),
        "page_visible",
        {"known": WORKS, "told": Told(page_id="101"), "observer": True},
        {Fact.SUBJECT_SEES_OBJECT, Fact.OBSERVER_SEES_OBJECT},
        set(),
    ),
    (
        "page hidden",
        data_center(),
        "page_visible",
        {"known": WORKS, "told": Told(page_id="102"), "observer": True},
        {Fact.OBSERVER_SEES_OBJECT, Fact.STATUS_404},
        {Fact.SUBJECT_SEES_OBJECT},
    ),
    (
        "page gone",
        data_center(),
        "page_visible",
        {"known": WORKS, "told": Told(page_id="105"), "observer": True},
        {Fact.OBSERVER_FINDS_NO_OBJECT},
        {Fact.SUBJECT_SEES_OBJECT},
    ),
    (
        "space hidden",
        data_center(),
        "space_visible",
        {"known": WORKS, "told": Told(space_key="HR"), "observer": True},
        {Fact.SUBJECT_CANNOT_SEE_SPACE, Fact.OBSERVER_SEES_OBJECT},
        set(),
    ),
    (
        "space from the address",
        data_center(),
        "space_visible",
        {"known": WORKS, "calls": ["{site}/display/DOC"]},
        {Fact.SUBJECT_SEES_SPACE},
        set(),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=row_name)
async def test_probe_tells_what_the_server_shows(row: Row) -> None:
    """Each probe finds the facts of its situation and none of the opposite ones."""
    await check_row(row)
