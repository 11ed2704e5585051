"""Import of a workshop's files (customers, vehicles, articles, orders, order lines) in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from promeister_mpay.domain.events import Event
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.registers.import_rows import (
    FileKind,
    FileRows,
    GoodRow,
    article_of,
    customer_of,
    lines_of,
    order_of,
    read_rows,
    vehicle_of,
)
from promeister_mpay.domain.search import fold
from promeister_mpay.domain.sheets import BadRow, Sheet
from promeister_mpay.errors import FileError, InputError, NotFoundError
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.store import Store, UnitOfWork
from promeister_mpay.services.settings import load_settings

FIRST_ROWS = 10
"""Rows of a file that a preview shows."""


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
class FilePreview:
    """The content of a file and what its import would do; `bad` is sorted by row number."""

    path: Path
    kind: FileKind
    header: tuple[str, ...]
    row_count: int
    first_rows: tuple[tuple[str, ...], ...]
    ignored: tuple[str, ...]
    bad: tuple[BadRow, ...]
    counts: ImportCounts
    rows: FileRows = field(repr=False)


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The files in the order in which they are imported."""

    files: tuple[FilePreview, ...]

    @property
    def row_count(self) -> int:
        """All rows of all files."""
        return sum(file.row_count for file in self.files)

    @property
    def bad_count(self) -> int:
        """The rows that cannot be imported."""
        return sum(len(file.bad) for file in self.files)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import wrote, by kind of file; a cancelled import wrote nothing."""

    by_kind: Mapping[FileKind, ImportCounts]
    cancelled: bool = False

    @property
    def total(self) -> ImportCounts:
        """The sum of all kinds."""
        return sum(self.by_kind.values(), ImportCounts())


@dataclass(frozen=True, slots=True)
class _Read:
    path: Path
    sheet: Sheet
    rows: FileRows


class ImportService:
    """Import of files. Blocking; run it off the UI thread. `read` reads a file's table, or raises `FileError`."""

    def __init__(self, *, store: Store, clock: Clock, read: Callable[[Path], Sheet]) -> None:
        self._store = store
        self._clock = clock
        self._read = read

    def preview(self, paths: Sequence[Path]) -> ImportPreview:
        """Read the files and compare them with the store; nothing is written.

        Raises `FileError` for a file that cannot be read or recognized, or when two files are of the same kind.
        """
        rates = self._vat_rates()
        files = sorted((self._one(path, rates) for path in paths), key=lambda file: file.rows.kind.place)
        for first, second in pairwise(files):
            if first.rows.kind is second.rows.kind:
                what = first.rows.kind.value.lower()
                raise FileError(
                    f"Filerna {first.path.name} och {second.path.name} innehåller båda {what}. Importera en i taget."
                )
        with self._store.reading() as work:
            found = _Comparison(work, {file.rows.kind: file.rows for file in files})
            for _ in found.steps():
                pass
        return ImportPreview(tuple(_shown(file, found) for file in files))

    def _vat_rates(self) -> tuple[int, ...]:
        with self._store.reading() as work:
            return load_settings(work.settings).rates

    def _one(self, path: Path, vat_rates: Sequence[int]) -> _Read:
        sheet = self._read(path)
        try:
            return _Read(path, sheet, read_rows(sheet, vat_rates))
        except InputError as error:
            raise FileError(f"{path.name}: {error}") from error

    def run(
        self,
        preview: ImportPreview,
        *,
        skip_bad: bool,
        who: str,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> ImportResult:
        """Write all new and changed entries in one transaction; `progress` gets rows done and rows in total.

        Raises `InputError` and writes nothing when a row is bad, unless `skip_bad`. When `cancelled` returns true,
        nothing is written and the result says so.
        """
        _refuse_bad(preview.bad_count, skip_bad=skip_bad)
        with self._store.writing() as work:
            now = self._clock.now()
            writing = _Writing(work, {file.kind: file.path.name for file in preview.files}, who=who)
            found = _Comparison(work, {file.kind: file.rows for file in preview.files})
            reported = _Progress(progress, preview.row_count)
            for change in found.steps():
                if cancelled():
                    return ImportResult({}, cancelled=True)
                writing.write(change, at=now)
                reported.more(change.row_count)
            # Changes in the store since the preview may have made more rows bad.
            _refuse_bad(sum(len(rows) for rows in found.bad.values()), skip_bad=skip_bad)
            if cancelled():
                return ImportResult({}, cancelled=True)
            work.commit()
        reported.all()
        return ImportResult({file.kind: found.counts(file.kind) for file in preview.files})


def _refuse_bad(count: int, *, skip_bad: bool) -> None:
    if count and not skip_bad:
        rows = "En rad" if count == 1 else f"{count} rader"
        raise InputError(
            f"{rows} kan inte importeras, därför sparades ingenting. Rätta filerna, eller välj att hoppa över "
            "felaktiga rader.",
            "rows",
        )


def _shown(file: _Read, found: "_Comparison") -> FilePreview:
    kind = file.rows.kind
    return FilePreview(
        path=file.path,
        kind=kind,
        header=file.sheet.header,
        row_count=len(file.sheet.rows),
        first_rows=tuple(row.cells for row in islice(file.sheet.rows, FIRST_ROWS)),
        ignored=file.rows.ignored,
        bad=tuple(sorted(found.bad[kind], key=lambda row: row.number)),
        counts=found.counts(kind),
        rows=file.rows,
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """The entry to write for some rows, or None when they change nothing; `kinds` are the files it comes from."""

    entry: Customer | Vehicle | Article | Order | None
    is_new: bool
    row_count: int
    kinds: tuple[FileKind, ...]


class _Comparison:
    """Compares each row of the files with the store and with the rows before it; writes nothing itself."""

    def __init__(self, work: UnitOfWork, files: Mapping[FileKind, FileRows]) -> None:
        self._work = work
        self._settings = load_settings(work.settings)
        self._rows = {kind: files[kind].good if kind in files else () for kind in FileKind}
        self._counts = dict.fromkeys(FileKind, ImportCounts())
        self._customers: dict[str, Customer] = {}
        self._vehicles: dict[str, Vehicle] = {}
        self.bad = {kind: list(files[kind].bad) if kind in files else [] for kind in FileKind}

    def counts(self, kind: FileKind) -> ImportCounts:
        """The counts of one file's rows so far."""
        return replace(self._counts[kind], skipped=len(self.bad[kind]))

    def steps(self) -> Iterator[_Change]:
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
            yield self._change(FileKind.ARTICLES, article, article_of(row.values, article))
        yield from self._orders()

    def _change(self, kind: FileKind, stored: object, made: Customer | Vehicle | Article) -> _Change:
        self._count(kind, _outcome(stored, made), 1)
        return _Change(made if made != stored else None, stored is None, 1, (kind,))

    def _count(self, kind: FileKind, outcome: str, rows: int) -> None:
        self._counts[kind] += ImportCounts(**{outcome: rows})

    def _orders(self) -> Iterator[_Change]:
        headers = {row.key: row for row in self._rows[FileKind.ORDERS]}
        lines: dict[int, list[GoodRow]] = {}
        for row in self._rows[FileKind.ORDER_LINES]:
            lines.setdefault(row.values["order_number"], []).append(row)
        for number in dict.fromkeys([*headers, *lines]):
            yield self._order(number, headers.get(number), lines.get(number, []))

    def _order(self, number: int, header: GoodRow | None, lines: list[GoodRow]) -> _Change:
        stored = self._stored(number)
        headed = self._with_header(stored, header) if header else stored
        made = self._with_lines(number, stored, headed, lines) if lines else headed
        changed = ((FileKind.ORDERS, headed != stored), (FileKind.ORDER_LINES, made != headed))
        kinds = tuple(kind for kind, is_changed in changed if is_changed)
        return _Change(made if kinds else None, stored is None, bool(header) + len(lines), kinds)

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
        made = replace(order, lines=lines_of(rows))
        if stored and made.lines != stored.lines and (reason := self._locked(stored)):
            self._refuse(FileKind.ORDER_LINES, rows, reason)
            return order
        outcome = "new" if not order.lines else _outcome(order, made)
        self._count(FileKind.ORDER_LINES, outcome, len(rows))
        return made

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


def _values_for(stored: Order | None, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row's values, without the status when the order is held or booked: then only the program sets it."""
    if stored is None or stored.status.is_open:
        return values
    return {name: value for name, value in values.items() if name != "status"}


def _outcome(stored: object, made: object) -> str:
    if stored is None:
        return "new"
    return "unchanged" if made == stored else "changed"


class _Writing:
    """Writes the changes of a comparison, and the file names into each order's history."""

    def __init__(self, work: UnitOfWork, names: Mapping[FileKind, str], *, who: str) -> None:
        self._work = work
        self._names = names
        self._who = who

    def write(self, change: _Change, *, at: datetime) -> None:
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

    def _write_order(self, order: Order, change: _Change, at: datetime) -> None:
        if change.is_new:
            self._work.orders.add(order)
        else:
            self._work.orders.save(order, who=self._who, at=at)
        done = "Importerad" if change.is_new else "Ändrad: importerad"
        names = " och ".join(self._names[kind] for kind in change.kinds)
        self._work.events.add(Event(order.number, at, self._who, f"{done} från {names}."))


class _Progress:
    """Reports the progress of an import, at most once per percent."""

    def __init__(self, report: Callable[[int, int], None], total: int) -> None:
        self._report = report
        self._total = total
        self._done = 0

    def more(self, rows: int) -> None:
        """Count rows as done."""
        before = self._percent()
        self._done += rows
        if self._percent() > before:
            self._report(self._done, self._total)

    def _percent(self) -> int:
        return 100 * self._done // self._total

    def all(self) -> None:
        """Report that all rows are done."""
        self._report(self._total, self._total)
