"""The watch: what it looks at and tells of, when it gives up, and how the connection and the clock are checked."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.payments.request import Observation, PaymentOutcome, PaymentRequest
from promeister_mpay.domain.payments.safety_times import LEASE
from promeister_mpay.errors import (
    GatewayError,
    GatewayLogin,
    GatewayRefused,
    GatewayUnavailable,
    MpayError,
    OutcomeUnknown,
)
from promeister_mpay.services.payments.service import Change
from promeister_mpay.services.payments.watching import TOGETHER
from support.fakes.gateway import FakeGateway, Fate, always
from support.gateways import PATIENCE, until
from support.payment_counters import PAYMENT, Counter
from support.payment_world import NUMBER

AWHILE = timedelta(minutes=1)


class WatchedGateway(FakeGateway):
    """Counts how often a payment is read; `error` is raised instead of an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.read_ids: list[str] = []
        self.error: GatewayError | None = None

    def read(self, payment_id: str) -> Observation:
        self.read_ids.append(payment_id)
        if self.error:
            raise self.error
        return super().read(payment_id)


@pytest.fixture
def gateway() -> WatchedGateway:
    return WatchedGateway()


@pytest.fixture
def counter(gateway: WatchedGateway) -> Counter:
    return Counter(gateway)


def send_many(counter: Counter, count: int) -> None:
    for number in range(NUMBER, NUMBER + count):
        counter.take_in(number)
        counter.send(number)
    counter.clock.advance(AWHILE)


def test_the_watch_looks_at_fifty_at_once_and_next_at_the_others(counter: Counter, gateway: WatchedGateway) -> None:
    send_many(counter, 60)
    counter.payments.watch()
    assert len(gateway.read_ids) == 50
    counter.payments.watch()
    assert len(set(gateway.read_ids)) == len(gateway.read_ids) == 60


@pytest.mark.parametrize(
    ("error", "at_most"),
    [
        (GatewayUnavailable("Resurs svarar inte."), 2 * TOGETHER - 1),
        (OutcomeUnknown("Svaret kom inte fram."), 2 * TOGETHER - 1),
        (GatewayUnavailable("Resurs ber om en paus.", retry_after=9), TOGETHER),
        (GatewayLogin("Fel klient-id."), TOGETHER),
        (GatewayRefused("Resurs nekade."), 12),
    ],
)
def test_the_watch_stops_when_the_other_calls_would_fail_as_well(
    counter: Counter, gateway: WatchedGateway, error: GatewayError, at_most: int
) -> None:
    send_many(counter, 12)
    gateway.error = error
    assert counter.payments.watch() == []
    assert len(gateway.read_ids) <= at_most
    assert len(gateway.read_ids) == 12 or at_most < 12


class SickGateway(FakeGateway):
    """Some payments are never answered about, as long as others still are to be asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.sick: set[str] = set()
        self.order: list[str] = []
        self.answered = threading.Semaphore(0)
        self.waits_for = 0

    def read(self, payment_id: str) -> Observation:
        self.order.append(payment_id)
        if payment_id not in self.sick:
            self.answered.release()
            return super().read(payment_id)
        for _ in range(self.waits_for):
            assert self.answered.acquire(timeout=PATIENCE)
        raise GatewayUnavailable("Resurs svarar inte i tid.")


def test_a_payment_that_is_not_answered_about_holds_up_no_other() -> None:
    """It ends only after all the others have been answered about, and those that were paid are seen as that."""
    gateway = SickGateway()
    counter = Counter(gateway)
    send_many(counter, 9)
    gateway.sick, gateway.waits_for = {PAYMENT}, 8
    for number in range(NUMBER + 1, NUMBER + 9):
        gateway.pay(f"p-{number}-1")
    assert sum(change.came_in for change in counter.payments.watch()) == 8
    assert counter.payments.gateway_trouble is None


def test_what_was_not_answered_about_comes_last_the_next_time() -> None:
    gateway = SickGateway()
    counter = Counter(gateway)
    send_many(counter, 10)
    gateway.sick = {f"p-{number}-1" for number in range(NUMBER, NUMBER + TOGETHER)}
    counter.payments.watch()
    gateway.order.clear()
    counter.clock.advance(timedelta(seconds=50))
    counter.payments.watch()
    assert set(gateway.order[:6]).isdisjoint(gateway.sick)
    assert gateway.sick <= set(gateway.order)


def test_ctrl_l_on_a_payment_that_is_being_asked_about_answers_at_once() -> None:
    gateway = SickGateway()
    counter = Counter(gateway)
    counter.send()
    counter.clock.advance(AWHILE)
    gateway.sick, gateway.waits_for = {PAYMENT}, 1
    with ThreadPoolExecutor(1) as watch:
        watching = watch.submit(counter.payments.watch)
        until(lambda: bool(gateway.order))
        result = counter.payments.check(NUMBER, who="BH")
        assert not watching.done()
        gateway.answered.release()
    assert (result.is_under_way, result.trouble, len(gateway.order)) == (True, None, 1)


def test_ctrl_l_on_a_payment_that_another_counter_asks_about_says_so(counter: Counter) -> None:
    request = counter.send()
    counter.store.data.leases[request.id] = ("Kassa 2", counter.now + LEASE)
    assert counter.payments.check(NUMBER, who="BH").is_under_way
    counter.store.data.leases.clear()
    assert not counter.payments.check(NUMBER, who="BH").is_under_way


def test_the_watch_signs_as_the_program(counter: Counter) -> None:
    counter.send()
    counter.gateway.pay(PAYMENT)
    counter.clock.advance(AWHILE)
    counter.payments.watch()
    assert {event.who for event in counter.card().events if "mottagen" in event.text} == {"M-PAY"}


WAITING = PaymentRequest(
    id=1,
    order_number=NUMBER,
    attempt=1,
    reference="14790-1",
    key="key",
    amount=10_000,
    phone="+46701740608",
    link_life=timedelta(days=1),
    store_id="store",
    created_at=Counter().now,
    created_by="BH",
)
PAID = replace(WAITING, outcome=PaymentOutcome.PAID, captured=10_000)
BACK_IN_PART = replace(PAID, refunded=2_500)
LATE = replace(WAITING, paid_late=True)


@pytest.mark.parametrize(
    ("before", "after", "came_in", "came_late"),
    [
        (WAITING, WAITING, False, False),
        (WAITING, PAID, True, False),
        (PAID, PAID, False, False),
        (PAID, WAITING, False, False),
        (WAITING, BACK_IN_PART, False, False),
        (WAITING, LATE, False, True),
        (LATE, LATE, False, False),
    ],
)
def test_only_a_payment_that_is_new_has_come_in(
    before: PaymentRequest, after: PaymentRequest, *, came_in: bool, came_late: bool
) -> None:
    change = Change(before, after)
    assert (change.came_in, change.came_late) == (came_in, came_late)


def test_ctrl_l_answers_for_the_link_that_holds_the_order(counter: Counter, gateway: WatchedGateway) -> None:
    with pytest.raises(MpayError, match="ingen mobilbetalning att kontrollera"):
        counter.payments.check(NUMBER, who="BH")
    gateway.fate = lambda kind: Fate.REFUSED if kind else Fate.ANSWERED
    with pytest.raises(GatewayRefused):
        counter.send()
    assert counter.payments.check(NUMBER, who="BH").request.outcome is PaymentOutcome.NOT_SENT
    gateway.fate = always(Fate.ANSWERED)
    counter.send()
    assert counter.payments.check(NUMBER, who="BH").request.reference == f"{NUMBER}-2"


def test_the_last_call_shows_whether_the_gateway_answers(counter: Counter, gateway: WatchedGateway) -> None:
    assert counter.payments.gateway_trouble is None
    counter.send()
    for error in (None, GatewayUnavailable("Resurs svarar inte."), None):
        gateway.error = error
        counter.payments.check(NUMBER, who="BH")
        assert counter.payments.gateway_trouble is error


def test_the_connection_can_be_tried_without_a_payment(counter: Counter, gateway: WatchedGateway) -> None:
    gateway.fate = always(Fate.UNREACHABLE)
    with pytest.raises(GatewayUnavailable) as refused:
        counter.payments.try_gateway()
    assert counter.payments.gateway_trouble is refused.value
    gateway.fate = always(Fate.ANSWERED)
    counter.payments.try_gateway()
    assert counter.payments.gateway_trouble is None


@pytest.mark.parametrize(
    ("skew", "warning"),
    [
        (None, ""),
        (timedelta(), ""),
        (timedelta(seconds=29), ""),
        (-timedelta(seconds=29), ""),
        (timedelta(seconds=30), "Datorns klocka går 30 sekunder före Resurs."),
        (-timedelta(seconds=119), "Datorns klocka går 119 sekunder efter Resurs."),
        (timedelta(minutes=5), "Datorns klocka går 5 minuter före Resurs."),
        (-timedelta(minutes=5), "Datorns klocka går 5 minuter efter Resurs."),
        (timedelta(minutes=90, seconds=59), "Datorns klocka går 90 minuter före Resurs."),
        (-timedelta(days=1), "Datorns klocka går 1440 minuter efter Resurs."),
    ],
)
def test_a_clock_that_is_half_a_minute_wrong_is_told(counter: Counter, skew: timedelta | None, warning: str) -> None:
    counter.gateway.clock_skew = skew
    assert counter.payments.clock_warning.startswith(warning)
    assert bool(counter.payments.clock_warning) is bool(warning)
