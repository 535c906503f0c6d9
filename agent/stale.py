"""Old captures: what was recorded long before the rest tells of another incident, so its facts are set aside."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tools.evidence import Evidence

STALE_AFTER = timedelta(days=14)
SET_ASIDE = "set aside: recorded long before the rest"


def set_stale_aside(pastes: Sequence[Sequence[Evidence]], now: datetime) -> list[Evidence]:
    """Take the facts from pastes that are old by their own server's clock, as long as another paste is not.

    A lone old capture is all that there is to go by, so it stays: people report late.

    Args:
        pastes: The evidence of each paste of the report.
        now: When the report came in.
    """
    kept: list[Evidence] = []
    current = [not _is_stale(paste, now) for paste in pastes]
    for paste, is_current in zip(pastes, current, strict=True):
        kept += paste if is_current or not any(current) else [_without_facts(item) for item in paste]
    return kept


def _is_stale(paste: Sequence[Evidence], now: datetime) -> bool:
    dates = [date for item in paste if (date := _date_of(item)) is not None]
    return bool(dates) and max(dates) < now - STALE_AFTER


def _date_of(item: Evidence) -> datetime | None:
    try:
        date = parsedate_to_datetime((item.exchange.response_header("Date") if item.exchange else None) or "")
    except (TypeError, ValueError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _without_facts(item: Evidence) -> Evidence:
    return replace(item, sightings=(), name=f"{item.name} ({SET_ASIDE})".strip())
