"""The clients run only when they are asked for: `make test-clients`, or `-m clients`."""

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the marked tests out of every run whose -m does not name the marker."""
    if "clients" in str(config.option.markexpr):
        return
    left_out = [item for item in items if item.get_closest_marker("clients")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("clients")]
