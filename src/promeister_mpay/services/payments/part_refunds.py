"""Part refunds: a credit invoice of a mobile payment is journalled here and refunded by the payment loop (S12)."""

from datetime import datetime

from promeister_mpay.domain.books.invoices import Invoice
from promeister_mpay.domain.events import Event
from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.request import PaymentRequest
from promeister_mpay.services.payments.loop import write_down
from promeister_mpay.services.ports.store import UnitOfWork


def payment_of(work: UnitOfWork, invoice: Invoice) -> PaymentRequest | None:
    """The mobile payment that paid an invoice, also when it has been refunded since."""
    requests = work.requests.of_order(invoice.order_number) if invoice.payment_reference else []
    return next((request for request in requests if request.reference == invoice.payment_reference), None)


def paying_request(work: UnitOfWork, invoice: Invoice) -> PaymentRequest | None:
    """The mobile payment that paid an invoice, locked until the transaction ends."""
    found = payment_of(work, invoice)
    return found and work.requests.get(found.id)


def give_part_back(
    work: UnitOfWork, payment: PaymentRequest | None, credit: Invoice, *, who: str, at: datetime
) -> int | None:
    """Journal the refund that a credit invoice requires; returns the id of the request for the loop to run.

    None when there is nothing to refund: the payment is over, or the credit invoice is for zero.
    """
    if payment is None or payment.is_over or not credit.to_pay:
        return None
    owing = journal.part_credited(payment, credit.number, -credit.to_pay, at)
    write_down(work, payment, owing, Event(credit.order_number, at, who, "", payment.reference))
    return payment.id
