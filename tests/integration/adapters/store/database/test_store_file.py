"""A store that is less than it was is said so: missing, empty, another, older than its mark, or gone while running."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.adapters.store.database.mark import mark_among_copies, mark_path, read_mark
from promeister_mpay.errors import StoreLost
from support.stores import PATIENCE, an_order, sqlite_path, stored

BACKUPS = "backups"


@pytest.fixture
def path(sqlite_store_url: str) -> Path:
    return sqlite_path(sqlite_store_url)


@pytest.fixture
def used(path: Path) -> Path:
    """A store that has been used and closed."""
    with closing(open_store(sqlite_url(path))) as store:
        stored(store, an_order())
    return path


@pytest.fixture
def running(used: Path) -> Iterator[SqlStore]:
    store = open_store(sqlite_url(used), patience=PATIENCE)
    with store.reading() as work:
        work.orders.get(14790)
    yield store
    store.close()


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def only_copies_left(path: Path) -> None:
    path.unlink()
    mark_path(path).unlink()
    (path.parent / BACKUPS).mkdir()


def only_its_log_left(path: Path) -> None:
    path.unlink()
    mark_path(path).unlink()
    Path(f"{path}-wal").write_bytes(b"log")


def empty_beside_copies(path: Path) -> None:
    only_copies_left(path)
    empty(path)


LOSSES = (remove, empty, only_copies_left, only_its_log_left, empty_beside_copies)


@pytest.mark.parametrize("lose", LOSSES)
def test_a_store_that_is_missing_or_empty_is_no_first_start(used: Path, lose: Callable[[Path], None]) -> None:
    lose(used)
    before = sorted(used.parent.rglob("*"))
    for _ in range(2):
        with pytest.raises(StoreLost, match=r"Återställ…"):
            open_store(sqlite_url(used))
    assert sorted(used.parent.rglob("*")) == before


def test_where_there_never_was_a_store_one_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "mpay.sqlite3"
    path.parent.mkdir()
    with closing(open_store(sqlite_url(path))) as store, store.writing() as work:
        assert work.orders.next_number() == 14000


def test_a_file_of_no_bytes_where_there_never_was_a_store_is_a_first_start(tmp_path: Path) -> None:
    path = tmp_path / "mpay.sqlite3"
    path.touch()
    open_store(sqlite_url(path)).close()


def test_another_workshops_store_in_its_place_is_refused(used: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "mpay.sqlite3"
    other.parent.mkdir()
    with closing(open_store(sqlite_url(other))) as store:
        for number in (14790, 14791, 14792):
            stored(store, an_order(number))
    other.replace(used)
    with pytest.raises(StoreLost, match="en annan än den som användes"):
        open_store(sqlite_url(used))


def test_an_older_copy_in_its_place_is_refused(used: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copyfile(used, older)
    with closing(open_store(sqlite_url(used))) as store, store.writing() as work:
        work.settings.put("some", "setting")
        work.commit()
    older.replace(used)
    with pytest.raises(StoreLost, match="saknas det som sparades sist"):
        open_store(sqlite_url(used))


@pytest.mark.parametrize("damaged", [b"", b"00000000 {}", b"\xff" * 100])
def test_the_mark_among_the_copies_proves_it_too(used: Path, tmp_path: Path, damaged: bytes) -> None:
    (used.parent / BACKUPS).mkdir()
    older = tmp_path / "older"
    shutil.copyfile(used, older)
    with closing(open_store(sqlite_url(used))) as store:
        stored(store, an_order(14791))
    older.replace(used)
    mark_path(used).write_bytes(damaged)
    with pytest.raises(StoreLost, match="saknas det som sparades sist"):
        open_store(sqlite_url(used))


def test_a_store_without_a_mark_gets_one_with_its_numbers(used: Path) -> None:
    mark_path(used).unlink()
    open_store(sqlite_url(used)).close()
    mark = read_mark(used)
    assert mark is not None
    assert mark.numbers["order"] == 14790
    assert mark_path(used).stat().st_mode & 0o777 == 0o600


def test_the_mark_follows_every_commit_and_the_one_among_copies_every_number(running: SqlStore, used: Path) -> None:
    (used.parent / BACKUPS).mkdir()
    before = read_mark(used)
    assert before is not None
    stored(running, an_order(14791))
    mark = read_mark(used)
    assert mark is not None
    assert (mark.commits, mark.numbers["order"]) == (before.commits + 1, 14791)
    assert mark_among_copies(used).read_bytes() == mark_path(used).read_bytes()


def test_a_mark_that_cannot_be_written_keeps_nobody_from_saving(used: Path) -> None:
    mark_path(used).unlink()
    mark_path(used).mkdir()
    with closing(open_store(sqlite_url(used))) as store:
        stored(store, an_order(14791))


def moved_away(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))


def replaced_by_a_copy(path: Path) -> None:
    copy = path.with_name("copy")
    shutil.copyfile(path, copy)
    copy.replace(path)


@pytest.mark.parametrize("lose", [remove, moved_away, replaced_by_a_copy])
def test_a_store_that_is_taken_away_while_it_is_used_is_noticed_by_readers_and_writers(
    running: SqlStore, used: Path, lose: Callable[[Path], None]
) -> None:
    lose(used)
    for unit_of_work in (running.reading, running.looking, running.writing):
        with pytest.raises(StoreLost, match="medan programmet är igång"), unit_of_work():
            pytest.fail("it must not be entered")
    assert lose is replaced_by_a_copy or not used.exists()


@pytest.mark.parametrize("lose", [remove, moved_away, replaced_by_a_copy])
def test_a_store_that_is_taken_away_within_a_unit_of_work_is_not_committed(
    running: SqlStore, used: Path, lose: Callable[[Path], None]
) -> None:
    with running.writing() as work:
        work.orders.add(an_order(14791))
        lose(used)
        with pytest.raises(StoreLost, match="Ingenting sparades"):
            work.commit()


def test_a_store_that_is_overwritten_while_it_is_used_takes_no_commit(running: SqlStore, used: Path) -> None:
    older = used.with_name("older")
    shutil.copyfile(used, older)
    stored(running, an_order(14791))
    running.close()
    with older.open("rb") as source, used.open("rb+") as target:
        target.write(source.read())
    with pytest.raises(StoreLost, match="medan programmet är igång"):
        stored(running, an_order(14792))


PROGRAM = """
import sys
from support.stores import an_order, stored
from promeister_mpay.adapters.store import open_store
store = open_store(sys.argv[1])
for number in range(14791, 14796):
    stored(store, an_order(number))
print("written", flush=True)
sys.stdin.read()
"""


def test_the_lost_log_of_a_killed_program_is_noticed(used: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, sqlite_url(used)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "written\n"
        program.kill()
        assert program.wait() == -signal.SIGKILL
    Path(f"{used}-wal").unlink()
    with pytest.raises(StoreLost, match="saknas det som sparades sist"):
        open_store(sqlite_url(used))
