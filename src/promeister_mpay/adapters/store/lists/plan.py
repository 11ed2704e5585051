"""How a list is read: from which tables, in which order, by which index; and the statements for a part of it."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
    tuple_,
)

from promeister_mpay.adapters.store.lists.conditions import (
    TABLES,
    conditions,
    fts_query,
    identity_of,
    sorted_by,
    ts_condition,
    words,
)
from promeister_mpay.adapters.store.schema.column_types import BigNumber
from promeister_mpay.adapters.store.schema.tables import VIEW_INDEXES, view_condition
from promeister_mpay.domain.lists.columns import COLUMNS, IDENTITIES
from promeister_mpay.domain.lists.filters import ParsedQuery
from promeister_mpay.domain.lists.query import Key, ListKind, View

_WORDS = {
    ListKind.ORDERS: "order_words",
    ListKind.INVOICES: "invoice_words",
    ListKind.VOUCHERS: "voucher_words",
    ListKind.LEDGER: "voucher_words",
}
WORDS = {kind: table(name, column("rowid", BigNumber), column(name)) for kind, name in _WORDS.items()}
"""SQLite's indexes of words (FTS5); PostgreSQL has an index over the words of the same tables."""

_BY_NUMBER = {
    ListKind.ORDERS: "ix_orders_by_number",
    ListKind.INVOICES: "ix_invoices_by_number",
    ListKind.VOUCHERS: "ix_vouchers_by_id",
}
_KEPT = 64
"""Plans that are kept, each with its statements: to build one takes longer than to run it."""

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A list as it is read; `order` is what its rows are sorted by, the last of it the row's identity.

    `parts` follow each other, in both directions of the sort: what has a value, and then what has none.
    """

    table: FromClause
    columns: tuple[ColumnElement[Any], ...]
    order: tuple[ColumnElement[Any], ...]
    descending: bool
    where: Conditions
    parts: tuple[Conditions, ...] = ((),)
    hint: str = ""
    words: FromClause | None = None
    """Where the rows come from instead of the table, when they are searched for in their own order (SQLite)."""
    built: dict[tuple[object, ...], Select[Any]] = field(default_factory=dict, init=False, compare=False, repr=False)
    """The statements of `page`, each built once."""

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

    def page(
        self, part: int, most: int, *, keyed: bool, inclusive: bool = False, backward: bool = False, skips: bool = False
    ) -> Select[Any]:
        """At most `most` rows of a part; from or after `values(key)` when `keyed`, without the first `skip` of them."""
        which = (part, most, keyed, inclusive, backward, skips)
        if which not in self.built:
            rows = self.rows(part, backward=backward)
            if keyed:
                key = tuple(bindparam(f"from_{at}", type_=each.type) for at, each in enumerate(self.order))
                rows = rows.where(self.beyond(part, key, backward=backward, inclusive=inclusive))
            # Written out, so that PostgreSQL knows how few are wanted when it plans the statement once and for all.
            rows = rows.limit(literal_column(str(int(most))))
            self.built[which] = rows.offset(bindparam("skip", type_=BigNumber)) if skips else rows
        return self.built[which]

    def values(self, part: int, key: Key) -> dict[str, object]:
        """What `page` wants to know of the key."""
        first = len(self.order) - len(self._sorted(part))
        return {f"from_{at}": key[at] for at in range(first, len(self.order))}

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
        there = self.table.alias("there")
        found = select(*(there.c[str(each.key)] for each in self.order))
        is_next = there.c[str(self.order[-1].key)] == next_one
        return select(hop.union_all(found.select_from(hop.join(there, is_next))))

    def count(self, part: int) -> Select[Any]:
        """How many rows a part has."""
        return self._of_part(select(func.count()), part)

    def _of_part(self, made: Select[Any], part: int) -> Select[Any]:
        source = self.table if self.words is None else self.words
        made = made.select_from(source).where(*self.where, *self.parts[part])
        return made.with_hint(self.table, self.hint, "sqlite") if self.hint else made

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


def plan(wanted: ParsedQuery) -> Plan:
    """The plan that suits both databases, without what is searched for."""
    of, identity = TABLES[wanted.kind], identity_of(wanted.kind)
    by = sorted_by(of, wanted.sort)
    if by is identity:
        return Plan(of, _shown(wanted.kind), (identity,), wanted.descending, ())
    parts: tuple[Conditions, ...] = ((by.is_not(None),), (by.is_(None),)) if getattr(by, "nullable", True) else ((),)
    return Plan(of, _shown(wanted.kind), (by, identity), wanted.descending, (), parts)


@cache
def _shown(kind: ListKind) -> tuple[ColumnElement[Any], ...]:
    return tuple(TABLES[kind].c[each.key] for each in COLUMNS[kind] if not each.source and not each.computed)


@lru_cache(_KEPT)
def on_postgresql(wanted: ParsedQuery) -> Plan:
    """PostgreSQL knows how often each word and value is, and chooses its indexes itself."""
    bare = plan(wanted)
    where = conditions(wanted, for_sqlite=False)
    if wanted.terms:
        has_index = wanted.kind in WORDS
        where.append((ts_condition if has_index else words)(bare.table, wanted.terms))
    return replace(bare, where=tuple(where))


def plan_for_numbers(wanted: ParsedQuery, few: Sequence[int]) -> Plan:
    """On SQLite: `few` are the rows of the search, or else of the view, which are to be sorted."""
    where = conditions(wanted, for_sqlite=True)
    return replace(plan(wanted), where=(identity_of(wanted.kind).in_(few), *where), hint="NOT INDEXED")


@lru_cache(_KEPT)
def on_sqlite(wanted: ParsedQuery) -> Plan:
    """SQLite is told where to begin."""
    bare = plan(wanted)
    where = conditions(wanted, for_sqlite=True)
    if wanted.kind not in WORDS:
        found = [words(bare.table, wanted.terms)] if wanted.terms else []
        return replace(bare, where=(*where, *found))
    if wanted.terms and is_by_identity(wanted):
        return _from_words(bare, wanted, where)
    if wanted.terms:
        where.append(identity_of(wanted.kind).in_(select(WORDS[wanted.kind].c.rowid).where(_match(wanted))))
    return replace(bare, where=tuple(where), hint=_hint(wanted, bare))


def _hint(wanted: ParsedQuery, bare: Plan) -> str:
    """The index that gives the rows in their order; with filters SQLite chooses itself."""
    if wanted.kind is ListKind.LEDGER:
        return ""
    if is_by_identity(wanted):
        index = VIEW_INDEXES.get(wanted.view)
        return f"INDEXED BY {index}" if index else ""
    by = getattr(bare.order[0], "name", "")
    return "" if wanted.conditions else f"INDEXED BY ix_{getattr(bare.table, 'name', '')}_{by}"


def plan_for_whole_table(wanted: ParsedQuery) -> Plan | None:
    """The plan to count and survey a large table on SQLite along an index alone; None when only some are wanted."""
    if wanted.kind not in _BY_NUMBER or wanted.terms or wanted.conditions or wanted.view is not View.ALL:
        return None
    made = on_sqlite(wanted)
    return replace(made, hint=f"INDEXED BY {_BY_NUMBER[wanted.kind]}") if is_by_identity(wanted) else made


def is_by_identity(wanted: ParsedQuery) -> bool:
    """Whether a list is sorted as its search and its views give it."""
    return wanted.sort.key == IDENTITIES.get(wanted.kind)


def is_narrow(wanted: ParsedQuery) -> bool:
    """Whether an index tells which rows a search or a view leaves, so that they may be few and sorted at the end."""
    if wanted.kind not in _BY_NUMBER:
        return False
    return bool(wanted.terms) or wanted.view in VIEW_INDEXES


def _from_words(bare: Plan, wanted: ParsedQuery, where: list[ColumnElement[bool]]) -> Plan:
    """Begin with the words, which give the numbers in their order; the plus keeps SQLite from doing it backwards."""
    found = WORDS[wanted.kind]
    joined = found.join(bare.table, bare.order[-1] == text(f"+{found.name}.rowid"))
    order = (*bare.order[:-1], found.c.rowid)
    return replace(bare, words=joined, order=order, where=(_match(wanted), *where))


def _match(wanted: ParsedQuery) -> ColumnElement[bool]:
    found = WORDS[wanted.kind]
    return found.c[found.name].op("MATCH", is_comparison=True)(fts_query(wanted.terms))


def candidates(wanted: ParsedQuery, most: int) -> Select[Any]:
    """The identities of the rows that the search finds, or else that are in the view; no more than `most`."""
    if wanted.terms:
        return select(WORDS[wanted.kind].c.rowid).where(_match(wanted)).limit(most)
    found = select(identity_of(wanted.kind)).where(view_condition(wanted.view, for_sqlite=True)).limit(most)
    return found.with_hint(TABLES[wanted.kind], f"INDEXED BY {VIEW_INDEXES[wanted.view]}", "sqlite")
