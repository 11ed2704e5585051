"""Asks what each column of an imported file is; the answer is kept for all files with the same titles."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QScrollArea, QVBoxLayout, QWidget

from promeister_mpay.domain.dates import DateOrder
from promeister_mpay.domain.registers.import_examples import price_labels
from promeister_mpay.domain.registers.import_layouts import FileKind, ImportLayout, PercentForm, PriceVat, check_chosen
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.formats import cut
from promeister_mpay.ui.common.layout_examples import date_labels
from promeister_mpay.ui.common.plain_text import TextLabel, add_field, set_title, without_mnemonics
from promeister_mpay.ui.common.wheel import ChoiceBox

if TYPE_CHECKING:
    from promeister_mpay.domain.sheets import Sheet

NOT_USED = "(används inte)"
EXAMPLES = 3
EXAMINED_ROWS = 2_000
INSTRUCTION = "Säg vad filen innehåller och vad varje kolumn är. Svaret gäller alla filer med samma rubriker."


class ImportLayoutDialog(QDialog):
    """Shows the guessed or remembered layout for correction. `chosen` carries the layout."""

    chosen = Signal(object)

    def __init__(self, name: str, sheet: "Sheet", layout: ImportLayout, parent: QWidget) -> None:
        super().__init__(parent)
        set_title(self, f"Kolumner i {name}")
        self.resize(640, 560)
        self._sheet = sheet
        self.kind = ChoiceBox(self)
        self.columns = [ChoiceBox(self) for _ in sheet.header]
        self.dates = ChoiceBox(self)
        self.prices = ChoiceBox(self)
        self.discounts = ChoiceBox(self)
        self.error_label = TextLabel(parent=self)
        self.error_label.setObjectName("error")
        self.error_label.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._fill(layout)
        self._lay_out()
        self._connect()

    def _fill(self, layout: ImportLayout) -> None:
        for kind in FileKind:
            self.kind.addItem(kind.value, kind)
        self.kind.setCurrentIndex(self.kind.findData(layout.kind))
        for order in DateOrder:
            self.dates.addItem(order.value, order)
        self.dates.setCurrentIndex(self.dates.findData(layout.dates))
        for vat in PriceVat:
            self.prices.addItem(vat.value, vat)
        self.prices.setCurrentIndex(self.prices.findData(layout.prices))
        for form in PercentForm:
            self.discounts.addItem(form.value, form)
        self.discounts.setCurrentIndex(self.discounts.findData(layout.discounts))
        self._offer_fields(layout)
        self._show_examples()

    def _offer_fields(self, layout: ImportLayout) -> None:
        fields = {place: field for field, place in layout.places.items()}
        for place, box in enumerate(self.columns):
            box.clear()
            box.addItem(NOT_USED, "")
            for column in layout.kind.columns:
                box.addItem(f"{column.titles[0]}{' *' if column.required else ''}", column.field)
            box.setCurrentIndex(max(box.findData(fields.get(place, "")), 0))

    def _lay_out(self) -> None:
        fields = QWidget(self)
        form = QFormLayout(fields)
        add_field(form, "Filen innehåller", self.kind)
        for place, title in enumerate(self._sheet.header):
            add_field(form, without_mnemonics(self._name_of(place, title)), self.columns[place])
            self.columns[place].setAccessibleName(cut(title) or f"Kolumn {place + 1}")
        add_field(form, "Datum", self.dates)
        add_field(form, "Artiklarnas priser", self.prices)
        add_field(form, "Rabatter", self.discounts)
        area = QScrollArea(self)
        area.setWidget(fields)
        area.setWidgetResizable(True)
        column = QVBoxLayout(self)
        column.addWidget(TextLabel(INSTRUCTION, self))
        for widget in (area, self.error_label, self.buttons):
            column.addWidget(widget)

    def _name_of(self, place: int, title: str) -> str:
        """The column's title, and what stands in its first rows."""
        texts = [text for row in self._sheet.rows[:EXAMPLES] if (text := row.text(place))]
        named = cut(title) or f"Kolumn {place + 1}"
        return f"{named} ({', '.join(text[:20] for text in texts)})" if texts else cut(title)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(lambda _: self._offer_fields(ImportLayout(self._kind(), {})))
        for box in self.columns:
            box.currentIndexChanged.connect(lambda _: self._show_examples())
        self.buttons.accepted.connect(self._on_ok)
        self.buttons.rejected.connect(self.reject)

    def _kind(self) -> FileKind:
        return FileKind(self.kind.currentText())

    def _show_examples(self) -> None:
        """Name each reading by what it makes of the file's own dates and prices."""
        places = {str(box.currentData()): place for place, box in enumerate(self.columns)}
        for at, label in enumerate(price_labels(self._sheet, places).values()):
            self.prices.setItemText(at, label)
        self._show_dates()

    def _show_dates(self) -> None:
        place = next((at for at, box in enumerate(self.columns) if box.currentData() == "order_date"), None)
        rows = self._sheet.rows[:EXAMINED_ROWS]
        labels = date_labels(row.text(place) for row in rows) if place is not None else date_labels(())
        for at in range(self.dates.count()):
            self.dates.setItemText(at, labels[DateOrder(self.dates.itemData(at))])

    def layout_chosen(self) -> ImportLayout:
        """The layout in the fields; raises `InputError` when two columns are the same."""
        chosen = [(str(box.currentData()), place) for place, box in enumerate(self.columns) if box.currentData()]
        if len(dict(chosen)) < len(chosen):
            raise InputError("Två kolumner kan inte vara samma sak. Välj en annan för den ena.", "columns")
        dates, prices = DateOrder(self.dates.currentData()), PriceVat(self.prices.currentData())
        discounts = PercentForm(self.discounts.currentData())
        return ImportLayout(self._kind(), dict(chosen), dates, prices, discounts)

    def _on_ok(self) -> None:
        try:
            layout = self.layout_chosen()
            check_chosen(layout, len(self._sheet.header))
        except InputError as error:
            self.error_label.setText(str(error))
            return
        self.accept()
        self.chosen.emit(layout)
