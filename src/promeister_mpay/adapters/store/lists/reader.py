"""The lists in the store: read by key along an index, so that no row before or after what is shown is touched."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, select

from promeister_mpay.adapters.store.database.errors import as_store_errors
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.lists.plan import (
    Plan,
    candidates,
    is_by_identity,
    is_narrow,
    on_postgresql,
    on_sqlite,
    plan_for_numbers,
    plan_for_whole_table,
)
from promeister_mpay.adapters.store.schema.tables import VIEW_INDEXES, orders, view_condition
from promeister_mpay.domain.lists.columns import COLUMNS, IDENTITIES
from promeister_mpay.domain.lists.filters import ParsedQuery
from promeister_mpay.domain.lists.query import VIEWS_OF, Checkpoints, Key, ListKind, ListRow, Value, View
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.search import fold

FEW = 2_000
"""So many rows are sorted sooner than they are met in a walk along the sorted list."""

COARSE = 16
"""Rows to skip are read in so many at a time, and dropped."""

COUNTED = tuple(view for view in VIEWS_OF[ListKind.ORDERS] if view is not View.ALL)


class SqlLists:
    """See `services.ports.Lists`."""

    def __init__(self, transaction: Transaction, *, few: int = FEW) -> None:
        self._transaction = transaction
        self._few = few
        self._plans: dict[ParsedQuery, Plan] = {}

    def _plan(self, wanted: ParsedQuery) -> Plan:
        if wanted not in self._plans:
            self._plans[wanted] = self._planned(wanted)
        return self._plans[wanted]

    def _planned(self, wanted: ParsedQuery) -> Plan:
        if not self._transaction.is_sqlite:
            return on_postgresql(wanted)
        few = self._numbers(wanted)
        return on_sqlite(wanted) if few is None else plan_for_numbers(wanted, few)

    def _numbers(self, wanted: ParsedQuery) -> list[int] | None:
        """The rows of a search or view that are to be sorted in another way than they come, when they are few."""
        if not is_narrow(wanted) or is_by_identity(wanted):
            return None
        found = [next(iter(row.values())) for row in self._transaction.rows(candidates(wanted, self._few + 1))]
        return found if len(found) <= self._few else None

    def around(
        self, wanted: ParsedQuery, identity: Value, *, above: int, below: int
    ) -> tuple[Sequence[ListRow], Sequence[ListRow]] | None:
        """Rows just before the one with this identity, and from it on; None when it is not in the list."""
        stored = _identity(wanted.kind, identity)
        key = self._key_of(wanted, stored) if stored is not None else None
        if key is None:
            return None
        rows = self.after(wanted, key, most=below, inclusive=True)
        # A list that is sorted by what its rows are is not asked first where the row stands.
        return (self.before(wanted, key, most=above), rows) if rows and rows[0].key[-1] == stored else None

    def _key_of(self, wanted: ParsedQuery, stored: Value) -> Key | None:
        plan = self._plan(wanted)
        if len(plan.order) == 1:
            return (stored,)
        for part in range(len(plan.parts)):
            row = self._transaction.first(plan.keys(part).where(plan.order[-1] == stored))
            if row is not None:
                return _key(plan, row)
        return None

    def after(
        self, wanted: ParsedQuery, key: Key | None, *, most: int, skip: int = 0, inclusive: bool = False
    ) -> Sequence[ListRow]:
        """Rows after a key, or from the first on without one; `inclusive` begins with the row at the key itself."""
        if skip and key and self._transaction.is_sqlite:
            rows = self._leap(wanted, key, most=most, skip=skip, inclusive=inclusive)
            if len(rows) == most:
                return rows
        # A few rows too many are read sooner than another statement is planned for each number to skip.
        reach = most + -(-skip // COARSE) * COARSE
        return self._walk(wanted, key, reach, inclusive=inclusive)[skip : skip + most]

    def before(self, wanted: ParsedQuery, key: Key | None, *, most: int) -> Sequence[ListRow]:
        """The rows just before a key, or the last ones without one; in the order of the list."""
        return self._walk(wanted, key, most, backward=True)[:most][::-1]

    def _leap(self, wanted: ParsedQuery, key: Key, *, most: int, skip: int, inclusive: bool) -> list[ListRow]:
        """SQLite skips along the index, without a look at the rows; only within the part where the key stands."""
        plan = self._plan(wanted)
        part = plan.part_of(key)
        rows = plan.page(part, most, keyed=True, inclusive=inclusive, skips=True)
        return self._rows(wanted.kind, rows, {**plan.values(part, key), "skip": skip})

    def _walk(
        self, wanted: ParsedQuery, key: Key | None, most: int, *, inclusive: bool = False, backward: bool = False
    ) -> list[ListRow]:
        """At least `most` rows from a key on, or from an end, through all parts; or all that there are."""
        plan = self._plan(wanted)
        found: list[ListRow] = []
        parts = range(len(plan.parts))[:: -1 if backward else 1]
        start = plan.part_of(key) if key else parts[0]
        for part in parts[parts.index(start) :]:
            values = plan.values(part, key) if key and part == start else {}
            rows = plan.page(part, most, keyed=bool(values), inclusive=inclusive, backward=backward)
            found += self._rows(wanted.kind, rows, values)
            if len(found) >= most:
                break
        return found

    def _rows(self, kind: ListKind, rows: Select[Any], values: Mapping[str, object]) -> list[ListRow]:
        """Read as plain tuples: to look each value up by its column takes as long as all the rest."""
        names, flags = _shape(kind)
        found = []
        with as_store_errors():
            for row in self._transaction.execute(rows, values).all():
                shown: dict[str, Value] = dict(zip(names, row, strict=False))
                for flag, source in flags:
                    shown[flag] = shown[source] is not None
                found.append(ListRow(tuple(row[len(names) :]), shown))
        return found

    def checkpoints(self, wanted: ParsedQuery, *, step: int) -> Checkpoints:
        """The number of rows, and the keys of those at 0, step, 2·step and so on."""
        whole = plan_for_whole_table(wanted) if self._transaction.is_sqlite else None
        plan = whole or self._plan(wanted)
        keys: list[Key] = []
        count = 0
        for part in range(len(plan.parts)):
            marks = plan.hops(part, count, step) if whole else plan.marks(part, count, step)
            found = [_key(plan, row) for row in self._transaction.rows(marks)]
            keys += found
            rest = plan.count(part)
            if found:
                count = (len(keys) - 1) * step
                rest = rest.where(plan.beyond(part, found[-1], inclusive=True))
            count += int(self._transaction.value(rest))
        return Checkpoints(count, step, tuple(keys))

    def count_between(self, wanted: ParsedQuery, first: Key, last: Key) -> int:
        """How many rows stand from one key on and before another."""
        plan = self._plan(wanted)
        start, end = plan.part_of(first), plan.part_of(last)
        count = 0
        for part in range(start, end + 1):
            rows = plan.count(part)
            if part == start:
                rows = rows.where(plan.beyond(part, first, inclusive=True))
            if part == end:
                rows = rows.where(plan.beyond(part, last, backward=True))
            count += int(self._transaction.value(rows))
        return count

    def counts(self) -> Mapping[View, int]:
        """How many orders are in each ready view but ALL."""
        found = self._transaction.rows(_counting(for_sqlite=self._transaction.is_sqlite))[0]
        return {view: int(found[view.name]) for view in COUNTED}


@cache
def _counting(*, for_sqlite: bool) -> Select[Any]:
    """All counts at once."""

    def in_view(view: View) -> ColumnElement[Any]:
        rows = select(func.count()).select_from(orders).where(view_condition(view, for_sqlite=for_sqlite))
        return rows.with_hint(orders, f"INDEXED BY {VIEW_INDEXES[view]}", "sqlite").scalar_subquery().label(view.name)

    counts: list[ColumnElement[Any]] = [in_view(view) for view in COUNTED]
    return select(*counts)


@cache
def _shape(kind: ListKind) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The keys of what is read of each row, and the flags with what decides them."""
    columns = COLUMNS[kind]
    names = tuple(column.key for column in columns if not column.source and not column.computed)
    return names, tuple((column.key, column.source) for column in columns if column.source)


def _key(plan: Plan, row: RowMapping) -> Key:
    return tuple(row[f"key_{at}"] for at in range(len(plan.order)))


def _identity(kind: ListKind, identity: Value) -> Value | None:
    """As it is stored: a number, a plate or a folded text."""
    if kind in IDENTITIES:
        return identity if isinstance(identity, int) else None
    if kind is ListKind.VEHICLES:
        return plate_key(str(identity))
    return fold(str(identity).strip())
