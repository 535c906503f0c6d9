"""The login reasons and look-alikes of Data Center are told apart live, or named inseparable with their question."""

import pytest

from tests.evals.live_row import LiveRow, check_row
from tests.evals.live_rows_data_center import ROWS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_a_diagnosis_against_the_lab_finds_what_is_wrong(row: LiveRow) -> None:
    """The right cause comes first within 8 requests and one refused login; nothing wrong is ever confirmed."""
    await check_row(row)
