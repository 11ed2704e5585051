"""Payment requests and their leases in the store, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.payments.journal import released
from promeister_mpay.domain.payments.request import (
    Call,
    CallKind,
    Intent,
    Lease,
    PaymentOutcome,
    PaymentRequest,
    Refusal,
    Standing,
)
from promeister_mpay.errors import NotFoundError, OrderLocked, StoreError
from support.stores import NOW, a_request, an_order, sent, stored

LATER = NOW + timedelta(seconds=90)


def full(request: PaymentRequest) -> PaymentRequest:
    """The same request with every field set."""
    return replace(
        request,
        intent=Intent.VOID,
        voided_at=NOW,
        voided_by="BH",
        call=Call(CallKind.REFUND, NOW, "R-14790-1"),
        refusal=Refusal(CallKind.CANCEL, 3, LATER),
        payment_id="6a0f",
        link="https://pay.example/6a0f",
        sent_at=NOW,
        expires_at=LATER,
        standing=Standing.PAID,
        captured=298_875,
        refunded=1,
        paid_at=NOW,
        outcome=PaymentOutcome.REFUNDED,
        reason="TIMEOUT",
        deviation="Avviker.",
        paid_late=True,
        settled_at=NOW,
        released_at=LATER,
        checked_at=NOW,
        next_check_at=LATER,
        failures=4,
    )


def a_sent(store: SqlStore, number: int = 14790, **changes: Any) -> PaymentRequest:
    return sent(store, a_request(stored(store, an_order(number)), **changes))


def test_a_request_comes_back_as_it_was_with_its_own_id(store: SqlStore) -> None:
    order = stored(store, an_order())
    added = sent(store, a_request(order, id=777))
    assert added == a_request(order, id=added.id)
    with store.reading() as work:
        assert work.requests.get(added.id) == added


def test_every_field_is_written_and_read(store: SqlStore) -> None:
    request = full(a_sent(store))
    with store.writing() as work:
        work.requests.save(request)
        work.commit()
    with store.reading() as work:
        assert work.requests.get(request.id) == request


def test_fields_that_were_set_can_be_emptied(store: SqlStore) -> None:
    request = a_sent(store)
    begun = replace(request, call=Call(CallKind.CREATE, NOW), refusal=Refusal(CallKind.CREATE, 1, LATER))
    for each in (begun, request):
        with store.writing() as work:
            work.requests.save(each)
            work.commit()
        with store.reading() as work:
            assert work.requests.get(request.id) == each


def test_a_request_that_is_not_there_is_said_so(store: SqlStore) -> None:
    with store.writing() as work:
        with pytest.raises(NotFoundError):
            work.requests.get(99)
        with pytest.raises(NotFoundError):
            work.requests.save(a_request(an_order(), id=99))


def test_attempts_are_counted_for_each_order(store: SqlStore) -> None:
    order = stored(store, an_order())
    stored(store, an_order(14791))
    sent(store, a_request(order, 1, released_at=NOW))
    sent(store, a_request(order, 2))
    with store.reading() as work:
        assert (work.requests.next_attempt(14790), work.requests.next_attempt(14791)) == (3, 1)


def test_a_second_request_that_holds_the_order_is_refused(store: SqlStore) -> None:
    order = stored(store, an_order())
    sent(store, a_request(order))
    with store.writing() as work, pytest.raises(OrderLocked, match="redan ett betalnings-SMS"):
        work.requests.add(a_request(order, 2))


def test_two_windows_that_made_the_same_attempt_get_one_request(store: SqlStore) -> None:
    order = stored(store, an_order())
    sent(store, a_request(order, released_at=NOW))
    with store.writing() as work, pytest.raises(OrderLocked):
        work.requests.add(a_request(order, key="another", released_at=NOW))


def test_a_new_link_may_be_sent_when_the_old_one_lets_go(store: SqlStore) -> None:
    order = stored(store, an_order())
    first = sent(store, a_request(order))
    with store.writing() as work:
        work.requests.save(released(first, NOW))
        second = work.requests.add(a_request(order, 2))
        work.commit()
    with store.reading() as work:
        assert work.requests.of_order(14790) == [released(first, NOW), second]
        assert work.requests.of_order(14791) == []


def test_a_link_cannot_ask_for_another_amount_than_its_orders(store: SqlStore) -> None:
    order = stored(store, an_order())
    with store.writing() as work, pytest.raises(StoreError, match="vägrade"):
        work.requests.add(a_request(order, amount=order.totals.to_pay + 1))


def test_a_request_needs_its_order(store: SqlStore) -> None:
    with store.writing() as work, pytest.raises(StoreError):
        work.requests.add(a_request(an_order()))


def test_due_are_the_unsettled_whose_time_has_come_the_longest_due_first(store: SqlStore) -> None:
    minute = timedelta(minutes=1)
    looks = {1: NOW - minute, 2: NOW + minute, 3: None, 4: NOW - 2 * minute, 5: NOW}
    ids = {number: a_sent(store, number, next_check_at=look).id for number, look in looks.items()}
    a_sent(store, 6, next_check_at=None, outcome=PaymentOutcome.PAID)
    with store.reading() as work:
        assert work.requests.due(NOW, most=9) == [ids[3], ids[4], ids[1], ids[5]]
        assert work.requests.due(NOW, most=2) == [ids[3], ids[4]]


def test_the_next_look_is_the_soonest_of_all_that_are_watched(store: SqlStore) -> None:
    with store.reading() as work:
        assert work.requests.next_due() is None
    a_sent(store, 1, next_check_at=LATER)
    a_sent(store, 2, next_check_at=LATER + timedelta(hours=1))
    a_sent(store, 3, next_check_at=None, outcome=PaymentOutcome.VOIDED)
    with store.reading() as work:
        assert work.requests.next_due() == LATER


def test_a_request_never_looked_at_is_due_since_it_was_made(store: SqlStore) -> None:
    a_sent(store, next_check_at=None)
    with store.reading() as work:
        assert work.requests.next_due() == NOW


def take(
    store: SqlStore, request: PaymentRequest, owner: str, until: datetime = LATER, *, over: Lease | None = None
) -> bool:
    with store.writing() as work:
        taken = work.requests.take_lease(request.id, Lease(owner, until), over=over)
        work.commit()
    return taken


def test_only_one_program_at_a_time_has_the_lease(store: SqlStore) -> None:
    request = a_sent(store)
    assert take(store, request, "PC1")
    assert not take(store, request, "PC2")
    with store.reading() as work:
        assert work.requests.lease(request.id) == Lease("PC1", LATER)


def test_its_owner_renews_a_lease(store: SqlStore) -> None:
    request = a_sent(store)
    assert take(store, request, "PC1")
    assert take(store, request, "PC1", LATER + timedelta(seconds=60))
    assert not take(store, request, "PC2", LATER + timedelta(days=1))


def test_a_lease_that_has_run_out_is_taken_over_unless_it_was_renewed(store: SqlStore) -> None:
    request = a_sent(store)
    assert take(store, request, "PC1")
    renewed = Lease("PC1", LATER + timedelta(seconds=60))
    assert take(store, request, "PC1", renewed.until)
    assert not take(store, request, "PC2", over=Lease("PC1", LATER))
    assert take(store, request, "PC2", over=renewed)
    with store.reading() as work:
        assert work.requests.lease(request.id) == Lease("PC2", LATER)


def test_a_lease_given_back_is_free_and_only_its_owner_gives_it_back(store: SqlStore) -> None:
    request = a_sent(store)
    assert take(store, request, "PC1")
    for owner, is_free in (("PC2", False), ("PC1", True)):
        with store.writing() as work:
            work.requests.give_lease(request.id, owner=owner)
            work.commit()
        assert take(store, request, "PC3") is is_free


def test_saving_a_request_does_not_touch_its_lease(store: SqlStore) -> None:
    request = a_sent(store)
    assert take(store, request, "PC1")
    with store.writing() as work:
        work.requests.save(request)
        work.commit()
    assert not take(store, request, "PC2")


def test_no_lease_on_what_is_not_there(store: SqlStore) -> None:
    with store.writing() as work:
        assert not work.requests.take_lease(99, Lease("PC1", LATER))
        assert work.requests.lease(99) is None
