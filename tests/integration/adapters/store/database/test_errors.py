"""The database's errors as sentences: real ones where they can be made, else as the driver makes them."""

import sqlite3
from contextlib import closing

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from promeister_mpay.adapters.store import open_store
from promeister_mpay.adapters.store.database.errors import translation
from promeister_mpay.errors import MpayError, StoreBusy, StoreError
from promeister_mpay.services.ports.orders import Move
from support.stores import an_order, sqlite_path


def test_a_full_disk_is_said_so_and_nothing_is_saved(sqlite_store_url: str) -> None:
    with closing(open_store(sqlite_store_url)) as store:
        with store._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        with store.writing() as work, pytest.raises(StoreError, match="Disken är full"):
            work.orders.add(an_order(note="x" * 1_000_000))
        with store.reading() as work:
            assert work.orders.go(None, Move.LAST) is None


def test_a_write_protected_file_is_said_so(sqlite_store_url: str) -> None:
    path = sqlite_path(sqlite_store_url)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        with pytest.raises(sqlite3.OperationalError) as caught:
            file.execute("DELETE FROM settings")
        assert "skrivskyddad" in str(translation(caught.value))


def test_a_disk_that_gives_no_room_for_the_journal_is_said_so() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    assert "Disken är full eller svarar inte" in str(translation(error))


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (psycopg.errors.LockNotAvailable(), StoreBusy, "upptagen"),
        (psycopg.errors.DeadlockDetected(), StoreBusy, "upptagen"),
        (psycopg.errors.SerializationFailure(), StoreBusy, "upptagen"),
        (psycopg.errors.TooManyConnections(), StoreBusy, "upptagen"),
        (psycopg.errors.DiskFull(), StoreError, "Disken är full"),
        (psycopg.errors.ReadOnlySqlTransaction(), StoreError, "skrivskyddad"),
        (psycopg.errors.InsufficientPrivilege(), StoreError, "rätt att läsa"),
        (psycopg.errors.NumericValueOutOfRange(), StoreError, "för stort"),
        (psycopg.errors.AdminShutdown(), StoreError, "Kontakten"),
        (psycopg.errors.UndefinedTable(), StoreError, "just nu"),
    ],
)
def test_what_the_server_says_in_our_words(error: psycopg.Error, kind: type[MpayError], words: str) -> None:
    ours = translation(DBAPIError("SELECT 1", {}, error))
    assert type(ours) is kind
    assert words in str(ours)


def test_errors_keep_their_cause_but_not_what_was_typed(sqlite_store_url: str) -> None:
    with closing(open_store(sqlite_store_url)) as store, store.writing() as work:
        work.orders.add(an_order(14790))
        with pytest.raises(MpayError) as caught:
            work.orders.add(an_order(10**30, mobile_phone="0701112233"))
    assert "0701112233" not in f"{caught.value} {caught.value.__cause__!s}"
    assert caught.value.__cause__ is not None
