"""Tests of whole programs may take longer than others, so that they hold while all processors are busy."""

import pytest

LONGEST = 600


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.timeout(LONGEST))
