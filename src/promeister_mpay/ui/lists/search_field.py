"""The search field of a list: receives typing from anywhere in the window and passes movement keys to the rows."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from promeister_mpay.ui.common.text_field import TextField

Key = Qt.Key
STEPS = (Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown)
ENDS = (Key.Key_Home, Key.Key_End)


class SearchField(TextField):
    """`take_requested` is emitted on Enter; arrows, PgUp, PgDn, Ctrl+Home and Ctrl+End are passed to `rows`."""

    take_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: QWidget | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the row, movement keys go to the table, everything else is typing."""
        is_end = event.key() in ENDS and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Key.Key_Return, Key.Key_Enter):
            self.take_requested.emit()
        elif self.rows is not None and (event.key() in STEPS or is_end):
            QApplication.sendEvent(self.rows, event)
        else:
            super().keyPressEvent(event)

    def go_on_with(self, text: str) -> None:
        """Append text that was typed while another widget had the focus, and take the focus."""
        self.setFocus()
        self.end(False)  # noqa: FBT003 – Qt's own
        self.insert(text)

    def begin_again(self) -> None:
        """Ctrl+F: select the text, so that typing replaces it."""
        self.setFocus()
        self.selectAll()
