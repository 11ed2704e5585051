"""Reads a table in spans of its key, with the rows of other tables that belong to the same span."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import ColumnElement, RowMapping, Table, select

from promeister_mpay.adapters.store.database.transaction import Transaction

STEP = 1_000
"""Rows of a span."""
Rows = Sequence[RowMapping]


@dataclass(frozen=True, slots=True)
class KeySpan:
    """Rows in the order of their keys: those after `after`, up to `through`; the last span has no rows and no end."""

    rows: Rows
    after: int | None
    through: int | None

    def holds(self, column: ColumnElement[int]) -> list[ColumnElement[bool]]:
        """The conditions that a key lies in the span."""
        limits = [] if self.after is None else [column > self.after]
        return limits if self.through is None else [*limits, column <= self.through]


def spans(transaction: Transaction, table: Table, names: Sequence[str], key: str) -> Iterator[KeySpan]:
    """All rows of a table with these columns, span by span."""
    column, after = table.c[key], None
    query = select(*(table.c[name] for name in names)).order_by(column).limit(STEP)
    while rows := transaction.rows(query if after is None else query.where(column > after)):
        yield KeySpan(rows, after, rows[-1][key])
        after = rows[-1][key]
    yield KeySpan((), after, None)


def parts_of(transaction: Transaction, table: Table, key: str, span: KeySpan) -> Mapping[int, Rows]:
    """The rows of another table in a span of documents, by the document that `key` names."""
    column = table.c[key]
    rows = transaction.rows(select(table).where(*span.holds(column)).order_by(column))
    return {document: list(group) for document, group in groupby(rows, itemgetter(key))}
