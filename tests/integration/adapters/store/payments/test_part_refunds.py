"""Part refunds in the store: no more goes back than was paid, each credit once; tried with raw SQL on both."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.domain.orders.transitions import held, paid
from promeister_mpay.domain.payments.journal import part_credited
from promeister_mpay.domain.payments.part_refunds import RefundOutcome
from promeister_mpay.domain.payments.request import PaymentOutcome, PaymentRequest
from promeister_mpay.errors import StoreError
from promeister_mpay.services.books.service import BookkeepingService
from support.books import with_seller
from support.fakes.clock import FakeClock
from support.stores import NOW, REFUSALS, a_request, an_order, raw, sent, stored, wait_until_blocked

LATER = NOW + timedelta(minutes=1)
CREDIT, AMOUNT = 1002, 119_625
REST = "created_at, outcome, settled_at, refusals, retry_at, is_overdue"
ANOTHER = (
    f"INSERT INTO refunds (transaction_id, reference, credit_invoice, amount, {REST}) "
    f"SELECT '{{id}}', reference, {{credit}}, {{amount}}, {REST} FROM refunds"
)


def booked(store: SqlStore) -> BookkeepingService:
    """An order that was paid by mobile and is booked."""
    with_seller(store)
    order = stored(store, an_order())
    request = sent(store, a_request(order))
    books = BookkeepingService(store=store, clock=FakeClock(NOW))
    with store.writing() as work:
        settled = replace(request, outcome=PaymentOutcome.PAID, captured=request.amount, paid_at=NOW, settled_at=NOW)
        work.requests.save(replace(settled, payment_id="p"))
        version = work.orders.set_state(paid(held(order), NOW), who="M-PAY", at=NOW).version
        work.commit()
    books.post(order.number, version=version, who="BH")
    return books


@pytest.fixture
def request_(store: SqlStore) -> PaymentRequest:
    """The request, with a part refund of its order's second row (credit invoice 1002)."""
    booked(store).credit(1001, {1: 100}, reason="", who="BH")
    return read(store)


def read(store: SqlStore) -> PaymentRequest:
    with store.reading() as work:
        return work.requests.of_order(14790)[0]


def test_every_field_of_a_part_refund_is_written_and_read(store: SqlStore, request_: PaymentRequest) -> None:
    (refund,) = request_.refunds
    assert (refund.transaction_id, refund.credit_invoice, refund.amount) == ("K-14790-1-1", CREDIT, AMOUNT)
    changed = replace(
        refund,
        outcome=RefundOutcome.WITH_THE_REST,
        settled_at=NOW,
        refusals=3,
        retry_at=LATER,
        is_overdue=True,
    )
    with store.writing() as work:
        work.requests.save(replace(request_, refunds=(changed,)))
        work.commit()
    with store.reading() as work:
        assert work.requests.get(request_.id).refunds == work.requests.of_order(14790)[0].refunds == (changed,)


def test_no_more_goes_back_than_was_paid(store: SqlStore, request_: PaymentRequest) -> None:
    with store.writing() as work:
        work.requests.save(replace(request_, captured=AMOUNT + 59_749))
        work.commit()
    books = BookkeepingService(store=store, clock=FakeClock(NOW))
    with pytest.raises(StoreError, match="vägrade"):
        books.credit(1001, {0: 50}, reason="", who="BH")
    assert books.creditable(1001).left == {0: 150}
    assert len(read(store).refunds) == 1


def test_a_refund_is_that_of_its_credit(store: SqlStore, request_: PaymentRequest) -> None:
    (refund,) = request_.refunds
    of_invoice = replace(refund, transaction_id="x", credit_invoice=1001)
    for wrong in (of_invoice, part_credited(request_, 9, 1, NOW).refunds[1]):
        with store.writing() as work, pytest.raises(StoreError):
            work.requests.save(replace(request_, refunds=(refund, wrong)))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (ANOTHER.format(id="x", credit=CREDIT, amount=AMOUNT), "mpay: refund exists"),
        (ANOTHER.format(id="K-14790-1-1", credit=1001, amount=AMOUNT), "mpay: refund exists"),
        (ANOTHER.format(id="x", credit=1001, amount=AMOUNT), "mpay: a refund is that of its credit"),
        ("UPDATE refunds SET amount = 1", "mpay: refund is fixed"),
        ("UPDATE refunds SET transaction_id = 'x'", "mpay: refund is fixed"),
        ("UPDATE refunds SET credit_invoice = 1001", "mpay: refund is fixed"),
        ("DELETE FROM refunds", "mpay: nothing is deleted"),
    ],
)
def test_another_program_cannot_get_round_the_rules_of_refunds(
    store_url: str, request_: PaymentRequest, statement: str, words: str
) -> None:
    assert request_.pending
    with pytest.raises(REFUSALS, match=words):
        raw(store_url, statement)


@pytest.mark.parametrize("outcome", ["NULL", "'WITH_THE_REST'"])
def test_what_has_gone_back_stays_so(store_url: str, request_: PaymentRequest, outcome: str) -> None:
    assert request_.pending
    raw(store_url, "UPDATE refunds SET outcome = 'DONE'")
    with pytest.raises(REFUSALS, match="mpay: what has gone back stays so"):
        raw(store_url, f"UPDATE refunds SET outcome = {outcome}")


def test_no_refund_is_replaced(sqlite_store_url: str) -> None:
    with closing(open_store(sqlite_store_url)) as embedded:
        booked(embedded).credit(1001, {1: 100}, reason="", who="BH")
    with pytest.raises(REFUSALS, match="mpay: refund exists"):
        raw(sqlite_store_url, "INSERT OR REPLACE INTO refunds SELECT * FROM refunds")


def test_ended_requests_are_looked_at_again_after_those_that_wait(store: SqlStore) -> None:
    def a_sent(number: int, **changes: Any) -> int:
        return sent(store, a_request(stored(store, an_order(number)), **changes)).id

    waits = a_sent(1, next_check_at=NOW)
    again = a_sent(2, next_check_at=NOW - timedelta(days=1), outcome=PaymentOutcome.PAID)
    a_sent(3, next_check_at=LATER, outcome=PaymentOutcome.PAID)
    a_sent(4, next_check_at=None, outcome=PaymentOutcome.PAID)
    a_sent(5, next_check_at=None, outcome=PaymentOutcome.REFUNDED)
    unsent = a_sent(6, next_check_at=NOW, outcome=PaymentOutcome.NOT_SENT)
    with store.reading() as work:
        assert work.requests.due(NOW, most=9) == [waits, again, unsent]
        assert work.requests.due(NOW, most=1) == [waits]
        assert work.requests.next_due() == NOW - timedelta(days=1)


def test_a_credit_and_the_loop_take_payment_and_order_one_after_the_other(postgres_url: str) -> None:
    """Both take the payment first; the other way round each would wait for the other."""
    patient = timedelta(seconds=30)
    with (
        closing(open_store(postgres_url, patience=patient)) as one,
        closing(open_store(postgres_url, patience=patient)) as two,
        ThreadPoolExecutor(1) as pool,
    ):
        booked(one)
        books = BookkeepingService(store=two, clock=FakeClock(NOW))
        with one.writing() as work:
            request = work.requests.get(read(one).id)
            crediting = pool.submit(books.credit, 1001, {1: 100}, reason="", who="BH")
            wait_until_blocked(postgres_url, crediting)
            work.orders.get(request.order_number)
            work.requests.save(replace(request, checked_at=LATER))
            work.commit()
        assert crediting.result(timeout=30).request_id == request.id
        assert (read(one).checked_at, len(read(one).refunds)) == (LATER, 1)
