"""Asks which column of a settlement file holds what; the answer is kept for all files with the same titles."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from promeister_mpay.domain.amounts import DecimalMark
from promeister_mpay.domain.dates import DateOrder
from promeister_mpay.domain.settlement.layouts import (
    MUST_HAVE,
    FeeSign,
    Layout,
    LayoutOptions,
    SettlementField,
    check_layout,
    layout_options,
)
from promeister_mpay.domain.sheets import Sheet
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.formats import cut
from promeister_mpay.ui.common.layout_examples import date_labels, mark_labels
from promeister_mpay.ui.common.plain_text import TextLabel, add_field, set_title
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.common.wheel import ChoiceBox

if TYPE_CHECKING:
    from promeister_mpay.domain.sheets import SheetRow
    from promeister_mpay.services.settlement.service import SettlementFile

ABSENT = "(finns inte)"
FIRST_ROWS = 20
EXAMINED_ROWS = 2_000
"""The rows in which examples of each reading are looked for."""
INSTRUCTION = (
    "Säg vilken kolumn som är vad; de med * måste finnas. Av avgift och netto räcker det med en. "
    "Svaret gäller alla filer med samma rubriker."
)
SEVERAL_WAYS = (
    "Filen kan läsas på flera sätt. Välj det som är rätt för {choices}: programmet frågar bara en gång för filer med "
    "samma rubriker."
)


class LayoutDialog(QDialog):
    """Shows the guessed or remembered columns for correction. `chosen` carries the layout."""

    chosen = Signal(object)

    def __init__(self, file: "SettlementFile", parent: QWidget) -> None:
        super().__init__(parent)
        set_title(self, f"Kolumner i {file.name}")
        self.resize(760, 560)
        self._sheet = Sheet(file.sheet.header, file.sheet.rows[:EXAMINED_ROWS])
        self.columns = {field: ChoiceBox(self) for field in SettlementField}
        self.decimal = ChoiceBox(self)
        self.dates = ChoiceBox(self)
        self.fees = ChoiceBox(self)
        self.error_label = TextLabel(parent=self)
        self.error_label.setObjectName("error")
        self.error_label.setWordWrap(True)
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
                combo.addItem(f"{place + 1}: {cut(title)}", place)
            combo.setCurrentIndex(layout.places.get(field, -1) + 1)
        for combo, values, chosen in (
            (self.decimal, tuple(DecimalMark), layout.decimal),
            (self.dates, tuple(DateOrder), layout.dates),
            (self.fees, tuple(FeeSign), layout.fees),
        ):
            for value in values:
                combo.addItem(value.value, value)
            combo.setCurrentIndex(combo.findData(chosen))
        self._show_examples()
        self.error_label.setText(_unclear(file.options))
        for combo in self.columns.values():
            combo.currentIndexChanged.connect(self._on_columns)

    def _on_columns(self) -> None:
        """Other columns have other examples, and suggest other readings."""
        options = layout_options(self._sheet, self._places())
        self._show_examples()
        self.decimal.setCurrentIndex(self.decimal.findData(options.decimals[0]))
        self.dates.setCurrentIndex(self.dates.findData(options.dates[0]))
        self.fees.setCurrentIndex(self.fees.findData(options.fees[0]))
        self.error_label.setText(_unclear(options))

    def _show_examples(self) -> None:
        """Name each reading by what it makes of the file's own texts."""
        days = date_labels(self._texts(SettlementField.POSTED_ON, SettlementField.MADE_ON))
        marks = mark_labels(self._texts(SettlementField.GROSS, SettlementField.FEE, SettlementField.NET))
        for at in range(self.dates.count()):
            self.dates.setItemText(at, days[DateOrder(self.dates.itemData(at))])
        for at in range(self.decimal.count()):
            self.decimal.setItemText(at, marks[DecimalMark(self.decimal.itemData(at))])

    def _texts(self, *fields: SettlementField) -> Iterator[str]:
        places = self._places()
        return (text for field in fields if field in places for text in self._sheet.column(places[field]))

    def _places(self) -> dict[SettlementField, int]:
        return {field: combo.currentData() for field, combo in self.columns.items() if combo.currentData() >= 0}

    def _lay_out(self, file: "SettlementFile") -> None:
        form = QFormLayout()
        for field, combo in self.columns.items():
            add_field(form, f"{field}{' *' if field in MUST_HAVE else ''}", combo)
            combo.setAccessibleName(field.value)
        add_field(form, "Decimaltecken", self.decimal)
        add_field(form, "Datum", self.dates)
        add_field(form, "Avgifter som dras", self.fees)
        shown = [
            TableColumn(cut(title), 105, lambda row, at=at: row.text(at))  # type: ignore[misc]
            for at, title in enumerate(file.sheet.header)
        ]
        rows: ReadOnlyTable[SheetRow] = ReadOnlyTable("Filens första rader", shown, self)
        rows.rows.set_rows(file.sheet.rows[:FIRST_ROWS])
        column = QVBoxLayout(self)
        column.addWidget(TextLabel(INSTRUCTION, self))
        column.addLayout(form)
        for widget in (rows, self.error_label, self.buttons):
            column.addWidget(widget)
        self.buttons.accepted.connect(self._on_ok)
        self.buttons.rejected.connect(self.reject)

    def layout_chosen(self) -> Layout:
        """The layout in the fields."""
        return Layout(
            self._places(),
            DecimalMark(self.decimal.currentData()),
            DateOrder(self.dates.currentData()),
            FeeSign(self.fees.currentData()),
        )

    def _on_ok(self) -> None:
        layout = self.layout_chosen()
        try:
            check_layout(layout, len(self._sheet.header))
        except InputError as error:
            self.error_label.setText(str(error))
            self.columns[SettlementField[error.field]].setFocus()
            return
        self.accept()
        self.chosen.emit(layout)


def _unclear(options: LayoutOptions) -> str:
    """The sentence that asks for the readings of which there are several; empty when there is one of each."""
    choices = (("decimaltecken", options.decimals), ("datum", options.dates), ("avgifter", options.fees))
    several = [name for name, found in choices if len(found) > 1]
    return SEVERAL_WAYS.format(choices=" och ".join(several)) if several else ""
