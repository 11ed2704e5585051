"""Ctrl+F7: edits the filters of all columns at once."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.ui.common.plain_text import TextLabel, add_field
from promeister_mpay.ui.common.text_field import TextField

HELP = (
    "14000..14790 från–till · >1000 eller <=1000 · <>KLART allt utom · *öberg* någonstans i texten · "
    "2026-01-01.. från och med"
)


class FilterDialog(QDialog):
    """A field per column; `applied` carries the expressions by key. Stays open until `accept` is called."""

    applied = Signal(object)

    def __init__(self, columns: Sequence[ListColumn], filters: Mapping[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.fields = {column.key: TextField(self, filters.get(column.key, "")) for column in columns}
        self.error_label = TextLabel(parent=self)
        self.apply_button = QPushButton("&Filtrera", self)
        self.clear_button = QPushButton("&Rensa alla", self)
        self.cancel_button = QPushButton("Avbryt", self)
        self._lay_out(columns)
        self.show_error("", "")

    def _lay_out(self, columns: Sequence[ListColumn]) -> None:
        self.setWindowTitle("Filter")
        self.resize(480, 560)
        hint = TextLabel(HELP, self)
        hint.setWordWrap(True)
        self.error_label.setObjectName("error")
        self.error_label.setWordWrap(True)
        column = QVBoxLayout(self)
        column.addWidget(hint)
        column.addWidget(self._form(columns), 1)
        column.addWidget(self.error_label)
        column.addLayout(self._buttons())

    def _form(self, columns: Sequence[ListColumn]) -> QScrollArea:
        inside = QWidget(self)
        form = QFormLayout(inside)
        for each in columns:
            self.fields[each.key].setAccessibleName(f"Filter på {each.title}")
            add_field(form, each.title, self.fields[each.key])
        area = QScrollArea(self)
        area.setObjectName("filters")
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for button, slot in (
            (self.clear_button, self._on_clear),
            (self.apply_button, self._on_apply),
            (self.cancel_button, self.reject),
        ):
            button.setAutoDefault(button is self.apply_button)
            button.clicked.connect(slot)
            row.addWidget(button)
        self.apply_button.setDefault(True)
        return row

    def _on_clear(self) -> None:
        for field in self.fields.values():
            field.clear()

    def _on_apply(self) -> None:
        self.show_error("", "")
        typed = {key: field.text().strip() for key, field in self.fields.items()}
        self.applied.emit({key: text for key, text in typed.items() if text})

    def show_error(self, sentence: str, key: str) -> None:
        """Show the error and focus its field; the input stays."""
        self.error_label.setText(sentence)
        self.error_label.setVisible(bool(sentence))
        if key in self.fields:
            self.fields[key].setFocus()
            self.fields[key].selectAll()
