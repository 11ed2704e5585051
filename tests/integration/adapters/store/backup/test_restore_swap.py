"""A restore is done wholly or not at all, and says which: killed, without its copy, on another disk, left behind."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.adapters.store.backup.copies import SqliteCopies
from promeister_mpay.adapters.store.backup.restore import restore_and_report, restore_if_requested
from promeister_mpay.adapters.store.backup.restore_swap import swap_in
from promeister_mpay.errors import StoreError, StoreLost
from promeister_mpay.paths import RESTORE_REQUEST
from promeister_mpay.services.maintenance.backups import CopyKind
from support.backup_copies import damage
from support.dying_restore import restores_killed_at_each_change
from support.gateways import Sandbox
from support.restorable import Restorable
from support.stores import raw
from support.workshop import NUMBER


@pytest.fixture
def shop(sqlite_store_url: str, sandbox: Sandbox, gateway: ResursGateway) -> Iterator[Restorable]:
    workshop = Restorable(sqlite_store_url, sandbox, gateway)
    workshop.take_in()
    yield workshop
    workshop.close()


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another file system."""
    folder = Path(tempfile.mkdtemp(prefix="mpay-", dir="/dev/shm"))
    assert folder.stat().st_dev != tmp_path.stat().st_dev
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("is_damaged", [False, True])
def test_a_restore_that_is_killed_at_any_change_of_a_file_is_finished_at_the_next_start(
    shop: Restorable, is_damaged: bool
) -> None:
    copy = shop.copy()
    shop.edit(address="Nygatan 2")
    shop.close()
    if is_damaged:
        damage(shop.path)
        Path(f"{shop.path}-wal").write_bytes(b"what was in its log")
    shop.copies.restore_at_start(copy, who="BH")

    killed = restores_killed_at_each_change(shop.path.parent, shop.clock.now())

    assert len(killed) > 10
    for folder in killed:
        path = folder / shop.path.name
        restore_and_report(sqlite_url(path), shop.clock.now() + timedelta(hours=1))
        assert sorted(each.name for each in folder.glob("mpay*")) == ["mpay.sqlite3", "mpay.sqlite3-mark"]
        assert [each for each in (folder / "backups").iterdir() if each.suffix in (".part", ".tmp")] == []
        assert not (folder / "backups" / RESTORE_REQUEST).exists()
        assert address_in(path) != "Nygatan 2"
        copies = SqliteCopies(path)
        asides = [each.path for each in copies.all() if each.kind is CopyKind.SET_ASIDE]
        assert asides
        assert is_damaged or "Nygatan 2" in [address_in(each) for each in asides]


def address_in(path: Path) -> str:
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return str(file.execute("SELECT address FROM orders WHERE number = ?", (NUMBER,)).fetchone()[0])


def test_a_copy_that_has_vanished_changes_nothing_and_says_so(shop: Restorable) -> None:
    copy = shop.copy()
    shop.edit(address="Nygatan 2")

    def remove(_: Path) -> None:
        copy.path.unlink()

    shop.store.close()
    shop.copies.restore_at_start(copy, who="BH")
    remove(copy.path)
    reported = restore_and_report(shop.url, shop.clock.now())

    assert f"Säkerhetskopian {copy.path.name} finns inte längre" in reported
    assert restore_and_report(shop.url, shop.clock.now()) == ""
    shop.store = open_store(shop.url)
    shop.begin()
    assert shop.order.address == "Nygatan 2"
    assert not shop.is_restore_requested


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"no database " * 999])
def test_a_copy_that_is_no_store_any_more_changes_nothing_and_says_so(shop: Restorable, content: bytes) -> None:
    copy = shop.copy()
    shop.edit(address="Nygatan 2")

    def overwrite(_: Path) -> None:
        copy.path.write_bytes(content)

    shop.store.close()
    shop.copies.restore_at_start(copy, who="BH")
    overwrite(copy.path)
    with pytest.raises(StoreError, match="inte en databas"):
        restore_if_requested(shop.path, shop.clock.now())
    shop.store = open_store(shop.url)
    shop.begin()
    assert shop.order.address == "Nygatan 2"
    assert not shop.is_restore_requested


def test_copies_on_another_disk_are_restored_and_the_store_is_kept_there(shop: Restorable, other_disk: Path) -> None:
    shop.copies.folder.symlink_to(other_disk)
    copy = shop.copy()
    shop.edit(address="Nygatan 2")

    shop.restore(copy)

    assert shop.order.address != "Nygatan 2"
    (aside,) = [each for each in shop.copies.all() if each.kind is CopyKind.SET_ASIDE]
    assert aside.path.resolve().parent == other_disk
    assert address_in(aside.path) == "Nygatan 2"


def test_what_an_older_version_prepared_is_never_put_in_place_of_a_store(shop: Restorable) -> None:
    shop.path.with_suffix(".restored").write_bytes(shop.copy().path.read_bytes())
    shop.edit(address="Nygatan 2")
    shop.close()

    assert "blev aldrig klar" in restore_and_report(shop.url, shop.clock.now())

    assert restore_and_report(shop.url, shop.clock.now()) == ""
    shop.store = open_store(shop.url)
    shop.begin()
    assert shop.order.address == "Nygatan 2"
    assert not shop.is_restore_requested


@pytest.mark.parametrize("text", ["", "one line", "mpay.sqlite3\nBH\nmany\n", "\udcff"])
def test_a_damaged_request_restores_nothing_and_says_so(shop: Restorable, text: str) -> None:
    shop.copy()
    (shop.copies.folder / RESTORE_REQUEST).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert "kunde inte läsas" in restore_and_report(shop.url, shop.clock.now())
    assert not shop.is_restore_requested


def test_a_store_that_lost_its_last_commits_can_be_accepted_as_it_is(shop: Restorable) -> None:
    shop.edit(address="Nygatan 2")
    shop.close()
    before = shop.path.read_bytes()
    shop.store = open_store(shop.url)
    shop.begin()
    shop.edit(address="Storgatan 3")
    shop.close()
    shop.path.write_bytes(before)
    with pytest.raises(StoreLost, match="saknas det som sparades sist"):
        open_store(shop.url)

    (as_it_is,) = [each for each in shop.copies.all() if each.kind is CopyKind.AS_IT_IS]
    assert shop.restore(as_it_is).is_blind

    assert shop.order.address == "Nygatan 2"
    shop.edit(address="Storgatan 3")
    assert [each for each in shop.copies.all() if each.kind is CopyKind.AS_IT_IS] == []


def test_a_swap_that_fails_at_its_last_step_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """As on Windows, where a file that another program holds is not replaced."""
    store = tmp_path / "mpay.sqlite3"
    files = {store: b"store", Path(f"{store}-wal"): b"log", Path(f"{store}-shm"): b"index"}
    for path, content in files.items():
        path.write_bytes(content)

    with pytest.raises(OSError, match="No such file"):
        swap_in(store, datetime(2026, 3, 2, 12, tzinfo=UTC))

    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == files
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_copy_with_a_trigger_of_another_hand_changes_nothing_and_says_so(shop: Restorable) -> None:
    copy = shop.copy()
    shop.edit(address="Nygatan 2")
    raw(f"sqlite:///{copy.path}", "CREATE TRIGGER more AFTER UPDATE ON orders BEGIN DELETE FROM customers; END")
    with pytest.raises(StoreError, match=r"inte har gjort \(more\)"):
        shop.restore(copy)
    assert shop.order.address == "Nygatan 2"
    assert not shop.is_restore_requested
