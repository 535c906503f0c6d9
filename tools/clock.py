"""The time, aware and in UTC."""

from datetime import UTC, datetime


def now_utc() -> datetime:
    """Return now."""
    return datetime.now(UTC)
