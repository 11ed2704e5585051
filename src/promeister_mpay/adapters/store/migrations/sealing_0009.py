"""Seals what was booked before version 0009, and removes customers' names from events, in batches (design §18).

The tables are described here as version 0009 has them, because the declared schema goes on changing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from promeister_mpay.adapters.store.books import sealed_parts
from promeister_mpay.adapters.store.schema.column_types import UtcTime
from promeister_mpay.domain.books.seals import FIRST, INVOICES, digest, event_chain, seal, voucher_chain

BATCH = 5_000
"""Documents that are read and sealed at a time."""
_DAYS = {"issued_on", "due_on", "year", "event_date"}
_TIMES = {"at", "created_at", "registered_at"}
_NAMED = re.compile(r"Ordern raderad: .*, (\d+ rader\.)", re.DOTALL)
Rows = Sequence[sa.RowMapping]


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(each, _type(each)) for each in columns))


def _type(column: str) -> sa.types.TypeEngine[Any]:
    if column in _DAYS:
        return sa.Date()
    return UtcTime() if column in _TIMES else sa.types.NullType()


_INVOICES = _table("invoices", *sealed_parts.INVOICE, *sealed_parts.INVOICE_PERSONAL, "snapshot")
_LINES = _table("invoice_lines", "invoice_number", *sealed_parts.INVOICE_LINE)
_VOUCHERS = _table("vouchers", *sealed_parts.VOUCHER, *sealed_parts.VOUCHER_PERSONAL)
_ROWS = _table("voucher_rows", "voucher_id", *sealed_parts.VOUCHER_ROW)
_ITEMS = _table("ledger_items", "voucher_id", *sealed_parts.LEDGER_ITEM)
_EVENTS = _table("events", "id", *sealed_parts.EVENT, "seal")
_INVOICE_SEALS = _table("invoice_seals", "number", "salt", "personal", "digest")
_VOUCHER_SEALS = _table("voucher_seals", "voucher_id", "salt", "personal", "digest")


def seal_invoices(connection: sa.Connection) -> None:
    """Seal every invoice, in the order of their numbers."""
    before = FIRST
    for batch in _batches(connection, _INVOICES, "number"):
        lines = _parts(connection, _LINES, "invoice_number", _span(batch, "number"))
        made = []
        for row in batch:
            # Empty where there was nothing to pay.
            whole = {**row, "payment_method": row["payment_method"] or None}
            new = seal(INVOICES, before, *sealed_parts.invoice_parts(whole, lines.get(row["number"], ())))
            made.append({"number": row["number"], **asdict(new)})
            before = new.digest
        connection.execute(sa.insert(_INVOICE_SEALS), made)


def seal_vouchers(connection: sa.Connection) -> None:
    """Seal every voucher in the chain of its series and year."""
    before: dict[tuple[str, date], str] = {}
    for batch in _batches(connection, _VOUCHERS, "id"):
        rows, items = (_parts(connection, table, "voucher_id", _span(batch, "id")) for table in (_ROWS, _ITEMS))
        made = []
        for row in batch:
            chain = row["series"], row["year"]
            parts = sealed_parts.voucher_parts(row, rows.get(row["id"], ()), items.get(row["id"], ()))
            new = seal(voucher_chain(*chain), before.get(chain, FIRST), *parts)
            made.append({"voucher_id": row["id"], **asdict(new)})
            before[chain] = new.digest
        connection.execute(sa.insert(_VOUCHER_SEALS), made)


def seal_events(connection: sa.Connection) -> None:
    """Remove the names of customers from events, and seal each order's events in their order."""
    column = _EVENTS.c
    change = (
        sa.update(_EVENTS)
        .where(column.id == sa.bindparam("this"))
        .values(text=sa.bindparam("new_text"), seal=sa.bindparam("new_seal"))
    )
    order, before = None, FIRST
    for batch in _event_batches(connection):
        made = []
        for row in batch:
            if row["order_number"] != order:
                order, before = row["order_number"], FIRST
            text = _NAMED.sub(r"Ordern raderad, \1", row["text"])
            before = digest(event_chain(row["order_number"]), before, sealed_parts.event_parts({**row, "text": text}))
            made.append({"this": row["id"], "new_text": text, "new_seal": before})
        connection.execute(change, made)


def _batches(connection: sa.Connection, table: sa.TableClause, key: str) -> Iterator[Rows]:
    """All rows in the order of their keys."""
    column = table.c[key]
    query = sa.select(table).order_by(column).limit(BATCH)
    found: Rows = connection.execute(query).mappings().all()
    while found:
        yield found
        found = connection.execute(query.where(column > found[-1][key])).mappings().all()


def _event_batches(connection: sa.Connection) -> Iterator[Rows]:
    """All events, those of an order after each other."""
    place = sa.tuple_(_EVENTS.c.order_number, _EVENTS.c.id)
    query = sa.select(_EVENTS).order_by(_EVENTS.c.order_number, _EVENTS.c.id).limit(BATCH)
    found: Rows = connection.execute(query).mappings().all()
    while found:
        yield found
        after = sa.tuple_(sa.literal(found[-1]["order_number"]), sa.literal(found[-1]["id"]))
        found = connection.execute(query.where(place > after)).mappings().all()


def _span(batch: Rows, key: str) -> tuple[int, int]:
    return batch[0][key], batch[-1][key]


def _parts(connection: sa.Connection, table: sa.TableClause, of: str, span: tuple[int, int]) -> dict[int, Rows]:
    """The rows of the documents between two keys, by document."""
    column = table.c[of]
    query = sa.select(table).where(column.between(*span)).order_by(column, table.c.position)
    rows = connection.execute(query).mappings()
    return {document: list(group) for document, group in groupby(rows, itemgetter(of))}
