"""The migrations lead to the declared schema, on both databases."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Engine, MetaData, create_engine, text

from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.adapters.store.database.upgrade import MIGRATIONS
from promeister_mpay.adapters.store.schema.tables import REVISIONS, metadata
from promeister_mpay.domain.books.vouchers import VoucherRow
from promeister_mpay.domain.lists.filters import read_query
from promeister_mpay.domain.lists.query import ListKind, ListQuery
from support.stores import REFUSALS, Postgres, raw, sqlite_path

Filled = TypeVar("Filled")
DATABASE_SPECIFIC_NAMES = (
    *("order_words", "ix_orders_words", "ix_orders_by_number"),
    *("invoice_words", "ix_invoices_words", "ix_invoices_by_number"),
    *("voucher_words", "ix_vouchers_words", "ix_vouchers_by_id"),
)
"""How the names begin of what migrations make for one of the databases only, beside what `metadata` declares."""


def test_the_program_knows_every_migration_in_order() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


def test_the_migrated_schema_is_the_declared_one(store: SqlStore) -> None:
    with store._engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": _is_declared}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_the_migrated_file_has_the_very_tables_and_indexes_that_are_declared(
    sqlite_store_url: str, tmp_path: Path
) -> None:
    declared = tmp_path / "declared.sqlite3"
    engine = create_engine(f"sqlite:///{declared}")
    metadata.create_all(engine)
    engine.dispose()
    assert _shape(sqlite_path(sqlite_store_url)) == _shape(declared)


def _is_declared(name: str | None, _type: str, _parents: object) -> bool:
    return not str(name).startswith(DATABASE_SPECIFIC_NAMES)


def _shape(path: Path) -> dict[str, list[str]]:
    """Each table and index with the parts of its definition, in no order."""
    query = "SELECT name, sql FROM sqlite_master WHERE type <> 'trigger' AND sql IS NOT NULL"
    with closing(sqlite3.connect(path)) as file:
        found = dict(file.execute(query).fetchall())
    found.pop("alembic_version", None)
    return {name: _parts(sql) for name, sql in found.items() if _is_declared(name, "", None)}


def _parts(sql: str) -> list[str]:
    """What stands between the outer parentheses, part by part, in no order: a column added later stands last."""
    head, _, body = sql.partition("(")
    parts, depth = [""], 0
    for character in body.rpartition(")")[0]:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return sorted([head.strip(), body.rpartition(")")[2].strip(), *(" ".join(part.split()) for part in parts)])


BOOKED_IN_0002 = (
    "INSERT INTO financial_years VALUES ('2026-01-01', '2026-12-31')",
    "INSERT INTO voucher_rows (voucher_id, position, account, amount) VALUES (1, 0, 1931, 100), (1, 1, 3001, -100)",
    (
        "INSERT INTO vouchers (id, series, year, number, event_date, registered_at, who, text, counterparty, "
        "document_kind, amount, search) VALUES (1, 'F', '2026-01-01', 1, '2026-11-02', '2026-11-02 11:00:00', 'BH', "
        "'Faktura 1001', 'Åsa', 'INVOICE', 100, ' f 1 faktura 1001 asa')"
    ),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "old.sqlite3")
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.new_database()


def test_what_was_booked_before_there_was_a_ledger_is_in_it(empty_url: str) -> None:
    upgrade_to("0002", empty_url, book_a_voucher)
    with closing(open_store(empty_url)) as store:
        with store.reading() as work:
            assert work.vouchers.get(1).rows == (VoucherRow(1931, 100), VoucherRow(3001, -100))
            found = work.lists.after(read_query(ListKind.VOUCHERS, ListQuery("asa"), date(2026, 11, 2)), None, most=2)
        assert [row.values["text"] for row in found] == ["Faktura 1001"]
    assert raw(empty_url, "SELECT DISTINCT CAST(event_date AS TEXT) FROM voucher_rows") == [("2026-11-02",)]
    with pytest.raises(REFUSALS, match="what is booked never changes"):
        raw(empty_url, "UPDATE voucher_rows SET amount = 1")


EVENTS_OF_0008 = (
    (1, 14790, "Ordern skapad."),
    (2, 14791, "Ordern raderad: Åsa Öberg, Ab, 12 rader, 3 rader."),
    (3, 14790, "Ordern raderad: utan kund, 0 rader."),
)


def test_events_from_before_lose_the_names_of_customers_and_have_no_computer(empty_url: str) -> None:
    def write(connection: Connection) -> None:
        for number, order, words in EVENTS_OF_0008:
            connection.execute(
                text("INSERT INTO events VALUES (:id, :order, '2026-11-02 11:00:00', 'BH', :words, '', '')"),
                {"id": number, "order": order, "words": words},
            )

    upgrade_to("0008", empty_url, write)
    with closing(open_store(empty_url)) as store, store.reading() as work:
        found = [event for order in (14790, 14791) for event in work.events.of_order(order)]
    assert [event.text for event in found] == ["Ordern raderad, 0 rader.", "Ordern skapad.", "Ordern raderad, 3 rader."]
    assert {event.where for event in found} == {""}
    with pytest.raises(REFUSALS, match="events never change"):
        raw(empty_url, "UPDATE events SET text = 'x'")


TABLES_OF_0001 = ("orders", "order_lines", "customers", "vehicles", "articles")
CHOSEN = {"status": "NY", "type": "Arbete", "payment_method": "KORT"}
"""The values of columns that hold one of a few words."""


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_store_of_each_older_version_is_opened_with_what_is_in_it(empty_url: str, revision: str) -> None:
    before = upgrade_to(revision, empty_url, fill_tables)
    with closing(open_store(empty_url)) as store:
        after = {name: rows_of(store._engine, name) for name in TABLES_OF_0001}
        with store.reading() as work:
            assert work.orders.get(1).customer_name == "customer_name"
    for name, (row,) in before.items():
        assert after[name] == [after[name][0] | row]


def fill_tables(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Put a row into each table that version 0001 has, with a value in each column; gives them as they are stored."""
    tables = MetaData()
    tables.reflect(connection, only=TABLES_OF_0001)
    for name in TABLES_OF_0001:
        table = tables.tables[name]
        connection.execute(table.insert(), {column.name: sample(column) for column in table.columns})
    return {name: rows_of(connection, name) for name in TABLES_OF_0001}


def sample(column: Column[Any]) -> object:
    """A value of the column's type; the numbers are all 1, so that the row of an order belongs to the order."""
    if column.name in CHOSEN:
        return CHOSEN[column.name]
    samples: dict[type, object] = {
        bool: False,
        int: 1,
        str: column.name,
        date: date(2026, 3, 2),
        datetime: datetime(2026, 3, 2, 14, 5, tzinfo=UTC),
    }
    return samples[column.type.python_type]


def rows_of(source: Connection | Engine, table: str) -> list[dict[str, Any]]:
    """All rows of a table as they are stored."""
    query = text(f"SELECT * FROM {table}")
    if isinstance(source, Engine):
        with source.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]
    return [dict(row) for row in source.execute(query).mappings()]


def book_a_voucher(connection: Connection) -> None:
    """Put a booked voucher into a store of version 0002."""
    for statement in BOOKED_IN_0002:
        connection.exec_driver_sql(statement)


def upgrade_to(revision: str, url: str, fill: Callable[[Connection], Filled]) -> Filled:
    """Make a store of an earlier version, and fill it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with closing_engine(engine), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        return fill(connection)


@contextmanager
def closing_engine(engine: Engine) -> Iterator[None]:
    """Close all connections of the engine at the end."""
    try:
        yield
    finally:
        engine.dispose()
