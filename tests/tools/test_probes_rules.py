"""Probes of the rule that says no against the lab: restrictions, inherited ones too, and permissions of spaces."""

import pytest

from tests.evals.live_desk import Told
from tests.evals.live_worlds import ANA, Spec, cloud, data_center
from tests.tools.probe_rows import Row, check_row, row_name
from tools.facts import Fact

SEEN = {Fact.OBSERVER_SEES_OBJECT}
SHUT = SEEN | {Fact.SUBJECT_CANNOT_SEE_SPACE}
OUT, ABSENT = {Fact.RESTRICTION_EXCLUDES_SUBJECT}, {Fact.RESTRICTION_ABSENT}
LACKS, GRANTED = {Fact.SPACE_PERMISSION_LACKING}, {Fact.SPACE_PERMISSION_GRANTED}
WORKS = {Fact.SUBJECT_KNOWN_ON_SITE}
FOR_HR: Spec = {"pages": [{"id": "65601", "restrictions": [{"operation": "read", "to": ["group:hr"]}]}]}
FOR_ANA: Spec = {"pages": [{"id": "65601", "restrictions": [{"operation": "update", "to": [f"user:{ANA}"]}]}]}
WRITERS_EDIT: Spec = {"pages": [{"id": "65601", "restrictions": [{"operation": "update", "to": ["group:writers"]}]}]}
DESK = "5b10a2844c20165700ede21c"
IN_ROLES: Spec = {
    "role_mode": "ROLES",
    "spaces": [
        {
            "key": "DOCS",
            "grants": [{"to": "group:writers", "role": "collaborator"}, {"to": f"user:{DESK}", "role": "admin"}],
        }
    ],
}
LIMITED: list[Spec] = [{"kind": "rate_limiter", "allowed": 0}]


def ana(page_id: str = "", space_key: str = "") -> dict[str, object]:
    """Return arguments for a look-up about Ana on Cloud."""
    told = Told(account_id=ANA, page_id=page_id, space_key=space_key)
    return {"known": SEEN, "told": told, "observer": True}


def anna(page_id: str = "", space_key: str = "") -> dict[str, object]:
    """Return arguments for a look-up about Anna on Data Center."""
    told = Told(username="anna", page_id=page_id, space_key=space_key)
    return {"known": SEEN, "told": told, "observer": True}


def shut(arguments: dict[str, object], *more: Fact) -> dict[str, object]:
    """Add that the space is shut."""
    return arguments | {"known": SHUT | set(more)}


WRITING = {"known": SEEN | {Fact.CALL_IS_A_WRITE}}
ROWS: list[Row] = [
    # name of the row, world, probe, arguments, facts that are found, facts that are not
    ("group left out", cloud(site=FOR_HR), "page_restrictions", ana(page_id="65601"), OUT, ABSENT),
    ("page above", cloud(site=FOR_HR), "page_restrictions", ana(page_id="65602"), OUT, ABSENT),
    ("open page", cloud(), "page_restrictions", ana(page_id="65601"), ABSENT, OUT),
    ("may write", cloud(site=FOR_ANA), "page_restrictions", ana(page_id="65601") | WRITING, ABSENT, OUT),
    ("may not write", cloud(site=WRITERS_EDIT), "page_restrictions", ana(page_id="65601") | WRITING, OUT, ABSENT),
    ("no page", cloud(), "page_restrictions", ana(page_id="99999"), set(), OUT | ABSENT),
    ("user left out", data_center(), "page_restrictions", anna(page_id="102"), OUT, ABSENT),
    ("page above", data_center(), "page_restrictions", anna(page_id="103"), OUT, ABSENT),
    ("group left out", data_center(), "page_restrictions", anna(page_id="104"), OUT, ABSENT),
    ("open page", data_center(), "page_restrictions", anna(page_id="101"), ABSENT, OUT),
    ("no page", data_center(), "page_restrictions", anna(page_id="999"), set(), OUT | ABSENT),
    ("lacking", cloud(), "space_permissions", shut(ana(space_key="HR")), LACKS, GRANTED),
    ("everyone", cloud(), "space_permissions", shut(ana(space_key="DOCS"), Fact.ACCOUNT_HAS_PRODUCT), GRANTED, LACKS),
    ("roles", cloud(site=IN_ROLES), "space_permissions", shut(ana(space_key="DOCS")), LACKS, GRANTED),
    ("no space", cloud(), "space_permissions", shut(ana(space_key="NONE")), set(), GRANTED | LACKS),
    ("lacking", data_center(), "space_permissions", shut(anna(space_key="HR")), LACKS, GRANTED),
    ("granted", data_center(), "space_permissions", shut(anna(space_key="DOC")), GRANTED, LACKS),
    ("old, lacking", data_center(version="7.13.7"), "space_permissions", shut(anna(space_key="HR")), LACKS, GRANTED),
    ("old, granted", data_center(version="7.13.7"), "space_permissions", shut(anna(space_key="DOC")), GRANTED, LACKS),
    ("old, no remote interface", data_center(version="7.13.7", remote_api=False), "space_permissions",
     shut(anna(space_key="HR")), set(), GRANTED | LACKS),
    ("seen by both", cloud(), "space_visible", {"known": WORKS, "told": Told(space_key="DOCS"), "observer": True},
     {Fact.SUBJECT_SEES_SPACE, Fact.OBSERVER_SEES_OBJECT}, set()),
    ("seen by both", data_center(), "space_visible", {"known": WORKS, "told": Told(space_key="DOC"), "observer": True},
     {Fact.SUBJECT_SEES_SPACE, Fact.OBSERVER_SEES_OBJECT}, set()),
    *((f"limited, {name}", world, name, {"known": WORKS, "observer": True,
       "told": Told(space_key="DOC", page_id="101")}, set(), SEEN | {Fact.OBSERVER_FINDS_NO_OBJECT})
      for name in ("space_visible", "page_visible")
      for world in (cloud(front={"site": LIMITED}), data_center(front=LIMITED))),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=row_name)
async def test_probe_tells_which_rule_says_no(row: Row) -> None:
    """Each probe finds the facts of its situation and none of the opposite ones."""
    await check_row(row)
