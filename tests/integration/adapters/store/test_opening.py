"""Opening a store: new, old, too new, foreign, broken, in use, private."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.adapters.store.schema.tables import REVISIONS
from promeister_mpay.errors import StoreBusy, StoreError, StoreTooNew
from support.stores import PATIENCE, Postgres, an_order, raw, sqlite_path, stored

VERSION = "SELECT version_num FROM alembic_version"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mpay.sqlite3"


def test_a_new_store_is_made_and_found_again(path: Path) -> None:
    for first in (True, False):
        with closing(open_store(sqlite_url(path))) as store:
            if first:
                stored(store, an_order())
            with store.reading() as work:
                assert work.orders.get(14790).customer_name == "Åsa Öberg"


def test_a_new_store_is_made_on_a_server(postgres: Postgres) -> None:
    url = postgres.new_database()
    open_store(url).close()
    assert raw(url, VERSION) == [(REVISIONS[-1],)]


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_the_file_and_its_companions_are_for_this_user_only(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with closing(open_store(sqlite_url(path))) as store:
            stored(store, an_order())
            assert {file.name: mode(file) for file in path.parent.iterdir()} == {
                "mpay.sqlite3": 0o600,
                "mpay.sqlite3-mark": 0o600,
                "mpay.sqlite3-wal": 0o600,
                "mpay.sqlite3-shm": 0o600,
            }
    finally:
        os.umask(before)


def test_a_file_that_others_could_read_is_closed_to_them(sqlite_store_url: str) -> None:
    sqlite_path(sqlite_store_url).chmod(0o644)
    open_store(sqlite_store_url).close()
    assert mode(sqlite_path(sqlite_store_url)) == 0o600


def test_the_embedded_database_is_durable_and_strict(sqlite_store_url: str) -> None:
    with closing(open_store(sqlite_store_url)) as store, store._engine.connect() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "busy_timeout")
        values = [connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() for pragma in pragmas]
    assert values == ["wal", 2, 1, 1, 5000]


@pytest.mark.parametrize("words", ["order_words", "invoice_words", "voucher_words"])
def test_nobody_waits_while_words_are_merged_in_advance(sqlite_store_url: str, words: str) -> None:
    assert raw(sqlite_store_url, f"SELECT v FROM {words}_config WHERE k = 'automerge'") == [(0,)]


def test_a_store_from_a_newer_program_is_refused_and_left_alone(store_url: str) -> None:
    raw(store_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match="nyare version"):
        open_store(store_url)
    assert raw(store_url, VERSION) == [("9999",)]


def an_older_store(path: Path) -> None:
    """As a store was before its first schema: known to be ours, with something in it that must not be lost."""
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        file.execute("CREATE TABLE keepsake AS SELECT 'before' AS words")


def test_an_older_store_is_copied_and_then_migrated(path: Path, tmp_path: Path) -> None:
    an_older_store(path)
    backups = tmp_path / "deep" / "backups"
    open_store(sqlite_url(path), backups=backups).close()
    assert raw(sqlite_url(path), VERSION) == [(REVISIONS[-1],)]
    (copy,) = backups.iterdir()
    assert raw(sqlite_url(copy), "SELECT words FROM keepsake") == [("before",)]
    assert raw(sqlite_url(copy), VERSION) == []
    assert (mode(copy), mode(backups)) == (0o600, 0o700)


def test_an_older_store_that_cannot_be_copied_is_not_migrated(path: Path, tmp_path: Path) -> None:
    an_older_store(path)
    no_folder = tmp_path / "file"
    no_folder.write_text("in the way")
    with pytest.raises(StoreError):
        open_store(sqlite_url(path), backups=no_folder / "backups")
    assert raw(sqlite_url(path), VERSION) == []


def test_a_migration_that_fails_leaves_the_store_as_it_was(path: Path) -> None:
    an_older_store(path)
    raw(sqlite_url(path), "CREATE TABLE counters (name TEXT)")
    before = raw(sqlite_url(path), "SELECT name FROM sqlite_master ORDER BY name")
    with pytest.raises(StoreError):
        open_store(sqlite_url(path))
    assert raw(sqlite_url(path), "SELECT name FROM sqlite_master ORDER BY name") == before


def test_no_copy_is_taken_where_nothing_is_migrated(sqlite_store_url: str, tmp_path: Path) -> None:
    open_store(sqlite_store_url, backups=tmp_path / "backups").close()
    assert not (tmp_path / "backups").exists()


def test_an_up_to_date_store_opens_without_the_migration_tool(sqlite_store_url: str) -> None:
    script = (
        "import sys; from promeister_mpay.adapters.store import open_store; "
        f"open_store({sqlite_store_url!r}).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("Kära dagbok! " * 200)
    with pytest.raises(StoreError, match="inte en databas"):
        open_store(sqlite_url(path))
    assert path.read_text().startswith("Kära dagbok!")


def test_somebody_elses_database_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(StoreError, match="inte en databas från det här programmet"):
        open_store(sqlite_url(path))


def test_a_damaged_store_is_said_so(sqlite_store_url: str) -> None:
    path = sqlite_path(sqlite_store_url)
    with closing(open_store(sqlite_store_url)) as store:
        stored(store, an_order())
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreError, match="skadad"):
        _read_all(sqlite_store_url)


def _read_all(url: str) -> None:
    with closing(open_store(url)) as store, store.reading() as work:
        work.orders.get(14790)


@pytest.mark.parametrize("place", ["/proc/mpay.sqlite3", "/nowhere/at/all/mpay.sqlite3", "/"])
def test_a_place_that_cannot_be_written_is_said_so(place: str) -> None:
    with pytest.raises(StoreError, match="kan inte öppnas"):
        open_store(sqlite_url(Path(place)))


@pytest.mark.parametrize("url", ["", "rubbish", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "foo://x"])
def test_an_address_that_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="adress"):
        open_store(url)


def test_a_server_that_is_not_there_is_said_so_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(f"postgresql://mpay:hemligt@/mpay?host={tmp_path}")
    assert "Ingen databasserver tar emot" in str(caught.value)
    assert "hemligt" not in f"{caught.value} {caught.value.__cause__}"


def test_a_store_that_another_program_writes_for_too_long_is_busy(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="upptagen"):
            open_store(sqlite_url(path), patience=PATIENCE)


def test_two_programs_that_make_the_same_new_store_both_get_it(path: Path, postgres: Postgres) -> None:
    for url in (sqlite_url(path), postgres.new_database()):

        def opened(_: int, url: str = url) -> SqlStore:
            return open_store(url, patience=timedelta(seconds=30))

        with ThreadPoolExecutor(4) as pool:
            for store in pool.map(opened, range(4)):
                with store.reading() as work:
                    assert work.settings.all() == {}
                store.close()


def test_a_store_that_is_shared_keeps_the_mode_of_its_folder(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o2770)
    path = shared / "mpay.sqlite3"
    for number in (1, 2):
        with closing(open_store(sqlite_url(path))) as store:
            stored(store, an_order(number))
            modes = {file.name: mode(file) for file in shared.iterdir() if file.is_file()}
        assert modes == dict.fromkeys(modes, 0o660)
        assert {"mpay.sqlite3", "mpay.sqlite3-mark", "mpay.sqlite3-wal", "mpay.sqlite3-shm"} <= set(modes)
    path.chmod(0o664)
    open_store(sqlite_url(path)).close()
    assert mode(path) == 0o664


def test_a_store_behind_a_link_is_opened_and_its_mode_left_alone(sqlite_store_url: str, tmp_path: Path) -> None:
    file, link = sqlite_path(sqlite_store_url), tmp_path / "elsewhere"
    file.chmod(0o640)
    link.symlink_to(file)
    open_store(sqlite_url(link)).close()
    assert mode(file) == 0o640
