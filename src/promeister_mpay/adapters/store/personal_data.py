"""Finds what the store knows of a customer: registers, orders, payments, documents, vouchers and events."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select

from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import invoice_lines, invoices, refunds, vouchers
from promeister_mpay.adapters.store.schema.tables import (
    customers,
    events,
    order_lines,
    orders,
    payment_requests,
    vehicles,
)
from promeister_mpay.domain.books.vouchers import DocumentKind
from promeister_mpay.domain.search import fold
from promeister_mpay.services.ports.personal_data import Rows

_DERIVED = ("search", "key", "sort_", "lease_")
"""How the names of columns begin that only serve lists and programs."""


class SqlPersonalData:
    """See `services.ports.PersonalData`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_customer(self, number: str) -> Mapping[str, Rows]:
        """Every row that belongs to the customer, by table; tables without any are left out."""
        found = {table.name: self._rows(table, condition) for table, condition in _conditions(number)}
        return {name: rows for name, rows in found.items() if rows}

    def _rows(self, table: Table, condition: ColumnElement[bool]) -> Rows:
        columns = [column for column in table.c if not column.name.startswith(_DERIVED)]
        found = select(*columns).where(condition).order_by(*table.primary_key.columns)
        return [dict(row) for row in self._transaction.rows(found)]

    def orders_of(self, number: str) -> Sequence[int]:
        """The numbers of the customer's orders."""
        found = select(orders.c.number).where(orders.c.customer_number == number).order_by(orders.c.number)
        return [row["number"] for row in self._transaction.rows(found)]

    def drop_from_registers(self, number: str) -> int:
        """Delete the customer and the customer's vehicles; returns how many rows that were."""
        gone = [
            self._transaction.execute(delete(table).where(condition)).rowcount
            for table, condition in _conditions(number)
            if table in (customers, vehicles)
        ]
        return sum(gone)


def _conditions(number: str) -> Sequence[tuple[Table, ColumnElement[bool]]]:
    mine: Any = select(orders.c.number).where(orders.c.customer_number == number)
    documents: Any = select(invoices.c.number).where(invoices.c.customer_number == number)
    payments: Any = select(payment_requests.c.reference).where(payment_requests.c.order_number.in_(mine))
    return (
        (customers, customers.c.key == fold(number.strip())),
        (vehicles, vehicles.c.customer_number == number),
        (orders, orders.c.customer_number == number),
        (order_lines, order_lines.c.order_number.in_(mine)),
        (payment_requests, payment_requests.c.order_number.in_(mine)),
        (refunds, refunds.c.reference.in_(payments)),
        (invoices, invoices.c.customer_number == number),
        (invoice_lines, invoice_lines.c.invoice_number.in_(documents)),
        (vouchers, (vouchers.c.document_kind == DocumentKind.INVOICE) & vouchers.c.document.in_(documents)),
        (events, events.c.order_number.in_(mine)),
    )
