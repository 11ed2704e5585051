"""Comparing the rows of imported files with the store, and writing what is new or changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from promeister_mpay.domain.events import Event
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.registers.import_layouts import FileKind, PriceVat
from promeister_mpay.domain.registers.import_rows import (
    FileRows,
    GoodRow,
    article_of,
    customer_of,
    in_line_order,
    lines_of,
    order_of,
    vehicle_of,
)
from promeister_mpay.domain.search import fold
from promeister_mpay.domain.sheets import BadRow
from promeister_mpay.errors import NotFoundError
from promeister_mpay.services.ports.store import UnitOfWork
from promeister_mpay.services.settings import load_settings


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """The number of rows by what they do to the store; `skipped` rows are bad and not imported."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0

    def __add__(self, other: "ImportCounts") -> "ImportCounts":
        return ImportCounts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.skipped + other.skipped,
        )


@dataclass(frozen=True, slots=True)
class EntryChange:
    """The entry to write for some rows, or None when they change nothing; `kinds` are the files it comes from."""

    entry: Customer | Vehicle | Article | Order | None
    is_new: bool
    row_count: int
    kinds: tuple[FileKind, ...]


class Comparison:
    """Compares each row of the files with the store and with the rows before it; writes nothing itself."""

    def __init__(self, work: UnitOfWork, files: Mapping[FileKind, FileRows]) -> None:
        self._work = work
        self._settings = load_settings(work.settings)
        self._rows = {kind: files[kind].good if kind in files else () for kind in FileKind}
        self._counts = dict.fromkeys(FileKind, ImportCounts())
        self._line_prices = files[FileKind.ORDER_LINES].prices if FileKind.ORDER_LINES in files else None
        self._customers: dict[str, Customer] = {}
        self._vehicles: dict[str, Vehicle] = {}
        self.as_stored: dict[FileKind, set[int]] = {kind: set() for kind in FileKind}
        """The numbers of rows whose quantities and prices are what the store has already."""
        self.bad = {kind: list(files[kind].bad) if kind in files else [] for kind in FileKind}

    def counts(self, kind: FileKind) -> ImportCounts:
        """The counts of one file's rows so far."""
        return replace(self._counts[kind], skipped=len(self.bad[kind]))

    def steps(self) -> Iterator[EntryChange]:
        """The entries to write, one at a time, each after the entries it refers to."""
        registers = self._work.registers
        for row in self._rows[FileKind.CUSTOMERS]:
            customer = registers.customer(row.values["number"])
            self._customers[row.key] = customer_of(row.values, customer)
            yield self._change(FileKind.CUSTOMERS, customer, self._customers[row.key])
        for row in self._rows[FileKind.VEHICLES]:
            vehicle = registers.vehicle(row.key)
            self._vehicles[row.key] = vehicle_of(row.values, vehicle)
            yield self._change(FileKind.VEHICLES, vehicle, self._vehicles[row.key])
        for row in self._rows[FileKind.ARTICLES]:
            article = registers.article(row.values["number"])
            made = article_of(row.values, article)
            if article is not None and made.price == article.price:
                self.as_stored[FileKind.ARTICLES].add(row.number)
            yield self._change(FileKind.ARTICLES, article, made)
        yield from self._orders()

    def _change(self, kind: FileKind, stored: object, made: Customer | Vehicle | Article) -> EntryChange:
        self._count(kind, _outcome(stored, made), 1)
        return EntryChange(made if made != stored else None, stored is None, 1, (kind,))

    def _count(self, kind: FileKind, outcome: str, rows: int) -> None:
        self._counts[kind] += ImportCounts(**{outcome: rows})

    def _orders(self) -> Iterator[EntryChange]:
        headers = {row.key: row for row in self._rows[FileKind.ORDERS]}
        lines: dict[int, list[GoodRow]] = {}
        for row in self._rows[FileKind.ORDER_LINES]:
            lines.setdefault(row.values["order_number"], []).append(row)
        for number in dict.fromkeys([*headers, *lines]):
            yield self._order(number, headers.get(number), lines.get(number, []))

    def _order(self, number: int, header: GoodRow | None, lines: list[GoodRow]) -> EntryChange:
        stored = self._stored(number)
        headed = self._with_header(stored, header) if header else stored
        made = self._with_lines(number, stored, headed, lines) if lines else headed
        changed = ((FileKind.ORDERS, headed != stored), (FileKind.ORDER_LINES, made != headed))
        kinds = tuple(kind for kind, is_changed in changed if is_changed)
        return EntryChange(made if kinds else None, stored is None, bool(header) + len(lines), kinds)

    def _stored(self, number: int) -> Order | None:
        try:
            return self._work.orders.get(number)
        except NotFoundError:
            return None

    def _with_header(self, stored: Order | None, row: GoodRow) -> Order | None:
        """The order changed by its header row; the stored order when the row is bad."""
        number = row.values.get("customer_number", "")
        customer = self._customer(number)
        if number and customer is None:
            self._refuse(
                FileKind.ORDERS, [row], f"Kund {number} finns inte. Importera kunden först, eller rätta numret."
            )
            return stored
        vehicle = self._vehicle(row.values.get("registration", ""))
        made = order_of(_values_for(stored, row.values), stored or self._new(row.values), customer, vehicle)
        if stored and made != stored and (reason := self._locked(stored)):
            self._refuse(FileKind.ORDERS, [row], reason)
            return stored
        self._count(FileKind.ORDERS, _outcome(stored, made), 1)
        return made

    def _new(self, values: Mapping[str, Any]) -> Order:
        return Order(
            number=values["number"],
            order_date=values["order_date"],
            prices_include_vat=self._settings.prices_include_vat,
            round_to_krona=self._settings.round_to_krona,
        )

    def _customer(self, number: str) -> Customer | None:
        return self._customers.get(fold(number)) or (self._work.registers.customer(number) if number else None)

    def _vehicle(self, plate: str) -> Vehicle | None:
        return self._vehicles.get(plate_key(plate)) or (self._work.registers.vehicle(plate) if plate else None)

    def _with_lines(self, number: int, stored: Order | None, order: Order | None, rows: list[GoodRow]) -> Order | None:
        """The order with the rows as its lines; unchanged when the rows are bad."""
        if order is None:
            reason = f"Order {number} finns inte och kommer inte med. Importera ordern först, eller rätta numret."
            self._refuse(FileKind.ORDER_LINES, rows, reason)
            return None
        made = replace(self._priced(order), lines=lines_of(rows))
        if made.prices_include_vat != order.prices_include_vat and not self._may_price(order):
            self._refuse(FileKind.ORDER_LINES, rows, _other_prices(order))
            return order
        if stored and made.lines != stored.lines and (reason := self._locked(stored)):
            self._refuse(FileKind.ORDER_LINES, rows, reason)
            return order
        if made.prices_include_vat == order.prices_include_vat:
            read = zip(in_line_order(rows), made.lines, strict=True)
            self.as_stored[FileKind.ORDER_LINES].update(row.number for row, line in read if line in order.lines)
        outcome = "new" if not order.lines else _outcome(order, made)
        self._count(FileKind.ORDER_LINES, outcome, len(rows))
        return made

    def _priced(self, order: Order) -> Order:
        """The order with prices as the title of the lines' prices says, if it does."""
        if self._line_prices is None:
            return order
        return replace(order, prices_include_vat=self._line_prices is PriceVat.INCLUDED)

    def _may_price(self, order: Order) -> bool:
        """Whether nothing yet says how the order is priced: it has no lines, and its own file does not say."""
        return not order.lines and not any("prices_include_vat" in row.values for row in self._rows[FileKind.ORDERS])

    def _refuse(self, kind: FileKind, rows: Iterable[GoodRow], reason: str) -> None:
        self.bad[kind] += [BadRow(row.number, reason) for row in rows]

    def _locked(self, order: Order) -> str:
        """A sentence why the order may not be changed; empty when it may."""
        if order.status is OrderStatus.POSTED:
            return f"Order {order.number} är bokförd och kan inte ändras. Kreditera den först, eller ta bort raden."
        is_held = any(request.holds_order for request in self._work.requests.of_order(order.number))
        if order.status.is_open and not is_held:
            return ""
        return (
            f"Order {order.number} är låst av ett betalnings-SMS och kan inte ändras. "
            "Annullera betalnings-SMS:et först, eller ta bort raden."
        )


def _other_prices(order: Order) -> str:
    own, other = ("inklusive", "exklusive") if order.prices_include_vat else ("exklusive", "inklusive")
    return (
        f"Radernas priser är {other} moms, men order {order.number} har priser {own} moms. "
        "Ändra det på ordern, eller exportera raderna på det sättet."
    )


def _values_for(stored: Order | None, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row's values, without the status when the order is held or booked: then only the program sets it."""
    if stored is None or stored.status.is_open:
        return values
    return {name: value for name, value in values.items() if name != "status"}


def _outcome(stored: object, made: object) -> str:
    if stored is None:
        return "new"
    return "unchanged" if made == stored else "changed"


class Writing:
    """Writes the changes of a comparison, and the file names into each order's history."""

    def __init__(self, work: UnitOfWork, names: Mapping[FileKind, str], *, who: str) -> None:
        self._work = work
        self._names = names
        self._who = who

    def write(self, change: EntryChange, *, at: datetime) -> None:
        """Write one entry, if it is new or changed."""
        registers = self._work.registers
        match change.entry:
            case Customer() as customer:
                registers.put_customer(customer)
            case Vehicle() as vehicle:
                registers.put_vehicle(vehicle)
            case Article() as article:
                registers.put_article(article)
            case Order() as order:
                self._write_order(order, change, at)

    def _write_order(self, order: Order, change: EntryChange, at: datetime) -> None:
        if change.is_new:
            self._work.orders.add(order)
        else:
            self._work.orders.save(order, who=self._who, at=at)
        done = "Importerad" if change.is_new else "Ändrad: importerad"
        names = " och ".join(self._names[kind] for kind in change.kinds)
        self._work.events.add(Event(order.number, at, self._who, f"{done} från {names}."))
