"""Restoring the embedded store from a copy, at a start and before anything reads it; nothing is overwritten.

Payments, events and booked documents that are newer than the copy are merged into it with their orders. When the
current store cannot be read, they are unknown. Then every payment is checked again: the program asks the gateway by
reference before it creates a link, and asks again about paid requests.
"""

import logging
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from promeister_mpay.adapters.store.backup.restore_merge import merge_newer_payments_and_books, recheck_all_payments
from promeister_mpay.adapters.store.database import sqlite
from promeister_mpay.adapters.store.database.errors import as_store_errors
from promeister_mpay.adapters.store.opening import embedded_path, open_store, sqlite_url
from promeister_mpay.adapters.store.schema.tables import REVISIONS
from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.errors import StoreBusy, StoreError
from promeister_mpay.paths import RESTORE_REQUEST
from promeister_mpay.services.maintenance.backups import CopyKind

logger = logging.getLogger(__name__)

IN_USE = (
    "Återställningen gjordes inte: ett annat program använder databasen. Avsluta programmet på alla kassor som delar "
    "den, och återställ igen."
)
_UNSETTLED = "SELECT DISTINCT order_number FROM payment_requests WHERE outcome IS NULL"
SQLITE_SIDE_FILES = ("-wal", "-shm")
"""Suffixes of the files that SQLite keeps beside a database."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore: the copy, the user who asked, and the number of orders merged from the old store.

    `is_blind`: the old store could not be read, so nothing was merged from it.
    """

    copy: str
    who: str
    merged_orders: int
    is_blind: bool

    @property
    def sentence(self) -> str:
        """The Swedish message that reports the result to the user."""
        if self.is_blind:
            return (
                "Databasen som fanns kunde inte läsas. Betalningar och fakturor från tiden efter kopian är okända här: "
                "jämför med Resurs Merchant Portal och med sista fakturan på papper, innan nya skickas."
            )
        if not self.merged_orders:
            return "Det fanns inga betalningar eller verifikationer från tiden efter kopian."
        orders = "1 order" if self.merged_orders == 1 else f"{self.merged_orders} order"
        return f"{orders} med betalningar eller verifikationer från tiden efter kopian följde med."


def request_restore(store: Path, copy: Path, who: str) -> None:
    """Make `restore_if_requested` restore `copy` at the next start; raises `StoreError`, `FileError`."""
    with as_store_errors():
        request = _request_file(store)
        request.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(request, [f"{copy.name}\n{who}\n".encode()])


def restore_and_report(url: str, now: datetime) -> str:
    """Restore the store at `url` if requested; returns the result or the error as a Swedish message, else ""."""
    store = embedded_path(url)
    try:
        done = restore_if_requested(store, now) if store else None
    except StoreError as error:
        return str(error)
    return f"Databasen är återställd. {done.sentence}" if done else ""


def restore_if_requested(store: Path, now: datetime) -> Restored | None:
    """Restore the copy `request_restore` named and keep the old store as a copy. None when nothing was prepared.

    Raises `StoreError` and leaves the store unchanged. If the process is killed, the next start continues.
    """
    done: Restored | None = None
    with as_store_errors():
        if not _ready(store).exists() and _request_file(store).exists():
            try:
                done = _prepare(store, now)
            finally:
                _request_file(store).unlink()
        if _ready(store).exists():
            _swap(store, sqlite.copy_path(store, CopyKind.SET_ASIDE.value, now))
    return done


def _prepare(store: Path, now: datetime) -> Restored:
    """Build and check the new store beside the current one."""
    name, who = (*_request_file(store).read_text(encoding="utf-8").split("\n"), "")[:2]
    part = store.with_suffix(".restoring")
    # Checked once, after the merge.
    sqlite.copy(store.parent / "backups" / Path(name).name, part, checked=False)
    # Opening upgrades a copy that an older version of the program made.
    open_store(sqlite_url(part)).close()
    is_blind = not _is_whole(store)
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        merged_orders = 0 if is_blind else merge_newer_payments_and_books(connection, store)
        if is_blind:
            recheck_all_payments(connection)
        asked = [row[0] for row in connection.execute(_UNSETTLED)]
    done = Restored(name, who, merged_orders, is_blind)
    _tell(part, done, asked, now)
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        sqlite.check(connection)
    part.replace(_ready(store))
    return done


def _tell(path: Path, done: Restored, asked: Sequence[int], now: datetime) -> None:
    """Add events to the history of the workshop and of each order whose payment is checked again."""
    store = open_store(sqlite_url(path))
    with store.writing() as work:
        work.events.add(Event(WORKSHOP, now, done.who, f"Databasen återställd från {done.copy}. {done.sentence}"))
        for number in asked:
            text = "Databasen är återställd från en säkerhetskopia. Betalningen frågas om hos Resurs."
            work.events.add(Event(number, now, done.who, text))
        work.commit()
    store.close()


def _is_whole(store: Path) -> bool:
    """Whether the store can be read, all of it; raises `StoreBusy` when another program has it open.

    The write-ahead log is merged into the file first. SQLite allows that only when nobody else has it open.
    """
    if not store.exists():
        return False
    try:
        with closing(sqlite3.connect(store, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            sqlite.check(connection, quickly=True)
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreBusy(IN_USE) from error
        return False
    except (sqlite3.DatabaseError, StoreError):
        return False
    return version is not None and version[0] == REVISIONS[-1]


def _swap(store: Path, set_aside: Path) -> None:
    """Move the old store away, its log first: SQLite must never apply that log to the new store."""
    set_aside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for suffix in (*SQLITE_SIDE_FILES, ""):
        old = store.with_name(store.name + suffix)
        if old.exists():
            old.rename(set_aside.with_name(set_aside.name + suffix))
    _ready(store).rename(store)
    logger.info("store restored; the one before lies in %s", set_aside)
    if os.name == "posix":
        _to_disk(store.parent)


def _to_disk(folder: Path) -> None:
    """Flush the folder, so that the renames survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _request_file(store: Path) -> Path:
    return store.parent / "backups" / RESTORE_REQUEST


def _ready(store: Path) -> Path:
    return store.with_suffix(".restored")
