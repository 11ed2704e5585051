"""SQL conditions for a list's search, filters and view, as `domain.lists.filters` and `domain.search` define them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from promeister_mpay.adapters.store.schema.books import batches, invoices, voucher_rows, vouchers
from promeister_mpay.adapters.store.schema.column_types import BigNumber
from promeister_mpay.adapters.store.schema.settlement import payouts
from promeister_mpay.adapters.store.schema.tables import articles, customers, orders, vehicles, view_condition
from promeister_mpay.domain.books.invoices import InvoiceKind
from promeister_mpay.domain.lists.columns import IDENTITIES, ListColumn
from promeister_mpay.domain.lists.conditions import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    IsSet,
    Not,
    Pattern,
    WordStarts,
    matches,
)
from promeister_mpay.domain.lists.filters import ParsedQuery
from promeister_mpay.domain.lists.query import ColumnKind, ListKind, View
from promeister_mpay.domain.search import Term

_LIKE = str.maketrans("*?", "%_")
_SHOWN = ("series", "number", "text", "counterparty", "year")
_FOR_LISTS = ("search", "sort_series", "sort_text", "sort_counterparty")
ledger = (
    select(
        voucher_rows.c.account,
        voucher_rows.c.event_date,
        voucher_rows.c.voucher_id.label("id"),
        case((voucher_rows.c.amount > 0, voucher_rows.c.amount)).label("debit"),
        case((voucher_rows.c.amount < 0, -voucher_rows.c.amount)).label("credit"),
        *(vouchers.c[name] for name in (*_SHOWN, *_FOR_LISTS)),
    )
    .join_from(voucher_rows, vouchers)
    .subquery("ledger")
)
"""Voucher rows joined with their vouchers; a voucher has at most one row for an account."""

TABLES: Mapping[ListKind, FromClause] = {
    ListKind.ORDERS: orders,
    ListKind.CUSTOMERS: customers,
    ListKind.VEHICLES: vehicles,
    ListKind.ARTICLES: articles,
    ListKind.INVOICES: invoices,
    ListKind.VOUCHERS: vouchers,
    ListKind.BATCHES: batches,
    ListKind.LEDGER: ledger,
    ListKind.PAYOUTS: payouts,
}


def identity_of(kind: ListKind) -> ColumnElement[object]:
    """The column that identifies a row."""
    return TABLES[kind].c[IDENTITIES.get(kind, "key")]


_KIND = type_coerce(invoices.c.kind, Text())
_LOWERS = or_(invoices.c.to_pay < 0, and_(invoices.c.to_pay == 0, _KIND.in_([InvoiceKind.CREDIT.value])))
_TITLE = case(
    # What is damaged stays what it is, so that reading it says so.
    (_KIND.not_in([kind.value for kind in InvoiceKind]), _KIND),
    (_LOWERS, InvoiceKind.CREDIT.value),
    else_=InvoiceKind.INVOICE.value,
)
_WORKED_OUT: Mapping[tuple[ListKind, str], ColumnElement[Any]] = {
    (ListKind.INVOICES, "kind"): type_coerce(_TITLE, invoices.c.kind.type).label("kind")
}
"""Columns whose value is not stored as it is shown: the title of an invoice, as `Invoice.title` says."""


def shown(kind: ListKind, key: str) -> ColumnElement[Any]:
    """The value of a list column as it is shown and filtered."""
    return _WORKED_OUT.get((kind, key), TABLES[kind].c[key])


def sorted_by(table: FromClause, column: ListColumn) -> ColumnElement[object]:
    """The stored column that sorts and filters a list column."""
    return table.c[f"sort_{column.key}" if column.has_form else column.stored]


def conditions(query: ParsedQuery, *, for_sqlite: bool) -> list[ColumnElement[bool]]:
    """Conditions for filters and view; the search has its own (`words`, `fts_query`, `ts_condition`)."""
    made = [_filter(query.kind, column, condition) for column, condition in query.conditions]
    if query.view is not View.ALL:
        made.append(and_(view_condition(query.view, for_sqlite=for_sqlite)))
    return made


def _filter(kind: ListKind, column: ListColumn, condition: Condition) -> ColumnElement[bool]:
    if column.words is not None:
        return _of_words(kind, column.words, column, condition)
    stored = sorted_by(TABLES[kind], column)
    if column.kind is ColumnKind.FLAG and not column.source:
        # A stored flag: False counts as empty.
        return stored.in_([value for value in (True, False) if matches(condition, value or None)])
    return _condition(stored, condition)


def _of_words(kind: ListKind, words: type[StrEnum], column: ListColumn, condition: Condition) -> ColumnElement[bool]:
    """A column of an enumeration: choose the values that meet the condition, and let the database compare them."""
    stored = shown(kind, column.key)
    meeting = [word for word in words if matches(condition, column.form_of(word.value))]
    if matches(condition, None):
        return or_(stored.is_(None), stored.in_(meeting))
    return stored.in_(meeting)


def _condition(stored: ColumnElement[object], condition: Condition) -> ColumnElement[bool]:
    if isinstance(condition, Not):
        return _negated(stored, condition.condition)
    if isinstance(condition, AnyOf | AllOf):
        joined = or_ if isinstance(condition, AnyOf) else and_
        return joined(*(_condition(stored, each) for each in condition.conditions))
    if isinstance(condition, IsSet):
        return stored.is_not(None)
    if isinstance(condition, Between):
        return _between(stored, condition)
    return _of_text(stored, condition)


def _negated(stored: ColumnElement[object], condition: Condition) -> ColumnElement[bool]:
    """The negated condition. An empty value meets every negation; in SQL alone, NULL would meet neither."""
    if isinstance(condition, Not):
        return _condition(stored, condition.condition)
    if isinstance(condition, AnyOf | AllOf):
        joined = and_ if isinstance(condition, AnyOf) else or_
        return joined(*(_negated(stored, each) for each in condition.conditions))
    if isinstance(condition, IsSet):
        return stored.is_(None)
    return or_(stored.is_(None), not_(_condition(stored, condition)))


def _of_text(stored: ColumnElement[object], condition: WordStarts | Pattern) -> ColumnElement[bool]:
    if isinstance(condition, WordStarts):
        return and_(*(_plain(stored, " ").like(f"% {start}%") for start in condition.starts))
    return _plain(stored).like(condition.text.translate(_LIKE))


def _between(stored: ColumnElement[object], condition: Between) -> ColumnElement[bool]:
    if isinstance(condition.low, int) and condition.high == condition.low + 1:
        # Equality lets the index also give the order of the rows.
        return stored == _value(stored, condition.low)
    limits: list[ColumnElement[bool]] = [stored.is_not(None)]
    if condition.low is not None:
        limits.append(stored >= _value(stored, condition.low))
    if condition.high is not None:
        limits.append(stored < _value(stored, condition.high))
    return and_(*limits)


def _value(stored: ColumnElement[object], value: object) -> ColumnElement[object]:
    # A typed number may exceed the column's type.
    return literal(value, BigNumber if isinstance(value, int) else stored.type)


def _plain(stored: ColumnElement[object], before: str = "") -> ColumnElement[str]:
    """As `domain.lists.conditions.plain`."""
    bare: ColumnElement[str] = func.replace(func.replace(func.replace(stored, "~1", "a"), "~2", "a"), "~3", "o")
    return literal(before).concat(bare) if before else bare


# -- the search


def words(table: FromClause, terms: tuple[Term, ...]) -> ColumnElement[bool]:
    """The search as a scan of every row, for small tables such as the registers."""
    return and_(*(_is_found(table, term) for term in terms))


def _is_found(table: FromClause, term: Term) -> ColumnElement[bool]:
    search = table.c.search
    return or_(*(and_(*(search.contains(f" {start}", autoescape=True) for start in each)) for each in term))


def fts_query(terms: tuple[Term, ...]) -> str:
    """The search as a query of SQLite's FTS5; words are letters and digits only, so nothing is escaped."""
    return " AND ".join(f"({' OR '.join(_fts_prefixes(each) for each in term)})" for term in terms)


def _fts_prefixes(starts: tuple[str, ...]) -> str:
    begun = " AND ".join(f'"{start}"*' for start in starts)
    return f"({begun})"


def ts_condition(table: FromClause, terms: tuple[Term, ...]) -> ColumnElement[bool]:
    """The search as a `tsquery`; its expression equals that of PostgreSQL's index, so that the index is used."""
    query = " & ".join(f"({' | '.join(_ts_prefixes(each) for each in term)})" for term in terms)
    found_by = func.array_to_tsvector(func.string_to_array(func.ltrim(table.c.search), literal_column("' '")))
    return found_by.op("@@", is_comparison=True)(cast(query, TSQUERY))


def _ts_prefixes(starts: tuple[str, ...]) -> str:
    begun = " & ".join(f"'{start}':*" for start in starts)
    return f"({begun})"
