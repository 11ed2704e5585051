"""Stores with very many posted orders for the benchmarks: a few are posted, then copied many times (SQLite)."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.million_orders import FIRST_NUMBER, cards, laid_aside, said

from promeister_mpay.adapters.clock import SystemClock
from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.settings import load_settings, save_settings

PATTERNS = 200
"""Orders that are posted for real; the others are like them, with numbers and days of their own."""
FIRST_INVOICE = 1_001
WHO = "BH"
LINES = (
    OrderLine(LineType.LABOUR, "1010", "Service enligt serviceschema", 150, "tim", 119_500),
    OrderLine(LineType.ARTICLE, "5020", "Oljefilter", 100, "st", 19_500),
    OrderLine(LineType.TEXT, description="Ring när den är klar"),
)
TABLES = ("orders", "order_lines", "invoices", "invoice_lines", "vouchers", "voucher_rows", "ledger_items", "events")
Table = tuple[list[str], list[list[tuple[Any, ...]]]]
"""Column names, and for each pattern its rows."""


def an_order(number: int, card: dict[str, Any] | None = None) -> Order:
    """An order of three lines that can be posted."""
    card = card or {"customer_number": "10400", "customer_name": "Åsa Öberg", "registration": "ABC 123"}
    names = ("customer_number", "customer_name", "registration")
    order = Order(number, date.today(), status=OrderStatus.DONE, clerk=WHO, lines=LINES)
    return replace(
        order,
        payment_method=PaymentMethod.CARD,
        address="Storgatan 1",
        postal_code="416 55",
        city="Göteborg",
        **{name: card[name] for name in names},
    )


def add_orders(store: SqlStore, made: Sequence[Order]) -> None:
    """Add orders to be posted, in one transaction."""
    with store.writing() as work:
        for order in made:
            work.orders.add(order)
        work.commit()


def prepare(store: SqlStore) -> None:
    """Store the settings that invoicing requires."""
    with store.writing() as work:
        chosen = replace(
            load_settings(work.settings),
            workshop_name="Åkes Bil & Däck AB",
            workshop_address="Verkstadsgatan 1",
            workshop_postal_code="416 55",
            workshop_city="Göteborg",
            organisation_number="555555-5555",
            vat_number="SE555555555501",
        )
        save_settings(work.settings, chosen)
        work.commit()


class PostedFolder:
    """An SQLite file with `orders` posted orders, spread over `days` days until today."""

    def __init__(self, folder: Path, orders: int, days: int) -> None:
        self.path = folder / f"posted-{orders}-{days}.sqlite3"
        self._orders = orders
        self._days = days

    def filled(self) -> Path:
        """The file; fills it first if it is missing."""
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part = self.path.with_suffix(".part")
            part.unlink(missing_ok=True)
            with closing(open_store(sqlite_url(part))) as store:
                prepare(store)
                _post_patterns(store)
            _Filling(part, self._orders, self._days).run()
            part.rename(self.path)
        return self.path


def _post_patterns(store: SqlStore) -> None:
    chosen = cards(random.Random(7), PATTERNS)
    orders = [an_order(FIRST_NUMBER + at, card) for at, card in enumerate(chosen)]
    add_orders(store, orders)
    books = BookkeepingService(store=store, clock=SystemClock())
    for order in orders:
        books.post(order.number, version=1, who=WHO)


class _Filling:
    """Copies the posted rows as patterns many times."""

    def __init__(self, path: Path, orders: int, days: int) -> None:
        self._path = path
        self._orders = orders
        self._first = date.today() - timedelta(days=days)
        self._of_days = days
        self._numbers = dict.fromkeys(self._years, 0)

    def run(self) -> None:
        began = time.monotonic()
        with closing(sqlite3.connect(self._path, isolation_level=None)) as file:
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000", "foreign_keys = OFF"):
                file.execute(f"PRAGMA {pragma}")
            later = laid_aside(file)
            file.execute("BEGIN")
            patterns = {table: _patterns(file, table) for table in TABLES}
            for table in (*TABLES, "financial_years", "counters"):
                file.execute(f"DELETE FROM {table}")
            for table, pattern in patterns.items():
                _insert(file, table, pattern[0], self._rows(table, pattern))
            self._count(file)
            said("posted orders", began)
            for words in ("order_words", "invoice_words", "voucher_words"):
                file.execute(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")
            said("words", began)
            for definition in later:
                file.execute(definition)
            file.execute("COMMIT")
            file.execute("PRAGMA journal_mode = WAL")
            said("indexes", began)

    def _day(self, at: int) -> date:
        return self._first + timedelta(days=at * self._of_days // self._orders)

    @cached_property
    def _years(self) -> list[int]:
        return list(range(self._first.year, date.today().year + 1))

    def _rows(self, table: str, pattern: Table) -> Iterator[list[Any]]:
        names, patterns = pattern
        change = _CHANGES[table]
        for at in range(self._orders):
            day = self._day(at)
            if table == "vouchers":
                self._numbers[day.year] += 1
            for row in patterns[at % len(patterns)]:
                values = dict(zip(names, row, strict=True))
                change(values, at, day, self._numbers[day.year])
                yield [values[name] for name in names]

    def _count(self, file: sqlite3.Connection) -> None:
        """Insert the years, and set the number series."""
        for year in self._years:
            file.execute("INSERT INTO financial_years VALUES (?, ?)", (f"{year}-01-01", f"{year}-12-31"))
        counters = {f"series:F:{year}-01-01": many for year, many in self._numbers.items() if many}
        counters |= {"order": FIRST_NUMBER + self._orders - 1, "voucher": self._orders}
        counters |= {"invoice": FIRST_INVOICE + self._orders - 1}
        for name, value in counters.items():
            file.execute("INSERT OR REPLACE INTO counters VALUES (?, ?)", (name, value))


def _insert(file: sqlite3.Connection, table: str, names: Sequence[str], rows: Iterator[list[Any]]) -> None:
    first = next(rows)
    marks = ", ".join("?" * len(first))
    file.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", chain([first], rows))


_KEYS = {
    "orders": "number",
    "order_lines": "order_number",
    "invoices": "number",
    "invoice_lines": "invoice_number",
    "vouchers": "id",
    "voucher_rows": "voucher_id",
    "ledger_items": "voucher_id",
    "events": "order_number",
}


def _patterns(file: sqlite3.Connection, table: str) -> Table:
    key = _KEYS[table]
    cursor = file.execute(f"SELECT * FROM {table} ORDER BY {key}")
    names = [column[0] for column in cursor.description]
    by_key: dict[Any, list[tuple[Any, ...]]] = {}
    for row in cursor:
        by_key.setdefault(row[names.index(key)], []).append(row)
    return names, list(by_key.values())


def _renamed(values: dict[str, Any], at: int) -> None:
    """The row's texts with the numbers of the copied order, invoice and voucher."""
    old_order, old_invoice = values["order_number"], values["number"]
    number, invoice = FIRST_NUMBER + at, FIRST_INVOICE + at
    for name in ("search", "snapshot"):
        values[name] = values[name].replace(str(old_order), str(number)).replace(str(old_invoice), str(invoice))
    values |= {"order_number": number, "number": invoice}


def _order(values: dict[str, Any], at: int, day: date, _number: int) -> None:
    number, invoice = FIRST_NUMBER + at, FIRST_INVOICE + at
    search = values["search"].replace(str(values["number"]), str(number))
    search = search.replace(str(values["invoice_number"]), str(invoice))
    values |= {"number": number, "invoice_number": invoice, "search": search}
    values |= {"order_date": day.isoformat(), "posted_on": day.isoformat(), "changed_at": f"{day} 08:00:00.000000"}


def _invoice(values: dict[str, Any], at: int, day: date, _number: int) -> None:
    _renamed(values, at)
    values |= {"issued_on": day.isoformat(), "due_on": day.isoformat(), "created_at": f"{day} 08:00:00.000000"}


def _voucher(values: dict[str, Any], at: int, day: date, number: int) -> None:
    invoice, old = FIRST_INVOICE + at, str(values["document"])
    for name in ("text", "search", "sort_text"):
        values[name] = values[name].replace(old, str(invoice))
    values |= {"id": at + 1, "number": number, "document": invoice, "year": f"{day.year}-01-01"}
    values |= {"event_date": day.isoformat(), "registered_at": f"{day} 08:00:00.000000"}


def _part(key: str, first: int) -> Callable[[dict[str, Any], int, date, int], None]:
    def change(values: dict[str, Any], at: int, day: date, _number: int) -> None:
        values[key] = first + at
        if "event_date" in values:
            values["event_date"] = day.isoformat()
        if key == "voucher_id" and "order_number" in values:
            values["order_number"] = FIRST_NUMBER + at
        if "id" in values:
            values["id"] = at + 1

    return change


_CHANGES: dict[str, Callable[[dict[str, Any], int, date, int], None]] = {
    "orders": _order,
    "order_lines": _part("order_number", FIRST_NUMBER),
    "invoices": _invoice,
    "invoice_lines": _part("invoice_number", FIRST_INVOICE),
    "vouchers": _voucher,
    "voucher_rows": _part("voucher_id", 1),
    "ledger_items": _part("voucher_id", 1),
    "events": _part("order_number", FIRST_NUMBER),
}
