"""The lower row of a list's window: how many rows there are, and the buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from promeister_mpay.domain.lists.query import ListRow
from promeister_mpay.ui.common.plain_text import TextLabel


@dataclass(frozen=True, slots=True)
class Tool:
    """A button of one list only: its text with the key in it, the key, and what it does with the row at the cursor."""

    text: str
    key: str
    use: Callable[[ListRow | None], object]


class ListFooter(QWidget):
    """A signal for each button; buttons of one list only are given as `tools`."""

    tool_clicked = Signal(Tool)
    export_clicked = Signal()
    ok_clicked = Signal()
    cancel_clicked = Signal()

    def __init__(self, tools: Sequence[Tool], parent: QWidget, *, stays: bool, can_export: bool) -> None:
        super().__init__(parent)
        self.count = TextLabel(parent=self)
        self.count.setAccessibleName("Antal och filter")
        self.count.setWordWrap(True)
        self.tool_buttons = [self._made(tool) for tool in tools]
        self.export_button = QPushButton("E&xportera…", self)
        self.export_button.clicked.connect(self.export_clicked)
        self.export_button.setVisible(can_export)
        self.ok_button = QPushButton("&Öppna" if stays else "&OK", self)
        self.ok_button.clicked.connect(self.ok_clicked)
        self.cancel_button = QPushButton("S&täng" if stays else "Avbryt", self)
        self.cancel_button.clicked.connect(self.cancel_clicked)
        self._lay_out()

    def _made(self, tool: Tool) -> QPushButton:
        button = QPushButton(tool.text, self)
        button.clicked.connect(lambda _checked=False: self.tool_clicked.emit(tool))
        key = QShortcut(QKeySequence(tool.key), self)
        key.activated.connect(button.click)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.count, 1)
        for button in (*self.tool_buttons, self.export_button, self.ok_button, self.cancel_button):
            button.setAutoDefault(True)
            button.setMinimumWidth(100)
            row.addWidget(button)
        self.ok_button.setDefault(True)

    def show_count(self, text: str, *, has_rows: bool) -> None:
        """Say how many rows there are; a list without rows has nothing to open."""
        self.count.setText(text)
        self.ok_button.setEnabled(has_rows)

    def name_ok(self, text: str) -> None:
        """Say on the button what choosing a row does."""
        self.ok_button.setText(text)
