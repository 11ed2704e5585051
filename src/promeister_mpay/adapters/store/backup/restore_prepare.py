"""Builds and checks the store that a restore will put in place, beside the one that is there."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from promeister_mpay.adapters.store.backup.erased_list import erase_again
from promeister_mpay.adapters.store.backup.known_schema import check_schema
from promeister_mpay.adapters.store.backup.restore_merge import (
    DIVERGED,
    merge_newer_payments_and_books,
    recheck_all_payments,
)
from promeister_mpay.adapters.store.backup.restore_numbers import go_on_above
from promeister_mpay.adapters.store.backup.restore_request import RestoreRequest
from promeister_mpay.adapters.store.backup.restore_swap import drop_prepared, ready_path, restoring_path
from promeister_mpay.adapters.store.database import sqlite
from promeister_mpay.adapters.store.database.mark import BACKUPS, Mark, read_mark
from promeister_mpay.adapters.store.database.store_file import found_in, is_behind
from promeister_mpay.adapters.store.opening import open_store, sqlite_url
from promeister_mpay.adapters.store.schema.tables import REVISIONS
from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.errors import StoreBusy, StoreError

IN_USE = (
    "Återställningen gjordes inte: ett annat program använder databasen. Avsluta programmet på alla kassor som delar "
    "den, och återställ igen."
)
COPY_GONE = "Säkerhetskopian {} finns inte längre. Ingenting återställdes, och databasen är som den var."
_UNSETTLED = "SELECT DISTINCT order_number FROM payment_requests WHERE outcome IS NULL"


@dataclass(frozen=True, slots=True)
class Restored:
    """The result of a restore: the copy, the user who asked, and the number of orders merged from the old store.

    `is_blind`: the old store could not be read, or had lost what was saved last, so newer payments are unknown.
    `commits` is the number of commits of the restored store, which no store had before.
    """

    copy: str
    who: str
    merged_orders: int
    is_blind: bool
    commits: int = 0

    @property
    def sentence(self) -> str:
        """The Swedish message that reports the result to the user."""
        if self.is_blind:
            return (
                "Databasen som fanns kunde inte läsas helt. Betalningar och fakturor från tiden efter kopian är okända "
                "här: jämför med Resurs Merchant Portal och med sista fakturan på papper, innan nya skickas."
            )
        if not self.merged_orders:
            return "Det fanns inga betalningar eller verifikationer från tiden efter kopian."
        orders = "1 order" if self.merged_orders == 1 else f"{self.merged_orders} order"
        return f"{orders} med betalningar eller verifikationer från tiden efter kopian följde med."


def prepare(store: Path, request: RestoreRequest, now: datetime) -> Restored:
    """Build the new store at `ready_path`; raises `StoreError`, `OSError` and leaves the store unchanged."""
    drop_prepared(store)
    part = restoring_path(store)
    accepts = request.copy == store.name
    identity = _copied(store if accepts else store.parent / BACKUPS / request.copy, part)
    mark, current = read_mark(store), _current(store)
    known = _accepted(identity, mark) if accepts else _known(identity, mark, current)
    # A store that is another one than was used here last has nothing to do with the copy.
    merges = current is not None and not accepts and current.store_id == known.store_id
    is_blind = not merges or (mark is not None and is_behind(current, mark))
    with closing(sqlite.connect(part)) as connection:
        connection.isolation_level = None
        merged_orders = merge_newer_payments_and_books(connection, store) if merges else 0
        if is_blind:
            recheck_all_payments(connection)
            go_on_above(
                connection.execute,
                known.numbers,
                last_invoice=request.last_invoice,
                who=request.who,
                at=_as_stored(now),
            )
        commits = _name(connection, known)
        asked = [row[0] for row in connection.execute(_UNSETTLED)]
    restored = Restored(request.copy, request.who, merged_orders, is_blind, commits)
    _add_events(part, restored, asked, now)
    _erase_again(part, store, now)
    with closing(sqlite.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        sqlite.check(connection)
    part.replace(ready_path(store))
    return restored


def _copied(source: Path, part: Path) -> Mark | None:
    """Copy the chosen file, and upgrade what an older version of the program made; returns its identity, if it has one.

    The new store is checked once, after the merge.
    """
    if not source.is_file():
        raise StoreError(COPY_GONE.format(source.name))
    sqlite.copy(source, part, checked=False)
    with closing(sqlite.connect(part)) as connection:
        check_schema(connection)
        identity = found_in(connection)
    open_store(sqlite_url(part), marked=False).close()
    return identity


def _accepted(store: Mark | None, mark: Mark | None) -> Mark:
    """What is known when the store that is there is accepted as it is; the mark of another store says nothing of it."""
    is_of_mark = store is None or mark is None or store.store_id == mark.store_id
    return _known(store, mark if is_of_mark else None, None)


def _known(copy: Mark | None, mark: Mark | None, current: Mark | None) -> Mark:
    """Whose store it is, with the highest commits and numbers known of; raises `StoreError` for a copy of another's."""
    found = [each for each in (mark, current, copy) if each is not None]
    if not found:
        return Mark("", 0)
    store_id = found[0].store_id
    if copy is not None and copy.store_id != store_id:
        raise StoreError(DIVERGED)
    same = [each for each in found if each.store_id == store_id]
    names = {name for each in same for name in each.numbers}
    numbers = {name: max(each.numbers.get(name, 0) for each in same) for name in names}
    return Mark(store_id, max(each.commits for each in same), numbers)


def _as_stored(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _name(connection: sqlite3.Connection, known: Mark) -> int:
    """Give the new store the identity, and more commits than any store had; returns these."""
    row = connection.execute(
        "UPDATE store_identity SET id = COALESCE(NULLIF(?, ''), id), commits = MAX(commits, ?) + 1 RETURNING commits",
        (known.store_id, known.commits),
    ).fetchone()
    return int(row[0])


def _add_events(path: Path, done: Restored, asked: Sequence[int], now: datetime) -> None:
    """Add events to the history of the workshop and of each order whose payment is checked again."""
    with closing(open_store(sqlite_url(path), marked=False)) as store, store.writing() as work:
        work.events.add(Event(WORKSHOP, now, done.who, f"Databasen återställd från {done.copy}. {done.sentence}"))
        for number in asked:
            text = "Databasen är återställd från en säkerhetskopia. Betalningen frågas om hos Resurs."
            work.events.add(Event(number, now, done.who, text))
        work.commit()


def _erase_again(part: Path, store: Path, now: datetime) -> None:
    """Erase again the customers that were erased after the copy was made."""
    with closing(open_store(sqlite_url(part), marked=False)) as opened, opened.writing() as work:
        if erase_again(work, store, now):
            work.commit()


def _current(store: Path) -> Mark | None:
    """What is in the store that is there, or None when it cannot be read, all of it.

    Raises `StoreBusy` when another program has it open: the write-ahead log is merged into the file first, and SQLite
    allows that only when nobody else has it open.
    """
    if not store.exists():
        return None
    try:
        with closing(sqlite.connect(store, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
            sqlite.check(connection, quickly=True)
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return found_in(connection) if version == (REVISIONS[-1],) else None
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise StoreBusy(IN_USE) from error
        return None
    except (sqlite3.DatabaseError, StoreError):
        return None


def found_at(path: Path) -> Mark | None:
    """What is in a store file; None for one that cannot be read."""
    try:
        with closing(sqlite.connect(path)) as connection:
            return found_in(connection)
    except sqlite3.Error:
        return None
