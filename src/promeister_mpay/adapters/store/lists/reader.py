"""Reads lists by keyset pagination: a page is sought by its key in an index, and other rows are not read."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, select

from promeister_mpay.adapters.store.database.errors import as_damage, as_store_errors
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.lists.plan import (
    Plan,
    candidates,
    is_by_identity,
    is_narrow,
    on_postgresql,
    on_sqlite,
    plan_for_few_identities,
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
"""The number of rows to skip is rounded up to this, and the surplus dropped."""

COUNTED = tuple(view for view in VIEWS_OF[ListKind.ORDERS] if view is not View.ALL)


class SqlLists:
    """See `services.ports.Lists`."""

    def __init__(self, transaction: Transaction, *, few: int = FEW) -> None:
        self._transaction = transaction
        self._few = few
        self._plans: dict[ParsedQuery, Plan] = {}

    def _plan(self, query: ParsedQuery) -> Plan:
        if query not in self._plans:
            self._plans[query] = self._make_plan(query)
        return self._plans[query]

    def _make_plan(self, query: ParsedQuery) -> Plan:
        if not self._transaction.is_sqlite:
            return on_postgresql(query)
        few = self._few_identities(query)
        return on_sqlite(query) if few is None else plan_for_few_identities(query, few)

    def _few_identities(self, query: ParsedQuery) -> list[int] | None:
        """The identities of the rows of a search or view sorted by another column, if they are few; else None."""
        if not is_narrow(query) or is_by_identity(query):
            return None
        found = [next(iter(row.values())) for row in self._transaction.rows(candidates(query, self._few + 1))]
        return found if len(found) <= self._few else None

    def around(
        self, query: ParsedQuery, identity: Value, *, above: int, below: int
    ) -> tuple[Sequence[ListRow], Sequence[ListRow]] | None:
        """The rows before the row `identity`, and those from it on; None if the list lacks it."""
        stored = _identity(query.kind, identity)
        key = self._key_of(query, stored) if stored is not None else None
        if key is None:
            return None
        rows = self.after(query, key, most=below, inclusive=True)
        # In a list sorted by identity, the key is not looked up first, so check the row.
        return (self.before(query, key, most=above), rows) if rows and rows[0].key[-1] == stored else None

    def _key_of(self, query: ParsedQuery, stored: Value) -> Key | None:
        plan = self._plan(query)
        if len(plan.order) == 1:
            return (stored,)
        for part in range(len(plan.parts)):
            row = self._transaction.first(plan.keys(part).where(plan.order[-1] == stored))
            if row is not None:
                return _key(plan, row)
        return None

    def after(
        self, query: ParsedQuery, key: Key | None, *, most: int, skip: int = 0, inclusive: bool = False
    ) -> Sequence[ListRow]:
        """Rows after `key`, or from the start if None; `inclusive` begins with the row at the key."""
        if skip and key and self._transaction.is_sqlite:
            rows = self._skip_by_offset(query, key, most=most, skip=skip, inclusive=inclusive)
            if len(rows) == most:
                return rows
        # Reading surplus rows is faster than planning another statement for each number of rows to skip.
        reach = most + -(-skip // COARSE) * COARSE
        return self._read_parts(query, key, reach, inclusive=inclusive)[skip : skip + most]

    def before(self, query: ParsedQuery, key: Key | None, *, most: int) -> Sequence[ListRow]:
        """The rows before `key`, or the last rows if None; in the order of the list."""
        return self._read_parts(query, key, most, backward=True)[:most][::-1]

    def _skip_by_offset(self, query: ParsedQuery, key: Key, *, most: int, skip: int, inclusive: bool) -> list[ListRow]:
        """Skip rows by OFFSET, which SQLite does in the index; only within the part of the key."""
        plan = self._plan(query)
        part = plan.part_of(key)
        rows = plan.page(part, most, keyed=True, inclusive=inclusive, skips=True)
        return self._rows(query.kind, rows, {**plan.values(part, key), "skip": skip})

    def _read_parts(
        self, query: ParsedQuery, key: Key | None, most: int, *, inclusive: bool = False, backward: bool = False
    ) -> list[ListRow]:
        """At least `most` rows (if there are so many) from `key` or an end of the list, through all parts."""
        plan = self._plan(query)
        found: list[ListRow] = []
        parts = range(len(plan.parts))[:: -1 if backward else 1]
        start = plan.part_of(key) if key else parts[0]
        for part in parts[parts.index(start) :]:
            values = plan.values(part, key) if key and part == start else {}
            rows = plan.page(part, most, keyed=bool(values), inclusive=inclusive, backward=backward)
            found += self._rows(query.kind, rows, values)
            if len(found) >= most:
                break
        return found

    def _rows(self, kind: ListKind, rows: Select[Any], values: Mapping[str, object]) -> list[ListRow]:
        """Build list rows from plain tuples; a lookup of each value by column would double the time."""
        names, flags = _shape(kind)
        found = []
        with as_store_errors():
            read = self._transaction.execute(rows, values)
            with as_damage():
                all_of_them = read.all()
            for row in all_of_them:
                shown: dict[str, Value] = dict(zip(names, row, strict=False))
                for flag, source in flags:
                    shown[flag] = shown[source] is not None
                found.append(ListRow(tuple(row[len(names) :]), shown))
        return found

    def checkpoints(self, query: ParsedQuery, *, step: int) -> Checkpoints:
        """The number of rows, and the keys of the rows 0, step, 2·step and so on."""
        whole = plan_for_whole_table(query) if self._transaction.is_sqlite else None
        plan = whole or self._plan(query)
        keys: list[Key] = []
        count = 0
        for part in range(len(plan.parts)):
            checkpoints = (
                plan.sought_checkpoints(part, count, step) if whole else plan.numbered_checkpoints(part, count, step)
            )
            found = [_key(plan, row) for row in self._transaction.rows(checkpoints)]
            keys += found
            rest = plan.count(part)
            if found:
                count = (len(keys) - 1) * step
                rest = rest.where(plan.beyond(part, found[-1], inclusive=True))
            count += int(self._transaction.value(rest))
        return Checkpoints(count, step, tuple(keys))

    def count_between(self, query: ParsedQuery, first: Key, last: Key) -> int:
        """The number of rows from key `first` to before key `last`."""
        plan = self._plan(query)
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
        """The number of orders in each view except ALL."""
        found = self._transaction.rows(_counting(for_sqlite=self._transaction.is_sqlite))[0]
        return {view: int(found[view.name]) for view in COUNTED}


@cache
def _counting(*, for_sqlite: bool) -> Select[Any]:
    """One statement for all counts."""

    def in_view(view: View) -> ColumnElement[Any]:
        rows = select(func.count()).select_from(orders).where(view_condition(view, for_sqlite=for_sqlite))
        return rows.with_hint(orders, f"INDEXED BY {VIEW_INDEXES[view]}", "sqlite").scalar_subquery().label(view.name)

    counts: list[ColumnElement[Any]] = [in_view(view) for view in COUNTED]
    return select(*counts)


@cache
def _shape(kind: ListKind) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The column keys that are read, and the flags with their source columns."""
    columns = COLUMNS[kind]
    names = tuple(column.key for column in columns if not column.source and not column.computed)
    return names, tuple((column.key, column.source) for column in columns if column.source)


def _key(plan: Plan, row: RowMapping) -> Key:
    return tuple(row[f"key_{at}"] for at in range(len(plan.order)))


def _identity(kind: ListKind, identity: Value) -> Value | None:
    """The identity as stored: a number, a plate key or a folded text."""
    if kind in IDENTITIES:
        return identity if isinstance(identity, int) else None
    if kind is ListKind.VEHICLES:
        return plate_key(str(identity))
    return fold(str(identity).strip())
