"""Backup copies of the embedded store, in a folder beside it; made and checked while the store is in use."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from promeister_mpay.adapters.store.backup.contents import NO_COPY, Found, contents_of
from promeister_mpay.adapters.store.backup.copy_folder import alone_in, bring, check_room, copy_at, drop_parts
from promeister_mpay.adapters.store.backup.restore_request import RestoreRequest, write_request
from promeister_mpay.adapters.store.database import sqlite
from promeister_mpay.adapters.store.database.errors import as_store_errors
from promeister_mpay.adapters.store.database.mark import BACKUPS, mark_among_copies, read_mark, write_mark
from promeister_mpay.adapters.store.database.store_file import check_against, check_not_lost, found_in
from promeister_mpay.adapters.store.schema.tables import REVISIONS
from promeister_mpay.errors import StoreError, StoreLost, StoreTooNew
from promeister_mpay.plain_files import make_private_folder
from promeister_mpay.services.maintenance.backups import Contents, Copy, CopyKind
from promeister_mpay.services.ports.files import Cancelled, never

logger = logging.getLogger(__name__)

RESERVE = 100_000_000
"""Bytes of the disk that a copy leaves to others, the store first of all."""
TOO_NEW = "Kopian är gjord av en nyare version av programmet. Uppdatera programmet först."


ReadCopy = Callable[[Path, Cancelled], Found]


class SqliteCopies:
    """See `services.maintenance.backups.Copies`; copies the file `store` and leaves `reserve` bytes of disk free."""

    can_restore = True

    def __init__(self, store: Path, *, reserve: int = RESERVE, read_copy: ReadCopy | None = None) -> None:
        """`read_copy` reads a copy, which may come from anywhere, in a process of its own; else this process does."""
        self._store = store
        self._read_copy = read_copy or (lambda path, _cancelled: contents_of(path))
        self._reserve = reserve
        self._folder = store.parent / BACKUPS

    @property
    def folder(self) -> Path:
        """The folder of the copies."""
        return self._folder

    def make(self, kind: CopyKind, at: datetime, *, cancelled: Cancelled) -> Copy | None:
        """Copy the store and check the copy; None when cancelled, or while another thread makes a copy."""
        with as_store_errors():
            check_not_lost(self._store)
            make_private_folder(self._folder)
            with alone_in(self._folder) as is_alone:
                if not is_alone:
                    return None
                drop_parts(self._folder)
                self._check_room()
                return self._make(kind, at, cancelled)

    def _make(self, kind: CopyKind, at: datetime, cancelled: Cancelled) -> Copy | None:
        """Copy a store that has all that was saved in it; a lesser one must not thin out the copies of before."""
        to = sqlite.copy_path(self._store, kind.value, at)
        mark = read_mark(self._store)
        self._check_mark()
        try:
            sqlite.copy(self._store, to, cancelled=cancelled)
        except sqlite.Stopped:
            return None
        if mark is not None:
            write_mark(mark_among_copies(self._store), mark)
        logger.info("store copied: %s, %s bytes", kind, to.stat().st_size)
        return Copy(to, kind, at, to.stat().st_size)

    def _check_room(self) -> None:
        check_room(self._folder, self._store.stat().st_size + self._reserve)

    def all(self) -> Sequence[Copy]:
        """All copies, newest first; before them the store itself, when it must be accepted before it can be opened."""
        with as_store_errors():
            found = [copy_at(path) for path in self._folder.glob("*.sqlite3")] if self._folder.exists() else []
            there = self._as_it_is()
        copies = sorted((copy for copy in found if copy), key=lambda copy: (copy.made_at, copy.path), reverse=True)
        return [*there, *copies]

    def _as_it_is(self) -> Sequence[Copy]:
        try:
            check_not_lost(self._store)
            self._check_mark()
        except StoreLost:
            found = self._store.stat() if self._store.exists() else None
            if found is not None and found.st_size:
                made_at = datetime.fromtimestamp(found.st_mtime, UTC)
                return [Copy(self._store, CopyKind.AS_IT_IS, made_at, found.st_size)]
        except (sqlite3.Error, OSError):
            # It cannot be read, so nobody can accept it.
            logger.info("the store cannot be read")
        return []

    def _check_mark(self) -> None:
        """Raise `StoreLost` for a store that has not all that was saved in it; one that is missing passes."""
        mark = read_mark(self._store)
        if self._store.exists():
            with closing(sqlite.connect(self._store)) as connection:
                check_against(self._store, found_in(connection), mark)

    def look(self, copy: Copy | None, *, cancelled: Cancelled = never) -> Contents:
        """The contents of a copy, or of the store itself; raises `StoreError`, `StoreTooNew`, `ReadingStopped`."""
        with as_store_errors():
            if copy is None:
                return _contents(contents_of(self._store), self._store.name)
            return _contents(self._read_copy(copy.path, cancelled), copy.path.name)

    def drop(self, copy: Copy) -> None:
        """Delete a copy."""
        with as_store_errors():
            copy.path.unlink(missing_ok=True)
        logger.info("old copy deleted: %s of %s", copy.kind, copy.made_at)

    def bring(self, copies: Sequence[Copy], folder: Path) -> None:
        """Put these copies into a folder on another disk as well, and delete daily copies there that are none of them.

        They lie in a folder of their own in it, named by the store, for other workshops may use the same place.
        """
        mark = read_mark(self._store)
        place = folder / f"{self._store.stem}-{mark.store_id[:8] if mark else 'store'}"
        bring(copies, folder, place, f"{self._store.stem}-{CopyKind.DAILY.value}-*.sqlite3")

    def restore_at_start(self, copy: Copy, *, who: str, last_invoice: int = 0) -> None:
        """Request that the next start of the program restores the store from a copy."""
        with as_store_errors():
            write_request(self._store, RestoreRequest(copy.path.name, who, last_invoice))


def drop_unfinished(store: Path) -> None:
    """Delete the unfinished copies of programs that were killed; raises `StoreError`."""
    folder = store.parent / BACKUPS
    with as_store_errors():
        if folder.is_dir():
            with alone_in(folder) as is_alone:
                if is_alone:
                    drop_parts(folder)


def _contents(found: Found, name: str) -> Contents:
    version, newest_date = str(found["version"]), str(found["newest_order_date"])
    if version not in REVISIONS:
        raise StoreTooNew(TOO_NEW)
    try:
        newest_order_date = date.fromisoformat(newest_date) if newest_date else None
    except ValueError as error:
        raise StoreError(NO_COPY.format(name)) from error
    numbers = {each: int(found[each]) for each in ("orders", "newest_order", "invoices", "newest_invoice", "unsettled")}
    return Contents(version=version, newest_order_date=newest_order_date, **numbers)
