"""The question behind a list of diagnoses: what it is narrowed by, and where its page begins."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from api.store.records import Filters
from api.store.tables import diagnoses


def filtered(filters: Filters) -> Select[Any]:
    """Return the question for the diagnoses that the filters let through, newest first."""
    asked = select(diagnoses).order_by(diagnoses.c.created_at.desc(), diagnoses.c.id.desc()).limit(filters.limit)
    wanted = {"status": filters.status, "site": filters.site, "cause": filters.cause, "ticket_key": filters.ticket}
    for column, value in wanted.items():
        if value:
            asked = asked.where(diagnoses.c[column] == value)
    for condition in _visible(filters):
        asked = asked.where(condition)
    if filters.after is not None:
        at, last_id = filters.after
        older = and_(diagnoses.c.created_at == at, diagnoses.c.id < last_id)
        asked = asked.where(or_(diagnoses.c.created_at < at, older))
    return asked


def _visible(filters: Filters) -> list[ColumnElement[bool]]:
    table = diagnoses
    mine = [] if filters.owner is None else [table.c.owner == filters.owner]
    if filters.sites is None:
        return mine
    of_sites = table.c.site.in_(filters.sites)
    if filters.shares_sites:
        return [or_(of_sites, and_(table.c.site == "", *mine))]
    return [*mine, or_(of_sites, table.c.site == "")]
