"""The file of an embedded store: whether it has been here, is still the same file, and has all that was committed."""

import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, update

from promeister_mpay.adapters.store.database import sqlite
from promeister_mpay.adapters.store.database.mark import (
    BACKUPS,
    INVOICE_SERIES,
    Mark,
    mark_among_copies,
    mark_path,
    series_of,
    write_mark,
)
from promeister_mpay.adapters.store.schema.tables import store_identity
from promeister_mpay.errors import StoreLost

SIDE_FILES = ("-wal", "-shm")
"""Suffixes of the files that SQLite keeps beside a database."""

_WHAT_TO_DO = (
    "Ingenting har ändrats och ingen ny databas har gjorts. Lägg tillbaka rätt fil om den har flyttats, eller "
    "återställ en säkerhetskopia med Arkiv → Återställ…"
)
MISSING = "Databasen {} saknas, fast den har funnits där. " + _WHAT_TO_DO
EMPTY = "Databasen {} är tom, fast den har haft innehåll. " + _WHAT_TO_DO
ANOTHER = "Databasen {} är en annan än den som användes här senast. " + _WHAT_TO_DO
BEHIND = "I databasen {} saknas det som sparades sist: den är äldre än när den senast användes här. " + _WHAT_TO_DO
REPLACED = (
    "Databasen {} har tagits bort eller bytts ut medan programmet är igång. Ingenting sparades. Lägg tillbaka filen om "
    "den har flyttats och starta om programmet, eller återställ en säkerhetskopia med Arkiv → Återställ…"
)
_NUMBERS = "SELECT name, value FROM counters"
_INVOICE_SEAL = "SELECT digest FROM invoice_seals WHERE number = ?"
_VOUCHER_SEAL = (
    "SELECT digest FROM voucher_seals JOIN vouchers ON vouchers.id = voucher_id "
    "WHERE series = ? AND year = ? AND number = ?"
)
_COUNT = update(store_identity).values(commits=store_identity.c.commits + 1).returning(*store_identity.c)


def check_not_lost(store: Path) -> None:
    """Raise `StoreLost` when the file is missing or empty although there has been a store here.

    A store has been here when its mark, its log, or a folder of copies is beside it.
    """
    beside = [mark_path(store), *(Path(f"{store}{suffix}") for suffix in SIDE_FILES)]
    # The traces first: another program may be making a new store at this moment, the file before its traces.
    has_been_here = any(trace.exists() for trace in (*beside, store.parent / BACKUPS))
    if not has_been_here:
        return
    if not store.exists():
        raise StoreLost(MISSING.format(store))
    if store.stat().st_size == 0:
        raise StoreLost(EMPTY.format(store))


def found_in(connection: Any) -> Mark | None:  # noqa: ANN401 – the driver's connection
    """The mark that a store would have now; None for one of a version without identity (before 0007)."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    identity = (
        connection.execute("SELECT id, commits FROM store_identity").fetchone() if "store_identity" in tables else None
    )
    if identity is None:
        return None
    numbers = dict(connection.execute(_NUMBERS).fetchall())
    heads = heads_at(connection.execute, numbers) if "voucher_seals" in tables else {}
    return Mark(identity[0], identity[1], numbers, heads)


def heads_at(execute: Callable[..., Any], numbers: Mapping[str, int]) -> dict[str, tuple[int, str]]:
    """The seal at each of these numbers, by the counter's name; a number that is not there has none. SQLite only."""
    found: dict[str, tuple[int, str]] = {}
    for name, number in numbers.items():
        place = series_of(name)
        if name == INVOICE_SERIES:
            row = execute(_INVOICE_SEAL, (number,)).fetchone()
        else:
            row = execute(_VOUCHER_SEAL, (place[0], str(place[1]), number)).fetchone() if place else None
        if row is not None:
            found[name] = number, row[0]
    return found


def is_behind(found: Mark | None, mark: Mark) -> bool:
    """Whether a store lacks commits, or numbers, that its mark has seen."""
    if found is None or found.commits < mark.commits:
        return True
    return any(found.numbers.get(name, 0) < value for name, value in mark.numbers.items())


def check_against(store: Path, found: Mark | None, mark: Mark | None) -> None:
    """Raise `StoreLost` for a store that is not the one that was used here last, or behind it."""
    if mark is None:
        return
    if found is not None and found.store_id != mark.store_id:
        raise StoreLost(ANOTHER.format(store))
    if is_behind(found, mark):
        raise StoreLost(BEHIND.format(store))


class StoreFile:
    """The file of a store that is open. Every transaction checks that the file is the same, and counts its commit."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._place = _place(path)
        self._mark: Mark | None = None
        self._lost: Mapping[str, tuple[int, str]] = {}
        self._marking = threading.Lock()

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._path

    def check(self) -> None:
        """Raise `StoreLost` when the file was removed or replaced since it was opened."""
        if _place(self._path) != self._place:
            raise StoreLost(REPLACED.format(self._path))

    def take_up(self, mark: Mark | None, before: Mark | None = None) -> None:
        """Begin with what is in the store now, and write its marks; `before` is what the mark said until now.

        A seal that the mark knew and the store does not have stays in the mark: checking the books tells it.
        """
        if mark is not None and before is not None:
            self._lost = self._not_found(before)
            mark = replace(mark, heads={**mark.heads, **self._lost})
        self._mark = mark
        if mark is not None:
            write_mark(mark_path(self._path), mark)
            self._write_among_copies(mark)

    def _not_found(self, before: Mark) -> dict[str, tuple[int, str]]:
        numbers = {name: number for name, (number, _) in before.heads.items()}
        with closing(sqlite.connect(self._path, mode="ro")) as connection:
            there = heads_at(connection.execute, numbers)
        return {name: head for name, head in before.heads.items() if there.get(name) != tuple(head)}

    def count(self, connection: Connection) -> Mark:
        """Count a commit that is about to be made; raises `StoreLost` when the store is not the one last committed to.

        Such a store has been overwritten while the program was running.
        """
        self.check()
        store_id, commits = connection.execute(_COUNT).one()
        numbers = {row.name: row.value for row in connection.exec_driver_sql(_NUMBERS)}
        known = self._mark
        mark = Mark(store_id, commits, numbers, self._heads_after(connection, numbers))
        if known is not None and (known.store_id != store_id or commits <= known.commits):
            raise StoreLost(REPLACED.format(self._path))
        return mark

    def _heads_after(self, connection: Connection, numbers: Mapping[str, int]) -> Mapping[str, tuple[int, str]]:
        """The seals as they are at a commit: only those of series that it raised are read."""
        known = self._mark
        if known is None or known.numbers == numbers:
            return known.heads if known else {}
        raised = {name: value for name, value in numbers.items() if known.numbers.get(name) != value}
        return {**known.heads, **heads_at(connection.exec_driver_sql, raised), **self._lost}

    def committed(self, mark: Mark) -> None:
        """Note a commit; raises `StoreLost` when it went to a file that is no longer there."""
        self.check()
        with self._marking:
            known = self._mark
            if known is not None and mark.commits <= known.commits:
                # Another thread of this program committed after this one, and was quicker to note it.
                return
            self._mark = mark
            write_mark(mark_path(self._path), mark)
            if known is None or known.numbers != mark.numbers:
                self._write_among_copies(mark)

    def _write_among_copies(self, mark: Mark) -> None:
        path = mark_among_copies(self._path)
        if path.parent.exists():
            write_mark(path, mark)


def _place(path: Path) -> tuple[int, int] | None:
    """What tells one file from another at the same path: device and number; None when there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
