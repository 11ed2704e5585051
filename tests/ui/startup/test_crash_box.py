"""An error that nobody foresaw has a box with details to copy, wherever it came from and however often it comes."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from promeister_mpay.ui.startup.crash_box import CrashBox
from promeister_mpay.ui.startup.crash_dialog import CrashDialog
from support.clerks import Clerk


@pytest.fixture
def box(application: QApplication, qtbot: QtBot) -> Iterator[CrashBox]:
    """Takes all that is not caught, as in the program."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    owner = QObject(application)
    box = CrashBox(owner)
    box.catch_all()
    yield box
    if box.open_box is not None:
        box.open_box.reject()
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    owner.deleteLater()


def in_a_slot() -> None:
    raise ZeroDivisionError


def in_a_thread() -> None:
    raise ZeroDivisionError


def failing(said: str = "boom") -> Callable[[], None]:
    def fail() -> None:
        raise ZeroDivisionError(said)

    return fail


def caught(fail: Callable[[], None]) -> BaseException:
    try:
        fail()
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def opened(box: CrashBox) -> CrashDialog:
    assert box.open_box is not None
    return box.open_box


def test_the_box_says_that_data_is_safe_and_its_details_can_be_copied(clerk: Clerk) -> None:
    clerk.main.show_error(caught(failing("ring 070-174 06 05")))  # type: ignore[arg-type]

    dialog = opened(clerk.main.crash_box)
    assert "Det som är sparat är säkert" in dialog.message_label.text()
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "ring" not in copied
    assert "in fail\nZeroDivisionError" in copied
    assert copied.startswith("promeister-mpay ")
    dialog.close_button.click()
    assert clerk.main.crash_box.open_box is None


def test_an_error_in_a_slot_and_one_in_a_thread_come_to_the_box(box: CrashBox, qtbot: QtBot) -> None:
    with capture_exceptions() as seen:
        QTimer.singleShot(0, in_a_slot)
        qtbot.waitUntil(lambda: bool(seen))
    # The test's own hook stood before ours.
    box.show(seen[0][1])
    threading.Thread(target=in_a_thread).start()

    qtbot.waitUntil(lambda: box.open_box is not None and "in_a_thread" in box.open_box.details.toPlainText())
    assert "in_a_slot" in opened(box).details.toPlainText()


def test_a_thousand_times_the_same_error_are_one_box_and_few_lines_in_the_log(
    box: CrashBox, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(1000):
        box.show(caught(failing()))

    details = opened(box).details.toPlainText()
    assert details.count("Traceback") == 1
    assert opened(box).counted.text().endswith(": 1000")
    assert len(caplog.records) == 4


def test_an_error_that_comes_back_is_told_without_another_box(box: CrashBox, qtbot: QtBot) -> None:
    box.show(caught(failing("first")))
    opened(box).reject()

    with qtbot.waitSignal(box.repeated) as reported:
        box.show(caught(failing("again")))

    assert "Samma oväntade fel igen (2 gånger)" in reported.args[0]
    assert box.open_box is None


def test_a_thousand_different_errors_are_one_box_of_bounded_size(box: CrashBox) -> None:
    for number in range(1000):
        space: dict[str, object] = {}
        exec(compile(f"{chr(10) * number}def fail():\n    raise ZeroDivisionError('boom')", "x", "exec"), space)
        box.show(caught(space["fail"]))  # type: ignore[arg-type]

    assert len(opened(box).details.toPlainText()) < 60_000
    assert opened(box).counted.text().endswith(": 1000")


def test_the_window_says_that_an_error_came_back(clerk: Clerk) -> None:
    clerk.main.crash_box.repeated.emit("Samma oväntade fel igen.")
    assert clerk.said == "Samma oväntade fel igen."
