"""Plans how a list is read (tables, order, index) and builds the statements for pages and counts."""

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
    shown,
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
"""SQLite's full-text indexes (FTS5); PostgreSQL has a full-text index on each of these tables."""

_BY_NUMBER = {
    ListKind.ORDERS: "ix_orders_by_number",
    ListKind.INVOICES: "ix_invoices_by_number",
    ListKind.VOUCHERS: "ix_vouchers_by_id",
}
_CACHED_PLANS = 64
"""The number of cached plans; building a statement takes longer than running it."""

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one list is read; `order` are the sort columns, the last one the row's identity.

    `parts` follow each other, in both directions of the sort: rows with a sort value, then rows without.
    """

    table: FromClause
    columns: tuple[ColumnElement[Any], ...]
    order: tuple[ColumnElement[Any], ...]
    descending: bool
    where: Conditions
    parts: tuple[Conditions, ...] = ((),)
    hint: str = ""
    words: FromClause | None = None
    """The source instead of `table` when a search is sorted by identity (SQLite)."""
    built: dict[tuple[object, ...], Select[Any]] = field(default_factory=dict, init=False, compare=False, repr=False)
    """The statements of `page`, each built once."""

    def part_of(self, key: Key) -> int:
        """The part that contains the key."""
        return 1 if len(self.parts) > 1 and key[0] is None else 0

    def _sorted(self, part: int) -> tuple[ColumnElement[Any], ...]:
        """The sort columns of a part; the part without sort values is sorted by identity alone."""
        return self.order if part == 0 else self.order[-1:]

    def keys(self, part: int, *columns: ColumnElement[Any]) -> Select[Any]:
        """Select `columns` and the keys of a part."""
        made = select(*columns, *(each.label(f"key_{at}") for at, each in enumerate(self.order)))
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
            # A literal, because PostgreSQL plans the statement once and must know how few rows it reads.
            rows = rows.limit(literal_column(str(int(most))))
            self.built[which] = rows.offset(bindparam("skip", type_=BigNumber)) if skips else rows
        return self.built[which]

    def values(self, part: int, key: Key) -> dict[str, object]:
        """The bound values of the key for `page`."""
        first = len(self.order) - len(self._sorted(part))
        return {f"from_{at}": key[at] for at in range(first, len(self.order))}

    def numbered_checkpoints(self, part: int, before: int, step: int) -> Select[Any]:
        """The key of each step-th row, found by numbering all rows; the parts before this have `before` rows."""
        number = func.row_number().over(order_by=self.ordering(part)).label("place")
        numbered = self.keys(part, number).subquery()
        keys = [numbered.c[f"key_{at}"] for at in range(len(self.order))]
        return select(*keys).where((numbered.c.place - 1 + before) % step == 0).order_by(numbered.c.place)

    def sought_checkpoints(self, part: int, before: int, step: int) -> Select[Any]:
        """As `numbered_checkpoints`, by one index seek for each; several times as fast, but only for a whole table."""
        by = self.ordering(part)
        start = self.keys(part).order_by(*by).limit(1).offset(-before % step).subquery()
        hop = select(start).cte("checkpoint", recursive=True)
        last = tuple(hop.c[f"key_{at}"] for at in range(len(self.order)))
        ahead = self._of_part(select(self.order[-1]), part).where(self.beyond(part, last)).order_by(*by)
        next_one = ahead.limit(1).offset(step - 1).correlate(hop).scalar_subquery()
        there = self.table.alias("there")
        found = select(*(there.c[str(each.key)] for each in self.order))
        is_next = there.c[str(self.order[-1].key)] == next_one
        return select(hop.union_all(found.select_from(hop.join(there, is_next))))

    def count(self, part: int) -> Select[Any]:
        """Count the rows of a part."""
        return self._of_part(select(func.count()), part)

    def _of_part(self, made: Select[Any], part: int) -> Select[Any]:
        source = self.table if self.words is None else self.words
        made = made.select_from(source).where(*self.where, *self.parts[part])
        return made.with_hint(self.table, self.hint, "sqlite") if self.hint else made

    def ordering(self, part: int, *, backward: bool = False) -> Sequence[ColumnElement[Any]]:
        """The ORDER BY columns of a part."""
        down = self.descending != backward
        return [each.desc() if down else each.asc() for each in self._sorted(part)]

    def beyond(self, part: int, key: Key, *, backward: bool = False, inclusive: bool = False) -> ColumnElement[bool]:
        """The condition for rows after `key` (before it when `backward`), and at the key when `inclusive`."""
        by = self._sorted(part)
        values = [_bound(value, each) for value, each in zip(key[-len(by) :], by, strict=True)]
        down = self.descending != backward
        compare = (operator.le if inclusive else operator.lt) if down else (operator.ge if inclusive else operator.gt)
        made: ColumnElement[bool] = compare(by[0], values[0]) if len(by) == 1 else compare(tuple_(*by), tuple_(*values))
        return made


def _bound(value: object, like: ColumnElement[Any]) -> ColumnElement[Any]:
    return value if isinstance(value, ColumnElement) else literal(value, like.type)


def plan(query: ParsedQuery) -> Plan:
    """The plan for both databases, without the search."""
    of, identity = TABLES[query.kind], identity_of(query.kind)
    by = sorted_by(of, query.sort)
    if by is identity:
        return Plan(of, _shown(query.kind), (identity,), query.descending, ())
    parts: tuple[Conditions, ...] = ((by.is_not(None),), (by.is_(None),)) if getattr(by, "nullable", True) else ((),)
    return Plan(of, _shown(query.kind), (by, identity), query.descending, (), parts)


@cache
def _shown(kind: ListKind) -> tuple[ColumnElement[Any], ...]:
    return tuple(shown(kind, each.key) for each in COLUMNS[kind] if not each.source and not each.computed)


@lru_cache(_CACHED_PLANS)
def on_postgresql(query: ParsedQuery) -> Plan:
    """The plan for PostgreSQL, which has statistics and chooses its indexes itself."""
    bare = plan(query)
    where = conditions(query, for_sqlite=False)
    if query.terms:
        has_index = query.kind in WORDS
        where.append((ts_condition if has_index else words)(bare.table, query.terms))
    return replace(bare, where=tuple(where))


def plan_for_few_identities(query: ParsedQuery, few: Sequence[int]) -> Plan:
    """The plan for SQLite when search or view leaves only the rows `few`, which are then sorted."""
    where = conditions(query, for_sqlite=True)
    return replace(plan(query), where=(identity_of(query.kind).in_(few), *where), hint="NOT INDEXED")


@lru_cache(_CACHED_PLANS)
def on_sqlite(query: ParsedQuery) -> Plan:
    """The plan for SQLite, with a hint which index to use."""
    bare = plan(query)
    where = conditions(query, for_sqlite=True)
    if query.kind not in WORDS:
        found = [words(bare.table, query.terms)] if query.terms else []
        return replace(bare, where=(*where, *found))
    if query.terms and is_by_identity(query):
        return _from_words(bare, query, where)
    if query.terms:
        where.append(identity_of(query.kind).in_(select(WORDS[query.kind].c.rowid).where(_match(query))))
    return replace(bare, where=tuple(where), hint=_hint(query, bare))


def _hint(query: ParsedQuery, bare: Plan) -> str:
    """The hint for the index that gives the rows in order; with filters SQLite chooses itself."""
    if query.kind is ListKind.LEDGER:
        return ""
    if is_by_identity(query):
        index = VIEW_INDEXES.get(query.view)
        return f"INDEXED BY {index}" if index else ""
    by = getattr(bare.order[0], "name", "")
    return "" if query.conditions else f"INDEXED BY ix_{getattr(bare.table, 'name', '')}_{by}"


def plan_for_whole_table(query: ParsedQuery) -> Plan | None:
    """The plan to count a whole table on SQLite from an index alone; None if the query limits the rows."""
    if query.kind not in _BY_NUMBER or query.terms or query.conditions or query.view is not View.ALL:
        return None
    made = on_sqlite(query)
    return replace(made, hint=f"INDEXED BY {_BY_NUMBER[query.kind]}") if is_by_identity(query) else made


def is_by_identity(query: ParsedQuery) -> bool:
    """Whether a list is sorted by identity, the order in which search and view indexes give rows."""
    return query.sort.key == IDENTITIES.get(query.kind)


def is_narrow(query: ParsedQuery) -> bool:
    """Whether an index gives the rows of the search or view, so that few rows can be sorted at the end."""
    if query.kind not in _BY_NUMBER:
        return False
    return bool(query.terms) or query.view in VIEW_INDEXES


def _from_words(bare: Plan, query: ParsedQuery, where: list[ColumnElement[bool]]) -> Plan:
    """Join from the full-text index, which gives numbers in order; the plus makes SQLite keep this join order."""
    found = WORDS[query.kind]
    joined = found.join(bare.table, bare.order[-1] == text(f"+{found.name}.rowid"))
    order = (*bare.order[:-1], found.c.rowid)
    return replace(bare, words=joined, order=order, where=(_match(query), *where))


def _match(query: ParsedQuery) -> ColumnElement[bool]:
    found = WORDS[query.kind]
    return found.c[found.name].op("MATCH", is_comparison=True)(fts_query(query.terms))


def candidates(query: ParsedQuery, most: int) -> Select[Any]:
    """Select the identities of at most `most` rows that the search finds, or else that are in the view."""
    if query.terms:
        return select(WORDS[query.kind].c.rowid).where(_match(query)).limit(most)
    found = select(identity_of(query.kind)).where(view_condition(query.view, for_sqlite=True)).limit(most)
    return found.with_hint(TABLES[query.kind], f"INDEXED BY {VIEW_INDEXES[query.view]}", "sqlite")
