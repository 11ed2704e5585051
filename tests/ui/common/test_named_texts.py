"""The text of the name at the cursor is shown, letter by letter."""

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from promeister_mpay.ui.common.named_texts import NamedTexts


def test_the_text_of_the_name_at_the_cursor_is_shown(application: QApplication, qtbot: QtBot) -> None:
    del application
    parent = QWidget()
    qtbot.addWidget(parent)
    shown = NamedTexts("Filer", "Innehåll", 200, parent)
    shown.show_texts([("a.txt", "första"), ("b.txt", "<b>andra</b>")])
    assert shown.text.toPlainText() == "första"
    shown.names.setCurrentRow(1)
    assert shown.text.toPlainText() == "<b>andra</b>"
    assert shown.text.isReadOnly()
