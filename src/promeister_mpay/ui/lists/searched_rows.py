"""Rows that take no input themselves: what is typed among them is searched for, letters of several keys as well."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent
from PySide6.QtWidgets import QTableView

from promeister_mpay.ui.common.qt_index import Index


class SearchedRows(QTableView):
    """`typed` carries a letter, or several that came at once."""

    typed = Signal(str)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Emit a letter that is composed of several keys (´ and e); Qt drops it where no cell can be edited."""
        if event.commitString().strip():
            self.typed.emit(event.commitString())
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let letters be composed; Qt forbids it for rows that cannot be edited, here and when the cursor moves."""
        super().focusInEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """See `focusInEvent`."""
        super().currentChanged(current, previous)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    def keyboardSearch(self, search: str) -> None:
        """Disabled: typing searches the whole list in the store, not only the rows in the model."""
