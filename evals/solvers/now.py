"""The moment at which every scenario plays; it stands still."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def exam_now() -> datetime:
    """Return that moment, as a clock."""
    return NOW
