"""The lists of the list windows (F5): pages read by key, as quick in a million rows as in ten."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from promeister_mpay.domain.lists.filters import ParsedQuery, read_query
from promeister_mpay.domain.lists.query import Checkpoints, Key, ListKind, ListPage, ListQuery, ListRow, Value, View
from promeister_mpay.services.ports.store import Store

STEP = 64
"""Rows between two checkpoints: to read from any position, the store seeks to a checkpoint and skips fewer rows
than this.

A list window reads pages of exactly this size, so each begins at a checkpoint and skips none.
"""


class ListService:
    """Reads lists. Blocking; run it off the UI thread. A filter that cannot be read raises `InputError(column key)`."""

    def __init__(self, *, store: Store, today: Callable[[], date] = date.today) -> None:
        self._store = store
        self._today = today

    def open_at(self, kind: ListKind, query: ListQuery, identity: Value | None, *, most: int) -> ListPage:
        """The page around the row with this identity (an order's number …), or the first page without it."""
        parsed, half = self._read(kind, query), most // 2
        with self._store.looking() as work:
            around = {"above": half + 1, "below": most - half + 1}
            found = None if identity is None else work.lists.around(parsed, identity, **around)
            above, below = found or ((), work.lists.after(parsed, None, most=most + 1))
            lacking = half - len(above)
            if found and lacking > 0 and len(below) == around["below"]:
                # There are few rows above, so read more below.
                below = [*below, *work.lists.after(parsed, below[-1].key, most=lacking)]
        over = above[-half:] if half else ()
        rows, more = _first(below, most - len(over))
        return ListPage((*over, *rows), more_above=len(above) > len(over), more_below=more)

    def page(
        self, kind: ListKind, query: ListQuery, *, after: Key | None = None, before: Key | None = None, most: int
    ) -> ListPage:
        """The rows just after or just before a key; without a key the first ones, and with `before=()` the last.

        The page assumes, without asking the store, that there are rows on the other side of a given key.
        """
        parsed = self._read(kind, query)
        with self._store.looking() as work:
            if before is None:
                rows, more = _first(work.lists.after(parsed, after or None, most=most + 1), most)
                return ListPage(rows, more_above=bool(after), more_below=more)
            found = work.lists.before(parsed, before or None, most=most + 1)
        return ListPage(tuple(found[-most:]), more_above=len(found) > most, more_below=bool(before))

    def checkpoints(self, kind: ListKind, query: ListQuery) -> Checkpoints:
        """Count the rows and read the keys at every `STEP`; slow, so run it in the background."""
        parsed = self._read(kind, query)
        with self._store.reading() as work:
            return work.lists.checkpoints(parsed, step=STEP)

    def rows_at(
        self, kind: ListKind, query: ListQuery, checkpoints: Checkpoints, first: int, *, most: int
    ) -> Sequence[ListRow]:
        """The rows from a position on; empty when the list ends before it."""
        if not checkpoints.keys or first < 0:
            return ()
        parsed = self._read(kind, query)
        mark = min(first // checkpoints.step, len(checkpoints.keys) - 1)
        skip = first - mark * checkpoints.step
        with self._store.looking() as work:
            return work.lists.after(parsed, checkpoints.keys[mark], most=most, skip=skip, inclusive=True)

    def place_of(self, kind: ListKind, query: ListQuery, checkpoints: Checkpoints, key: Key) -> int:
        """The position of a key by these checkpoints, also when its row is gone."""
        parsed = self._read(kind, query)
        mark = bisect_right(checkpoints.keys, _sort_key(parsed, key), key=lambda known: _sort_key(parsed, known)) - 1
        if mark < 0:
            return 0
        with self._store.looking() as work:
            return mark * checkpoints.step + work.lists.count_between(parsed, checkpoints.keys[mark], key)

    def counts(self) -> Mapping[View, int]:
        """How many orders each view except ALL has, for the navigation tree."""
        with self._store.looking() as work:
            return work.lists.counts()

    def _read(self, kind: ListKind, query: ListQuery) -> ParsedQuery:
        return read_query(kind, query, self._today())


def _first(rows: Sequence[ListRow], most: int) -> tuple[tuple[ListRow, ...], bool]:
    return tuple(rows[:most]), len(rows) > most


class _Descending:
    """A value that sorts in descending order."""

    def __init__(self, value: Any) -> None:  # noqa: ANN401 — a column's value, of any kind
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and self.value == other.value

    def __lt__(self, other: "_Descending") -> bool:
        return bool(other.value < self.value)

    __hash__ = None  # type: ignore[assignment]


def _sort_key(parsed: ParsedQuery, key: Key) -> tuple[Any, ...]:
    """A key as a tuple that Python sorts in the store's order: empty values last in both directions."""
    directed = _Descending if parsed.descending else lambda value: value
    return tuple((value is None, None if value is None else directed(value)) for value in key)
