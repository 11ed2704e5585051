"""The creditable rows of an invoice: the quantity left of each, and the quantity to credit now."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from promeister_mpay.domain.books.crediting import Quantities, quantities_of
from promeister_mpay.domain.books.invoices import Invoice, InvoiceLine
from promeister_mpay.domain.money import format_hundredths, format_short, parse_hundredths
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.cell_delegate import CellDelegate
from promeister_mpay.ui.common.plain_text import TEXT_ROLES, text_in
from promeister_mpay.ui.common.qt_constants import LEFT, RIGHT
from promeister_mpay.ui.common.qt_index import NO_PARENT, Index

WRONG = QColor("#ffd6d6")
GREY = QColor("#808080")
ANYWAY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(frozen=True, slots=True)
class CreditableRow:
    """A row of the invoice, and the quantity left in hundredths."""

    of: InvoiceLine
    left: int


@dataclass(frozen=True, slots=True)
class CreditColumn:
    """A column: title, width in pixels and text; the last column is editable."""

    title: str
    width: int
    show: Callable[[CreditableRow], str]
    right: bool = True


COLUMNS = (
    CreditColumn("Nr", 80, lambda row: row.of.line.number, right=False),
    CreditColumn("Benämning", 230, lambda row: row.of.line.description, right=False),
    CreditColumn("Antal", 60, lambda row: format_short(row.of.line.quantity)),
    CreditColumn("Enhet", 48, lambda row: row.of.line.unit, right=False),
    CreditColumn("À-pris", 80, lambda row: format_hundredths(row.of.line.unit_price)),
    CreditColumn("Moms %", 58, lambda row: str(row.of.line.vat_rate)),
    CreditColumn("Belopp", 85, lambda row: format_hundredths(row.of.amount)),
    CreditColumn("Kvar", 60, lambda row: format_short(row.left)),
    CreditColumn("Kreditera", 75, lambda row: format_short(row.left)),
)
TYPED = len(COLUMNS) - 1


class CreditRows(QAbstractTableModel):
    """Keeps input as typed, also when it cannot be parsed; `changed` is emitted on every edit."""

    changed = Signal()

    def __init__(self, invoice: Invoice, left: Quantities) -> None:
        super().__init__()
        known = quantities_of(invoice)
        self._rows = [
            CreditableRow(each, left.get(each.position, 0)) for each in invoice.lines if each.position in known
        ]
        self._typed = [format_short(row.left) for row in self._rows]

    def quantities(self) -> Mapping[int, int]:
        """The quantities to credit, in hundredths by position; raises `InputError` with the faulty row."""
        read = [(row.of.position, self._read(at)) for at, row in enumerate(self._rows)]
        return {position: quantity for position, quantity in read if quantity}

    def _read(self, at: int) -> int:
        """Parse a quantity; the minus sign of a returned article may be left out."""
        row, text = self._rows[at], self._typed[at].strip()
        field = f"lines[{row.of.position}].quantity"
        quantity = parse_hundredths(text, field, what=f"Rad {row.of.position + 1}: antalet") if text else 0
        quantity = -quantity if row.left < 0 < quantity else quantity
        if quantity and (quantity * row.left < 0 or abs(quantity) > abs(row.left)):
            left = format_short(row.left)
            raise InputError(f"Rad {row.of.position + 1}: det finns {left} kvar att kreditera.", field)
        return quantity

    def error_text(self, at: int) -> str:
        """The error of a row's input; empty when it is valid."""
        try:
            self._read(at)
        except InputError as error:
            return str(error)
        return ""

    def row_of(self, field: str) -> int:
        """The row named by an error's field, else the first."""
        fields = [f"lines[{row.of.position}].quantity" for row in self._rows]
        return fields.index(field) if field in fields else 0

    def choose_all_or_none(self) -> None:
        """Enter all that is left, or nothing when all is entered already."""
        everything = [format_short(row.left) for row in self._rows]
        nothing = ["0"] * len(self._rows)
        self._typed = nothing if self._typed == everything else everything
        self._notify_changed(0, len(self._rows) - 1)

    def _notify_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, TYPED))
        self.changed.emit()

    # -- Qt

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """The number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """The number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The column titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The quantity is editable where something is left."""
        is_typed = index.column() == TYPED and self._rows[index.row()].left
        return ANYWAY | Qt.ItemFlag.ItemIsEditable if is_typed else ANYWAY

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text; an invalid cell is red with the error as its tool tip."""
        at, column = index.row(), COLUMNS[index.column()]
        is_typed = index.column() == TYPED
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._typed[at] if is_typed else column.show(self._rows[at])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.right else LEFT
        if role == Qt.ItemDataRole.ForegroundRole and not self._rows[at].left:
            return GREY
        if is_typed and role == Qt.ItemDataRole.BackgroundRole and self.error_text(at):
            return WRONG
        if is_typed and role in TEXT_ROLES:
            return text_in(role, self.error_text(at))
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Store the input."""
        if role != Qt.ItemDataRole.EditRole or index.column() != TYPED:
            return False
        self._typed[index.row()] = str(value)
        self._notify_changed(index.row(), index.row())
        return True

    @property
    def shown(self) -> Sequence[CreditableRow]:
        """All rows."""
        return self._rows


class CreditTable(QTableView):
    """Typing edits the cell; Enter moves to the next row. `last_row_left`: Enter was pressed in the last one."""

    last_row_left = Signal()

    def __init__(self, rows: CreditRows, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Rader att kreditera")
        self.rows = rows
        self.setModel(rows)
        delegate = CellDelegate(self)
        delegate.left.connect(self._leave_cell)
        self.setItemDelegate(delegate)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(22)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        for at, column in enumerate(COLUMNS):
            self.setColumnWidth(at, column.width)

    def to_row(self, at: int) -> None:
        """Move the cursor to the quantity of a row."""
        self.setCurrentIndex(self.rows.index(at, TYPED))
        self.setFocus()

    def _leave_cell(self, step: int) -> None:
        editor = self.indexWidget(self.currentIndex())
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._step(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(1)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        at = self.currentIndex().row() + step
        if 0 <= at < self.rows.rowCount(QModelIndex()):
            self.to_row(at)
        elif step > 0:
            self.last_row_left.emit()
