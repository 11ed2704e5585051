"""What is booked stays, whatever another program says: each sealed table and each form of statement, on both databases.

The tables come from the schema: one that has triggers against removal is tried here, and any other must be named.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.adapters.store.migrations.rules_0009 import KEYS
from promeister_mpay.adapters.store.schema.tables import metadata
from support.fakes.clock import FakeClock
from support.full_store import NEXT_YEAR, cash, export, fill, filled_file
from support.sealed_statements import Statement, on_postgresql, on_sqlite, unique_keys
from support.settlement_files import Paid
from support.settlement_workshop import SettlementWorkshop
from support.stores import REFUSALS, Postgres, raw

CHANGEABLE = {
    "customers": "a register",
    "vehicles": "a register",
    "articles": "a register",
    "settings": "settings, whose changes are events",
    "counters": "the last number drawn; the tables themselves refuse another than the next",
    "store_identity": "counts commits; a lesser count is found by the mark",
}
"""The tables of the schema that are not sealed, each with the reason."""
FIXED = {
    "payment_requests": ("id", "order_number", "attempt", "reference", "key", "amount", "created_at"),
    "refunds": ("transaction_id", "reference", "credit_invoice", "amount", "created_at"),
    "orders": ("number", "order_date", "customer_number", "customer_name", "note", "to_pay"),
}
"""The columns that are sealed in tables of which others change; in all other tables every column is."""
A_GAP = "INSERT INTO number_gaps VALUES ('invoice', 500, 600, '2026-01-01 00:00:00', 'BH')"
SEALED = sorted(set(metadata.tables) - set(CHANGEABLE))
CLOSED = {"orders": "number <> 14900", "order_lines": "order_number <> 14900"}
"""Order 14900 is open, so it may be changed."""
Sealed = dict[str, set[tuple[Any, ...]]]
"""The sealed rows by table."""


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite store with rows in every sealed table."""
    path = filled_file(tmp_path_factory.mktemp("full"))
    raw(sqlite_url(path), A_GAP)
    return path


@pytest.fixture(scope="module")
def full_url(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL store with rows in every sealed table."""
    url = postgres.new_store()
    with closing(open_store(url)) as store:
        fill(store, tmp_path_factory.mktemp("full"))
    raw(url, A_GAP)
    return url


def test_every_table_is_sealed_or_named_as_changeable(full_file: Path) -> None:
    url = sqlite_url(full_file)
    triggers = raw(url, "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_stay'")
    assert sorted(name for (name,) in triggers) == SEALED
    for table in SEALED:
        assert raw(url, f"SELECT COUNT(*) FROM {table}") != [(0,)], table


def test_every_unique_key_of_a_sealed_table_is_guarded() -> None:
    ours = {"orders", "order_lines"}
    declared = {name: set(unique_keys(metadata.tables[name])) for name in SEALED if name not in ours}
    holding = {("order_number",)}
    assert {name: set(keys) for name, keys in KEYS.items()} == {
        name: keys - (holding if name == "payment_requests" else set()) for name, keys in declared.items()
    }


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("table", SEALED)
def test_no_statement_changes_or_removes_what_is_sealed_in_a_file(full_file: Path, table: str, recursive: str) -> None:
    with closing(sqlite3.connect(full_file, isolation_level=None)) as file:
        file.execute(f"PRAGMA recursive_triggers = {recursive}")
        file.row_factory = sqlite3.Row
        columns = ", ".join(column.name for column in metadata.tables[table].c)
        where = CLOSED.get(table, "TRUE")
        rows = [dict(row) for row in file.execute(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY rowid")]
        rowids = [row[0] for row in file.execute(f"SELECT rowid FROM {table} WHERE {where} ORDER BY rowid")]
        before = {name: sealed_in(file, name) for name in SEALED}
        for statement in on_sqlite(metadata.tables[table], rows, rowids):
            file.execute("BEGIN")
            changes = file.total_changes
            with suppress(sqlite3.Error):
                file.execute(*statement)
            if not file.in_transaction:
                file.execute("BEGIN")
            # Reading every table after each refused statement would take most of the time.
            if file.total_changes != changes:
                assert_sealed(file, before, statement)
            file.execute("ROLLBACK")
        assert_sealed(file, before, None)


def assert_sealed(file: sqlite3.Connection, before: Sealed, statement: Statement | None) -> None:
    for name, seen in before.items():
        assert not seen - sealed_in(file, name), (name, statement)


def sealed_in(file: sqlite3.Connection, table: str) -> set[tuple[Any, ...]]:
    return {tuple(row) for row in file.execute(sealed_rows(table))}


def sealed_rows(table: str) -> str:
    names = FIXED.get(table, [column.name for column in metadata.tables[table].c])
    return f"SELECT {', '.join(names)} FROM {table} WHERE {CLOSED.get(table, 'TRUE')}"


@pytest.mark.parametrize("table", SEALED)
def test_no_statement_changes_or_removes_what_is_sealed_at_a_server(full_url: str, table: str) -> None:
    with closing(psycopg.connect(full_url)) as server:
        with server.cursor(row_factory=dict_row) as cursor:
            columns = ", ".join(column.name for column in metadata.tables[table].c)
            rows = cursor.execute(
                f"SELECT {columns} FROM {table} WHERE {CLOSED.get(table, 'TRUE')}".encode()
            ).fetchall()
        before = {name: sealed_at(server, name) for name in SEALED}
        for statement in on_postgresql(metadata.tables[table], rows):
            server.rollback()
            with suppress(psycopg.Error):
                server.execute(statement.sql.replace("?", "%s").encode(), statement.values)
                for name, seen in before.items():
                    assert not seen - sealed_at(server, name), (name, statement)
        server.rollback()


def sealed_at(server: psycopg.Connection[Any], table: str) -> set[tuple[Any, ...]]:
    return set(server.execute(sealed_rows(table).encode()).fetchall())


# -- rows laid ready

BATCHED = "INSERT INTO batch_vouchers SELECT MAX(vouchers.id), MAX(batches.id) + 1 FROM vouchers, batches"
NOT_BATCHED = "SELECT COUNT(*) FROM vouchers WHERE id NOT IN (SELECT voucher_id FROM batch_vouchers)"


def laid_ready() -> Iterator[Statement]:
    """Copies of the newest rows of each document, for the next document."""
    nexts = {
        "invoice_lines": ("invoice_number", "SELECT MAX(number) + 1 FROM invoices"),
        "voucher_rows": ("voucher_id", "SELECT MAX(id) + 1 FROM vouchers"),
        "ledger_items": ("voucher_id", "SELECT MAX(id) + 1 FROM vouchers"),
        "payout_rows": ("payout_number", "SELECT MAX(number) + 1 FROM payouts"),
    }
    for table, (column, following) in nexts.items():
        rest = [each.name for each in metadata.tables[table].c if each.name != column]
        values = {"claim": "'laid ready'", "mark": "'laid ready'", "times": "0"} if table == "payout_rows" else {}
        copied = ", ".join(values.get(name, name) for name in rest)
        yield Statement(
            f"INSERT INTO {table} ({column}, {', '.join(rest)}) SELECT ({following}), {copied} FROM {table} LIMIT 1"
        )


def test_rows_laid_ready_for_the_next_document_block_nothing_and_are_not_in_it(full_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "mpay.sqlite3"
    with closing(sqlite3.connect(full_file)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    with closing(sqlite3.connect(path)) as file, file:
        for statement in laid_ready():
            file.execute(*statement)

    with closing(open_store(sqlite_url(path))) as store:
        shop = SettlementWorkshop(store, clock=FakeClock(NEXT_YEAR))
        shop.pays(14950)
        cash(shop, 14951)
        invoice = shop.post(14950)
        assert len(shop.books.invoice(invoice).invoice.lines) == 1
        assert len(shop.settles(Paid("14950-1", 168_100, batch_number="9"))) == 1
        with closing(sqlite3.connect(path)) as file, file:
            file.execute(BATCHED)
        export(shop, tmp_path)
        export(shop, tmp_path)
    assert raw(sqlite_url(path), NOT_BATCHED) == [(0,)]
    unsealed = "SELECT COUNT(*) FROM {} WHERE {} NOT IN (SELECT {} FROM {})"
    for names in (("voucher_rows", "voucher_id", "id", "vouchers"), ("batch_vouchers", "batch_id", "id", "batches")):
        assert raw(sqlite_url(path), unsealed.format(*names)) == [(0,)]
    assert raw(sqlite_url(path), "SELECT SUM(amount) FROM voucher_rows") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO voucher_rows SELECT 9999, position, account, amount, event_date FROM voucher_rows LIMIT 1",
        "INSERT INTO invoice_lines SELECT 9999, position, quantity, amount, 25, NULL, NULL FROM invoice_lines LIMIT 1",
        "INSERT INTO batch_vouchers SELECT 9999, 9999",
    ],
)
def test_rows_of_a_later_document_are_refused(full_file: Path, statement: str) -> None:
    with closing(sqlite3.connect(full_file)) as file, pytest.raises(REFUSALS, match="a row is of the next document"):
        file.execute(statement)


@pytest.mark.parametrize("verb", ["INSERT", "REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE"])
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_a_correction_that_is_booked_is_not_replaced(full_file: Path, verb: str, recursive: str) -> None:
    """The case that was found: a next voucher, right in every other way, that corrects what is already corrected."""
    with closing(sqlite3.connect(full_file, isolation_level=None)) as file:
        file.row_factory = sqlite3.Row
        file.execute(f"PRAGMA recursive_triggers = {recursive}")
        file.execute("BEGIN")
        correction = dict(file.execute("SELECT * FROM vouchers WHERE corrects IS NOT NULL").fetchone())
        after = {"id": correction["id"] + 1, "number": correction["number"] + 1}
        for table in ("voucher_rows", "ledger_items"):
            rest = ", ".join(each.name for each in metadata.tables[table].c if each.name != "voucher_id")
            file.execute(
                f"INSERT INTO {table} (voucher_id, {rest}) SELECT ?, {rest} FROM {table} WHERE voucher_id = ?",
                (after["id"], correction["id"]),
            )
        names, marks = ", ".join(correction), ", ".join("?" for _ in correction)
        with suppress(sqlite3.IntegrityError):
            file.execute(f"{verb} INTO vouchers ({names}) VALUES ({marks})", tuple((correction | after).values()))
        assert correction in [dict(row) for row in file.execute("SELECT * FROM vouchers")]
        file.execute("ROLLBACK")
