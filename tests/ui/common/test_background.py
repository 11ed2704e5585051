"""Work off the UI thread: who is told of an error."""

import pytest
from pytestqt.qtbot import QtBot

from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.background import Background


def fail(error: Exception) -> None:
    """Work that ends in this error."""
    raise error


@pytest.mark.parametrize(("error", "is_refused"), [(MpayError("Ingen kontakt."), True), (RuntimeError("a bug"), False)])
def test_a_known_trouble_is_refused_and_a_bug_is_the_windows(qtbot: QtBot, error: Exception, is_refused: bool) -> None:
    background = Background()
    refused: list[Exception] = []
    shown: list[Exception] = []
    background.failed.connect(shown.append)

    background.run(lambda: fail(error), lambda _: None, refused=refused.append)
    qtbot.waitUntil(lambda: background.is_idle)

    assert (refused, shown) == (([error], []) if is_refused else ([], [error]))
    background.close()
