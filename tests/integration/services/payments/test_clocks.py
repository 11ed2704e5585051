"""Counters whose clocks differ, and clocks that are put right: nothing is done twice (design §14 rule 11)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.domain.payments.safety_times import LATE, LONGEST_PAUSE
from promeister_mpay.services.payments.service import PaymentService
from support.fakes.clock import FakeClock
from support.gateways import Sandbox, trouble, until
from support.payment_invariants import kept_always
from support.stores import in_turns
from support.workshop import LINK_LIFE, NUMBER, WHO, Workshop

HOUR = timedelta(hours=1)
APART = [timedelta(minutes=3), HOUR, -HOUR, timedelta(hours=12), timedelta(hours=-12)]
SECOND_ROW = {1: 100}


@pytest.fixture
def shop(store: SqlStore, sandbox: Sandbox, gateway: ResursGateway) -> Workshop:
    workshop = Workshop(store, sandbox, gateway)
    workshop.take_in()
    return workshop


def other(shop: Workshop, ahead: timedelta) -> PaymentService:
    """Another counter, whose clock is `ahead` of the first one's."""
    return shop.program("Kassa 2", clock=FakeClock(shop.clock.now() + ahead))


def given_back(shop: Workshop) -> list[int]:
    """The refunds that the gateway has made."""
    return [amount for payment in shop.sides().payments for _, amount in payment.given_back]


@in_turns("ahead", APART)
def test_a_part_refund_that_takes_its_time_is_made_once_whatever_the_others_clock_says(
    shop: Workshop, ahead: timedelta
) -> None:
    shop.post_paid(NUMBER + 1)
    shop.sandbox.switch(trouble("delay", "refund", seconds=1))
    second = other(shop, ahead)
    request_id = shop.credit(SECOND_ROW).request_id
    assert request_id is not None
    during(shop, lambda: second.carry_on(request_id, who=WHO), lambda: shop.payments.carry_on(request_id, who=WHO))
    assert len(given_back(shop)) == 1
    kept_always(shop.sides())


def during(shop: Workshop, act: Callable[[], object], call: Callable[[], object]) -> None:
    """Do `act` while the gateway takes its time with `call`."""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(call)
        until(shop.sandbox.has_met_its_troubles)
        act()
        running.result()


@in_turns("ahead", APART)
def test_a_part_refund_whose_answer_is_lost_and_that_arrives_late_is_made_once(
    shop: Workshop, ahead: timedelta
) -> None:
    shop.post_paid(NUMBER + 1)
    shop.sandbox.switch(trouble("late", "refund", seconds=1))
    second = other(shop, ahead)
    shop.credit_and_give_back(SECOND_ROW)
    second.check(shop.number, who=WHO)
    until(lambda: len(given_back(shop)) == 1)
    for program in (second, shop.payments):
        program.check(shop.number, who=WHO)
    assert len(given_back(shop)) == 1
    assert not shop.request.pending


@in_turns("ahead", APART)
def test_a_link_given_up_by_a_counter_with_another_clock_is_watched_for_its_whole_life(
    shop: Workshop, ahead: timedelta
) -> None:
    shop.sandbox.switch(trouble("late", "create", seconds=1))
    shop.send()
    second = other(shop, ahead)
    second.void(shop.number, who=WHO)
    assert (shop.order.status, shop.request.outcome) == (OrderStatus.DONE, None)
    until(lambda: len(shop.sandbox.messages()) == 1)
    shop.pay()
    second.check(shop.number, who=WHO)
    assert shop.request.outcome is PaymentOutcome.REFUNDED


def test_a_lost_refund_is_tried_again_by_another_counter_when_it_has_known_it_long_enough(shop: Workshop) -> None:
    shop.post_paid(NUMBER + 1)
    shop.sandbox.switch(trouble("lose_before", "refund"))
    clock = FakeClock(shop.clock.now() + HOUR)
    second = shop.program("Kassa 2", clock=clock)
    shop.credit_and_give_back(SECOND_ROW)
    second.check(shop.number, who=WHO)
    assert given_back(shop) == []
    clock.advance(LATE)
    second.check(shop.number, who=WHO)
    assert len(given_back(shop)) == 1


@pytest.mark.parametrize("step", [-HOUR, HOUR])
def test_after_the_clock_was_put_right_the_payment_is_seen_at_once(shop: Workshop, step: timedelta) -> None:
    shop.send()
    shop.pay()
    shop.clock.put_right(step)
    shop.clock.advance(timedelta(seconds=20))
    assert [change.came_in for change in shop.payments.watch()] == [True]


@pytest.mark.parametrize("step", [-HOUR, HOUR])
def test_a_clock_that_is_put_right_makes_no_lost_refund_late(shop: Workshop, step: timedelta) -> None:
    shop.post_paid(NUMBER + 1)
    shop.sandbox.switch(trouble("late", "refund", seconds=1))
    shop.credit_and_give_back(SECOND_ROW)
    shop.clock.put_right(step)
    shop.check()
    until(lambda: len(given_back(shop)) == 1)
    shop.check()
    assert len(given_back(shop)) == 1
    assert LONGEST_PAUSE < HOUR


def test_two_counters_refund_a_whole_payment_once(shop: Workshop) -> None:
    shop.send()
    shop.pay()
    shop.check()
    second = other(shop, HOUR)
    shop.sandbox.switch(trouble("late", "refund", seconds=1))
    shop.void()
    second.check(NUMBER, who=WHO)
    until(lambda: shop.sides().payments[0].refunded > 0)
    shop.come_to_rest()
    assert shop.request.outcome is PaymentOutcome.REFUNDED
    shop.go_on()


def test_a_link_of_another_counter_whose_clock_is_ahead_dies_in_its_time(shop: Workshop) -> None:
    shop.sandbox.switch(trouble("lose_before", "create"))
    shop.send()
    clock = FakeClock(shop.clock.now() + HOUR)
    second = shop.program("Kassa 2", clock=clock)
    second.void(shop.number, who=WHO)
    clock.advance(LINK_LIFE)
    second.check(shop.number, who=WHO)
    assert shop.request.outcome is None
    clock.advance(LATE)
    assert second.check(shop.number, who=WHO).request.outcome is PaymentOutcome.NOT_SENT
