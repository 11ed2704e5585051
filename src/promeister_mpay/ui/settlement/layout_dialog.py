"""Asks which column of a settlement file holds what; the answer is kept for all files with the same titles."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from promeister_mpay.domain.settlement.layouts import (
    MUST_HAVE,
    DateOrder,
    DecimalMark,
    Layout,
    SettlementField,
    check_layout,
)
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.common.wheel import ChoiceBox

if TYPE_CHECKING:
    from promeister_mpay.domain.registers.import_rows import SheetRow
    from promeister_mpay.services.settlement.service import SettlementFile

ABSENT = "(finns inte)"
FIRST_ROWS = 20
INSTRUCTION = (
    "Säg vilken kolumn som är vad; de med * måste finnas. Av avgift och netto räcker det med en. "
    "Svaret gäller alla filer med samma rubriker."
)
MARKS = {DecimalMark.COMMA: "komma (1681,00)", DecimalMark.POINT: "punkt (1681.00)"}


class LayoutDialog(QDialog):
    """Shows the guessed or remembered columns for correction. `chosen` carries the layout."""

    chosen = Signal(object)

    def __init__(self, file: "SettlementFile", parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Kolumner i {file.name}")
        self.resize(760, 560)
        self._width = len(file.sheet.header)
        self.columns = {field: ChoiceBox(self) for field in SettlementField}
        self.decimal = ChoiceBox(self)
        self.dates = ChoiceBox(self)
        self.complaint = QLabel(self)
        self.complaint.setObjectName("complaint")
        self.complaint.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._fill(file)
        self._lay_out(file)

    def _fill(self, file: "SettlementFile") -> None:
        header, layout = file.sheet.header, file.layout
        for field, combo in self.columns.items():
            combo.addItem(ABSENT, -1)
            for place, title in enumerate(header):
                combo.addItem(f"{place + 1}: {title}", place)
            combo.setCurrentIndex(layout.places.get(field, -1) + 1)
        for mark, text in MARKS.items():
            self.decimal.addItem(text, mark)
        self.decimal.setCurrentIndex(list(MARKS).index(layout.decimal))
        for order in DateOrder:
            self.dates.addItem(order.value, order)
        self.dates.setCurrentIndex(list(DateOrder).index(layout.dates))

    def _lay_out(self, file: "SettlementFile") -> None:
        form = QFormLayout()
        for field, combo in self.columns.items():
            form.addRow(f"{field}{' *' if field in MUST_HAVE else ''}", combo)
            combo.setAccessibleName(field.value)
        form.addRow("Decimaltecken", self.decimal)
        form.addRow("Datum", self.dates)
        shown = [
            TableColumn(title, 105, lambda row, at=at: row.text(at))  # type: ignore[misc]
            for at, title in enumerate(file.sheet.header)
        ]
        rows: ReadOnlyTable[SheetRow] = ReadOnlyTable("Filens första rader", shown, self)
        rows.rows.set_rows(file.sheet.rows[:FIRST_ROWS])
        column = QVBoxLayout(self)
        column.addWidget(QLabel(INSTRUCTION, self))
        column.addLayout(form)
        for widget in (rows, self.complaint, self.buttons):
            column.addWidget(widget)
        self.buttons.accepted.connect(self._on_ok)
        self.buttons.rejected.connect(self.reject)

    def layout_chosen(self) -> Layout:
        """The layout in the fields."""
        places = {field: combo.currentData() for field, combo in self.columns.items() if combo.currentData() >= 0}
        return Layout(places, DecimalMark(self.decimal.currentData()), DateOrder(self.dates.currentData()))

    def _on_ok(self) -> None:
        layout = self.layout_chosen()
        try:
            check_layout(layout, self._width)
        except InputError as error:
            self.complaint.setText(str(error))
            self.columns[SettlementField[error.field]].setFocus()
            return
        self.accept()
        self.chosen.emit(layout)
