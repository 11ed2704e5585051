"""F7: a line under the search field for one column's filter."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.text_field import TextField

HINT = "värde, 14000..14790, >1000, *text*, j?rgen, <>KLART&<>NY …"
Key = Qt.Key


class FilterLine(QWidget):
    """Hidden until `ask`. `applied` carries the column's key and the expression; an empty one removes the filter."""

    applied = Signal(str, str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = ""
        self._label = TextLabel(parent=self)
        self.field = TextField(self)
        self.error_label = TextLabel(parent=self)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        self.field.setPlaceholderText(HINT)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(lambda _text: self.show_error(""))
        self.error_label.setObjectName("error")
        self.error_label.setWordWrap(True)
        self._label.setBuddy(self.field)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((self._label, 0), (self.field, 1), (self.error_label, 1)):
            row.addWidget(widget, stretch)

    def ask(self, column: ListColumn, expression: str) -> None:
        """Edit a column's filter, starting with `expression`, which is selected so that typing replaces it."""
        self.key = column.key
        self._label.setText(f"Filter på {column.title}")
        self.field.setAccessibleName(f"Filter på {column.title}")
        self.show_error("")
        # Not before the line is shown: the clear button loads an icon.
        self.field.setClearButtonEnabled(True)
        self.field.setText(expression)
        self.field.selectAll()
        self.show()
        self.field.setFocus()

    def show_error(self, sentence: str) -> None:
        """Show the error; the input stays."""
        self.error_label.setText(sentence)
        self.error_label.setVisible(bool(sentence))
        self.field.setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter applies the filter; Esc closes the line without a change."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Key.Key_Return, Key.Key_Enter):
                self.applied.emit(self.key, self.field.text().strip())
                return True
            if event.key() == Key.Key_Escape:
                self.hide()
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
