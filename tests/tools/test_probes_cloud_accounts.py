"""Probes of accounts, places and the way there against the lab's Cloud, in both outcomes, through the guard."""

import base64

import pytest

from tests.evals.live_desk import Told
from tests.evals.live_worlds import ANA, ANA_EMAIL, Spec, cloud
from tests.tools.probe_rows import Row, check_row, row_name
from tools.facts import Fact

PERSON = Told(email=ANA_EMAIL, account_id=ANA)
REFUSED = {Fact.SUBJECT_NOBODY_ON_SITE}
AT_401 = {Fact.SUBJECT_401_ON_SITE}
WORKS = {Fact.SUBJECT_KNOWN_ON_SITE}
REVOKED: Spec = {"tokens": [{"id": "ana-plain", "revoked": True}]}
SCOPED: Spec = {"token": "ana-scoped"}
OPEN: Spec = {
    "anonymous_access": True,
    "spaces": [{"key": "DOCS", "grants": [{"to": "anonymous", "operations": ["read"]}]}],
}
HALF = base64.b64encode(b"ana@acme.example:").decode()
TO_GATEWAY = ("{gateway}/api/v2/pages/65601",)
HIDDEN: Spec = {
    "sites": [{"name": "acme", "pages": [{"id": "65601", "restrictions": [{"operation": "read", "to": ["group:hr"]}]}]}]
}

ROWS: list[Row] = [
    # name of the row, world, probe, arguments, facts that are found, facts that are not
    (
        "active",
        cloud(**REVOKED),
        "account_state",
        {"known": REFUSED, "told": PERSON, "observer": True},
        {Fact.ACCOUNT_ACTIVE},
        set(),
    ),
    (
        "inactive",
        cloud(accounts=[{"id": ANA, "active": False}]),
        "account_state",
        {"known": REFUSED, "told": PERSON, "observer": True},
        {Fact.ACCOUNT_INACTIVE},
        {Fact.ACCOUNT_ACTIVE},
    ),
    (
        "unknown",
        cloud(**REVOKED),
        "account_state",
        {"known": REFUSED, "told": Told(account_id="nobody"), "observer": True},
        {Fact.ACCOUNT_UNKNOWN},
        {Fact.ACCOUNT_ACTIVE},
    ),
    (
        "managed",
        cloud(**REVOKED),
        "managed_account",
        {"known": REFUSED, "told": PERSON, "org_admin": True},
        {Fact.ACCOUNT_ACTIVE, Fact.ACCOUNT_HAS_PRODUCT},
        set(),
    ),
    (
        "managed, no product",
        cloud(accounts=[{"id": ANA, "products": ["jira"]}]),
        "managed_account",
        {"known": REFUSED, "told": PERSON, "org_admin": True},
        {Fact.ACCOUNT_LACKS_PRODUCT},
        {Fact.ACCOUNT_HAS_PRODUCT},
    ),
    (
        "managed, inactive",
        cloud(accounts=[{"id": ANA, "active": False}]),
        "managed_account",
        {"known": REFUSED, "told": PERSON, "org_admin": True},
        {Fact.ACCOUNT_INACTIVE},
        {Fact.ACCOUNT_HAS_PRODUCT},
    ),
    (
        "not managed",
        cloud(accounts=[{"id": ANA, "managed": False}]),
        "managed_account",
        {"known": REFUSED, "told": PERSON, "org_admin": True},
        set(),
        {Fact.ACCOUNT_ACTIVE, Fact.ACCOUNT_UNKNOWN},
    ),
    (
        "states agree",
        cloud(tokens=[{"id": name, "expires": "-3d"} for name in ("ana-plain", "ana-scoped")]),
        "token_states",
        {"known": REFUSED, "told": PERSON, "org_admin": True},
        {Fact.TOKEN_STATE_EXPIRED},
        set(),
    ),
    (
        "states revoked",
        cloud(tokens=[{"id": name, "revoked": True} for name in ("ana-plain", "ana-scoped")]),
        "token_states",
        {"known": REFUSED, "told": PERSON, "org_admin": True},
        {Fact.TOKEN_STATE_REVOKED},
        set(),
    ),
    (
        "states blocked",
        cloud(organisation={"user_tokens_allowed": False}),
        "token_states",
        {"known": REFUSED, "told": PERSON, "org_admin": True},
        {Fact.TOKEN_POLICY_BLOCKS},
        set(),
    ),
    (
        "states differ",
        cloud(**REVOKED),
        "token_states",
        {"known": REFUSED, "told": PERSON, "org_admin": True},
        set(),
        {Fact.TOKEN_STATE_REVOKED, Fact.TOKEN_STATE_EXPIRED},
    ),
    (
        "policies",
        cloud(organisation={"sso_enforced": True, "two_step_required": True, "user_tokens_allowed": False}),
        "organisation_policies",
        {"known": {Fact.TOLD_SSO}, "org_admin": True},
        {Fact.LOGIN_OPTIONS_SSO_ONLY, Fact.LOGIN_OPTIONS_TWO_STEP, Fact.TOKEN_POLICY_BLOCKS},
        set(),
    ),
    (
        "no policies",
        cloud(),
        "organisation_policies",
        {"known": {Fact.TOLD_SSO}, "org_admin": True},
        set(),
        {Fact.LOGIN_OPTIONS_SSO_ONLY, Fact.TOKEN_POLICY_BLOCKS},
    ),
    (
        "page seen",
        cloud(),
        "page_visible",
        {"known": WORKS, "told": Told(page_id="65601"), "observer": True},
        {Fact.SUBJECT_SEES_OBJECT, Fact.OBSERVER_SEES_OBJECT},
        set(),
    ),
    (
        "page hidden",
        cloud(**HIDDEN),
        "page_visible",
        {"known": WORKS, "told": Told(page_id="65601"), "observer": True},
        {Fact.OBSERVER_SEES_OBJECT, Fact.BODY_NAMES_MISSING_OBJECT},
        {Fact.SUBJECT_SEES_OBJECT},
    ),
    (
        "page missing",
        cloud(),
        "page_visible",
        {"known": WORKS, "told": Told(page_id="77777"), "observer": True},
        {Fact.OBSERVER_FINDS_NO_OBJECT},
        {Fact.SUBJECT_SEES_OBJECT},
    ),
    (
        "page of a dead token",
        cloud(**REVOKED),
        "page_visible",
        {"known": REFUSED, "told": Told(page_id="65601"), "observer": True},
        {Fact.OBSERVER_SEES_OBJECT},
        {Fact.STATUS_404},
    ),
    (
        "space seen",
        cloud(),
        "space_visible",
        {"known": WORKS, "told": Told(space_key="DOCS")},
        {Fact.SUBJECT_SEES_SPACE},
        set(),
    ),
    (
        "space hidden",
        cloud(),
        "space_visible",
        {"known": WORKS, "told": Told(space_key="HR"), "observer": True},
        {Fact.SUBJECT_CANNOT_SEE_SPACE, Fact.OBSERVER_SEES_OBJECT},
        set(),
    ),
    (
        "space missing",
        cloud(),
        "space_visible",
        {"known": WORKS, "told": Told(space_key="NONE"), "observer": True},
        {Fact.SUBJECT_CANNOT_SEE_SPACE, Fact.OBSERVER_FINDS_NO_OBJECT},
        set(),
    ),
    ("healed", cloud(), "repeat", {"known": {Fact.HEADER_EDGE_ERROR}}, {Fact.REPEAT_HEALED}, set()),
    (
        "not healed",
        cloud(site={"edge_trouble": {"until": "+90s"}}),
        "repeat",
        {"known": {Fact.HEADER_EDGE_ERROR}},
        set(),
        {Fact.REPEAT_HEALED, Fact.REPEAT_SAME},
    ),
    (
        "incident",
        cloud(incidents=[{"name": "Elevated errors"}]),
        "vendor_status",
        {"known": {Fact.STATUS_5XX}},
        {Fact.TOLD_STATUS_PAGE_INCIDENT},
        set(),
    ),
    ("no incident", cloud(), "vendor_status", {"known": {Fact.STATUS_5XX}}, set(), {Fact.TOLD_STATUS_PAGE_INCIDENT}),
]


@pytest.mark.parametrize("row", ROWS, ids=row_name)
async def test_probe_tells_what_the_site_shows(row: Row) -> None:
    """Each probe finds the facts of its situation and none of the opposite ones."""
    await check_row(row)
