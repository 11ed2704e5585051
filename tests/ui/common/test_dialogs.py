"""Questions with a field: what is too long for where it goes is said, and stays."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from promeister_mpay.domain.text_limits import TextLimit
from promeister_mpay.ui.common.dialogs import LineDialog
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.shell.workstation_dialog import WorkstationDialog
from support.clerks import Clerk


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
