"""A clerk's orders: made, saved, deleted and leafed through, and what an order card says of its payments."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from promeister_mpay.domain.books.invoices import InvoiceHead, InvoiceKind
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.request import Intent, PaymentOutcome
from promeister_mpay.errors import InputError, NotFoundError
from promeister_mpay.services.orders.service import UNSAVED, OrderCard, OrderService
from promeister_mpay.services.ports.orders import Move
from promeister_mpay.services.settings import Settings, save_settings
from support.fakes.clock import NOON, FakeClock
from support.fakes.store import FakeStore
from support.observed_payments import KNOWN
from support.stores import an_order

TODAY = date(2026, 11, 23)


class Shop:
    """A clerk at an empty store."""

    def __init__(self) -> None:
        self.store = FakeStore()
        self.orders = OrderService(store=self.store, clock=FakeClock())

    def saved(self, **changes: Any) -> OrderCard:
        return self.orders.save(an_order(UNSAVED, **changes), who="BH")

    def texts(self) -> list[str]:
        return [event.text for event in self.store.data.events]


@pytest.mark.parametrize("chosen", [True, False])
def test_a_new_order_is_todays_and_has_the_workshops_choices(*, chosen: bool) -> None:
    shop = Shop()
    with shop.store.writing() as work:
        save_settings(work.settings, Settings(prices_include_vat=chosen, round_to_krona=not chosen))
        work.commit()
    order = shop.orders.new(clerk="BH").order
    assert (order.number, order.order_date, order.clerk) == (UNSAVED, TODAY, "BH")
    assert (order.prices_include_vat, order.round_to_krona) == (chosen, not chosen)
    assert shop.store.data.orders == {}, "it is in the store when it is saved"


def test_the_first_order_of_a_start_is_the_last_one_shown_else_the_newest_else_an_empty_one() -> None:
    shop = Shop()
    empty = shop.orders.open_or_newest(0, clerk="BH").order
    assert (empty.number, empty.clerk) == (UNSAVED, "BH")
    one, two = shop.saved().order.number, shop.saved().order.number
    assert shop.orders.open_or_newest(one, clerk="BH") == shop.orders.open(one)
    assert [shop.orders.open_or_newest(gone, clerk="BH").order.number for gone in (0, 999)] == [two, two]


def test_an_order_gets_its_number_when_it_is_first_saved_and_keeps_it() -> None:
    shop = Shop()
    first = shop.saved()
    again = shop.orders.save(replace(first.order, note="Ring"), who="ML")
    assert (first.order.number, first.order.version) == (14_000, 1)
    assert (again.order.number, again.order.version, again.order.note) == (14_000, 2, "Ring")
    assert shop.saved().order.number == 14_001
    assert shop.texts() == ["Ordern skapad."] * 2
    assert [(event.who, event.at) for event in first.events] == [("BH", NOON)]


def test_an_order_that_cannot_be_stored_is_refused_and_nothing_is_written() -> None:
    shop = Shop()
    with pytest.raises(InputError) as refused:
        shop.saved(odometer=-1)
    assert refused.value.field == "odometer"
    assert shop.store.data.orders == {}


def test_what_is_rounded_follows_the_payment_method() -> None:
    shop = Shop()
    assert shop.saved(round_to_krona=False).order.round_to_krona, "the workshop rounds"


def test_a_deleted_order_is_gone_and_its_history_says_what_it_was() -> None:
    shop = Shop()
    shop.orders.delete(shop.saved().order, who="ML")
    shop.orders.delete(shop.saved(customer_name="", lines=()).order, who="ML")
    assert shop.texts()[1::2] == [
        "Ordern raderad, 3 rader.",
        "Ordern raderad, 0 rader.",
    ]
    assert [event.who for event in shop.store.data.events[1::2]] == ["ML", "ML"]
    with pytest.raises(NotFoundError):
        shop.orders.open(14_000)


def test_orders_are_leafed_through_to_their_ends() -> None:
    shop = Shop()
    one, two = shop.saved().order.number, shop.saved().order.number

    def at(number: int | None, move: Move) -> int | None:
        card = shop.orders.go(number, move)
        return card.order.number if card else None

    assert (at(None, Move.FIRST), at(None, Move.LAST)) == (one, two)
    assert (at(one, Move.NEXT), at(two, Move.PREVIOUS)) == (two, one)
    assert (at(two, Move.NEXT), at(one, Move.PREVIOUS)) == (None, None)


# -- what the card says of payments

POSTED = an_order(status=OrderStatus.POSTED, invoice_number=1001)
OPEN = an_order()
PAID = replace(KNOWN, outcome=PaymentOutcome.PAID)
TAKEN = journal.settled(KNOWN, PaymentOutcome.REFUNDED, NOON)
OTHER = replace(TAKEN, id=2, reference="14790-3")


def invoice(number: int = 1001, reference: str = KNOWN.reference) -> InvoiceHead:
    return InvoiceHead(number, InvoiceKind.INVOICE, TODAY, TODAY, 843_200, "", None, "F 1", reference)


def test_the_request_that_holds_an_order_is_the_one_not_released() -> None:
    assert OrderCard(OPEN).holding is None
    assert OrderCard(OPEN, (TAKEN, PAID)).holding == PAID
    assert OrderCard(OPEN, (TAKEN,)).holding is None


def test_what_is_not_settled_is_watched() -> None:
    assert OrderCard(OPEN, (TAKEN, KNOWN, PAID)).watched == (KNOWN,)


@pytest.mark.parametrize(
    ("card", "payment"),
    [
        (OrderCard(OPEN, (PAID,), documents=(invoice(),)), PAID),
        (OrderCard(OPEN, (PAID,), documents=(invoice(reference="14790-1"),)), None),
        (OrderCard(OPEN, (PAID,)), None),
        (OrderCard(POSTED, (PAID,), documents=(invoice(),)), None),
        (OrderCard(OPEN, (TAKEN,), documents=(invoice(),)), None),
        (OrderCard(OPEN, (), documents=(invoice(),)), None),
    ],
)
def test_a_payment_whose_invoice_is_credited_stands_until_it_is_given_back(card: OrderCard, payment: object) -> None:
    assert card.credited_payment == payment


@pytest.mark.parametrize(
    ("card", "payment"),
    [
        (OrderCard(OPEN), None),
        (OrderCard(OPEN, (TAKEN,)), TAKEN),
        (OrderCard(OPEN, (TAKEN, OTHER)), OTHER),
        (OrderCard(OPEN, (OTHER, PAID)), None),
        (OrderCard(OPEN, (replace(TAKEN, intent=Intent.VOID),)), None),
        (OrderCard(OPEN, (replace(TAKEN, outcome=PaymentOutcome.REJECTED),)), None),
        (OrderCard(POSTED, (TAKEN,)), None),
        (OrderCard(POSTED, (TAKEN,), documents=(invoice(),)), TAKEN),
        (OrderCard(POSTED, (TAKEN,), documents=(invoice(), invoice(1002))), TAKEN),
        (OrderCard(replace(POSTED, invoice_number=1003), (TAKEN,), documents=(invoice(), invoice(1003, ""))), None),
        (OrderCard(replace(OPEN, invoice_number=None), (TAKEN,), documents=(invoice(),)), None),
    ],
)
def test_money_that_went_back_by_another_way_is_told_until_it_is_answered(card: OrderCard, payment: object) -> None:
    assert card.taken_payment == payment
