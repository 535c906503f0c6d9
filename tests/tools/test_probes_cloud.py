"""Probes of credentials, scopes and calls against the lab's Cloud, in both outcomes, through the guard."""

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
        "known",
        cloud(),
        "current_user",
        {},
        {Fact.SUBJECT_KNOWN_ON_SITE, Fact.SITE_IS_CLOUD},
        {Fact.SAME_AS_NO_CREDENTIAL},
    ),
    ("dead", cloud(**REVOKED), "current_user", {}, {Fact.SUBJECT_NOBODY_ON_SITE, Fact.SAME_AS_NO_CREDENTIAL}, WORKS),
    ("scoped", cloud(SCOPED), "current_user", {}, AT_401, REFUSED),
    (
        "masked",
        cloud(site=OPEN, **REVOKED),
        "current_user",
        {},
        {Fact.IDENTITY_ANONYMOUS, Fact.ANONYMOUS_ACCESS_ON, Fact.SUBJECT_NOBODY_ON_SITE},
        WORKS,
    ),
    (
        "somebody else",
        cloud({"email_of": "5b10a2844c20165700ede21b", "token": "ben-plain"}),
        "current_user",
        {"told": PERSON},
        {Fact.IDENTITY_IS_SOMEBODY_ELSE},
        set(),
    ),
    (
        "address refused",
        cloud(site={"ip_allow_list": ["203.0.113.0/24"]}),
        "current_user",
        {},
        {Fact.BODY_IP_NOT_ALLOWED},
        REFUSED,
    ),
    ("suspended", cloud(site={"condition": "suspended"}), "current_user", {}, {Fact.BODY_SITE_SUSPENDED}, REFUSED),
    (
        "edge",
        cloud(site={"edge_trouble": {"until": "+90s"}}),
        "current_user",
        {},
        {Fact.HEADER_EDGE_ERROR},
        {Fact.BODY_CALLER_CANNOT_ACCESS, Fact.SUBJECT_NOBODY_ON_SITE},
    ),
    ("limited", cloud(site={"rate_limit": {"left": 0}}), "current_user", {}, {Fact.STATUS_429}, REFUSED),
    (
        "policy",
        cloud(organisation={"user_tokens_allowed": False}),
        "current_user",
        {},
        {Fact.BODY_TOKEN_BLOCKED_BY_ADMIN},
        set(),
    ),
    ("calls to the site", cloud(), "current_user", {"calls": ["{site}/rest/api/space"]}, {Fact.URL_SITE_HOST}, set()),
    (
        "other cloudId",
        cloud(SCOPED),
        "gateway_twin",
        {"calls": ["{gateway_root}/ex/confluence/00000000-0000-4000-8000-000000000000/wiki/api/v2/spaces"]},
        {Fact.CLOUD_ID_DIFFERS, Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.URL_GATEWAY},
        set(),
    ),
    (
        "invented differs",
        cloud(SCOPED),
        "invented_account",
        {"known": AT_401 | {Fact.URL_SITE_HOST}},
        {Fact.DIFFERS_FROM_INVENTED},
        {Fact.SAME_AS_INVENTED},
    ),
    (
        "invented, place unknown",
        cloud(SCOPED),
        "invented_account",
        {"known": AT_401},
        set(),
        {Fact.DIFFERS_FROM_INVENTED},
    ),
    (
        "invented, half pair",
        cloud({"kind": "header", "header": "Authorization", "token": None, "secret": f"Basic {HALF}"}),
        "invented_account",
        {"known": AT_401 | {Fact.URL_SITE_HOST}},
        set(),
        {Fact.DIFFERS_FROM_INVENTED},
    ),
    ("invented same", cloud(**REVOKED), "invented_account", {"known": REFUSED}, {Fact.SAME_AS_INVENTED}, set()),
    (
        "gateway knows",
        cloud(SCOPED),
        "gateway_twin",
        {"known": AT_401},
        {Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.SCOPE_PRESENT_ON_ROUTE},
        {Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY},
    ),
    (
        "gateway, one version",
        cloud(SCOPED, tokens=[{"id": "ana-scoped", "scopes": ["read:confluence-user"]}]),
        "gateway_twin",
        {"known": AT_401},
        {Fact.V1_ACCEPTED_V2_SCOPE_MISSING, Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY},
        {Fact.SCOPE_MISSING_ON_BOTH},
    ),
    (
        "gateway, granular only",
        cloud(SCOPED, tokens=[{"id": "ana-scoped", "scopes": ["read:page:confluence"]}]),
        "gateway_twin",
        {"known": AT_401},
        {Fact.V1_ACCEPTED_V2_SCOPE_MISSING, Fact.SUBJECT_KNOWN_ON_GATEWAY},
        {Fact.SUBJECT_NOBODY_ON_GATEWAY},
    ),
    (
        "gateway, no scope",
        cloud(SCOPED, tokens=[{"id": "ana-scoped", "scopes": ["write:page:confluence"]}]),
        "gateway_twin",
        {"known": AT_401},
        {Fact.SCOPE_MISSING_ON_BOTH},
        {Fact.SUBJECT_KNOWN_ON_GATEWAY, Fact.SUBJECT_NOBODY_ON_GATEWAY},
    ),
    (
        "gateway refuses",
        cloud(**REVOKED),
        "gateway_twin",
        {"known": REFUSED},
        {Fact.SUBJECT_NOBODY_ON_GATEWAY},
        {Fact.SUBJECT_KNOWN_ON_GATEWAY},
    ),
    (
        "gateway, open site",
        cloud(site=OPEN, **REVOKED),
        "gateway_twin",
        {"known": REFUSED | {Fact.ANONYMOUS_ACCESS_ON}},
        {Fact.SUBJECT_NOBODY_ON_GATEWAY},
        {Fact.SUBJECT_KNOWN_ON_GATEWAY},
    ),
    (
        "gateway turns away",
        cloud({"kind": "bearer", "token": "ana-scoped"}),
        "gateway_twin",
        {"known": REFUSED},
        {Fact.BODY_GATEWAY_UNAUTHORIZED},
        {Fact.SUBJECT_KNOWN_ON_GATEWAY},
    ),
    (
        "as Basic",
        cloud({"kind": "bearer"}),
        "other_scheme",
        {"told": PERSON},
        {Fact.ACCEPTED_AS_BASIC},
        {Fact.REFUSED_AS_BASIC},
    ),
    (
        "as Basic, scoped",
        cloud({"kind": "bearer", "token": "ana-scoped"}),
        "other_scheme",
        {"told": PERSON},
        {Fact.ACCEPTED_AS_BASIC},
        {Fact.REFUSED_AS_BASIC},
    ),
    (
        "as Basic refused",
        cloud({"kind": "bearer"}, **REVOKED),
        "other_scheme",
        {"told": PERSON},
        {Fact.REFUSED_AS_BASIC},
        set(),
    ),
    (
        "stripped",
        cloud({"suffix": "\n"}),
        "stripped_secret",
        {"known": {Fact.SECRET_STRAY_CHARACTERS}},
        {Fact.STRIPPED_SECRET_ACCEPTED},
        set(),
    ),
    (
        "stripped, dead",
        cloud({"suffix": "\n"}, **REVOKED),
        "stripped_secret",
        {"known": {Fact.SECRET_STRAY_CHARACTERS}},
        set(),
        {Fact.STRIPPED_SECRET_ACCEPTED},
    ),
    (
        "Jira knows",
        cloud(accounts=[{"id": ANA, "products": ["jira"]}]),
        "jira_control",
        {"known": REFUSED},
        {Fact.JIRA_KNOWS_SUBJECT},
        {Fact.CREDENTIAL_NOT_ARRIVED},
    ),
    (
        "Jira refuses",
        cloud(**REVOKED),
        "jira_control",
        {"known": REFUSED},
        {Fact.JIRA_REFUSES_SUBJECT},
        {Fact.CREDENTIAL_NOT_ARRIVED},
    ),
    (
        "Jira saw nothing",
        cloud(front={"site": [{"kind": "strip_authorization"}]}),
        "jira_control",
        {"known": REFUSED},
        {Fact.CREDENTIAL_NOT_ARRIVED},
        set(),
    ),
    (
        "grant",
        cloud({"kind": "bearer", "token": None, "access_token": "ana-access"}),
        "oauth_resources",
        {"known": REFUSED},
        {Fact.OAUTH_SITE_GRANTED},
        {Fact.OAUTH_SCOPES_LACK_NEED},
    ),
    (
        "grant lacks scope",
        cloud(
            {"kind": "bearer", "token": None, "access_token": "ana-access"},
            grants=[{"id": "ana-docs", "scopes": ["read:confluence-user"]}],
        ),
        "oauth_resources",
        {"known": REFUSED, "calls": TO_GATEWAY},
        {Fact.OAUTH_SITE_GRANTED, Fact.OAUTH_SCOPES_LACK_NEED},
        set(),
    ),
    (
        "grant elsewhere",
        cloud(
            {"kind": "bearer", "token": None, "access_token": "ana-access"},
            grants=[{"id": "ana-docs", "sites": ["globex"]}],
        ),
        "oauth_resources",
        {"known": REFUSED},
        {Fact.OAUTH_SITE_NOT_GRANTED},
        set(),
    ),
    (
        "grant over",
        cloud(
            {"kind": "bearer", "token": None, "access_token": "ana-access"},
            access_tokens=[{"id": "ana-access", "issued": "-3h", "expires": "-2h"}],
        ),
        "oauth_resources",
        {"known": REFUSED},
        {Fact.OAUTH_TOKEN_REFUSED},
        set(),
    ),
    (
        "download",
        cloud(),
        "same_call",
        {"known": WORKS, "calls": ["{site}/download/attachments/65601/plan.txt"]},
        {Fact.STATUS_401, Fact.BODY_TOMCAT_401},
        {Fact.SUBJECT_SEES_OBJECT},
    ),
    (
        "download, before 2025",
        cloud(site={"downloads_take_tokens": True}),
        "same_call",
        {"known": WORKS, "calls": ["{site}/download/attachments/65601/plan.txt"]},
        {Fact.SUBJECT_SEES_OBJECT},
        set(),
    ),
    ("list", cloud(), "same_call", {"known": WORKS, "calls": ["{site}/rest/api/space"]}, {Fact.STATUS_200}, set()),
    (
        "removed",
        cloud(SCOPED, site={"removed_v1": ["spaces"]}),
        "same_call",
        {
            "known": {Fact.SUBJECT_KNOWN_ON_GATEWAY},
            "calls": ["{gateway}/rest/api/space"],
            "learned": {"cloud_id": "b184c2c2-48c5-59b0-b89a-141a8e010b22"},
        },
        {Fact.BODY_ENDPOINT_REMOVED},
        set(),
    ),
    (
        "scope of the route",
        cloud(SCOPED),
        "same_call",
        {
            "known": {Fact.SUBJECT_KNOWN_ON_GATEWAY},
            "calls": ["{gateway}/api/v2/folders/1"],
            "learned": {"cloud_id": "b184c2c2-48c5-59b0-b89a-141a8e010b22"},
        },
        {Fact.SUBJECT_SCOPE_MISSING_ON_GATEWAY, Fact.BODY_SCOPE_MISMATCH},
        set(),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=row_name)
async def test_probe_tells_what_the_site_shows(row: Row) -> None:
    """Each probe finds the facts of its situation and none of the opposite ones."""
    await check_row(row)
