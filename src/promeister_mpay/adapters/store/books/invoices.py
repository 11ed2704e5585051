"""The invoices in the store: each a JSON snapshot, with columns for lists and triggers."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, func, insert, select

from promeister_mpay.adapters.store.books.seals import seal_invoice
from promeister_mpay.adapters.store.database.errors import as_damage
from promeister_mpay.adapters.store.database.number_series import draw, skip
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import invoice_lines, invoices, pictures, vouchers
from promeister_mpay.adapters.store.schema.tables import settings
from promeister_mpay.domain.books.invoices import Invoice, InvoiceHead, InvoiceLine
from promeister_mpay.domain.books.vouchers import DocumentKind, voucher_name
from promeister_mpay.domain.lists.columns import forms
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.domain.orders.lines import LineType
from promeister_mpay.domain.search import search_text
from promeister_mpay.errors import NotFoundError
from promeister_mpay.services.payments.lost_links import RESTORED_BLIND

# Built once: building the statement takes longer than running it.
_INSERT = insert(invoices)
_INSERT_LINES = insert(invoice_lines)
_SNAPSHOT = select(invoices.c.snapshot)
_GET = _SNAPSHOT.where(invoices.c.number == bindparam("this"))
_OF_ORDER = _SNAPSHOT.where(invoices.c.order_number == bindparam("this")).order_by(invoices.c.number)
_HEAD = ("number", "kind", "issued_on", "due_on", "to_pay", "ocr", "credits", "payment_reference")
_HEADS = (
    select(
        *(invoices.c[name] for name in _HEAD),
        vouchers.c.series,
        vouchers.c.number.label("voucher_number"),
    )
    .select_from(invoices)
    .outerjoin(
        vouchers, and_(vouchers.c.document_kind == DocumentKind.INVOICE, vouchers.c.document == invoices.c.number)
    )
    .where(invoices.c.order_number == bindparam("this"))
    .order_by(invoices.c.number)
)
_CREDITS_OF = _SNAPSHOT.where(invoices.c.credits == bindparam("this")).order_by(invoices.c.number)
_LAST_DAY = select(invoices.c.issued_on).order_by(invoices.c.number.desc()).limit(1)
_HIGHEST = select(func.max(invoices.c.number))
_RESTORED_BLIND = select(settings.c.value).where(settings.c.key == RESTORED_BLIND)
_PICTURE = select(pictures.c.content).where(pictures.c.key == bindparam("this"))


class SqlInvoices:
    """See `services.ports.Invoices`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def next_number(self, first: int) -> int:
        """Draw the next number of the series, inside the transaction; `first` when there is none yet.

        After a blind restore, `first` also counts when it is higher than what is known: the clerk has read it from the
        last paper, or a number would be given out twice (design §15).
        """
        drawn = draw(self._transaction, "invoice", first=first)
        if first <= drawn or self._transaction.value(_RESTORED_BLIND) is None:
            return drawn
        last_known = self._transaction.value(_HIGHEST) or 0
        skip(self._transaction, "invoice", last_known=last_known, to=first, why="first_invoice_number")
        return first

    def add(self, invoice: Invoice) -> None:
        """Insert it with its rows; raises `StoreError` or `OrderLocked` when it breaks a bookkeeping rule."""
        self._transaction.drop_unsealed(invoice.number, invoice_lines.c.invoice_number)
        lines, row = [_line_row(invoice, each) for each in invoice.lines], _row(self._with_stored_logo(invoice))
        self._transaction.execute(_INSERT_LINES, lines)
        self._transaction.execute(_INSERT, row)
        seal_invoice(self._transaction, row, lines)

    def get(self, number: int) -> Invoice:
        """The invoice as it was booked; raises `NotFoundError`."""
        found = self._read(_GET, number)
        if not found:
            raise NotFoundError(f"Faktura {number} finns inte.")
        return found[0]

    def of_order(self, order_number: int) -> Sequence[Invoice]:
        """All of an order, oldest first."""
        return self._read(_OF_ORDER, order_number)

    def heads_of(self, order_number: int) -> Sequence[InvoiceHead]:
        """The summary of each document of an order, oldest first; cheap enough to read with each order."""
        heads = (dict(row) for row in self._transaction.rows(_HEADS, {"this": order_number}))
        return [InvoiceHead(voucher=voucher_name(h.pop("series"), h.pop("voucher_number")), **h) for h in heads]

    def credits_of(self, number: int) -> Sequence[Invoice]:
        """The credit invoices of an invoice, oldest first."""
        return self._read(_CREDITS_OF, number)

    def last_day(self) -> date | None:
        """The day of the document with the highest number; None when there is none."""
        day: date | None = self._transaction.value(_LAST_DAY)
        return day

    def _read(self, statement: Any, this: int) -> list[Invoice]:  # noqa: ANN401 – one of the statements above
        rows = self._transaction.rows(statement, {"this": this})
        with as_damage():
            read = [msgspec.json.decode(row["snapshot"], type=Invoice) for row in rows]
        return [self._with_logo(each) for each in read]

    def _with_stored_logo(self, invoice: Invoice) -> Invoice:
        """The invoice with its logo replaced by the logo's key; each logo is stored once."""
        logo = invoice.seller.logo
        if not logo:
            return invoice
        key = hashlib.sha256(logo.encode()).hexdigest()
        if self._transaction.value(_PICTURE, {"this": key}) is None:
            self._transaction.execute(insert(pictures), {"key": key, "content": logo})
        return replace(invoice, seller=replace(invoice.seller, logo=key))

    def _with_logo(self, invoice: Invoice) -> Invoice:
        if not invoice.seller.logo:
            return invoice
        logo = self._transaction.value(_PICTURE, {"this": invoice.seller.logo})
        return replace(invoice, seller=replace(invoice.seller, logo=str(logo or "")))


def _row(invoice: Invoice) -> dict[str, Any]:
    buyer, registration = invoice.buyer, invoice.vehicle.registration
    shown = {
        "number": invoice.number,
        "kind": invoice.kind,
        "order_number": invoice.order_number,
        "issued_on": invoice.issued_on,
        "due_on": invoice.due_on,
        "customer_number": buyer.number,
        "customer_name": buyer.name,
        "registration": registration,
        "to_pay": invoice.to_pay,
        "payment_method": invoice.payment_method,
        "payment_reference": invoice.payment_reference,
        "ocr": invoice.ocr,
        "credits": invoice.credits,
        "created_at": invoice.created_at,
        "created_by": invoice.created_by,
    }
    texts = (str(invoice.number), str(invoice.order_number), buyer.number, buyer.name, invoice.ocr)
    search = search_text(*texts, str(invoice.credits or ""), plates=[registration])
    snapshot = msgspec.json.encode(invoice).decode()
    return shown | {"snapshot": snapshot, "search": search} | forms(ListKind.INVOICES, shown)


def _line_row(invoice: Invoice, line: InvoiceLine) -> dict[str, Any]:
    return {
        "invoice_number": invoice.number,
        "position": line.position,
        # A text row has nothing to credit.
        "quantity": 0 if line.line.type is LineType.TEXT else line.line.quantity,
        "amount": line.amount,
        "vat_rate": line.line.vat_rate,
        "of_invoice": invoice.credits,
        "of_position": line.of_position,
    }
