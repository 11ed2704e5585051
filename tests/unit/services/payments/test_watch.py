"""The watch: what it looks at and tells of, when it gives up, and how the connection and the clock are checked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.payments.request import Observation, PaymentOutcome, PaymentRequest
from promeister_mpay.errors import GatewayError, GatewayLogin, GatewayRefused, GatewayUnavailable, MpayError
from promeister_mpay.services.payments.service import Change
from support.fakes.gateway import FakeGateway, Fate, always
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
    ("error", "asked"),
    [
        (GatewayUnavailable("Resurs svarar inte."), 1),
        (GatewayLogin("Fel klient-id."), 1),
        (GatewayRefused("Resurs nekade."), 3),
    ],
)
def test_the_watch_stops_when_the_other_calls_would_fail_as_well(
    counter: Counter, gateway: WatchedGateway, error: GatewayError, asked: int
) -> None:
    send_many(counter, 3)
    gateway.error = error
    assert counter.payments.watch() == []
    assert len(gateway.read_ids) == asked


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
