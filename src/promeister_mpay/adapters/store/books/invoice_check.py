"""Compares an invoice's columns with its printed document, and its sum with its voucher."""

from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import func, select

from promeister_mpay.adapters.store.books.sealed_parts import Row
from promeister_mpay.adapters.store.books.spans import KeySpan, Rows
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import ledger_items, vouchers
from promeister_mpay.domain.books.invoices import Invoice
from promeister_mpay.domain.books.vouchers import DocumentKind

_NAMES = {
    "number": "nummer", "kind": "typ", "order_number": "ordernummer", "issued_on": "fakturadatum",
    "due_on": "förfallodag", "to_pay": "att betala", "payment_method": "betalningssätt",
    "payment_reference": "betalningens referens", "ocr": "OCR-nummer", "credits": "krediterad faktura",
    "created_at": "tidpunkt", "created_by": "signatur",
}  # fmt: skip
"""Each column that the printed document says too, as the clerk calls it."""
UNREADABLE = "dokumentet kan inte läsas"
_PAID = (
    select(vouchers.c.document, func.coalesce(func.sum(ledger_items.c.amount), 0).label("amount"))
    .outerjoin(ledger_items, ledger_items.c.voucher_id == vouchers.c.id)
    .where(vouchers.c.document_kind == DocumentKind.INVOICE)
    .group_by(vouchers.c.document, vouchers.c.id)
)


def differing(row: Row, lines: Rows) -> Iterator[str]:
    """What differs between the columns of an invoice and its printed document."""
    try:
        printed = msgspec.json.decode(row["snapshot"], type=Invoice)
    except ValueError:
        yield UNREADABLE
        return
    names = [name for field, name in _NAMES.items() if row[field] != getattr(printed, field)]
    if sorted((each["position"], each["amount"]) for each in lines) != sorted(
        (each.position, each.amount) for each in printed.lines
    ):
        names.append("raderna")
    if names:
        yield f"dokumentet säger något annat om: {', '.join(names)}"


def paid_in_voucher(transaction: Transaction, span: KeySpan) -> Mapping[int, list[int]]:
    """What the voucher of each invoice in a span says that was to be paid, in öre; a list, for there must be one."""
    found: dict[int, list[int]] = {}
    for row in transaction.rows(_PAID.where(*span.holds(vouchers.c.document))):
        found.setdefault(row["document"], []).append(int(row["amount"]))
    return found
