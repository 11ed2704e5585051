"""A second start of the program brings this window to the front."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from promeister_mpay.paths import DataFolder
from promeister_mpay.single_instance import acquire_or_activate
from promeister_mpay.ui.startup.activation_listener import ActivationListener
from support.clerks import Clerk
from support.screens import until


def test_a_request_made_before_the_listener_starts_is_answered_too(
    application: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = DataFolder(tmp_path)
    first = acquire_or_activate(folder)
    assert first is not None
    owner = QObject(application)
    listener = ActivationListener(folder.activation_requests, owner)
    with first, ThreadPoolExecutor(2) as starts:
        early = starts.submit(acquire_or_activate, folder)
        until(lambda: folder.activation_requests.exists() and any(folder.activation_requests.iterdir()), "a request")
        with qtbot.waitSignal(listener.activated):
            listener.listen()
        with qtbot.waitSignal(listener.activated):
            late = starts.submit(acquire_or_activate, folder)
        assert (early.result(), late.result()) == (None, None)
    owner.deleteLater()


def test_a_question_that_is_open_comes_to_the_front_with_its_window(clerk: Clerk) -> None:
    question = QDialog(clerk.frame)
    question.open()
    clerk.frame.showMinimized()

    clerk.frame.come_forward()

    assert not clerk.frame.isMinimized()
    clerk.wait(question.isActiveWindow)
