"""Fake of the `Lists` port: filters every row, sorts all and cuts; slow and easy to verify."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from promeister_mpay.domain.lists.columns import COLUMNS, IDENTITIES, ListColumn
from promeister_mpay.domain.lists.conditions import matches
from promeister_mpay.domain.lists.filters import ParsedQuery
from promeister_mpay.domain.lists.query import Checkpoints, Key, ListRow, Value, View
from promeister_mpay.domain.orders.order import OrderStatus


@dataclass(frozen=True)
class Entry:
    """A row of a list: identity, values by column, search text, and the flags of the views."""

    identity: Any
    values: Mapping[str, Value]
    found_by: str = ""
    held: bool = False
    deviates: bool = False

    def is_in(self, view: View) -> bool:
        is_paid = self.values.get("payment_received_at") is not None
        return {
            View.ALL: True,
            View.WAITING: self.held and not is_paid,
            View.PAID_UNPOSTED: is_paid and self.values.get("status") is not OrderStatus.POSTED,
            View.DEVIATIONS: self.deviates,
        }[view]


def stored(column: ListColumn, values: Mapping[str, Value]) -> Any:
    """The value that a column is sorted and filtered by."""
    value = values[column.stored]
    if column.words is not None or column.has_form:
        return column.form_of(str(value)) if value is not None else None
    return value or None if isinstance(value, bool) else value


def listed(query: ParsedQuery, entries: Sequence[Entry], found: Callable[[str], bool]) -> list[ListRow]:
    """All rows of a list, in its order."""
    rows = [
        ListRow(_key(query, entry), {column.key: _shown(column, entry.values) for column in COLUMNS[query.kind]})
        for entry in entries
        if found(entry.found_by)
        and entry.is_in(query.view)
        and all(matches(condition, stored(column, entry.values)) for column, condition in query.conditions)
    ]

    def order(one: ListRow, other: ListRow) -> int:
        return compare(query, one.key, other.key)

    return sorted(rows, key=cmp_to_key(order))


def _shown(column: ListColumn, values: Mapping[str, Value]) -> Value:
    return values[column.source] is not None if column.source else values[column.key]


def _key(query: ParsedQuery, entry: Entry) -> Key:
    if query.sort.key == IDENTITIES.get(query.kind):
        return (entry.identity,)
    sort = query.sort
    value = entry.values[sort.stored] if sort.words else stored(sort, entry.values)
    return (value, entry.identity)


def compare(query: ParsedQuery, one: Key, other: Key) -> int:
    """Less than 0 when `one` comes first; empty values come last in both directions."""
    for mine, theirs in zip(one, other, strict=True):
        if mine == theirs:
            continue
        if mine is None or theirs is None:
            return 1 if mine is None else -1
        is_less = mine < theirs  # type: ignore[operator]
        return -1 if is_less != query.descending else 1
    return 0


class FakeLists:
    """See `services.ports.Lists`."""

    def __init__(self, rows: Callable[[ParsedQuery], list[ListRow]], counts: Callable[[], Mapping[View, int]]) -> None:
        self._rows = rows
        self._counts = counts

    def around(
        self, query: ParsedQuery, identity: Value, *, above: int, below: int
    ) -> tuple[Sequence[ListRow], Sequence[ListRow]] | None:
        rows = self._rows(query)
        at = next((at for at, row in enumerate(rows) if row.key[-1] == identity), None)
        return None if at is None else (rows[max(0, at - above) : at], rows[at : at + below])

    def after(
        self, query: ParsedQuery, key: Key | None, *, most: int, skip: int = 0, inclusive: bool = False
    ) -> Sequence[ListRow]:
        least = 0 if inclusive else 1
        rows = [row for row in self._rows(query) if key is None or compare(query, row.key, key) >= least]
        return rows[skip : skip + most]

    def before(self, query: ParsedQuery, key: Key | None, *, most: int) -> Sequence[ListRow]:
        rows = [row for row in self._rows(query) if key is None or compare(query, row.key, key) < 0]
        return rows[-most:]

    def checkpoints(self, query: ParsedQuery, *, step: int) -> Checkpoints:
        rows = self._rows(query)
        return Checkpoints(len(rows), step, tuple(row.key for row in rows[::step]))

    def count_between(self, query: ParsedQuery, first: Key, last: Key) -> int:
        rows = self._rows(query)
        return sum(compare(query, row.key, first) >= 0 > compare(query, row.key, last) for row in rows)

    def counts(self) -> Mapping[View, int]:
        return self._counts()
