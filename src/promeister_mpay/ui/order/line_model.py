"""The table model of the order's lines: columns as data, each with functions that format and parse a cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, Signal
from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel

from promeister_mpay.domain.money import format_hundredths, format_short, parse_hundredths
from promeister_mpay.domain.orders.lines import LineType, OrderLine, check_line, unlikely_number
from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.qt_constants import BACKGROUND_ROLE, EDIT_ROLE, RIGHT, SIDE_ROLE

Index = QModelIndex | QPersistentModelIndex
EMPTY = OrderLine()
LOCKED_BACKGROUND = QColor("#d8dbe0")


CONFIRM = "Tryck Enter en gång till om det stämmer; Esc tar tillbaka det."


class ScannedText(NamedTuple):
    """What was typed in a cell that is not for numbers of articles, and the line before."""

    row: int
    column: str
    text: str
    before: OrderLine

    @property
    def is_likely(self) -> bool:
        """Whether it looks like the number of an article: four signs or more, with a digit and without a space."""
        has_digit = any(sign.isdigit() for sign in self.text)
        is_other = self.column in ("description", "unit") or self.text.isdigit()
        return self.column != "number" and len(self.text) >= 4 and has_digit and " " not in self.text and is_other


class LineColumn(NamedTuple):
    """One column: the line's attribute, title, width in pixels, and how it is formatted and parsed."""

    name: str
    title: str
    width: int
    show: Callable[[OrderLine], str]
    read: Callable[[str, str], object] | None = None
    right: bool = False


def _number(what: str, *, is_needed: bool = True) -> Callable[[str, str], object]:
    """An emptied cell of a number that a row needs is asked about: nobody knows whether 0 is meant."""

    def read(text: str, field: str) -> object:
        if text.strip():
            return parse_hundredths(text, field, what=what)
        if is_needed:
            raise InputError(
                f"{what} saknas. Skriv ett tal, 0 om det ska vara noll; Esc tar tillbaka det förra.", field
            )
        return 0

    return read


def _rate(text: str, field: str) -> int:
    if not text.strip():
        raise InputError("Momsen saknas. Skriv procenten, 0 för en rad utan moms; Esc tar tillbaka den förra.", field)
    value = parse_hundredths(text, field, what="Momsen")
    if value % 100 or not 0 <= value <= 10_000:
        raise InputError("Momsen anges i hela procent mellan 0 och 100.", field)
    return value // 100


def _type(text: str, field: str) -> LineType:
    typed = text.strip().casefold()
    for kind in LineType:
        if typed and kind.value.casefold().startswith(typed):
            return kind
    raise InputError(f"Typen ”{text.strip()}” finns inte. Skriv Arbete, Artikel eller Text.", field)


def _unless_text(show: Callable[[OrderLine], str]) -> Callable[[OrderLine], str]:
    return lambda line: "" if line.type is LineType.TEXT else show(line)


COLUMNS: tuple[LineColumn, ...] = (
    LineColumn("type", "Typ", 70, lambda line: line.type.value, _type),
    LineColumn("number", "Nr", 90, lambda line: line.number, lambda text, _: text.strip()),
    LineColumn("description", "Beskrivning", 290, lambda line: line.description, lambda text, _: text.strip()),
    LineColumn(
        "quantity", "Antal", 60, _unless_text(lambda line: format_short(line.quantity)), _number("Antalet"), right=True
    ),
    LineColumn("unit", "Enhet", 55, _unless_text(lambda line: line.unit), lambda text, _: text.strip()),
    LineColumn(
        "unit_price",
        "À-pris",
        85,
        _unless_text(lambda line: format_hundredths(line.unit_price)),
        _number("Priset"),
        right=True,
    ),
    LineColumn(
        "discount",
        "Rabatt %",
        75,
        _unless_text(lambda line: format_short(line.discount) if line.discount else ""),
        _number("Rabatten", is_needed=False),
        right=True,
    ),
    LineColumn("vat_rate", "Moms %", 70, _unless_text(lambda line: str(line.vat_rate)), _rate, right=True),
    LineColumn("amount", "Belopp", 85, _unless_text(lambda line: format_hundredths(line.amount)), right=True),
)
AT = {column.name: position for position, column in enumerate(COLUMNS)}
"""The position of each column by its field."""


class LineModel(QStandardItemModel):
    """The lines, and one empty row at the end to type the next in. `refused` tells what cannot be read.

    Its cells are Qt's own items, so that no cell that is painted asks Python.
    """

    edited = Signal()
    refused = Signal(str)
    number_typed = Signal(int, str)
    likely_scanned = Signal(object)
    """A `ScannedText`: something that may be an article's number was typed in another column."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[OrderLine] = []
        self._locked = False
        self.setHorizontalHeaderLabels([column.title for column in COLUMNS])
        self.appendRow(self._cells(None))

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        """The lines, without the empty row."""
        return tuple(self._lines)

    def show(self, lines: tuple[OrderLine, ...], *, locked: bool) -> None:
        """Show an order's lines; the cursor stays when they are unchanged."""
        if list(lines) != self._lines:
            self._locked = locked
            self._start(lines)
        elif locked != self._locked:
            self._locked = locked
            self._mark()

    def _start(self, lines: tuple[OrderLine, ...]) -> None:
        self.beginResetModel()
        self._lines = list(lines)
        with QSignalBlocker(self):
            self.setRowCount(0)
            for line in (*lines, None):
                self.appendRow(self._cells(line))
        self.endResetModel()

    def _mark(self) -> None:
        """Lock or unlock every cell, with one change signal."""
        with QSignalBlocker(self):
            for row in range(self.rowCount()):
                for at, column in enumerate(COLUMNS):
                    self._lock(self.item(row, at), column, is_line=row < len(self._lines))
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines), len(COLUMNS) - 1))

    # -- cells

    def _cells(self, line: OrderLine | None) -> list[QStandardItem]:
        """Create the cells of a row; None is the empty row."""
        return [self._cell(column, line) for column in COLUMNS]

    def _cell(self, column: LineColumn, line: OrderLine | None) -> QStandardItem:
        cell = QStandardItem(column.show(line)) if line else QStandardItem()
        if column.right:
            cell.setData(RIGHT, SIDE_ROLE)
        self._lock(cell, column, is_line=line is not None)
        return cell

    def _lock(self, cell: QStandardItem, column: LineColumn, *, is_line: bool) -> None:
        """A locked cell can be selected and copied but not edited."""
        cell.setEditable(not self._locked and column.read is not None)
        if self._locked or cell.data(BACKGROUND_ROLE) is not None:
            cell.setData(LOCKED_BACKGROUND if self._locked and is_line else None, BACKGROUND_ROLE)

    def _show_line(self, row: int) -> None:
        for at, column in enumerate(COLUMNS):
            self.item(row, at).setText(column.show(self._lines[row]))

    # -- what is typed

    def put_typed(self, index: Index, text: str, *, is_confirmed: bool) -> bool:
        """Take what a clerk or a scanner typed in a cell; return False and emit `refused` when it is not taken.

        A number that is unlikely is not taken before it is confirmed.
        """
        row, column, before = index.row(), COLUMNS[index.column()], self._line(index.row())
        scanned = ScannedText(row, column.name, one_line(text), before)
        is_changed = scanned.text != one_line(str(self.data(index) or ""))
        question = "" if is_confirmed else self._question(scanned)
        if question:
            self.refused.emit(question)
        is_taken = not question and self.setData(index, text)
        if scanned.is_likely and is_changed and not is_confirmed and (question or is_taken):
            self.likely_scanned.emit(scanned)
        return is_taken

    def _question(self, scanned: ScannedText) -> str:
        """What is asked about a number that can be read and is unlikely; empty when nothing is."""
        column, text = COLUMNS[AT[scanned.column]], scanned.text
        if not column.right or column.read is None or text == one_line(column.show(scanned.before)):
            return ""
        try:
            read = {column.name: column.read(text, "")}
            unlikely = unlikely_number(replace(EMPTY, **read))  # type: ignore[arg-type]
            check_line(replace(scanned.before, **read), scanned.row)  # type: ignore[arg-type]
        except InputError:
            return ""
        if not unlikely and text[:1] == "0" and text[1:2].isdigit():
            unlikely = f"”{text}” i {column.title}"
        return f"Rad {scanned.row + 1}: {unlikely} är ovanligt. {CONFIRM}" if unlikely else ""

    def setData(self, index: Index, value: object, role: int = EDIT_ROLE) -> bool:
        """Parse the input of a cell; return False and emit `refused` when it cannot be parsed."""
        column, row = COLUMNS[index.column()], index.row()
        text = one_line(str(value or ""))
        if role != EDIT_ROLE or column.read is None or text == (self.data(index) or ""):
            return True
        return self._accept(row, {column: text})

    def paste(self, row: int, at: int, rows: Sequence[Sequence[str]]) -> bool:
        """Put cells of a spreadsheet into rows and columns from here on; all of them, or none and `refused`.

        An empty cell leaves what stands there.
        """
        columns = [column for column in COLUMNS[at:] if column.read is not None]
        before = self.lines
        for step, texts in enumerate(rows):
            cells = {column: one_line(text) for column, text in zip(columns, texts, strict=False) if text.strip()}
            if cells and not self._accept(row + step, cells):
                self._start(before)
                return False
        for at_row in range(row, min(row + len(rows), len(self._lines))):
            unlikely = unlikely_number(self._lines[at_row])
            if unlikely:
                self.refused.emit(f"Rad {at_row + 1}: {unlikely} är ovanligt. Kontrollera raden.")
        return True

    def _accept(self, row: int, cells: Mapping[LineColumn, str]) -> bool:
        """Parse what was typed in cells of one row; return False and emit `refused` when it cannot be parsed."""
        line = self._line(row)
        try:
            for column, text in cells.items():
                field = f"lines[{row}].{column.name}"
                read = {column.name: column.read(text, field)} if column.read else {}
                line = replace(line, **read)  # type: ignore[arg-type]
            check_line(line, row)
        except InputError as error:
            self.refused.emit(str(error))
            return False
        self.put(row, line)
        number = next((text for column, text in cells.items() if column.name == "number"), "")
        if number:
            self.number_typed.emit(row, number)
        return True

    def _line(self, row: int) -> OrderLine:
        return self._lines[row] if row < len(self._lines) else EMPTY

    def line(self, row: int) -> OrderLine | None:
        """The line in a row, None for the empty row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def empty_line(self) -> OrderLine:
        """The line that the empty row becomes when something is typed in it."""
        return EMPTY

    def put(self, row: int, line: OrderLine) -> None:
        """Replace a line, or append it when `row` is the empty row."""
        if row < len(self._lines):
            self._lines[row] = line
        else:
            self._lines.append(line)
            self.appendRow(self._cells(None))
        self._show_line(row)
        self.edited.emit()

    def restored(self, line: OrderLine, scanned: ScannedText) -> OrderLine:
        """The line with the value that its cell had before; a row whose article is not filled in yet is looked up."""
        restored = replace(line, **{scanned.column: getattr(scanned.before, scanned.column)})
        if restored.number and not restored.description:
            self.number_typed.emit(scanned.row, restored.number)
        return restored

    def insert(self, row: int, line: OrderLine = EMPTY) -> None:
        """Insert a line above `row`."""
        at = min(row, len(self._lines))
        self._lines.insert(at, line)
        self.insertRow(at, self._cells(line))
        self.edited.emit()

    def remove(self, row: int) -> OrderLine | None:
        """Delete and return a line; the empty row stays."""
        if not 0 <= row < len(self._lines):
            return None
        line = self._lines.pop(row)
        self.removeRow(row)
        self.edited.emit()
        return line

    def swap(self, row: int, other: int) -> bool:
        """Swap two lines; return False at either end."""
        if not (0 <= row < len(self._lines) and 0 <= other < len(self._lines)):
            return False
        self._lines[row], self._lines[other] = self._lines[other], self._lines[row]
        self._show_line(row)
        self._show_line(other)
        self.edited.emit()
        return True
