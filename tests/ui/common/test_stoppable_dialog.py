"""Esc stops a job that is under way, and closes the window when none is."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from promeister_mpay.ui.common.stoppable_dialog import StoppableDialog


def test_esc_stops_a_job_and_then_closes_the_window(application: QApplication, qtbot: QtBot) -> None:
    del application
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = StoppableDialog("Läser …", parent)
    dialog.open()
    dialog.begin_job()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.stop.is_set()
    assert dialog.message_label.text() == "Avbryter …"
    assert dialog.isVisible()

    dialog.end_job()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_job_that_begins_after_a_stopped_one_is_not_stopped(application: QApplication, qtbot: QtBot) -> None:
    del application
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = StoppableDialog("", parent)
    dialog.begin_job()
    dialog.reject()
    dialog.end_job()
    dialog.begin_job()
    assert not dialog.stop.is_set()
