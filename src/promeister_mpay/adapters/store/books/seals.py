"""Seals a booked document in the transaction that books it: its number was drawn, so others wait with the next one."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, insert, select

from promeister_mpay.adapters.store.books.sealed_parts import Parts, Row, invoice_parts, voucher_parts
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import invoice_seals, voucher_seals, vouchers
from promeister_mpay.domain.books.seals import FIRST, INVOICES, seal, voucher_chain

# Built once: building the statements takes longer than running them.
_INSERT_INVOICE, _INSERT_VOUCHER = insert(invoice_seals), insert(voucher_seals)
_LAST_INVOICE = select(invoice_seals.c.digest).order_by(invoice_seals.c.number.desc()).limit(1)
_LAST_VOUCHER = (
    select(voucher_seals.c.digest)
    .join(vouchers, vouchers.c.id == voucher_seals.c.voucher_id)
    .where(
        vouchers.c.series == bindparam("series"),
        vouchers.c.year == bindparam("year", type_=vouchers.c.year.type),
        vouchers.c.number < bindparam("number"),
    )
    .order_by(vouchers.c.number.desc())
    .limit(1)
)


def seal_invoice(transaction: Transaction, row: Row, lines: Sequence[Row]) -> None:
    """Seal an invoice that was just inserted."""
    before = str(transaction.value(_LAST_INVOICE) or FIRST)
    made = _values(INVOICES, before, invoice_parts(row, lines))
    transaction.execute(_INSERT_INVOICE, {"number": row["number"], **made})


def seal_voucher(transaction: Transaction, row: Row, rows: Sequence[Row], items: Sequence[Row]) -> None:
    """Seal a voucher that was just inserted."""
    place = {name: row[name] for name in ("series", "year", "number")}
    before = str(transaction.value(_LAST_VOUCHER, place) or FIRST)
    made = _values(voucher_chain(row["series"], row["year"]), before, voucher_parts(row, rows, items))
    transaction.execute(_INSERT_VOUCHER, {"voucher_id": row["id"], **made})


def _values(chain: str, before: str, parts: Parts) -> dict[str, Any]:
    return asdict(seal(chain, before, *parts))
