"""Probes of credentials and calls against the lab's Data Center, in both outcomes, through the guard."""

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
    (
        "token",
        data_center(),
        "current_user",
        {},
        {Fact.SUBJECT_KNOWN_ON_SITE, Fact.ANONYMOUS_ACCESS_OFF},
        REFUSED,
    ),
    (
        "dead token",
        data_center(INVENTED),
        "current_user",
        {},
        {Fact.SUBJECT_NOBODY_ON_SITE, Fact.SAME_AS_NO_CREDENTIAL},
        WORKS,
    ),
    (
        "dead token, 401",
        data_center(INVENTED, unresolved_bearer_refused=True),
        "current_user",
        {},
        {Fact.SUBJECT_NOBODY_ON_SITE, Fact.SERAPH_ABSENT_ON_BEARER_401},
        WORKS,
    ),
    (
        "masked",
        data_center(INVENTED, anonymous_access=True),
        "current_user",
        {},
        {Fact.IDENTITY_ANONYMOUS, Fact.ANONYMOUS_ACCESS_ON, Fact.SUBJECT_NOBODY_ON_SITE},
        WORKS,
    ),
    (
        "no Can use",
        data_center({"kind": "bearer", "token": "zoe/ci"}),
        "current_user",
        {},
        {Fact.SERAPH_NOT_AUTHORISED, Fact.BODY_NOT_PERMITTED_DC},
        {Fact.SUBJECT_NOBODY_ON_SITE, Fact.SAME_AS_NO_CREDENTIAL},
    ),
    (
        "somebody else",
        data_center({"kind": "bearer", "token": "ben/ci"}),
        "current_user",
        {"told": ANNA},
        {Fact.IDENTITY_IS_SOMEBODY_ELSE},
        set(),
    ),
    (
        "password, not agreed",
        data_center(WRONG),
        "current_user",
        {"told": ANNA},
        {Fact.ANONYMOUS_ACCESS_OFF},
        {Fact.SUBJECT_REFUSED_BASIC_DC, Fact.SERAPH_FAILED},
    ),
    (
        "password, refused",
        data_center(WRONG),
        "current_user",
        {"told": AGREED},
        {Fact.SUBJECT_REFUSED_BASIC_DC, Fact.SERAPH_FAILED},
        REFUSED,
    ),
    ("password, right", data_center(RIGHT), "current_user", {"told": AGREED}, WORKS, {Fact.SUBJECT_REFUSED_BASIC_DC}),
    (
        "password, CAPTCHA",
        data_center(RIGHT, people={"anna": {"failed_logins": 3}}),
        "current_user",
        {"told": AGREED},
        {Fact.SERAPH_DENIED},
        {Fact.SUBJECT_REFUSED_BASIC_DC, Fact.SUBJECT_NOBODY_ON_SITE},
    ),
    (
        "Basic off",
        data_center(RIGHT, sso={"basic_disabled": True}),
        "current_user",
        {"told": AGREED},
        {Fact.BODY_BASIC_DISABLED},
        {Fact.SUBJECT_NOBODY_ON_SITE, Fact.SUBJECT_REFUSED_BASIC_DC},
    ),
    (
        "pair lost",
        data_center(RIGHT, [{"kind": "strip_authorization"}]),
        "current_user",
        {"told": AGREED},
        {Fact.CREDENTIAL_NOT_ARRIVED},
        {Fact.SUBJECT_REFUSED_BASIC_DC},
    ),
    (
        "Kerberos before",
        data_center(front=[{"kind": "negotiate"}]),
        "current_user",
        {},
        {Fact.CHALLENGE_NEGOTIATE, Fact.ANSWERED_BEFORE_CONFLUENCE},
        REFUSED | {Fact.SERAPH_ABSENT_ON_BEARER_401},
    ),
    (
        "key before",
        data_center(front=[{"kind": "require_header", "headers": {"K": "1"}}]),
        "current_user",
        {},
        {Fact.BODY_GATEWAY_KEY_MISSING},
        REFUSED,
    ),
    (
        "login before",
        data_center(front=[{"kind": "sso_redirect"}]),
        "current_user",
        {},
        {Fact.REDIRECT_TO_FOREIGN_LOGIN},
        REFUSED,
    ),
    (
        "proxy page",
        data_center(front=[{"kind": "outbound_proxy"}]),
        "current_user",
        {},
        {Fact.STATUS_407, Fact.CHALLENGE_PROXY},
        REFUSED,
    ),
    (
        "dropped",
        data_center(front=[{"kind": "unreachable"}]),
        "current_user",
        {},
        {Fact.NET_CONNECTION_FAILURE},
        REFUSED,
    ),
    (
        "white space",
        data_center({"kind": "bearer", "token": "anna/ci", "prefix": " "}),
        "current_user",
        {},
        {Fact.STRIPPED_SECRET_ACCEPTED},
        WORKS,
    ),
    ("nobody, closed", data_center({}), "anonymous_access", {}, {Fact.ANONYMOUS_ACCESS_OFF}, set()),
    ("nobody, open", data_center({}, anonymous_access=True), "anonymous_access", {}, {Fact.ANONYMOUS_ACCESS_ON}, set()),
    (
        "invented",
        data_center(INVENTED),
        "invented_account",
        {"known": REFUSED},
        {Fact.SAME_AS_INVENTED},
        {Fact.DIFFERS_FROM_INVENTED},
    ),
    (
        "PAT as Bearer",
        data_center(PAT_AS_BASIC),
        "other_scheme",
        {},
        {Fact.ACCEPTED_AS_BEARER},
        {Fact.REFUSED_AS_BEARER},
    ),
    (
        "dead PAT as Bearer",
        data_center(basic("anna", INVENTED_PAT)),
        "other_scheme",
        {},
        {Fact.REFUSED_AS_BEARER},
        set(),
    ),
    (
        "own tokens expired",
        data_center(
            RIGHT, tokens=[{"owner": "anna", "name": "ci", "expires": "-2d"}, {"owner": "boss", "name": "desk"}]
        ),
        "own_tokens",
        {"known": WORKS | {Fact.SECRET_DC_PAT}, "told": AGREED},
        {Fact.PAT_LISTED_EXPIRED},
        {Fact.PAT_LISTED_VALID},
    ),
    (
        "own tokens valid",
        data_center(RIGHT),
        "own_tokens",
        {"known": WORKS | {Fact.SECRET_DC_PAT}, "told": AGREED},
        {Fact.PAT_LISTED_VALID},
        set(),
    ),
    (
        "own tokens gone",
        data_center(
            RIGHT, tokens=[{"owner": "anna", "name": "ci", "revoked": True}, {"owner": "boss", "name": "desk"}]
        ),
        "own_tokens",
        {"known": WORKS | {Fact.SECRET_DC_PAT}, "told": AGREED},
        {Fact.PAT_NOT_LISTED},
        set(),
    ),
    (
        "read-only",
        data_center(read_only=True),
        "access_mode",
        {"known": WORKS | {Fact.TOLD_WRITES_FAIL}},
        {Fact.READ_ONLY_MODE_ON},
        set(),
    ),
    (
        "read-only, observer",
        data_center({}, read_only=True),
        "access_mode",
        {"known": {Fact.TOLD_WRITES_FAIL}, "observer": True},
        {Fact.READ_ONLY_MODE_ON},
        set(),
    ),
    (
        "read-write",
        data_center(),
        "access_mode",
        {"known": WORKS | {Fact.TOLD_WRITES_FAIL}},
        set(),
        {Fact.READ_ONLY_MODE_ON},
    ),
    (
        "web page",
        data_center(pat_paths="rest"),
        "same_call",
        {"known": WORKS, "calls": ["{site}/pages/viewpage.action?pageId=101"]},
        {Fact.REDIRECT_TO_LOGIN_ACTION},
        {Fact.SUBJECT_SEES_OBJECT},
    ),
    (
        "web page opens",
        data_center(),
        "same_call",
        {"known": WORKS, "calls": ["{site}/pages/viewpage.action?pageId=101"]},
        {Fact.SUBJECT_SEES_OBJECT},
        set(),
    ),
    (
        "write, read works",
        data_center(),
        "same_call",
        {"known": WORKS | {Fact.CALL_IS_A_WRITE}, "calls": ["{site}/rest/api/content"]},
        {Fact.TOLD_READS_WORK},
        set(),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=row_name)
async def test_probe_tells_what_the_server_shows(row: Row) -> None:
    """Each probe finds the facts of its situation and none of the opposite ones."""
    await check_row(row)
