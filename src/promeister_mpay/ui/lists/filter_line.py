"""F7: one line under the search that asks what a column is to be filtered by."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from promeister_mpay.domain.lists.columns import ListColumn

HINT = "värde, 14000..14790, >1000, *text*, <>KLART …"
Key = Qt.Key


class FilterLine(QWidget):
    """Hidden until it is asked for. `applied` carries a column's key and the expression; empty takes the filter off."""

    applied = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = ""
        self._label = QLabel(self)
        self.field = QLineEdit(self)
        self.complaint = QLabel(self)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self.field.setPlaceholderText(HINT)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(lambda _text: self.complain(""))
        self.complaint.setObjectName("complaint")
        self.complaint.setWordWrap(True)
        self.complaint.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setBuddy(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((self._label, 0), (self.field, 1), (self.complaint, 1)):
            row.addWidget(widget, stretch)

    def ask(self, column: ListColumn, expression: str) -> None:
        """Ask for a column's filter, beginning with `expression`; typing writes over it."""
        self.key = column.key
        self._label.setText(f"Filter på {column.title}")
        self.field.setAccessibleName(f"Filter på {column.title}")
        self.complain("")
        # Not before it is seen: it is an icon more to load.
        self.field.setClearButtonEnabled(True)
        self.field.setText(expression)
        self.field.selectAll()
        self.show()
        self.field.setFocus()

    def complain(self, sentence: str) -> None:
        """Say what cannot be read; what was typed stays."""
        self.complaint.setText(sentence)
        self.complaint.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter filters, Esc leaves it as it was."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Key.Key_Return, Key.Key_Enter):
                self.applied.emit(self.key, self.field.text().strip())
                return True
            if event.key() == Key.Key_Escape:
                self.hide()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
