"""The lists behind F5: a page at a time, by key, so that a million rows are as quick as ten."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from promeister_mpay.domain.lists.filters import ParsedQuery, read_query
from promeister_mpay.domain.lists.query import Checkpoints, Key, ListKind, ListPage, ListQuery, ListRow, Value, View
from promeister_mpay.services.ports.store import Store

STEP = 64
"""Rows between two surveyed keys: a jump seeks to one of them and skips fewer rows than this.

A window reads whole pages of just so many, and so begins at a key and skips none.
"""


class ListService:
    """Reads lists. Blocking; run it off the UI thread. A filter that cannot be read raises `InputError(column key)`."""

    def __init__(self, *, store: Store, today: Callable[[], date] = date.today) -> None:
        self._store = store
        self._today = today

    def open_at(self, kind: ListKind, query: ListQuery, identity: Value | None, *, most: int) -> ListPage:
        """The first page: around the row with this identity (an order's number …), or the top without it."""
        wanted, half = self._read(kind, query), most // 2
        with self._store.looking() as work:
            around = {"above": half + 1, "below": most - half + 1}
            found = None if identity is None else work.lists.around(wanted, identity, **around)
            above, below = found or ((), work.lists.after(wanted, None, most=most + 1))
            lacking = half - len(above)
            if found and lacking > 0 and len(below) == around["below"]:
                # Near the top: more below it instead.
                below = [*below, *work.lists.after(wanted, below[-1].key, most=lacking)]
        over = above[-half:] if half else ()
        rows, more = _first(below, most - len(over))
        return ListPage((*over, *rows), more_above=len(above) > len(over), more_below=more)

    def page(
        self, kind: ListKind, query: ListQuery, *, after: Key | None = None, before: Key | None = None, most: int
    ) -> ListPage:
        """The rows next after, or next before, a key; with neither the first ones, and `before=()` gives the last.

        That there is something on the other side of a given key is taken for granted, not asked.
        """
        wanted = self._read(kind, query)
        with self._store.looking() as work:
            if before is None:
                rows, more = _first(work.lists.after(wanted, after or None, most=most + 1), most)
                return ListPage(rows, more_above=bool(after), more_below=more)
            found = work.lists.before(wanted, before or None, most=most + 1)
        return ListPage(tuple(found[-most:]), more_above=len(found) > most, more_below=bool(before))

    def checkpoints(self, kind: ListKind, query: ListQuery) -> Checkpoints:
        """Count the rows and learn where they stand; takes long, and nobody waits for it."""
        wanted = self._read(kind, query)
        with self._store.reading() as work:
            return work.lists.checkpoints(wanted, step=STEP)

    def rows_at(
        self, kind: ListKind, query: ListQuery, checkpoints: Checkpoints, first: int, *, most: int
    ) -> Sequence[ListRow]:
        """The rows from a position on; none where the list has none."""
        if not checkpoints.keys or first < 0:
            return ()
        wanted = self._read(kind, query)
        mark = min(first // checkpoints.step, len(checkpoints.keys) - 1)
        skip = first - mark * checkpoints.step
        with self._store.looking() as work:
            return work.lists.after(wanted, checkpoints.keys[mark], most=most, skip=skip, inclusive=True)

    def place_of(self, kind: ListKind, query: ListQuery, checkpoints: Checkpoints, key: Key) -> int:
        """The position of a key in a surveyed list, whether or not a row stands there (any longer)."""
        wanted = self._read(kind, query)
        mark = bisect_right(checkpoints.keys, _placed(wanted, key), key=lambda known: _placed(wanted, known)) - 1
        if mark < 0:
            return 0
        with self._store.looking() as work:
            return mark * checkpoints.step + work.lists.count_between(wanted, checkpoints.keys[mark], key)

    def counts(self) -> Mapping[View, int]:
        """How many orders are in each ready view but ALL, for the navigation tree."""
        with self._store.looking() as work:
            return work.lists.counts()

    def _read(self, kind: ListKind, query: ListQuery) -> ParsedQuery:
        return read_query(kind, query, self._today())


def _first(rows: Sequence[ListRow], most: int) -> tuple[tuple[ListRow, ...], bool]:
    return tuple(rows[:most]), len(rows) > most


class _Descending:
    """A value that comes the earlier the greater it is."""

    def __init__(self, value: Any) -> None:  # noqa: ANN401 — a column's value, of any kind
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and self.value == other.value

    def __lt__(self, other: "_Descending") -> bool:
        return bool(other.value < self.value)

    __hash__ = None  # type: ignore[assignment]


def _placed(wanted: ParsedQuery, key: Key) -> tuple[Any, ...]:
    """A key as Python sorts it where the store does: what is empty comes last, whatever the direction."""
    turned = _Descending if wanted.descending else lambda value: value
    return tuple((value is None, None if value is None else turned(value)) for value in key)
