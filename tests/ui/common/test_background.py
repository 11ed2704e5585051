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


@pytest.mark.parametrize("error", [MpayError("Ingen kontakt."), RuntimeError("a bug")])
def test_what_waits_is_ended_before_any_error_is_shown(qtbot: QtBot, error: Exception) -> None:
    background = Background()
    calls: list[object] = []
    background.failed.connect(calls.append)

    background.run(lambda: fail(error), lambda _: None, refused=calls.append, on_error=lambda: calls.append("ended"))
    qtbot.waitUntil(lambda: background.is_idle)

    assert calls == ["ended", error]
    background.close()


def test_a_result_is_no_error(qtbot: QtBot) -> None:
    background = Background()
    calls: list[object] = []

    background.run(lambda: 1, calls.append, on_error=lambda: calls.append("ended"))
    qtbot.waitUntil(lambda: background.is_idle)

    assert calls == [1]
    background.close()
