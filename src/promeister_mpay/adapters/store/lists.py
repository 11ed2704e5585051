"""The lists in the store: read by key along an index, so that no row before or after what is shown is touched."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, func, select

from promeister_mpay.adapters.store.failures import translated
from promeister_mpay.adapters.store.lists_plan import (
    Plan,
    candidates,
    is_by_identity,
    is_narrow,
    of_whole_table,
    on_postgresql,
    on_sqlite,
)
from promeister_mpay.adapters.store.schema import VIEW_INDEXES, orders, view_condition
from promeister_mpay.adapters.store.transaction import Transaction
from promeister_mpay.domain.list_columns import COLUMNS, IDENTITIES
from promeister_mpay.domain.list_filters import Wanted
from promeister_mpay.domain.lists import VIEWS_OF, Key, ListKind, Row, Survey, Value, View
from promeister_mpay.domain.registers import plate_key
from promeister_mpay.domain.search import fold

FEW = 2_000
"""So many rows are sorted sooner than they are met in a walk along the sorted list."""


class SqlLists:
    """See `services.ports.Lists`."""

    def __init__(self, transaction: Transaction, *, few: int = FEW) -> None:
        self._transaction = transaction
        self._few = few

    def _plan(self, wanted: Wanted) -> Plan:
        if not self._transaction.is_sqlite:
            return on_postgresql(wanted)
        return on_sqlite(wanted, few=self._numbers(wanted))

    def _numbers(self, wanted: Wanted) -> list[int] | None:
        """The rows of a search or view that are to be sorted in another way than they come, when they are few."""
        if not is_narrow(wanted) or is_by_identity(wanted):
            return None
        found = [next(iter(row.values())) for row in self._transaction.rows(candidates(wanted, self._few + 1))]
        return found if len(found) <= self._few else None

    def key_of(self, wanted: Wanted, identity: Value) -> Key | None:
        """Where the row with this identity stands, or None when it is not in the list."""
        stored = _identity(wanted.kind, identity)
        if stored is None:
            return None
        plan = self._plan(wanted)
        for part in range(len(plan.parts)):
            row = self._transaction.first(plan.keys(part).where(plan.order[-1] == stored))
            if row is not None:
                return _key(plan, row)
        return None

    def after(
        self, wanted: Wanted, key: Key | None, *, most: int, skip: int = 0, inclusive: bool = False
    ) -> Sequence[Row]:
        """Rows after a key, or from the first on without one; `inclusive` begins with the row at the key itself."""
        plan = self._plan(wanted)
        found: list[Row] = []
        first = plan.part_of(key) if key else 0
        for part in range(first, len(plan.parts)):
            rows = plan.rows(part)
            if key and part == first:
                rows = rows.where(plan.beyond(part, key, inclusive=inclusive))
            found += self._rows(wanted, plan, rows.limit(most - len(found)).offset(skip or None))
            if len(found) >= most:
                break
            skip = 0 if found or not skip else skip - self._count(rows.limit(skip))
        return found

    def _count(self, rows: Select[Any]) -> int:
        return int(self._transaction.value(select(func.count()).select_from(rows.subquery())))

    def before(self, wanted: Wanted, key: Key | None, *, most: int) -> Sequence[Row]:
        """The rows just before a key, or the last ones without one; in the order of the list."""
        plan = self._plan(wanted)
        found: list[Row] = []
        last = plan.part_of(key) if key else len(plan.parts) - 1
        for part in range(last, -1, -1):
            rows = plan.rows(part, backward=True)
            if key and part == last:
                rows = rows.where(plan.beyond(part, key, backward=True))
            found += self._rows(wanted, plan, rows.limit(most - len(found)))
            if len(found) >= most:
                break
        return found[::-1]

    def _rows(self, wanted: Wanted, plan: Plan, rows: Select[Any]) -> list[Row]:
        """Read as plain tuples: to look each value up by its column takes as long as all the rest."""
        names = [str(column.key) for column in plan.columns]
        flags = [column for column in COLUMNS[wanted.kind] if column.source]
        found = []
        with translated():
            for row in self._transaction.execute(rows).all():
                values = dict(zip(names, row, strict=False))
                for flag in flags:
                    values[flag.key] = values[flag.source] is not None
                found.append(Row(tuple(row[len(names) :]), values))
        return found

    def survey(self, wanted: Wanted, *, step: int) -> Survey:
        """The number of rows, and the keys of those at 0, step, 2·step and so on."""
        whole = of_whole_table(wanted) if self._transaction.is_sqlite else None
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
        return Survey(count, step, tuple(keys))

    def count_between(self, wanted: Wanted, first: Key, last: Key) -> int:
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
        views = [view for view in VIEWS_OF[ListKind.ORDERS] if view is not View.ALL]
        return {view: int(self._transaction.value(self._in_view(view))) for view in views}

    def _in_view(self, view: View) -> Select[Any]:
        rows = select(func.count()).select_from(orders)
        rows = rows.where(view_condition(view, for_sqlite=self._transaction.is_sqlite))
        return rows.with_hint(orders, f"INDEXED BY {VIEW_INDEXES[view]}", "sqlite")


def _key(plan: Plan, row: RowMapping) -> Key:
    return tuple(row[f"key_{at}"] for at in range(len(plan.order)))


def _identity(kind: ListKind, identity: Value) -> Value | None:
    """As it is stored: a number, a plate or a folded text."""
    if kind in IDENTITIES:
        return identity if isinstance(identity, int) else None
    if kind is ListKind.VEHICLES:
        return plate_key(str(identity))
    return fold(str(identity).strip())
