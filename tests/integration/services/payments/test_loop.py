"""Several windows, and the customer, at one order in the same moment: one link, one payment, one refund (I2-I4)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta

import httpx
import pytest

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome, Standing
from promeister_mpay.errors import MpayError, OrderChanged, OrderLocked
from promeister_mpay.services.payments.loop import LoopResult
from promeister_mpay.services.payments.service import PaymentService
from support.gateways import CLIENT_ID, Sandbox, certificates, client_of, trouble, until
from support.payment_invariants import kept_always, kept_at_rest
from support.workshop import NUMBER, Workshop, together

WAITS, OPEN = OrderStatus.MOBILE_PAYMENT, OrderStatus.DONE
PATIENT = timedelta(seconds=30)
ROUNDS = 4


@pytest.fixture
def shop(store: SqlStore, sandbox: Sandbox, gateway: ResursGateway) -> Workshop:
    workshop = Workshop(store, sandbox, gateway)
    workshop.take_in()
    return workshop


@pytest.fixture
def windows(shop: Workshop, store_url: str) -> Iterator[list[PaymentService]]:
    """Two programs, each with its own connections to store and gateway."""
    with ExitStack() as closing_all:
        yield [_window(shop, store_url, f"PC {number}", closing_all) for number in (1, 2)]


def _window(shop: Workshop, store_url: str, owner: str, closing_all: ExitStack) -> PaymentService:
    store, gateway = open_store(store_url, patience=PATIENT), client_of(shop.sandbox)
    closing_all.callback(store.close)
    closing_all.callback(gateway.close)
    return PaymentService(store=store, gateway=gateway, clock=shop.clock, owner=owner, chance=lambda: 0.5)


# -- two windows


def test_two_windows_send_one_order_at_the_same_time_and_the_customer_gets_one_link(
    shop: Workshop, windows: list[PaymentService]
) -> None:
    one, two = windows
    for number in range(1, 1 + ROUNDS):
        version = shop.take_in(NUMBER + number).version
        outcomes = together(
            [
                lambda: one.send(shop.number, version=version, who="BH"),  # noqa: B023 – done before the next round
                lambda: two.send(shop.number, version=version, who="ML"),  # noqa: B023
            ]
        )
        assert sorted(isinstance(outcome, LoopResult) for outcome in outcomes) == [False, True]
        assert sum(isinstance(outcome, OrderLocked | OrderChanged) for outcome in outcomes) == 1
        assert len(shop.card().requests) == len(shop.sides().texts) == 1
        shop.go_on()


def test_two_windows_void_one_paid_order_at_the_same_time_and_the_money_goes_back_once(
    shop: Workshop, windows: list[PaymentService]
) -> None:
    one, two = windows
    for number in range(1, 1 + ROUNDS):
        shop.take_in(NUMBER + number)
        shop.send()
        shop.pay()
        together([lambda: one.void(shop.number, who="BH"), lambda: two.void(shop.number, who="ML")])
        shop.come_to_rest()
        assert shop.request.outcome is PaymentOutcome.REFUNDED
    assert shop.sandbox.calls().count("refund") == ROUNDS


def test_one_window_voids_while_the_other_checks(shop: Workshop, windows: list[PaymentService]) -> None:
    one, two = windows
    for number in range(1, 1 + ROUNDS):
        shop.take_in(NUMBER + number)
        shop.send()
        shop.pay()
        together([lambda: one.check(shop.number, who="BH"), lambda: two.void(shop.number, who="ML")])
        kept_always(shop.sides())
        shop.come_to_rest()
        assert shop.request.outcome is PaymentOutcome.REFUNDED
        assert shop.order.status is OPEN


def test_two_programs_watch_at_once_and_each_payment_is_written_down_once(
    shop: Workshop, windows: list[PaymentService]
) -> None:
    one, two = windows
    numbers = range(NUMBER + 1, NUMBER + 1 + ROUNDS)
    for number in numbers:
        shop.take_in(number)
        shop.send()
        shop.pay()
    shop.pass_time()
    seen = together([one.watch, two.watch, one.watch, two.watch])
    came_in = [change for changes in seen if isinstance(changes, list) for change in changes if change.came_in]
    assert {change.after.order_number for change in came_in} == set(numbers)
    for number in numbers:
        shop.number = number
        assert shop.reported.count("Betalning mottagen: ") == 1
        assert shop.order.payment_received
        kept_at_rest(shop.sides())


def test_the_watch_of_another_window_does_not_disturb_a_send(shop: Workshop, windows: list[PaymentService]) -> None:
    one, two = windows
    for number in range(1, 1 + ROUNDS):
        version = shop.take_in(NUMBER + number).version
        together([lambda: one.send(shop.number, version=version, who="BH"), two.watch, two.watch])  # noqa: B023
        assert len(shop.sides().texts) == 1
        shop.go_on()


# -- the customer, at the worst moment


class Meanwhile(httpx.BaseTransport):
    """A line on which something else happens once, before or after the gateway has done a call."""

    def __init__(self, when: str, ending: str, act: Callable[[], object]) -> None:
        self._line = httpx.HTTPTransport(verify=certificates())
        self._when, self._ending, self._act = when, ending, act
        self.happened = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the call on; `ending` is the end of the call's method and path."""
        concerned = f"{request.method} {request.url.path}".endswith(self._ending) and not self.happened
        if concerned and self._when == "before":
            self._happen()
        answer = self._line.handle_request(request)
        if concerned and self._when == "after":
            answer.read()
            self._happen()
        return answer

    def _happen(self) -> None:
        self.happened = True
        self._act()

    def close(self) -> None:
        self._line.close()


@contextmanager
def meanwhile(shop: Workshop, when: str, ending: str, act: Callable[[], object]) -> Iterator[None]:
    """In this block the workshop's counter calls through a line on which `act` happens; it must have happened."""
    line = Meanwhile(when, ending, act)
    usual = shop.payments
    with closing(ResursGateway(ResursAccount(shop.sandbox.url, CLIENT_ID, CLIENT_ID), transport=line)) as gateway:
        shop.payments = shop.program("Kassa 1", gateway=gateway)
        yield
    shop.payments = usual
    assert line.happened


def test_a_customer_who_pays_before_we_have_heard_that_the_link_is_sent_has_paid(shop: Workshop) -> None:
    with meanwhile(shop, "after", "POST /v2/payments", shop.pay):
        shop.send()
    shop.come_to_rest()
    assert shop.order.payment_received


def test_a_customer_who_pays_just_before_the_cancel_arrives_gets_the_money_back(shop: Workshop) -> None:
    shop.sandbox.switch(cancels_waiting=True)
    shop.send()
    with meanwhile(shop, "before", "/cancel", shop.pay):
        shop.void()
        shop.come_to_rest()
    assert shop.request.outcome is PaymentOutcome.REFUNDED
    assert shop.order.status is OPEN
    shop.go_on()


def test_a_customer_who_pays_just_after_the_order_was_opened_gets_the_money_back_and_the_clerk_is_told(
    shop: Workshop,
) -> None:
    shop.send()
    with meanwhile(shop, "after", f"/{shop.request.payment_id}", shop.pay):
        shop.void()
    assert shop.order.status is OPEN
    assert not shop.order.payment_received
    changes = shop.come_to_rest()
    assert [change.after.order_number for change in changes if change.came_late] == [NUMBER]
    assert "på en annullerad länk. Pengarna betalas tillbaka av sig själva." in shop.reported
    assert shop.request.outcome is PaymentOutcome.REFUNDED
    shop.go_on()


def test_a_customer_who_pays_both_the_given_up_and_the_new_link_has_paid_the_order_once(shop: Workshop) -> None:
    shop.send()
    first = shop.newest_link()
    shop.void()
    shop.make_dearer()
    shop.send()
    shop.pay()
    assert shop.sandbox.http.post(first, data={"method": "card", "card": "4111111111111111"}).status_code == 303
    changes = shop.come_to_rest()
    assert [change.after.reference for change in changes if change.came_late] == ["14790-1"]
    assert [change.after.reference for change in changes if change.came_in] == ["14790-2"]
    assert [request.outcome for request in shop.card().requests] == [PaymentOutcome.REFUNDED, PaymentOutcome.PAID]
    assert shop.order.payment_received


def test_an_edit_made_after_a_late_payment_is_not_touched_by_its_refund(shop: Workshop) -> None:
    shop.send()
    shop.void()
    shop.pay()
    edited = shop.edit(note="Ny tid på tisdag")
    shop.come_to_rest()
    assert shop.request.outcome is PaymentOutcome.REFUNDED
    assert shop.order == edited


def test_a_link_given_up_by_another_window_while_it_is_being_sent_does_not_collect(shop: Workshop) -> None:
    other = shop.program("Kassa 2")
    with meanwhile(shop, "after", "POST /v2/payments", lambda: other.void(NUMBER, who="ML")):
        shop.send()
    assert shop.order.status is OPEN
    shop.pay()
    shop.come_to_rest()
    assert shop.request.outcome is PaymentOutcome.REFUNDED
    shop.go_on()


def test_a_payment_of_another_amount_that_nobody_saw_come_is_shown_and_never_counted_as_paid(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("wrong_amount", "create", amount=100), search_delay=60)
    with meanwhile(shop, "after", "POST /v2/payments", lambda: lose_the_answer(shop)):
        shop.send()
    assert shop.order.status is WAITS
    shop.pass_time()
    shop.check()
    assert (shop.order.status, shop.order.payment_received) == (WAITS, False)
    assert shop.request.standing is Standing.DEVIATION
    assert "Resurs har beloppet 1,00 kr" in shop.reported.replace("\N{NO-BREAK SPACE}", " ")
    shop.void()
    assert (shop.order.status, shop.request.outcome) == (OPEN, PaymentOutcome.REFUNDED)
    shop.go_on()


def lose_the_answer(shop: Workshop) -> None:
    """The customer pays, and the line breaks before the gateway's answer is with us."""
    shop.pay()
    raise httpx.ReadError("reset")


def test_a_customer_with_two_browsers_pays_once(shop: Workshop) -> None:
    shop.send()
    assert together([shop.pay, shop.pay]) == [303, 303]
    shop.come_to_rest()
    assert shop.order.payment_received


def test_a_customer_who_pays_in_the_moment_of_the_void_has_paid_nothing_in_the_end(shop: Workshop) -> None:
    for number in range(1, 1 + ROUNDS):
        shop.take_in(NUMBER + number)
        shop.send()
        outcomes = together([shop.pay, shop.void])
        assert not [outcome for outcome in outcomes if isinstance(outcome, MpayError)]
        until(lambda: shop.sides().payments[0].captured > 0)
        shop.come_to_rest()
        assert shop.request.outcome is PaymentOutcome.REFUNDED
        shop.go_on()
