"""Copies of the embedded store: whole, checked, made while it is in use, cancelled without a trace, one at a time."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.adapters.store.backup.contents import Found, checked, contents_of
from promeister_mpay.adapters.store.backup.copies import SqliteCopies
from promeister_mpay.adapters.store.backup.restore import restore_and_report
from promeister_mpay.errors import StoreError, StoreTooNew
from promeister_mpay.locks import FileLock
from promeister_mpay.services.maintenance.backups import BackupService, CopyKind
from support.backup_copies import NOW, damage, made, never
from support.fakes.clock import FakeClock
from support.stores import a_request, an_order, raw, sent, sqlite_path, stored


@pytest.fixture
def path(sqlite_store_url: str) -> Path:
    return sqlite_path(sqlite_store_url)


@pytest.fixture
def shop(sqlite_store_url: str) -> Iterator[SqlStore]:
    """In use, with an order whose payment is not settled."""
    store = open_store(sqlite_store_url)
    sent(store, a_request(stored(store, an_order())))
    yield store
    store.close()


@pytest.fixture
def copies(path: Path) -> SqliteCopies:
    return SqliteCopies(path)


def test_a_copy_of_a_store_in_use_is_one_whole_file_for_this_user_only(shop: SqlStore, copies: SqliteCopies) -> None:
    with shop.writing() as work:
        work.orders.next_number()
        copy = made(copies)

    beside = {"copying.lock", "mpay.sqlite3-mark"}
    assert {path.name for path in copies.folder.iterdir()} - beside == {copy.path.name}
    assert copy.path.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy.path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_look_tells_what_is_in_a_copy_and_in_the_store(shop: SqlStore, copies: SqliteCopies) -> None:
    copy = made(copies)
    stored(shop, an_order(14791))

    before, now = copies.look(copy), copies.look(None)
    assert (before.orders, before.newest_order, before.unsettled, before.invoices) == (1, 14790, 1, 0)
    assert str(before.newest_order_date) == "2026-03-02"
    assert (now.orders, now.newest_order) == (2, 14791)


def test_there_is_one_copy_a_day_and_old_ones_are_thinned_out(shop: SqlStore, copies: SqliteCopies) -> None:
    del shop
    clock = FakeClock(NOW - timedelta(days=40))
    service = BackupService(copies=copies, clock=clock)
    by_hand = service.by_hand(cancelled=never)
    for _ in range(40):
        assert service.daily(cancelled=never) is not None
        assert service.daily(cancelled=never) is None
        clock.advance(timedelta(days=1))

    days = [copy.day for copy in service.all() if copy.kind is CopyKind.DAILY]
    assert len(days) == 15
    assert by_hand in service.all()


def test_a_damaged_store_gives_no_copy_and_costs_no_old_one(shop: SqlStore, path: Path, copies: SqliteCopies) -> None:
    good = made(copies, NOW - timedelta(days=1))
    shop.close()
    damage(path)

    with pytest.raises(StoreError, match="skadad"):
        BackupService(copies=copies, clock=FakeClock(NOW)).daily(cancelled=never)
    assert list(copies.all()) == [good]
    assert list(copies.folder.glob("*.part")) == []


def test_a_cancelled_copy_leaves_nothing(shop: SqlStore, copies: SqliteCopies) -> None:
    del shop
    assert copies.make(CopyKind.DAILY, NOW, cancelled=lambda: True) is None
    assert [path.suffix for path in copies.folder.iterdir()] == [".lock"]


def test_while_one_makes_a_copy_nobody_else_does(shop: SqlStore, copies: SqliteCopies) -> None:
    del shop
    other = FileLock(copies.folder / "copying.lock")
    copies.folder.mkdir()
    assert other.take()
    assert copies.make(CopyKind.DAILY, NOW, cancelled=never) is None
    other.release()
    assert made(copies).path.exists()


def test_who_writes_meanwhile_neither_waits_nor_disturbs(shop: SqlStore, copies: SqliteCopies) -> None:
    """Each time that the copy asks whether to go on, somebody writes; it is still of one moment."""
    numbers = iter(range(14791, 15000))
    wrote = threading.Event()

    def write() -> bool:
        with ThreadPoolExecutor(1) as other:
            other.submit(stored, shop, an_order(next(numbers))).result()
        wrote.set()
        return False

    copy = copies.make(CopyKind.DAILY, NOW, cancelled=write)
    assert copy is not None
    assert wrote.is_set()
    assert copies.look(copy).orders == 1
    assert copies.look(None).orders > 1


def test_a_full_disk_is_told_before_the_store_has_to_suffer(shop: SqlStore, path: Path) -> None:
    del shop
    with pytest.raises(StoreError, match="för lite plats på disken"):
        made(SqliteCopies(path, reserve=10**15))


def test_a_folder_that_cannot_be_written_is_a_sentence(shop: SqlStore, copies: SqliteCopies) -> None:
    del shop
    copies.folder.touch()
    with pytest.raises(StoreError, match="kan inte öppnas"):
        made(copies)


def test_other_files_among_the_copies_are_no_copies(copies: SqliteCopies, tmp_path: Path) -> None:
    copies.folder.mkdir()
    for name in ("notes.txt", "mpay.sqlite3", "mpay-daily-20260302.sqlite3"):
        (copies.folder / name).touch()
    empty = copies.folder / "mpay-daily-20260302T201500Z.sqlite3"
    empty.touch()

    (found,) = copies.all()
    assert found.path == empty
    with pytest.raises(StoreError, match="inte en databas"):
        copies.look(found)


def test_a_copy_of_a_newer_version_says_so(shop: SqlStore, copies: SqliteCopies) -> None:
    del shop
    copy = made(copies)
    raw(f"sqlite:///{copy.path}", "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match="nyare version"):
        copies.look(copy)


def test_copies_go_to_the_second_place_and_old_ones_leave_it(
    shop: SqlStore, copies: SqliteCopies, tmp_path: Path
) -> None:
    del shop
    disk = tmp_path / "disk"
    disk.mkdir()
    older, newer = made(copies, NOW - timedelta(days=1)), made(copies, NOW)
    copies.bring([older, newer], disk)
    (place,) = disk.iterdir()
    assert {each.name for each in place.iterdir()} == {older.path.name, newer.path.name}
    copies.bring([newer], disk)
    (there,) = place.iterdir()
    assert there.read_bytes() == newer.path.read_bytes()


def test_a_second_place_that_is_not_there_is_said_and_not_made(
    shop: SqlStore, copies: SqliteCopies, tmp_path: Path
) -> None:
    del shop
    copy = made(copies)
    with pytest.raises(StoreError, match=r"andra platsen .* Kontrollera att den är ansluten"):
        copies.bring([copy], tmp_path / "unplugged")
    assert not (tmp_path / "unplugged").exists()


def test_the_unfinished_copy_of_a_killed_program_is_removed_by_the_next(shop: SqlStore, copies: SqliteCopies) -> None:
    made(copies, NOW - timedelta(days=1))
    left = copies.folder / "mpay-daily-20260101T000000Z.part"
    left.write_bytes(b"half a copy")
    made(copies)
    assert not left.exists()
    left.write_bytes(b"half a copy")
    restore_and_report(f"sqlite:///{copies.folder.parent / 'mpay.sqlite3'}", NOW)
    assert not left.exists()
    with shop.reading() as work:
        assert work.orders.get(14790).number == 14790


def test_a_store_that_is_less_than_it_was_is_not_copied(shop: SqlStore, path: Path, copies: SqliteCopies) -> None:
    good = made(copies, NOW - timedelta(days=1))
    shop.close()
    path.write_bytes(b"")
    for at in (NOW, NOW + timedelta(days=1)):
        with pytest.raises(StoreError, match="är tom"):
            made(copies, at)
    assert list(copies.all()) == [good]


def test_a_copy_is_looked_into_by_another_process_and_the_store_is_not(shop: SqlStore, path: Path) -> None:
    stored(shop, an_order(14791))
    asked: list[tuple[Path, object]] = []

    def read_copy(copy: Path, cancelled: object) -> Found:
        asked.append((copy, cancelled))
        return contents_of(copy)

    copies = SqliteCopies(path, read_copy=read_copy)
    copy = made(copies)
    assert copies.look(None).orders == copies.look(copy, cancelled=never).orders
    assert asked == [(copy.path, never)]


@pytest.mark.parametrize(
    "changed",
    [{"orders": "1"}, {"orders": True}, {"version": 8}, {"more": 1}, {"newest_order_date": "i morgon"}],
    ids=str,
)
def test_what_another_process_says_of_a_copy_is_checked(
    shop: SqlStore, path: Path, changed: dict[str, int | str]
) -> None:
    del shop
    copies = SqliteCopies(path, read_copy=lambda copy, _: checked({**contents_of(copy), **changed}, copy.name))
    with pytest.raises(StoreError, match="inte en databas"):
        copies.look(made(copies))
