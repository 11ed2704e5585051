"""Orders in the store, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.journal import released
from promeister_mpay.errors import NotFoundError, OrderChanged, OrderLocked, StoreError
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.ports.orders import Move
from support.books import with_seller, worked_order
from support.fakes.clock import FakeClock
from support.stores import NOW, a_request, an_order, raw, sent, stored


def test_an_order_comes_back_as_it_was_with_version_1(store: SqlStore) -> None:
    order = an_order(payment_method=PaymentMethod.CARD, vin="YV1", note="två\nrader")
    added = stored(store, order)
    assert added == replace(order, version=1)
    with store.reading() as work:
        assert work.orders.get(order.number) == added


def test_an_order_may_have_no_lines(store: SqlStore) -> None:
    stored(store, an_order(lines=(), odometer=None))
    with store.reading() as work:
        assert work.orders.get(14790).lines == ()


def test_an_order_that_is_not_there_is_said_so(store: SqlStore) -> None:
    with store.reading() as work, pytest.raises(NotFoundError, match="Order 99 finns inte"):
        work.orders.get(99)


def test_a_number_that_exists_cannot_be_added_again(store: SqlStore) -> None:
    stored(store, an_order(clerk="BH"))
    with store.writing() as work, pytest.raises(OrderChanged, match="Order 14790 finns redan") as caught:
        work.orders.add(an_order())
    assert caught.value.changed_by == "BH"


def test_an_imported_order_may_be_booked_already(store: SqlStore) -> None:
    added = stored(store, an_order(status=OrderStatus.POSTED))
    with store.reading() as work:
        assert work.orders.get(14790) == added
    assert added.status is OrderStatus.POSTED


def test_text_that_one_database_cannot_take_is_cleaned_on_both(store: SqlStore) -> None:
    stored(store, an_order(note="a\0b\ud83dc"))
    with store.reading() as work:
        assert work.orders.get(14790).note == "abc"


def test_a_number_beyond_all_bounds_is_refused_in_words(store: SqlStore) -> None:
    line = OrderLine(description="x", quantity=10**14, unit_price=10**14)
    with store.writing() as work, pytest.raises(StoreError, match="för stort"):
        work.orders.add(an_order(lines=(line,)))


def test_order_numbers_begin_at_14000_and_have_no_gap(store: SqlStore) -> None:
    with store.writing() as work:
        assert [work.orders.next_number() for _ in range(3)] == [14000, 14001, 14002]
        work.commit()


def test_a_number_drawn_but_rolled_back_is_drawn_again(store: SqlStore) -> None:
    with store.writing() as work:
        work.orders.next_number()
    with store.writing() as work:
        assert work.orders.next_number() == 14000


def test_a_drawn_number_never_meets_an_imported_order(store: SqlStore) -> None:
    stored(store, an_order(14790))
    stored(store, an_order(14200))
    with store.writing() as work:
        assert work.orders.next_number() == 14791


def test_the_number_of_a_deleted_order_is_not_used_again(store: SqlStore) -> None:
    stored(store, an_order(14790))
    with store.writing() as work:
        work.orders.delete(14790, version=1)
        assert work.orders.next_number() == 14791


def test_saving_writes_header_and_lines_and_counts_the_version(store: SqlStore) -> None:
    order = stored(store, an_order())
    changed = replace(
        order, note="nytt", status=OrderStatus.STARTED, lines=order.lines[1:], payment_method=PaymentMethod.CASH
    )
    with store.writing() as work:
        saved = work.orders.save(changed, who="NE", at=NOW)
        work.commit()
    assert saved == replace(changed, version=2)
    with store.reading() as work:
        assert work.orders.get(14790) == saved


def test_saving_never_writes_the_fields_of_payment(store: SqlStore) -> None:
    order = stored(store, an_order(payment_method=PaymentMethod.CASH))
    claimed = replace(order, payment_method=PaymentMethod.MOBILE, payment_received_at=NOW)
    with store.writing() as work:
        saved = work.orders.save(claimed, who="BH", at=NOW)
        work.commit()
    with store.reading() as work:
        assert work.orders.get(14790) == saved
    assert (saved.payment_method, saved.payment_received_at) == (PaymentMethod.CASH, None)


def test_the_later_save_is_refused_with_who_and_when(store: SqlStore) -> None:
    order = stored(store, an_order())
    with store.writing() as work:
        work.orders.save(replace(order, note="först"), who="Nils", at=NOW)
        work.commit()
    with store.writing() as work, pytest.raises(OrderChanged, match="ändrats av Nils") as caught:
        work.orders.save(replace(order, note="sedan"), who="BH", at=NOW + timedelta(minutes=1))
    assert (caught.value.changed_by, caught.value.changed_at) == ("Nils", NOW)
    with store.reading() as work:
        assert work.orders.get(14790).note == "först"


def test_saving_a_deleted_order_says_that_it_is_gone(store: SqlStore) -> None:
    with store.writing() as work, pytest.raises(NotFoundError, match="tagit bort"):
        work.orders.save(an_order(version=1), who="BH", at=NOW)


def test_an_order_with_a_link_out_cannot_be_saved(store: SqlStore) -> None:
    order = stored(store, an_order())
    sent(store, a_request(order))
    with store.writing() as work, pytest.raises(OrderLocked, match="betalnings-SMS"):
        work.orders.save(replace(order, note="nytt"), who="BH", at=NOW)


def test_an_order_opens_when_its_request_lets_go(store: SqlStore) -> None:
    order = stored(store, an_order())
    request = sent(store, a_request(order))
    with store.writing() as work:
        work.requests.save(released(request, NOW))
        assert work.orders.save(replace(order, note="nytt"), who="BH", at=NOW).note == "nytt"
        work.commit()


@pytest.mark.parametrize("status", [OrderStatus.MOBILE_PAYMENT, OrderStatus.POSTED])
def test_a_clerk_can_neither_book_nor_lock_an_order_by_saving(store: SqlStore, status: OrderStatus) -> None:
    order = stored(store, an_order())
    with store.writing() as work, pytest.raises(OrderLocked):
        work.orders.save(replace(order, status=status), who="BH", at=NOW)


def test_a_clerk_who_saw_a_locked_order_is_told_that_it_has_changed_since(store: SqlStore) -> None:
    order = stored(store, an_order(status=OrderStatus.MOBILE_PAYMENT))
    with store.writing() as work:
        work.orders.set_state(replace(order, status=OrderStatus.DONE), who="M-PAY", at=NOW)
        work.commit()
    with store.writing() as work, pytest.raises(OrderChanged, match="M-PAY"):
        work.orders.save(order, who="BH", at=NOW)


def test_a_booked_order_cannot_be_saved(store: SqlStore) -> None:
    order = stored(store, an_order(status=OrderStatus.POSTED))
    with store.writing() as work, pytest.raises(OrderLocked, match="bokförd"):
        work.orders.save(replace(order, status=OrderStatus.DONE), who="BH", at=NOW)


def test_the_controller_writes_payment_on_a_held_order_and_nothing_else(store: SqlStore) -> None:
    order = stored(store, an_order())
    sent(store, a_request(order))
    paid = replace(
        order,
        status=OrderStatus.MOBILE_PAYMENT,
        payment_method=PaymentMethod.MOBILE,
        payment_received_at=NOW,
        customer_name="not written",
    )
    with store.writing() as work:
        after = work.orders.set_state(paid, who="M-PAY", at=NOW)
        work.commit()
    assert after == replace(paid, customer_name=order.customer_name, version=2)
    with store.reading() as work:
        assert work.orders.get(14790) == after


def test_payment_on_an_order_that_is_gone_is_said_so(store: SqlStore) -> None:
    with store.writing() as work, pytest.raises(NotFoundError):
        work.orders.set_state(an_order(), who="M-PAY", at=NOW)


def test_a_deleted_order_is_gone_with_its_lines(store: SqlStore) -> None:
    stored(store, an_order())
    with store.writing() as work:
        work.orders.delete(14790, version=1)
        work.commit()
    stored(store, an_order(lines=()))
    with store.reading() as work:
        assert work.orders.get(14790).lines == ()


def test_an_order_with_any_payment_request_cannot_be_deleted(store: SqlStore) -> None:
    order = stored(store, an_order())
    request = sent(store, a_request(order))
    with store.writing() as work, pytest.raises(OrderLocked, match="betalnings-SMS"):
        work.orders.delete(14790, version=1)
    with store.writing() as work:
        work.requests.save(released(request, NOW))
        work.commit()
    with store.writing() as work, pytest.raises(OrderLocked, match="historik"):
        work.orders.delete(14790, version=1)


def test_a_wholly_credited_order_cannot_be_deleted_because_of_its_invoices(store: SqlStore) -> None:
    with_seller(store)
    books = BookkeepingService(store=store, clock=FakeClock(datetime(2026, 11, 2, 11, tzinfo=UTC)))
    order = stored(store, worked_order())
    invoice = books.post(order.number, version=order.version, who="BH").invoice.number
    books.credit(invoice, books.creditable(invoice).left, reason="", who="BH")
    with store.writing() as work:
        opened = work.orders.get(order.number)
        assert opened.status.is_open
        with pytest.raises(OrderLocked, match="har fakturor i bokföringen"):
            work.orders.delete(order.number, version=opened.version)


def test_a_booked_order_cannot_be_deleted(store: SqlStore) -> None:
    stored(store, an_order(status=OrderStatus.POSTED))
    with store.writing() as work, pytest.raises(OrderLocked, match="bokförd"):
        work.orders.delete(14790, version=1)


def test_an_order_that_somebody_changed_is_not_deleted(store: SqlStore) -> None:
    order = stored(store, an_order())
    with store.writing() as work:
        work.orders.save(order, who="Nils", at=NOW)
        work.commit()
    with store.writing() as work, pytest.raises(OrderChanged, match="Nils"):
        work.orders.delete(14790, version=1)


@pytest.mark.parametrize(
    ("number", "move", "to"),
    [
        (20, Move.FIRST, 10),
        (20, Move.LAST, 40),
        (20, Move.NEXT, 40),
        (20, Move.PREVIOUS, 10),
        (30, Move.NEXT, 40),
        (30, Move.PREVIOUS, 20),
        (40, Move.NEXT, None),
        (10, Move.PREVIOUS, None),
        (None, Move.PREVIOUS, 40),
        (None, Move.NEXT, None),
        (None, Move.FIRST, 10),
    ],
)
def test_going_from_order_to_order(store: SqlStore, number: int | None, move: Move, to: int | None) -> None:
    with store.writing() as work:
        for each in (10, 20, 40):
            work.orders.add(an_order(each))
        work.commit()
    with store.reading() as work:
        assert work.orders.go(number, move) == to


def test_nowhere_to_go_in_an_empty_store(store: SqlStore) -> None:
    with store.reading() as work:
        assert [work.orders.go(None, move) for move in Move] == [None] * 4


def test_a_drawn_number_never_meets_an_order_that_came_past_the_counter(store: SqlStore, store_url: str) -> None:
    stored(store, an_order(14790))
    raw(store_url, "UPDATE counters SET value = 14789")
    with store.writing() as work:
        assert [work.orders.next_number() for _ in range(2)] == [14791, 14792]
