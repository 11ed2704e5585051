"""Questions: a text that is too long is refused and stays, and a guarded question ignores keys typed before it."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from promeister_mpay.domain.text_limits import TextLimit
from promeister_mpay.ui.common.dialogs import KeyGuard, LineDialog
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.shell.workstation_dialog import WorkstationDialog
from support.clerks import Clerk

KEYS = [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Escape]


def test_a_line_that_is_too_long_keeps_the_dialog_open(clerk: Clerk) -> None:
    dialog = LineDialog(clerk.frame, "Spara", "Namn:", TextLimit("Namnet", 5))
    dialog.open()
    dialog.field.insert("sommar\n")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.error_label.text() == "Namnet är 6 tecken. Korta texten till högst 5."
    dialog.field.setText(" vår  2 ")
    dialog.accept()
    assert (dialog.result(), dialog.line) == (dialog.DialogCode.Accepted, "vår 2")


def test_a_signature_that_is_too_long_is_said_and_not_cut(clerk: Clerk, qtbot: QtBot) -> None:
    workstation: Workstation = clerk.main.workstation
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = WorkstationDialog(workstation, parent)
    dialog.open()
    dialog.clerk.setText("B" * 21)
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.error_label.text() == "Signatur är 21 tecken. Korta texten till högst 20."
    assert workstation.clerk == "BH"
    dialog.clerk.setText("B" * 20)
    dialog.accept()
    assert workstation.clerk == "B" * 20


def test_a_guarded_question_is_never_answered_by_a_key_that_is_held_down(clerk: Clerk) -> None:
    box = QMessageBox(QMessageBox.Icon.Question, "Bokför", "Bokför order 14790?", parent=clerk.frame)
    yes = box.addButton("&Bokför", QMessageBox.ButtonRole.AcceptRole)
    guard = KeyGuard(box)
    box.open()
    clerk.wait(lambda: not guard.drops_all_keys)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        held = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", autorep=True)
        for widget in (box, yes):
            QApplication.sendEvent(widget, held)
    assert box.isVisible()
    QTest.keyClick(yes, Qt.Key.Key_Return)
    assert not box.isVisible()


@pytest.mark.parametrize("key", KEYS)
def test_a_guarded_question_ignores_a_key_at_first_and_takes_it_afterwards(clerk: Clerk, key: Qt.Key) -> None:
    box = QMessageBox(QMessageBox.Icon.Question, "Bokför", "Bokför order 14790?", parent=clerk.frame)
    yes = box.addButton("&Bokför", QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton("Avbryt", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(yes)
    box.setEscapeButton(no)
    KeyGuard(box)
    box.open()
    for widget in (box, yes, no):
        QTest.keyClick(widget, key)
    assert box.isVisible()

    def is_answered() -> bool:
        QTest.keyClick(yes, key)
        return not box.isVisible()

    clerk.wait(is_answered)
    assert box.clickedButton() is (no if key == Qt.Key.Key_Escape else yes)
