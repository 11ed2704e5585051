"""What the tests of the packages share: the machine, and figures that are told at the end."""

import os
from collections.abc import Callable

import pytest

from support.clean_root import debian
from support.wine import wine

__all__ = ["debian", "note", "wine"]

FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def note(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Takes a line with a figure, to be read at the end of the run."""
    lines: list[str] = []
    pytestconfig.stash[FIGURES] = lines
    return lines.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    lines = config.stash.get(FIGURES, [])
    if lines:
        terminalreporter.section("figures")
        terminalreporter.write_line(os.linesep.join(lines))
