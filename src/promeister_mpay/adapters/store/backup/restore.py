"""Restoring the embedded store from a copy, at a start and before anything reads it; nothing is overwritten.

What has been done in the world is not undone by restoring: payments, events and booked documents that are younger than
the copy go along with their orders. Where the store cannot be read any more, nobody knows of them. Then every payment
is distrusted: no link is created before the gateway was asked by its reference, and what was paid is asked about again.
"""

import logging
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from promeister_mpay.adapters.store.backup.restore_merge import carry_over, distrust
from promeister_mpay.adapters.store.database import sqlite
from promeister_mpay.adapters.store.database.errors import translated
from promeister_mpay.adapters.store.opening import embedded_path, open_store, sqlite_url
from promeister_mpay.adapters.store.schema.tables import REVISIONS
from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.errors import StoreBusy, StoreError
from promeister_mpay.paths import RESTORE_WISH
from promeister_mpay.services.maintenance.backups import CopyKind

logger = logging.getLogger(__name__)

IN_USE = (
    "Återställningen gjordes inte: ett annat program använder databasen. Avsluta programmet på alla kassor som delar "
    "den, och återställ igen."
)
_UNSETTLED = "SELECT DISTINCT order_number FROM payment_requests WHERE outcome IS NULL"
BESIDE = ("-wal", "-shm")
"""Files of SQLite's that belong to a store."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: from which copy, for whom, and how many orders went along with their payments and books.

    `is_blind`: the store that was there could not be read, so nothing of it went along.
    """

    copy: str
    who: str
    carried: int
    is_blind: bool

    @property
    def sentence(self) -> str:
        """What people must know of it."""
        if self.is_blind:
            return (
                "Databasen som fanns kunde inte läsas. Betalningar och fakturor från tiden efter kopian är okända här: "
                "jämför med Resurs Merchant Portal och med sista fakturan på papper, innan nya skickas."
            )
        if not self.carried:
            return "Det fanns inga betalningar eller verifikationer från tiden efter kopian."
        orders = "1 order" if self.carried == 1 else f"{self.carried} order"
        return f"{orders} med betalningar eller verifikationer från tiden efter kopian följde med."


def want(store: Path, copy: Path, who: str) -> None:
    """Have `restore_if_wanted` do it at the next start; raises `StoreError`, `FileError`."""
    with translated():
        wish = _wish(store)
        wish.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(wish, [f"{copy.name}\n{who}\n".encode()])


def is_wanted(store: Path) -> bool:
    """Whether the store is to be restored before it is read."""
    return _wish(store).exists() or _ready(store).exists()


def restore_and_tell(url: str, now: datetime) -> str:
    """Restore the store at `url` if that is wanted; gives what people must know of it, well or badly."""
    store = embedded_path(url)
    try:
        done = restore_if_wanted(store, now) if store else None
    except StoreError as error:
        return str(error)
    return f"Databasen är återställd. {done.sentence}" if done else ""


def restore_if_wanted(store: Path, now: datetime) -> Restored | None:
    """Restore what `want` asked for; the store that was there becomes a copy. None when nothing was wanted.

    Raises `StoreError`, and then the store is as it was. Killed in the middle it goes on the next time.
    """
    done: Restored | None = None
    with translated():
        if not _ready(store).exists() and _wish(store).exists():
            try:
                done = _prepare(store, now)
            finally:
                _wish(store).unlink()
        if _ready(store).exists():
            _swap(store, sqlite.copy_path(store, CopyKind.SET_ASIDE.value, now))
    return done


def _prepare(store: Path, now: datetime) -> Restored:
    """The new store, whole and checked, beside the one that is there."""
    name, who = (*_wish(store).read_text(encoding="utf-8").split("\n"), "")[:2]
    part = store.with_suffix(".restoring")
    # It is checked at the end, with all that has come to it.
    sqlite.copy(store.parent / "backups" / Path(name).name, part, checked=False)
    # A copy may be older than this program.
    open_store(sqlite_url(part)).close()
    is_blind = not _is_whole(store)
    with closing(sqlite3.connect(part, isolation_level=None)) as connection:
        carried = 0 if is_blind else carry_over(connection, store)
        if is_blind:
            distrust(connection)
        asked = [row[0] for row in connection.execute(_UNSETTLED)]
    done = Restored(name, who, carried, is_blind)
    _tell(part, done, asked, now)
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        sqlite.check(connection)
    part.replace(_ready(store))
    return done


def _tell(path: Path, done: Restored, asked: Sequence[int], now: datetime) -> None:
    """In the history of the workshop, and of each order whose payment is asked about."""
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

    Its journal is folded into it, which only works when nobody else is there, and makes it one file to set aside.
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
    """What was there goes first, its journal before all: it must never be read into another store."""
    set_aside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for suffix in (*BESIDE, ""):
        old = store.with_name(store.name + suffix)
        if old.exists():
            old.rename(set_aside.with_name(set_aside.name + suffix))
    _ready(store).rename(store)
    logger.info("store restored; the one before lies in %s", set_aside)
    if os.name == "posix":
        _to_disk(store.parent)


def _to_disk(folder: Path) -> None:
    """The new names survive a power cut, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _wish(store: Path) -> Path:
    return store.parent / "backups" / RESTORE_WISH


def _ready(store: Path) -> Path:
    return store.with_suffix(".restored")
