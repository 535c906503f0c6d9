"""W1 to W17: each wire shape of Cloud is told apart live, or named inseparable with the question that separates."""

import pytest

from tests.evals.live_row import LiveRow, check_row
from tests.evals.live_rows_cloud import ROWS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_a_diagnosis_against_the_lab_finds_what_is_wrong(row: LiveRow) -> None:
    """The right cause comes first within 8 requests and one refused login; nothing wrong is ever confirmed."""
    await check_row(row)
