"""The secrets that the desks of these tests are configured with."""

import pytest

from tests.desks.desk_kit import SECRET, TOKEN


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_SECRET", SECRET)
    monkeypatch.setenv("DESK_TOKEN", TOKEN)
