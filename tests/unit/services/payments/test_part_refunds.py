"""Which payment an invoice was paid with, and what a credit of it owes the customer (S12)."""

from dataclasses import replace

import pytest

from promeister_mpay.domain.books.invoices import Invoice
from promeister_mpay.domain.payments.request import PaymentOutcome, PaymentRequest
from promeister_mpay.services.payments.part_refunds import give_part_back, paying_request, payment_of
from support.fakes.clock import NOON
from support.fakes.store import Data, FakeRequests, FakeStore
from support.invoices import credited, paid_by_mobile
from support.stores import a_request, an_order

ORDER = an_order(14790)
INVOICE = replace(paid_by_mobile(), payment_reference="14790-2")
(CREDIT,) = credited(INVOICE, {2: 100})


def the_store(*requests: PaymentRequest) -> FakeStore:
    store = FakeStore()
    store.data.orders[ORDER.number] = ORDER
    store.data.requests = {request.id: request for request in requests}
    return store


FIRST = replace(a_request(ORDER, 1), id=1, outcome=PaymentOutcome.VOIDED, released_at=NOON)
SECOND = replace(a_request(ORDER, 2), id=2, outcome=PaymentOutcome.PAID, captured=168_100, paid_at=NOON)


@pytest.mark.parametrize(
    ("invoice", "expected"),
    [
        (INVOICE, SECOND),
        (replace(INVOICE, payment_reference="14790-3"), None),
        (replace(INVOICE, payment_reference=""), None),
    ],
    ids=["the second link", "a link that is not known", "not paid by mobile"],
)
def test_an_invoice_was_paid_by_the_link_that_it_names(invoice: Invoice, expected: PaymentRequest | None) -> None:
    with the_store(FIRST, SECOND).writing() as work:
        assert payment_of(work, invoice) == expected
        assert paying_request(work, invoice) == expected


class LockedRequests(FakeRequests):
    """Notes which requests are locked: on a server, `get` locks the row until the transaction ends."""

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        self.locked: list[int] = []

    def get(self, request_id: int) -> PaymentRequest:
        self.locked.append(request_id)
        return super().get(request_id)


def test_the_payment_of_a_credit_is_locked_and_that_of_a_card_only_read() -> None:
    store = the_store(FIRST, SECOND)
    with store.writing() as work:
        requests = LockedRequests(store.data)
        work.requests = requests
        payment_of(work, INVOICE)
        assert requests.locked == []
        paying_request(work, INVOICE)
        assert requests.locked == [SECOND.id]


def test_a_part_credit_owes_its_amount_and_the_request_is_due_at_once() -> None:
    store = the_store(FIRST, SECOND)
    with store.writing() as work:
        assert give_part_back(work, SECOND, CREDIT, who="BH", at=NOON) == SECOND.id
        work.commit()
    (owed,) = store.data.requests[2].refunds
    assert (owed.transaction_id, owed.amount, owed.credit_invoice) == ("K-14790-2-1", -CREDIT.to_pay, CREDIT.number)
    assert store.data.requests[2].next_check_at == NOON
    (event,) = store.data.events
    assert (event.who, event.at, event.reference) == ("BH", NOON, "14790-2")
    assert "ska betalas tillbaka till kunden genom Resurs" in event.text


@pytest.mark.parametrize(
    ("payment", "credit"),
    [
        (None, CREDIT),
        (replace(SECOND, outcome=PaymentOutcome.REFUNDED), CREDIT),
        (SECOND, replace(CREDIT, by_rate=(), rounding=0)),
    ],
    ids=["not paid by mobile", "refunded already", "a credit of nothing"],
)
def test_nothing_is_owed_when_there_is_nothing_to_refund(payment: PaymentRequest | None, credit: Invoice) -> None:
    store = the_store(FIRST, SECOND)
    with store.writing() as work:
        assert give_part_back(work, payment, credit, who="BH", at=NOON) is None
        work.commit()
    assert (store.data.events, store.data.requests[2]) == ((), SECOND)
