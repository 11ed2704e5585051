"""The rows of imported files: the kind of file, and the values of each row or the reason why it cannot be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from promeister_mpay.domain import text_limits
from promeister_mpay.domain.dates import readings
from promeister_mpay.domain.money import div_half_up
from promeister_mpay.domain.orders.lines import LineType, OrderLine, unlikely_number
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle, with_customer, with_vehicle
from promeister_mpay.domain.registers.import_columns import ImportColumn, check_vat_rate, read_fraction, whole_text
from promeister_mpay.domain.registers.import_layouts import (
    FileKind,
    ImportLayout,
    PercentForm,
    PriceVat,
    check_guessed,
    guessed_layout,
    vat_in_title,
)
from promeister_mpay.domain.search import fold
from promeister_mpay.domain.sheets import BadRow, Sheet, SheetRow
from promeister_mpay.errors import InputError

_LINE_MUST_HAVE = ("quantity", "unit_price", "vat_rate")
_MOST_SHOWN = 40


_LIMITS = {
    FileKind.CUSTOMERS: text_limits.CUSTOMER,
    FileKind.VEHICLES: text_limits.VEHICLE,
    FileKind.ARTICLES: text_limits.ARTICLE,
    FileKind.ORDERS: text_limits.ORDER,
    FileKind.ORDER_LINES: text_limits.ORDER_LINE,
}

Values = Mapping[str, Any]
"""A row's values, keyed by the field they fill, only for columns that the file has."""


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row that can be imported; `key` identifies its customer, vehicle, article or order."""

    number: int
    key: Any
    values: Values


@dataclass(frozen=True, slots=True)
class UnlikelyRow:
    """A good row with a number that nobody means, as `what` says: 'à-priset 250 000,00'."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class FileRows:
    """The result of reading a file: its kind, its rows, and the titles of columns that are not used.

    `prices` tells what the title of order lines' prices says of VAT; None when it says nothing.
    """

    kind: FileKind
    good: tuple[GoodRow, ...]
    bad: tuple[BadRow, ...]
    ignored: tuple[str, ...] = ()
    prices: PriceVat | None = None

    @property
    def unlikely(self) -> tuple[UnlikelyRow, ...]:
        """The good rows whose quantity or price is asked about, as in the form (`design §17`)."""
        return tuple(UnlikelyRow(row.number, what) for row in self.good if (what := _unlikely(row.values)))


def read_rows(sheet: Sheet, vat_rates: Sequence[int], layout: ImportLayout | None = None) -> FileRows:
    """Read each row of a file with a layout, else with the one that its titles suggest.

    `vat_rates` are the workshop's, in whole per cent. Raises `InputError('header')` when the titles do not say enough.
    """
    if layout is None:
        layout = guessed_layout(sheet)
        check_guessed(layout, sheet.header)
    rows = _Rows(layout, sheet.header, vat_rates)
    for row in sheet.rows:
        rows.take(row)
    used = set(layout.places.values())
    ignored = (title for at, title in enumerate(sheet.header) if title.strip() and at not in used)
    good, bad = rows.sorted_out()
    price = layout.places.get("unit_price")
    prices = vat_in_title(sheet.header[price]) if price is not None else None
    return FileRows(layout.kind, good, bad, tuple(ignored), prices)


class _Rows:
    """Reads the rows of one file and remembers the keys that it has met."""

    def __init__(self, layout: ImportLayout, header: tuple[str, ...], vat_rates: Sequence[int]) -> None:
        self._layout = layout
        self._vat_rates = vat_rates
        self._width = len(header)
        self._columns = [
            (column, place, header[place].strip())
            for column in layout.kind.columns
            if (place := layout.places.get(column.field)) is not None
        ]
        self._seen: dict[Any, int] = {}
        self._good: list[GoodRow] = []
        self._bad: list[BadRow] = []
        self._broken: dict[int, int] = {}

    def take(self, row: SheetRow) -> None:
        """Read one row; a row that cannot be used is kept as a `BadRow` with the reason."""
        try:
            self._good.append(self._read(row))
        except InputError as error:
            self._bad.append(BadRow(row.number, str(error)))
            self._note_broken_order(row)

    def _read(self, row: SheetRow) -> GoodRow:
        row.check_width(self._width)
        values: dict[str, Any] = {
            column.field: self._value(column, title, row.text(place)) for column, place, title in self._columns
        }
        if self._layout.kind is FileKind.ORDER_LINES:
            self._check_line(values)
        if self._layout.kind is FileKind.ARTICLES and self._layout.prices is PriceVat.EXCLUDED:
            values["price"] = with_vat(values["price"], values["vat_rate"])
        good = GoodRow(row.number, _key(self._layout.kind, values, row.number), values)
        self._refuse_repeated(good)
        return good

    def _value(self, column: ImportColumn, title: str, text: str) -> object:
        if column.filled and not text:
            raise InputError(f"Kolumnen {title} är tom. Fyll i den.", column.field)
        try:
            value = self._read_cell(column, whole_text(text, column))
            self._check_length(column, value)
            if column.field == "vat_rate":
                check_vat_rate(value, self._vat_rates, column.field)
        except InputError as error:
            shown = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
            raise InputError(f"Kolumnen {title}: ”{shown}” {error}", column.field) from error
        return value

    def _read_cell(self, column: ImportColumn, text: str) -> object:
        if column.field == "discount" and self._layout.discounts is PercentForm.FRACTION:
            return read_fraction(text, column.field)
        if column.field != "order_date":
            return column.read(text, column.field)
        day = readings(text).get(self._layout.dates)
        if day is None:
            raise InputError(f"är inget datum som {self._layout.dates}. Rätta datumet.", column.field)
        return day

    def _check_length(self, column: ImportColumn, value: object) -> None:
        limit = _LIMITS[self._layout.kind].get(column.field)
        if limit is not None and isinstance(value, str) and len(value) > limit.longest:
            raise InputError(
                f"är {len(value)} tecken lång. Korta texten till högst {limit.longest} tecken.", column.field
            )

    def _check_line(self, values: dict[str, Any]) -> None:
        if values.get("type") is LineType.TEXT:
            return
        for column, _, title in self._columns:
            if column.field in _LINE_MUST_HAVE and values[column.field] is None:
                raise InputError(f"Kolumnen {title} är tom. Fyll i den, eller gör raden till typen Text.", column.field)

    def _refuse_repeated(self, good: GoodRow) -> None:
        first = self._seen.setdefault(good.key, good.number)
        if first != good.number:
            raise InputError(f"{self._known_by(good.values)} finns redan på rad {first}. Ta bort den ena raden.", "")

    def _known_by(self, values: Values) -> str:
        # The columns of the key come first.
        named = (f"{title} {values[column.field]}" for column, _, title in self._columns)
        return ", ".join(islice(named, 2 if self._layout.kind is FileKind.ORDER_LINES else 1))

    def _note_broken_order(self, row: SheetRow) -> None:
        """Note the order of a bad line: the order is refused, for without the line its amount would be wrong."""
        if self._layout.kind is not FileKind.ORDER_LINES:
            return
        column, place, title = self._columns[0]
        try:
            number = self._value(column, title, row.text(place))
        except InputError:
            return
        self._broken.setdefault(int(str(number)), row.number)

    def sorted_out(self) -> tuple[tuple[GoodRow, ...], tuple[BadRow, ...]]:
        """The good rows, and the bad ones with all rows of a refused order; both in the file's order."""
        good = [row for row in self._good if not self._is_broken(row)]
        spoilt = [BadRow(row.number, self._spoilt(row)) for row in self._good if self._is_broken(row)]
        return tuple(good), tuple(sorted([*self._bad, *spoilt], key=lambda row: row.number))

    def _is_broken(self, row: GoodRow) -> bool:
        return bool(self._broken) and row.values["order_number"] in self._broken

    def _spoilt(self, row: GoodRow) -> str:
        order = row.values["order_number"]
        return f"Rad {self._broken[order]} hör till samma order ({order}) och är felaktig. Rätta den raden."


def _unlikely(values: Values) -> str:
    if values.get("type") is LineType.TEXT:
        return ""
    price = values.get("unit_price", values.get("price"))
    return unlikely_number(OrderLine(quantity=values.get("quantity") or 0, unit_price=price or 0))


def _key(kind: FileKind, values: Values, row: int) -> object:
    if kind is FileKind.VEHICLES:
        return plate_key(values["registration"])
    if kind is FileKind.ORDERS:
        return values["number"]
    if kind is FileKind.ORDER_LINES:
        return values["order_number"], values.get("position", row)
    return fold(values["number"])


def with_vat(price: int | None, rate: int | None) -> int | None:
    """Return a price in öre with VAT added; none stays none."""
    return None if price is None else price + div_half_up(price * (rate or 0), 100)


def customer_of(values: Values, stored: Customer | None) -> Customer:
    """Make a customer of a row and the stored customer, if any; fields without a column keep their stored value."""
    if stored is not None:
        return replace(stored, **values)
    made = Customer(**values)
    return made if "is_company" in values else replace(made, is_company=_is_company(made.organisation_number))


def _is_company(number: str) -> bool:
    """Whether a number is a company's: the third digit of a person's is below 2. Other numbers are companies'."""
    digits = "".join(filter(str.isdigit, number))[-10:]
    return bool(number) and not (len(digits) == 10 and digits[2] < "2")


def vehicle_of(values: Values, stored: Vehicle | None) -> Vehicle:
    """Make a vehicle of a row and the stored vehicle, if any."""
    return replace(stored, **values) if stored is not None else Vehicle(**values)


def article_of(values: Values, stored: Article | None) -> Article:
    """Make an article of a row and the stored article, if any."""
    return replace(stored, **values) if stored is not None else Article(**values)


def order_of(values: Values, base: Order, customer: Customer | None, vehicle: Vehicle | None) -> Order:
    """Make an order of a header row and `base`; a new customer or vehicle is filled in from the register."""
    plain = {name: value for name, value in values.items() if name not in ("customer_number", "registration")}
    order = replace(base, **plain)
    if "customer_number" in values:
        order = _with_customer(order, customer or Customer(values["customer_number"], ""))
    if "registration" in values:
        order = _with_vehicle(order, vehicle or Vehicle(values["registration"]))
    return order


def _with_customer(order: Order, customer: Customer) -> Order:
    """Fill in the customer, unless the order has that customer: then a clerk's changes on the order are kept."""
    return order if order.customer_number == customer.number else with_customer(order, customer)


def _with_vehicle(order: Order, vehicle: Vehicle) -> Order:
    same = plate_key(order.registration) == plate_key(vehicle.registration)
    return order if same else with_vehicle(order, vehicle, None)


def lines_of(rows: Sequence[GoodRow]) -> tuple[OrderLine, ...]:
    """The lines of one order, in the order of their rows."""
    return tuple(_line(row.values) for row in in_line_order(rows))


def in_line_order(rows: Sequence[GoodRow]) -> list[GoodRow]:
    """The rows of one order's lines, sorted by line number, else in the file's order."""
    return sorted(rows, key=lambda row: row.values.get("position", row.number))


def _line(values: Values) -> OrderLine:
    content = {name: value for name, value in values.items() if name not in ("order_number", "position")}
    if content.get("type") is LineType.TEXT:
        content = {name: content[name] for name in ("type", "number", "description") if name in content}
    return OrderLine(**content)
