"""How a list is read: from which tables, in which order, by which index; and the statements for a part of it."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    column,
    func,
    literal,
    select,
    table,
    text,
    tuple_,
)

from promeister_mpay.adapters.store.lists_where import TABLES, conditions, fts_query, sorted_by, ts_condition, words
from promeister_mpay.adapters.store.schema import VIEW_INDEXES, orders, view_condition
from promeister_mpay.adapters.store.types import BigNumber
from promeister_mpay.domain.list_columns import COLUMNS
from promeister_mpay.domain.list_filters import Wanted
from promeister_mpay.domain.lists import Key, ListKind, View

ORDER_WORDS = table("order_words", column("rowid", BigNumber), column("order_words"))
"""SQLite's index of words (FTS5)."""

_BY_NUMBER = "INDEXED BY ix_orders_by_number"

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A list as it is read; `order` is what its rows are sorted by, the last of it the row's identity.

    `parts` follow each other, in both directions of the sort: what has a value, and then what has none.
    """

    source: FromClause
    columns: tuple[ColumnElement[Any], ...]
    order: tuple[ColumnElement[Any], ...]
    descending: bool
    where: Conditions
    parts: tuple[Conditions, ...] = ((),)
    hint: str = ""

    def part_of(self, key: Key) -> int:
        """In which part a key stands."""
        return 1 if len(self.parts) > 1 and key[0] is None else 0

    def _sorted(self, part: int) -> tuple[ColumnElement[Any], ...]:
        """What the rows of a part are sorted by: where no row has a value, by the identity alone."""
        return self.order if part == 0 else self.order[-1:]

    def keys(self, part: int, *wanted: ColumnElement[Any]) -> Select[Any]:
        """The keys of a part, and what else is wanted."""
        made = select(*wanted, *(each.label(f"key_{at}") for at, each in enumerate(self.order)))
        return self._of_part(made, part)

    def rows(self, part: int, *, backward: bool = False) -> Select[Any]:
        """The rows of a part with their keys, in the order of the list or against it."""
        return self.keys(part, *self.columns).order_by(*self.ordering(part, backward=backward))

    def marks(self, part: int, before: int, step: int) -> Select[Any]:
        """The keys of each step-th row: the database numbers them, `before` rows stand in the parts before this."""
        number = func.row_number().over(order_by=self.ordering(part)).label("place")
        numbered = self.keys(part, number).subquery()
        keys = [numbered.c[f"key_{at}"] for at in range(len(self.order))]
        return select(*keys).where((numbered.c.place - 1 + before) % step == 0).order_by(numbered.c.place)

    def hops(self, part: int, before: int, step: int) -> Select[Any]:
        """The same by a seek for each of them along the index, several times as fast; for a table as a whole."""
        by = self.ordering(part)
        start = self.keys(part).order_by(*by).limit(1).offset(-before % step).subquery()
        hop = select(start).cte("hop", recursive=True)
        last = tuple(hop.c[f"key_{at}"] for at in range(len(self.order)))
        ahead = self._of_part(select(self.order[-1]), part).where(self.beyond(part, last)).order_by(*by)
        next_one = ahead.limit(1).offset(step - 1).correlate(hop).scalar_subquery()
        there = orders.alias("there")
        found = select(*(there.c[str(each.key)] for each in self.order))
        return select(hop.union_all(found.select_from(hop.join(there, there.c.number == next_one))))

    def count(self, part: int) -> Select[Any]:
        """How many rows a part has."""
        return self._of_part(select(func.count()), part)

    def _of_part(self, made: Select[Any], part: int) -> Select[Any]:
        made = made.select_from(self.source).where(*self.where, *self.parts[part])
        return made.with_hint(orders, self.hint, "sqlite") if self.hint else made

    def ordering(self, part: int, *, backward: bool = False) -> Sequence[ColumnElement[Any]]:
        """For ORDER BY."""
        down = self.descending != backward
        return [each.desc() if down else each.asc() for each in self._sorted(part)]

    def beyond(self, part: int, key: Key, *, backward: bool = False, inclusive: bool = False) -> ColumnElement[bool]:
        """The rows of a part after a key of it, or before; with the row at the key when `inclusive`."""
        by = self._sorted(part)
        values = [_bound(value, each) for value, each in zip(key[-len(by) :], by, strict=True)]
        down = self.descending != backward
        compare = (operator.le if inclusive else operator.lt) if down else (operator.ge if inclusive else operator.gt)
        made: ColumnElement[bool] = compare(by[0], values[0]) if len(by) == 1 else compare(tuple_(*by), tuple_(*values))
        return made


def _bound(value: object, like: ColumnElement[Any]) -> ColumnElement[Any]:
    return value if isinstance(value, ColumnElement) else literal(value, like.type)


def plan(wanted: Wanted) -> Plan:
    """The plan that suits both databases, without what is searched for."""
    of = TABLES[wanted.kind]
    identity = next(iter(of.primary_key))
    by = sorted_by(of, wanted.sort)
    if by is identity:
        return Plan(of, _shown(wanted.kind), (identity,), wanted.descending, ())
    parts: tuple[Conditions, ...] = ((by.is_not(None),), (by.is_(None),)) if getattr(by, "nullable", True) else ((),)
    return Plan(of, _shown(wanted.kind), (by, identity), wanted.descending, (), parts)


@cache
def _shown(kind: ListKind) -> tuple[ColumnElement[Any], ...]:
    return tuple(TABLES[kind].c[each.key] for each in COLUMNS[kind] if not each.source)


def on_postgresql(wanted: Wanted) -> Plan:
    """PostgreSQL knows how often each word and value is, and chooses its indexes itself."""
    bare = plan(wanted)
    where = conditions(wanted, for_sqlite=False)
    if wanted.terms:
        is_order = wanted.kind is ListKind.ORDERS
        where.append(ts_condition(wanted.terms) if is_order else words(TABLES[wanted.kind], wanted.terms))
    return replace(bare, where=tuple(where))


def on_sqlite(wanted: Wanted, *, few: Sequence[int] | None) -> Plan:
    """SQLite is told where to begin; `few` are the orders of the search, or else of the view, when they are few."""
    bare = plan(wanted)
    where = conditions(wanted, for_sqlite=True)
    if wanted.kind is not ListKind.ORDERS:
        found = [words(TABLES[wanted.kind], wanted.terms)] if wanted.terms else []
        return replace(bare, where=(*where, *found))
    if few is not None:
        return replace(bare, where=(orders.c.number.in_(few), *where), hint="NOT INDEXED")
    if wanted.terms and is_by_number(wanted):
        return _from_words(bare, wanted, where)
    if wanted.terms:
        where.append(orders.c.number.in_(select(ORDER_WORDS.c.rowid).where(_match(wanted))))
    return replace(bare, where=tuple(where), hint=_hint(wanted, bare))


def _hint(wanted: Wanted, bare: Plan) -> str:
    """The index that gives the rows in their order; with filters SQLite chooses itself."""
    if is_by_number(wanted):
        return "" if wanted.view is View.ALL else f"INDEXED BY {VIEW_INDEXES[wanted.view]}"
    return "" if wanted.conditions else f"INDEXED BY ix_orders_{getattr(bare.order[0], 'name', '')}"


def of_whole_table(wanted: Wanted) -> Plan | None:
    """The plan to count and survey all orders on SQLite along an index alone; None when only some are wanted."""
    if wanted.kind is not ListKind.ORDERS or wanted.terms or wanted.conditions or wanted.view is not View.ALL:
        return None
    made = on_sqlite(wanted, few=None)
    return replace(made, hint=_BY_NUMBER) if is_by_number(wanted) else made


def is_by_number(wanted: Wanted) -> bool:
    """Whether a list of orders is sorted as its search and its views give it."""
    return wanted.sort.key == "number"


def _from_words(bare: Plan, wanted: Wanted, where: list[ColumnElement[bool]]) -> Plan:
    """Begin with the words, which give the numbers in their order; the plus keeps SQLite from doing it backwards."""
    joined = ORDER_WORDS.join(orders, orders.c.number == text("+order_words.rowid"))
    order = (*bare.order[:-1], ORDER_WORDS.c.rowid)
    return replace(bare, source=joined, order=order, where=(_match(wanted), *where))


def _match(wanted: Wanted) -> ColumnElement[bool]:
    return ORDER_WORDS.c.order_words.op("MATCH", is_comparison=True)(fts_query(wanted.terms))


def candidates(wanted: Wanted, most: int) -> Select[Any]:
    """The numbers of the orders that the search finds, or else that are in the view; no more than `most`."""
    if wanted.terms:
        return select(ORDER_WORDS.c.rowid).where(_match(wanted)).limit(most)
    found = select(orders.c.number).where(view_condition(wanted.view, for_sqlite=True)).limit(most)
    return found.with_hint(orders, f"INDEXED BY {VIEW_INDEXES[wanted.view]}", "sqlite")
