"""Number series without gaps: a number is drawn from a row that stays locked until the transaction ends."""

from datetime import UTC, datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql.base import Executable

from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import number_gaps
from promeister_mpay.adapters.store.schema.tables import counters


def _drawing(*, for_sqlite: bool) -> Executable:
    row = (sqlite_insert if for_sqlite else postgresql_insert)(counters)
    row = row.values(name=bindparam("series"), value=bindparam("first"))
    higher = row.on_conflict_do_update(index_elements=[counters.c.name], set_={"value": counters.c.value + 1})
    return higher.returning(counters.c.value)


# Built once: building the statements takes longer than running them.
_STORED = select(counters.c.value).where(counters.c.name == bindparam("series"))
_DRAW = {for_sqlite: _drawing(for_sqlite=for_sqlite) for for_sqlite in (True, False)}


def draw(transaction: Transaction, series: str, *, first: int = 1) -> int:
    """The next number of a series, or `first`; other transactions wait until this one ends (`bookkeeping.md §3.1`).

    Raises `StoreError` when what is stored is no number: SQLite would count on from 0.
    """
    if transaction.is_sqlite:
        transaction.first(_STORED, {"series": series})
    number = int(transaction.value(_DRAW[transaction.is_sqlite], {"series": series, "first": first}))
    transaction.drawn[series] = number
    return number


def skip(transaction: Transaction, series: str, *, last_known: int, to: int, why: str) -> None:
    """Let a series without gaps go on at `to`, which was just drawn lower; the gap is declared, with who or `why`."""
    gap = {"series": series, "last_known": last_known, "goes_on_at": to, "at": datetime.now(UTC), "who": why}
    transaction.execute(insert(number_gaps), gap)
    transaction.execute(update(counters).where(counters.c.name == series).values(value=to))
    transaction.drawn[series] = to
