# ruff: noqa: S608 – all names stand in this file or in the store's own schema
"""Merges newer payments, history and books, with their orders, into a store restored from an older copy.

Plain SQL on one connection to the new store. The triggers that refuse changes are dropped meanwhile; the triggers
that keep list and search columns stay.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from promeister_mpay.adapters.store.backup.restore_numbers import Execute
from promeister_mpay.errors import StoreError
from promeister_mpay.services.payments.lost_links import RESTORED_BLIND

DIVERGED = (
    "Kopian hör inte till den här databasen: i den finns betalningar eller verifikationer som databasen inte har. "
    "Ingenting återställdes. Kontakta supporten."
)
_OF_THE_WORLD = ("resurs_%", "method_%", "order_prefix", "erased_%")
"""LIKE patterns of the settings to merge: the gateway account, and the prefix of payment references."""
_FLEETING = {"id", "lease_owner", "lease_until", "checked_at", "next_check_at", "failures"}
_SEALS = ("invoice_seals", "voucher_seals")
_HANDLED = {"orders", "order_lines", "payment_requests", "refunds", "events", *_SEALS}
_MARGIN = 1000
"""Order numbers to skip when those used since the copy are unknown."""


def merge_newer_payments_and_books(connection: sqlite3.Connection, current: Path) -> int:
    """Merge newer payments and books from the store `current`; returns the number of orders. Raises `StoreError`."""
    connection.execute("ATTACH DATABASE ? AS current", (f"{current.absolute()}",))
    with _transaction(connection), _without_refusals(connection):
        _check_same_history(connection)
        connection.execute(
            "CREATE TEMP TABLE merged_orders AS SELECT order_number AS number FROM "
            f"(SELECT {_payment(connection)} FROM current.payment_requests "
            f"EXCEPT SELECT {_payment(connection)} FROM main.payment_requests) "
            "UNION SELECT order_number FROM current.invoices WHERE number NOT IN (SELECT number FROM main.invoices)"
        )
        _merge_orders(connection)
        for table in _booked(connection):
            _add_missing(connection, table)
        _take_seals(connection)
        _merge_events(connection)
        _merge_number_series(connection)
        _check_keys(connection)
        merged = connection.execute("SELECT COUNT(*) FROM merged_orders").fetchone()[0]
    connection.execute("DETACH DATABASE current")
    return int(merged)


def recheck_all_payments(connection: sqlite3.Connection) -> None:
    """Make the payment loop ask about every payment before it creates links, and skip order numbers perhaps in use."""
    with _transaction(connection):
        recheck(connection.execute)
        connection.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, 'true')", (RESTORED_BLIND,))


def recheck(execute: Execute) -> None:
    """Run the statements of `recheck_all_payments`, which both databases understand."""
    # The link may have been created after the copy was made: record it as a call whose answer was lost.
    execute(
        "UPDATE payment_requests SET call_kind = 'CREATE', call_started_at = created_at, call_transaction_id = '' "
        "WHERE outcome IS NULL AND intent = 'COLLECT' AND payment_id = '' AND call_kind IS NULL"
    )
    # The payment may have been refunded after the copy was made.
    execute(
        "UPDATE payment_requests SET outcome = NULL, settled_at = NULL WHERE outcome = 'PAID' "
        "AND released_at IS NULL AND order_number IN (SELECT number FROM orders WHERE status <> 'BOKFÖRD')"
    )
    execute("UPDATE payment_requests SET next_check_at = created_at WHERE next_check_at IS NOT NULL")
    execute("UPDATE counters SET value = value + ? WHERE name = 'order'", (_MARGIN,))
    _check_soon(execute)


def _check_soon(execute: Execute) -> None:
    execute(
        "UPDATE payment_requests SET next_check_at = created_at, failures = 0, lease_owner = '', lease_until = NULL "
        "WHERE outcome IS NULL"
    )


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def _without_refusals(connection: sqlite3.Connection) -> Iterator[None]:
    """Drop the refusing triggers: the merge copies whole rows, which keep their rules. Recreate them afterwards."""
    refusing = connection.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'"
    ).fetchall()
    for name, _ in refusing:
        connection.execute(f"DROP TRIGGER main.{name}")
    yield
    for _, sql in refusing:
        connection.execute(sql)


def _check_same_history(connection: sqlite3.Connection) -> None:
    """Raise `StoreError` if the copy has bookings or payment requests that the current store lacks."""
    compared = {table: _plain(connection, table) for table in _booked(connection)}
    compared["payment_requests"] = ["key", "reference", "order_number", "amount"]
    compared["refunds"] = ["transaction_id", "reference", "credit_invoice", "amount"]
    for table, columns in compared.items():
        if _differs(connection, table, ", ".join(columns)):
            raise StoreError(DIVERGED)


def _differs(connection: sqlite3.Connection, table: str, columns: str) -> bool:
    more = f"SELECT {columns} FROM main.{table} EXCEPT SELECT {columns} FROM current.{table} LIMIT 1"
    return connection.execute(more).fetchone() is not None


def _merge_orders(connection: sqlite3.Connection) -> None:
    """Replace each order with its lines and payments, so that the amount asked of the customer stays."""
    among = "IN (SELECT number FROM merged_orders)"
    of_payment = f"IN (SELECT reference FROM current.payment_requests WHERE order_number {among})"
    whose = {"orders": f"number {among}", "order_lines": f"order_number {among}"}
    whose |= {"payment_requests": f"order_number {among}", "refunds": f"reference {of_payment}"}
    for table in reversed(whose):
        connection.execute(f"DELETE FROM main.{table} WHERE {whose[table]}")
    for table in whose:
        columns = ", ".join(_columns(connection, table, but={"id"}))
        connection.execute(
            f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM current.{table} "
            f"WHERE {whose[table]} ORDER BY rowid"
        )
    _check_soon(connection.execute)


def _add_missing(connection: sqlite3.Connection, table: str) -> None:
    """Insert the rows whose key is missing; the table's rows never change."""
    columns, key = ", ".join(_columns(connection, table)), ", ".join(_key(connection, table))
    connection.execute(
        f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM current.{table} "
        f"WHERE ({key}) NOT IN (SELECT {key} FROM main.{table})"
    )


def _take_seals(connection: sqlite3.Connection) -> None:
    """Take the current store's seals of all documents: those of a copy that was just upgraded have other salts."""
    for table in _SEALS:
        connection.execute(f"DELETE FROM main.{table}")
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM current.{table}")


def _merge_events(connection: sqlite3.Connection) -> None:
    """Insert the missing events in their original order."""
    columns = _columns(connection, "events", but={"id"})
    same = " AND ".join(f"known.{name} = event.{name}" for name in columns)
    names = ", ".join(columns)
    connection.execute(
        f"INSERT INTO main.events ({names}) SELECT {names} FROM current.events AS event "
        f"WHERE NOT EXISTS (SELECT 1 FROM main.events AS known WHERE {same}) ORDER BY id"
    )


def _merge_number_series(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO main.counters (name, value) SELECT name, value FROM current.counters WHERE TRUE "
        "ON CONFLICT (name) DO UPDATE SET value = MAX(value, excluded.value)"
    )
    connection.execute(
        "INSERT OR REPLACE INTO main.settings (key, value) SELECT key, value FROM current.settings "
        f"WHERE {' OR '.join('key LIKE ?' for _ in _OF_THE_WORLD)}",
        _OF_THE_WORLD,
    )


def _check_keys(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA main.foreign_key_check").fetchone() is not None:
        raise StoreError(DIVERGED)


def _booked(connection: sqlite3.Connection) -> list[str]:
    """The tables whose rows never change: those with triggers of the bookkeeping rules (`migrations/rules_0002.py`)."""
    tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
    kept = {row[0] for row in connection.execute("SELECT tbl_name FROM current.sqlite_master WHERE name LIKE '%_stay'")}
    return [name for (name,) in tables if name in kept - _HANDLED]


def _columns(connection: sqlite3.Connection, table: str, *, but: Collection[str] = ()) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})") if row[1] not in but]


def _key(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})") if row[5]]


def _plain(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns without search and sort columns, which another version may derive in another way."""
    return [name for name in _columns(connection, table, but={"search"}) if not name.startswith("sort_")]


def _payment(connection: sqlite3.Connection) -> str:
    """The columns of a payment request that record what was done."""
    return ", ".join(_columns(connection, "payment_requests", but=_FLEETING))
