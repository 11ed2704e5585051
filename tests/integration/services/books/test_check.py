"""Kontrollera böckerna on both databases: a whole store has no break, and every kind of tampering is found.

Who tampers owns the database: the triggers are gone, and the SQL is written by hand.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.adapters.store.schema.tables import metadata
from promeister_mpay.domain.books.breaks import Break
from promeister_mpay.domain.books.sie import heads_in
from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.errors import StoreError
from promeister_mpay.services.books.check import Checked, CheckService
from support.fakes.clock import FakeClock
from support.full_store import fill, filled_file
from support.sealed_statements import other
from support.stores import Postgres, raw

CHAINED = ("invoices", "invoice_lines", "vouchers", "voucher_rows", "ledger_items", "events")
DERIVED = {"search", "event_date"}
"""What lists need; a row's day is compared with its voucher's."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = filled_file(tmp_path_factory.mktemp("full"))
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
    return path


@pytest.fixture
def copy(full: Path, tmp_path: Path) -> Path:
    """A copy without triggers, as one who owns the file can make it."""
    path = tmp_path / "mpay.sqlite3"
    shutil.copyfile(full, path)
    shutil.copyfile(f"{full}-mark", f"{path}-mark")
    with closing(sqlite3.connect(path)) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.commit()
    return path


def check(url: str, **how: Any) -> Checked | None:
    with closing(open_store(url)) as store:
        return CheckService(store=store, clock=FakeClock()).run(who="BH", **how)


def breaks(url: str) -> Sequence[Break]:
    checked = check(url)
    assert checked is not None
    return checked.breaks


def test_books_that_the_program_kept_have_no_break(full: Path, tmp_path: Path) -> None:
    path = tmp_path / "mpay.sqlite3"
    shutil.copyfile(full, path)
    steps: list[tuple[int, int]] = []
    checked = check(sqlite_url(path), progress=lambda done, of: steps.append((done, of)))
    assert checked is not None
    assert checked.breaks == ()
    assert steps[-1] == (checked.documents, checked.documents)
    with closing(open_store(sqlite_url(path))) as store, store.reading() as work:
        assert work.events.of_order(WORKSHOP)[0].text == checked.sentence


def test_books_at_a_server_have_no_break_and_a_changed_amount_is_found(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.new_store()
    with closing(open_store(url)) as store:
        fill(store, tmp_path)
    assert breaks(url) == ()
    with psycopg.connect(url) as server:
        server.execute("SET session_replication_role = replica")
        server.execute("UPDATE voucher_rows SET amount = amount + 100 WHERE voucher_id = 2 AND amount > 0")
    assert {each.place for each in breaks(url)} == {"Verifikation F 2 (2026)"}


def sealed_columns() -> Iterator[tuple[str, str]]:
    for table in CHAINED:
        for column in metadata.tables[table].c:
            if not column.name.startswith("sort_") and column.name not in DERIVED and not column.primary_key:
                yield table, column.name


def test_a_change_of_any_column_is_found(copy: Path) -> None:
    """One after the other on one copy, each put back: the file is walked once for each column."""
    unseen = []
    for table, column in sealed_columns():
        with closing(sqlite3.connect(copy)) as file:
            where = f"{column} IS NOT NULL"
            row = file.execute(f"SELECT rowid, {column} FROM {table} WHERE {where} ORDER BY rowid DESC").fetchone()
            file.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (changed(table, column, row[1]), row[0]))
            file.commit()
            if not found(copy):
                unseen.append((table, column))
            file.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (row[1], row[0]))
            file.commit()
    assert unseen == []
    assert not found(copy)


WORDS = {
    "kind": "Kreditfaktura",
    "payment_method": "SWISH",
    "document_kind": "CORRECTION",
    "snapshot": "{}",
}


def changed(table: str, column: str, value: Any) -> Any:
    """Another value that the column can hold; a document that is a credit already becomes an invoice."""
    if column in WORDS:
        return "Faktura" if value == WORDS[column] else WORDS[column]
    return f"203{value[3:]}" if str(value).startswith("202") else other(value)


def found(path: Path) -> Sequence[Break]:
    """What a walk finds; a value that cannot even be read is found as damage."""
    try:
        with closing(open_store(sqlite_url(path), marked=False)) as store, store.reading() as work:
            return [each for part in work.proof.walk() for each in part.breaks]
    except StoreError as error:
        return [Break("Databasen", str(error))]


def gone(table: str, key: str, number: str) -> str:
    """Remove a document with its seal."""
    seals, of = ("invoice_seals", "number") if table == "invoices" else ("voucher_seals", "voucher_id")
    return f"DELETE FROM {table} WHERE {key} = {number}; DELETE FROM {seals} WHERE {of} = {number}"


def swapped(table: str, column: str, first: str, second: str) -> str:
    """Let two documents change places."""
    change = f"UPDATE {table} SET {column} = {{}} WHERE {column} = {{}}"
    return "; ".join(change.format(*each) for each in (("-7", first), (first, second), (second, "-7")))


TAMPERED = {
    "a deleted invoice": ("DELETE FROM invoices WHERE number = 1002", "Faktura 1002"),
    "a deleted invoice, traces too": (gone("invoices", "number", "1002"), "Faktura 1003"),
    "a deleted voucher": ("DELETE FROM vouchers WHERE id = 3", "Verifikation med löpnummer 3"),
    "a deleted voucher row": ("DELETE FROM voucher_rows WHERE voucher_id = 3 AND position = 1", "Verifikation F 3"),
    "a deleted ledger item": ("DELETE FROM ledger_items WHERE voucher_id = 3", "Verifikation F 3"),
    "a deleted event": ("DELETE FROM events WHERE id = 5", "Händelse "),
    "the newest invoice, traces too": (gone("invoices", "number", "1007"), "Fakturor"),
    "the newest voucher, traces too": (gone("vouchers", "id", "10"), "Verifikationer"),
    "the newest event": ("DELETE FROM events WHERE id = (SELECT MAX(id) FROM events)", "Händelser"),
    "an inserted event": (
        "INSERT INTO events SELECT id + 900, order_number, at, who, 'Betald.', '', '', '', '', '' FROM events LIMIT 1",
        "Händelse ",
    ),
    "two vouchers swapped": (swapped("vouchers", "id", "1", "2"), "Verifikation F 1"),
    "their items swapped": (swapped("ledger_items", "voucher_id", "1", "2"), "Verifikation F 1"),
    "two invoices swapped": (swapped("invoices", "number", "1001", "1002"), "Faktura 1001"),
    "two events swapped": ("UPDATE events SET id = -(id + 1 - 2 * (id % 2)); UPDATE events SET id = -id", "Händelse "),
    "a batch that lost a voucher": ("DELETE FROM batch_vouchers WHERE voucher_id = 1", "SIE-fil"),
    "another logo": ("UPDATE pictures SET content = 'x' WHERE rowid = 1", "Logotyp"),
    "a payout with another sum": ("UPDATE payouts SET net = net + 1 WHERE number = 1", "Utbetalning 1"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_found_with_its_place(copy: Path, name: str) -> None:
    statements, place = TAMPERED[name]
    with closing(sqlite3.connect(copy)) as file:
        file.executescript(statements)
    places = {each.place for each in found(copy)}
    assert any(each.startswith(place) for each in places), places


def test_a_chain_that_was_made_anew_differs_from_the_mark_and_the_sie_file(copy: Path) -> None:
    """Who knows the program seals a changed voucher again; the seals outside the store still tell."""
    with closing(sqlite3.connect(copy)) as file:
        file.executescript(
            "UPDATE invoice_seals SET digest = hex(randomblob(32)) WHERE number = (SELECT MAX(number) FROM invoices)"
        )
    first, second = breaks(sqlite_url(copy)), breaks(sqlite_url(copy))
    assert any("senast användes här" in each.what for each in first)
    assert [each for each in second if "senast användes här" in each.what]


def test_a_sie_file_names_the_vouchers_that_it_was_made_of(full: Path, copy: Path) -> None:
    files = sorted(full.parent.glob("*.SI"))
    named = [heads_in(path.read_bytes().decode("cp437")) for path in files]
    assert "F" in {head.series for head in named[0]}
    with closing(sqlite3.connect(copy)) as file:
        for head in named[0]:
            digests = file.execute(
                "SELECT digest FROM voucher_seals JOIN vouchers ON id = voucher_id "
                "WHERE series = ? AND number = ? AND year = ?",
                (head.series, head.number, str(date(2026, 1, 1))),
            ).fetchall()
            assert digests == [(head.digest,)]
        file.execute(
            "UPDATE voucher_seals SET digest = 'x' WHERE voucher_id = "
            "(SELECT id FROM vouchers WHERE series = ? AND number = ? AND year = '2026-01-01')",
            (named[0][0].series, named[0][0].number),
        )
        file.commit()
    assert any(each.place.startswith("SIE-fil") for each in found(copy))


def test_the_check_can_be_stopped(full: Path, tmp_path: Path) -> None:
    path = tmp_path / "mpay.sqlite3"
    shutil.copyfile(full, path)
    assert check(sqlite_url(path), cancelled=lambda: True) is None
    assert raw(sqlite_url(path), "SELECT COUNT(*) FROM events WHERE text LIKE 'Böckerna%'") == [(0,)]
