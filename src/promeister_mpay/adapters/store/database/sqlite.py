"""The embedded database: one file that only this user can read, durable at every commit, one writer at a time."""

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler

from promeister_mpay.adapters.store.database.checked_types import CHECKED
from promeister_mpay.adapters.store.database.errors import DAMAGED
from promeister_mpay.atomic_files import folder_to_disk
from promeister_mpay.errors import StoreError
from promeister_mpay.plain_files import OWNERS_ALONE, open_plain, private_mode

MOMENT = "%Y%m%dT%H%M%SZ"
PAGES = 1000
"""How many pages are copied before anybody is asked whether to go on."""
MOST_OF_A_VALUE = 50_000_000
"""Bytes of one value or row; the longest that is stored is a picture of some hundred kB."""
STEPS = 100_000
"""The same for a check, in steps of the database's machine."""
_PRAGMAS = (
    "PRAGMA synchronous=FULL",  # a commit that was answered survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # INSERT OR REPLACE asks the triggers of DELETE, too
)


def engine(path: Path, patience: timedelta, *, check: Callable[[], None] = lambda: None) -> Engine:
    """The engine for the existing file at `path`; `check` is called before each transaction, and may refuse it."""
    made = create_engine(
        URL.create("sqlite", database=str(path)),
        creator=lambda: connect(path, timeout=patience.total_seconds(), check_same_thread=False),
        max_overflow=-1,
        hide_parameters=True,  # they carry phone numbers and links, and errors are logged
    )
    made.dialect.statement_compiler = _Compiler
    made.dialect.colspecs = {**made.dialect.colspecs, **CHECKED}
    event.listen(made, "connect", _on_connect)
    event.listen(made, "begin", lambda _connection: check())
    event.listen(made, "begin", _on_begin)
    return made


def connect(
    path: Path, *, mode: str = "rw", timeout: float = 5.0, check_same_thread: bool = True
) -> sqlite3.Connection:
    """Open an existing file with the bare driver, to read and write or (`ro`) only to read; it is never created.

    A file that was restored may come from anywhere: no value of it takes all memory, and damaged pages are noticed.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, timeout=timeout, check_same_thread=check_same_thread)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_OF_A_VALUE)
    connection.execute("PRAGMA cell_size_check=ON")
    return connection


class _Compiler(SQLiteCompiler):
    """Writes table hints ('INDEXED BY …'), which SQLAlchemy leaves out for SQLite."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """The hint as it follows the table's name."""
        del table
        return text


def make_private(path: Path) -> None:
    """Create the file readable by this user only, whatever the umask; restrict an existing file that is more open.

    In a folder that is shared, new files are for those who share it, and existing ones stay as their owner made them.
    """
    if path.is_symlink():
        # Another file of its owner's, wherever it lies.
        return
    os.close(open_plain(path, os.O_RDWR | os.O_CREAT))
    if private_mode(path.parent) == OWNERS_ALONE and stat.S_IMODE(path.stat().st_mode) != OWNERS_ALONE:
        path.chmod(OWNERS_ALONE)


def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 — the driver's connection
    # The driver must not begin transactions; `_on_begin` does.
    connection.isolation_level = None
    for pragma in ("PRAGMA journal_mode=WAL", *_PRAGMAS):
        connection.execute(pragma)


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("mpay_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def copy_path(store: Path, kind: str, at: datetime) -> Path:
    """The path of a copy made at `at`: in the folder `backups` beside the store."""
    return store.parent / "backups" / f"{store.stem}-{kind}-{at.astimezone(UTC).strftime(MOMENT)}.sqlite3"


class Stopped(Exception):
    """The copy was cancelled."""


def copy(path: Path, to: Path, *, cancelled: Callable[[], bool] = lambda: False, checked: bool = True) -> None:
    """Copy a store, which may be in use, to one new file that only this user can read.

    The file appears complete or not at all; raises `Stopped`, `OSError`, `sqlite3.Error`, and if `checked` `StoreError`
    for a damaged store.
    """
    part = to.with_suffix(".part")
    make_private(part)
    try:
        with closing(connect(path)) as source, closing(connect(part)) as target:
            # A snapshot: other programs may write meanwhile.
            source.execute("BEGIN")
            source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            source.backup(target, pages=PAGES, progress=lambda *_: _stop_if(cancelled))
            target.execute("PRAGMA journal_mode=DELETE")
            if checked:
                check(target, cancelled=cancelled)
        part.replace(to)
        folder_to_disk(to.parent)
    finally:
        part.unlink(missing_ok=True)


def check(
    connection: sqlite3.Connection, *, cancelled: Callable[[], bool] = lambda: False, quickly: bool = False
) -> None:
    """Raises `StoreError` when anything in the store is damaged, or `Stopped`; `quickly` leaves indexes out."""
    connection.set_progress_handler(cancelled, STEPS)
    try:
        found = connection.execute(f"PRAGMA {'quick' if quickly else 'integrity'}_check(1)").fetchone()[0]
    except sqlite3.OperationalError:
        _stop_if(cancelled)
        raise
    finally:
        connection.set_progress_handler(None, 0)
    if found != "ok":
        raise StoreError(DAMAGED)


def _stop_if(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise Stopped
