"""Whatever a stored value has become, reading it is damage that a copy mends, and never ends in the crash box."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from promeister_mpay.adapters.startup_order import read_startup_order
from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.adapters.store.schema.tables import metadata
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.domain.lists.filters import read_query
from promeister_mpay.domain.lists.query import ListKind, ListQuery
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.errors import MpayError
from promeister_mpay.services.ports.store import UnitOfWork
from promeister_mpay.services.settings import load_settings, readable_settings
from support.full_store import NEXT_YEAR, filled_file

NOT_UTF8 = "CAST(X'ff41' AS TEXT)"
HOSTILE = (NOT_UTF8, "X'00ff'", "'x'", "4611686018427387904", "1.5", "NULL")
"""SQL of values; a column takes those that the file format can hold in it."""
REGISTERS = ("customers", "vehicles", "articles")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with rows in every table."""
    path = filled_file(tmp_path_factory.mktemp("full"))
    with closing(open_store(sqlite_url(path))) as store, store.writing() as work:
        work.registers.put_customer(Customer("10400", "Åsa Öberg"))
        work.registers.put_vehicle(Vehicle("ABC 123", "VOLVO", "10400"))
        work.registers.put_article(Article("1010", description="Olja"))
        work.commit()
    return path


Reading = Callable[[UnitOfWork], object]


def readings() -> Iterator[Reading]:
    """Everything that the program reads of a store, one thing at a time."""
    for number in (14790, 14900):
        yield lambda work, number=number: work.orders.get(number).totals  # type: ignore[misc]
        yield lambda work, number=number: [each.owed for each in work.requests.of_order(number)]  # type: ignore[misc]
        yield lambda work, number=number: work.events.of_order(number)  # type: ignore[misc]
        yield lambda work, number=number: work.invoices.of_order(number)  # type: ignore[misc]
        yield lambda work, number=number: work.invoices.heads_of(number)  # type: ignore[misc]
    yield lambda work: (work.requests.due(NEXT_YEAR, most=9), work.requests.next_due())
    for kind in ListKind:
        yield lambda work, kind=kind: work.lists.after(_all(kind), None, most=99)  # type: ignore[misc]
    yield lambda work: (work.lists.counts(), work.lists.checkpoints(_all(ListKind.ORDERS), step=2))
    yield lambda work: [work.vouchers.get(number) for number in range(1, 11)]
    yield lambda work: (work.vouchers.years(), work.vouchers.closed_through(), work.vouchers.corrected_by(9))
    yield lambda work: [work.batches.get(number) for number in (1, 2, 3)]
    yield lambda work: [work.batches.content(number) for number in (1, 2, 3)]
    yield lambda work: [list(work.batches.vouchers(each)) for each in work.batches.unexported(Period())]
    yield lambda work: [work.payouts.get(number) for number in (1, 2)]
    yield lambda work: (work.payouts.outstanding(), work.payouts.open_items(["14790-1", "14792-1"]))
    yield lambda work: work.account_sums.turnover(1931, Period())
    yield lambda work: load_settings(work.settings)
    yield lambda work: readable_settings(work.settings)
    yield lambda work: (
        work.registers.customer("10400"),
        work.registers.vehicle("ABC123"),
        work.registers.article("1010"),
    )


def _all(kind: ListKind) -> Any:
    return read_query(kind, ListQuery(), date(2026, 11, 2))


def test_what_is_read_here_can_be_read(full: Path) -> None:
    with closing(open_store(sqlite_url(full))) as store:
        for reading in readings():
            with store.reading() as work:
                reading(work)


TABLES = sorted(set(metadata.tables) - {"store_identity", "number_gaps"})


def columns_of(table: str) -> list[str]:
    """All but a row number, which cannot be anything but a number."""
    keys = metadata.tables[table].primary_key
    return [
        column.name
        for column in metadata.tables[table].c
        if not (column.primary_key and len(keys) == 1 and column.type.python_type is int)
    ]


@pytest.fixture(scope="module")
def readings_of(full: Path) -> dict[str, list[Reading]]:
    """For each table what reads it: nothing else can find its damage."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    found: dict[str, list[Reading]] = {table: [] for table in TABLES}
    event.listen(Engine, "before_cursor_execute", note)
    with closing(open_store(sqlite_url(full))) as store, store.reading() as work:
        for reading in readings():
            statements.clear()
            reading(work)
            for table in TABLES:
                if any(table in statement for statement in statements):
                    found[table].append(reading)
    event.remove(Engine, "before_cursor_execute", note)
    return found


def test_every_table_is_read(readings_of: dict[str, list[Reading]]) -> None:
    """Counters and seals are read when a document is booked, and an invoice's lines from its document."""
    assert {table for table, reading in readings_of.items() if not reading} == {
        "counters",
        "invoice_lines",
        "invoice_seals",
        "voucher_seals",
    }


@pytest.mark.parametrize("value", HOSTILE)
def test_no_number_is_drawn_from_a_damaged_counter(full: Path, tmp_path: Path, value: str) -> None:
    path = tmp_path / "mpay.sqlite3"
    path.write_bytes(full.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        unguarded(file)
        last = dict(file.execute("SELECT name, value FROM counters"))
        file.execute(f"UPDATE counters SET value = {value}")
        with closing(open_store(sqlite_url(path), marked=False)) as store:
            for series, draw in DRAWING.items():
                with store.writing() as work:
                    try:
                        drawn, said = draw(work), ""
                    except MpayError as error:
                        drawn, said = None, str(error)
                assert "Återställ" in said if drawn is None else drawn > last[series], series


DRAWING: dict[str, Callable[[UnitOfWork], int]] = {
    "order": lambda work: work.orders.next_number(),
    "invoice": lambda work: work.invoices.next_number(1000),
    "payout": lambda work: work.payouts.next_number(),
    "batch": lambda work: work.batches.next_number(),
}


@pytest.mark.parametrize("table", TABLES)
def test_no_stored_value_ends_in_the_crash_box(
    full: Path, readings_of: dict[str, list[Reading]], tmp_path: Path, table: str
) -> None:
    path = tmp_path / "mpay.sqlite3"
    path.write_bytes(full.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        unguarded(file)
        file.execute(f"CREATE TABLE whole AS SELECT rowid AS at, * FROM {table}")
        with closing(open_store(sqlite_url(path), marked=False)) as store:
            for column, value in product(columns_of(table), HOSTILE):
                file.execute(f"UPDATE OR IGNORE {table} SET {column} = {value}")
                read_all(store, readings_of[table], f"{table}.{column} = {value}")
                read_startup_order(path, 14790)
                file.execute(f"UPDATE {table} SET {column} = (SELECT {column} FROM whole WHERE at = {table}.rowid)")


def unguarded(file: sqlite3.Connection) -> None:
    """A failing disk asks no trigger, no check and no constraint."""
    for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        file.execute(f"DROP TRIGGER {name}")
    file.execute("PRAGMA ignore_check_constraints = ON")
    file.execute("PRAGMA writable_schema = ON")
    file.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'")
    version = file.execute("PRAGMA schema_version").fetchone()[0]
    file.execute(f"PRAGMA schema_version = {version + 1}")
    file.execute("PRAGMA writable_schema = OFF")


def read_all(store: SqlStore, readings: Sequence[Reading], damage: str) -> None:
    """Read; what cannot be read is said to be damaged, or missing, or is a setting to enter again."""
    with store.reading() as work:
        for reading in readings:
            said = ""
            try:
                reading(work)
            except MpayError as error:
                said = str(error)
            assert not said or any(words in said for words in ("Återställ", "på nytt", "finns inte")), (damage, said)
