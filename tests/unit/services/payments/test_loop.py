"""One run of the payment loop: its lease, its turns, what it asks and writes down, and which answer it takes."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from promeister_mpay.domain.events import Event
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments.part_refunds import PartRefund
from promeister_mpay.domain.payments.request import (
    Call,
    CallKind,
    GatewayStatus,
    Intent,
    NotFound,
    Observation,
    PaymentOutcome,
    PaymentRequest,
)
from promeister_mpay.domain.payments.safety_times import AT_ONCE, LATE, LEASE
from promeister_mpay.domain.payments.steps import Create, Find, Read, Refund
from promeister_mpay.errors import GatewayError, GatewayRefused, GatewayUnavailable, OutcomeUnknown
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.payments.loop import Failure, decide, write_down
from support.books import with_seller
from support.fakes.clock import NOON, FakeClock
from support.fakes.gateway import FakeGateway, Fate
from support.fakes.store import Data, FakeRequests
from support.payment_counters import PAYMENT, Counter, seen
from support.payment_world import NUMBER

PATIENCE = 60
AWHILE = timedelta(minutes=1)


class BusyGateway(FakeGateway):
    """Something happens during a call; the first call only, unless it is set again."""

    def __init__(self) -> None:
        super().__init__()
        self.during_read: Callable[[], object] = lambda: None
        self.during_create: Callable[[], object] = lambda: None
        self.reads = 0
        self.finds = 0
        self.refunded_lines: list[Sequence[PaymentLine]] = []

    def read(self, payment_id: str) -> Observation:
        self.reads += 1
        act, self.during_read = self.during_read, lambda: None
        seen = super().read(payment_id)
        act()
        return seen

    def find(self, store_id: str, reference: str) -> list[Observation]:
        self.finds += 1
        return super().find(store_id, reference)

    def create(self, payment: NewPayment) -> Observation:
        self.during_create()
        return super().create(payment)

    def refund(
        self, payment_id: str, *, transaction_id: str, creator: str, lines: Sequence[PaymentLine] = ()
    ) -> Observation:
        self.refunded_lines.append(lines)
        return super().refund(payment_id, transaction_id=transaction_id, creator=creator, lines=lines)


@pytest.fixture
def gateway() -> BusyGateway:
    return BusyGateway()


@pytest.fixture
def counter(gateway: BusyGateway) -> Counter:
    return Counter(gateway)


# -- the lease


def test_nobody_else_asks_about_a_request_during_a_call(counter: Counter, gateway: BusyGateway) -> None:
    counter.send()
    other = counter.program("Kassa 2")
    gateway.during_read = lambda: other.check(NUMBER, who="ML")
    counter.payments.check(NUMBER, who="BH")
    assert gateway.reads == 1


def test_another_counter_may_go_on_at_once_when_a_run_is_done(counter: Counter, gateway: BusyGateway) -> None:
    counter.send()
    assert counter.store.data.leases == {}
    counter.program("Kassa 2").check(NUMBER, who="ML")
    assert gateway.reads == 1


def test_a_run_that_ended_in_the_middle_is_taken_over_when_its_lease_has_run_out(
    counter: Counter, gateway: BusyGateway
) -> None:
    counter.send()

    def die() -> None:
        raise KeyboardInterrupt

    gateway.during_read = die
    with pytest.raises(KeyboardInterrupt):
        counter.payments.check(NUMBER, who="BH")
    other = counter.program("Kassa 2")
    other.check(NUMBER, who="ML")
    counter.clock.advance(LEASE - timedelta(seconds=1))
    other.check(NUMBER, who="ML")
    assert gateway.reads == 1
    counter.clock.advance(timedelta(seconds=1))
    other.check(NUMBER, who="ML")
    assert gateway.reads == 2


def test_an_answer_that_came_after_the_lease_ran_out_is_dropped(counter: Counter, gateway: BusyGateway) -> None:
    counter.send()

    def take_over() -> None:
        gateway.pay(PAYMENT)
        counter.store.data.leases.clear()

    gateway.during_read = take_over
    assert counter.payments.check(NUMBER, who="BH").request.is_paid, "asked again, and paid meanwhile"
    assert gateway.reads == 2


def test_two_runs_in_one_program_do_not_ask_at_once(counter: Counter, gateway: BusyGateway) -> None:
    request = counter.send()
    second = threading.Thread(target=counter.payments.carry_on, args=(request.id,), kwargs={"who": "ML"}, daemon=True)

    def start_second() -> None:
        second.start()
        second.join(timeout=0.2)
        assert second.is_alive()
        assert gateway.reads == 1

    gateway.during_read = start_second
    counter.payments.check(NUMBER, who="BH")
    second.join(timeout=PATIENCE)
    assert not second.is_alive()
    assert gateway.reads == 2


def test_runs_of_two_requests_do_not_wait_for_each_other(counter: Counter, gateway: BusyGateway) -> None:
    counter.take_in(NUMBER + 1)
    counter.send()
    counter.send(NUMBER + 1)
    second = threading.Thread(target=counter.payments.check, args=(NUMBER + 1,), kwargs={"who": "ML"}, daemon=True)

    def run_second() -> None:
        second.start()
        second.join(timeout=PATIENCE)
        assert not second.is_alive()

    gateway.during_read = run_second
    counter.payments.check(NUMBER, who="BH")
    assert gateway.reads == 2


# -- the turns


@pytest.mark.parametrize("part_refunds", [0, 3])
def test_a_request_that_never_comes_to_rest_is_a_bug_and_is_not_asked_about_for_ever(
    counter: Counter, gateway: BusyGateway, part_refunds: int
) -> None:
    """The lease runs out during every call, so that each answer is dropped."""
    request = counter.send()
    refunds = tuple(PartRefund(f"K-{number}", number, 1, NOON) for number in range(part_refunds))
    counter.store.data.requests[request.id] = replace(request, refunds=refunds, captured=10_000)

    def lose_the_lease() -> None:
        counter.store.data.leases.clear()
        gateway.during_read = lose_the_lease

    gateway.during_read = lose_the_lease
    with pytest.raises(RuntimeError, match="did not come to rest"):
        counter.payments.carry_on(request.id, who="BH")
    assert gateway.reads == 12 + part_refunds


def test_each_changing_call_is_in_the_history_before_it_is_made(counter: Counter, gateway: BusyGateway) -> None:
    said: list[str] = []
    gateway.during_create = lambda: said.append(counter.reported)
    counter.send()
    assert said[0].endswith("Ber Resurs skapa betalningen och skicka SMS.")
    asked_before = len(counter.card().events)
    counter.payments.check(NUMBER, who="BH")
    assert len(counter.card().events) == asked_before, "a check that finds nothing new is not told"
    assert all(event.text for event in counter.card().events)


class SleepingClock(FakeClock):
    """The computer sleeps for `sleep` in the moment after a call was journaled."""

    sleep = timedelta()
    looks = 0

    def now(self) -> datetime:
        self.looks -= 1
        if self.looks == 0:
            self.advance(self.sleep)
        return super().now()


@pytest.mark.parametrize(("late", "calls"), [(timedelta(), 1), (timedelta(microseconds=1), 0)])
def test_a_call_is_made_while_it_is_at_once(late: timedelta, calls: int) -> None:
    clock = SleepingClock()
    counter = Counter(clock=clock)
    request = counter.lock()
    clock.sleep, clock.looks = AT_ONCE + late, 2
    trouble = counter.payments.carry_on(request.id, who="BH").trouble
    assert len(counter.gateway.created) == calls
    assert isinstance(trouble, GatewayUnavailable) is (calls == 0)


def test_what_was_seen_counts_as_of_the_moment_when_it_was_asked_for(counter: Counter, gateway: BusyGateway) -> None:
    """A refund that could not be made late is not taken for lost because the answer took its time (design §4)."""
    counter.send_and_pay()
    gateway.fate = lambda kind: Fate.LATE if kind else Fate.ANSWERED
    counter.payments.void(NUMBER, who="BH")
    call = counter.card().requests[0].call
    assert call is not None
    counter.clock.advance(call.started_at + timedelta(minutes=2) - timedelta(seconds=5) - counter.now)
    gateway.during_read = lambda: counter.clock.advance(timedelta(seconds=10))
    counter.payments.check(NUMBER, who="BH")
    assert len(gateway.late) == 1, "not called a second time while the first may still arrive"


def test_one_search_after_the_create_shows_whether_the_network_has_made_it_twice(
    counter: Counter, gateway: BusyGateway
) -> None:
    counter.send()
    assert (gateway.finds, gateway.reads) == (1, 0)
    counter.payments.check(NUMBER, who="BH")
    assert (gateway.finds, gateway.reads) == (1, 1)


# -- part credits


def test_each_part_credit_is_refunded_with_its_own_lines(counter: Counter, gateway: BusyGateway) -> None:
    with_seller(counter.store)
    counter.send_and_pay()
    books = BookkeepingService(store=counter.store, clock=counter.clock)
    made = books.post(NUMBER, version=counter.card().order.version, who="BH")
    for quantity in (25, 50):
        credit = books.credit(made.invoice.number, {0: quantity}, reason="", who="BH")
        assert credit.request_id is not None
        counter.payments.carry_on(credit.request_id, who="BH")
    books.credit(made.invoice.number, {0: 25}, reason="", who="BH")
    counter.payments.void(NUMBER, who="BH")
    sums = [sum(line.amount for line in lines) for lines in gateway.refunded_lines]
    assert sums == [2_500, 5_000, 0]
    assert gateway.refunded_lines[-1] == (), "the rest is refunded whole, without lines"
    assert gateway.payments[PAYMENT].refunds == (("K-14790-1-1", 2_500), ("K-14790-1-2", 5_000), ("R-14790-1", 2_500))


# -- what an answer is taken for


@pytest.fixture
def request_(counter: Counter) -> PaymentRequest:
    return counter.lock()


def test_a_request_that_is_over_stays_so_unless_its_payment_shows_life(request_: PaymentRequest) -> None:
    over = journal.settled(replace(request_, payment_id="p-1", doubles=""), PaymentOutcome.VOIDED, NOON)
    assert decide(over, None, NOON, chance=0.5) == (over, Read())
    for answer in (NotFound(), seen(over, status=GatewayStatus.REJECTED), Failure(None, GatewayUnavailable("…"))):
        after, step = decide(over, answer, NOON, chance=0.5)
        assert (after.outcome, after.intent, after.next_check_at, step) == (over.outcome, over.intent, None, None)
    after, step = decide(over, seen(over, captured=over.amount), NOON, chance=0.5)
    assert (after.outcome, after.intent, after.paid_late, step) == (None, Intent.VOID, True, Refund())


@pytest.mark.parametrize(
    ("kind", "error", "outcome", "reason"),
    [
        (CallKind.CREATE, GatewayUnavailable("Ingen väg."), PaymentOutcome.NOT_SENT, "Ingen väg."),
        (CallKind.CREATE, GatewayRefused("Resurs nekade."), None, "Resurs nekade."),
        (CallKind.CREATE, OutcomeUnknown("Inget svar."), None, ""),
        (CallKind.REFUND, GatewayRefused("Resurs nekade."), None, ""),
        (None, GatewayRefused("Resurs nekade."), None, ""),
    ],
)
def test_only_a_link_that_was_certainly_not_made_ends_its_request(
    request_: PaymentRequest,
    kind: CallKind | None,
    error: GatewayError,
    outcome: PaymentOutcome | None,
    reason: str,
) -> None:
    calling = replace(request_, call=Call(kind, NOON) if kind else None)
    after, _ = decide(calling, Failure(kind, error), NOON, chance=0.5)
    assert (after.outcome, after.reason, after.failures) == (outcome, reason, 0 if kind else 1)
    assert (after.refusal is not None) is (kind is not None and isinstance(error, GatewayRefused))


def test_a_refused_create_ends_its_request_only_when_a_search_has_shown_nothing(request_: PaymentRequest) -> None:
    calling = replace(request_, call=Call(CallKind.CREATE, NOON))
    refused, step = decide(calling, Failure(CallKind.CREATE, GatewayRefused("Nej.")), NOON, chance=0.5)
    assert (step, refused.outcome) == (Find(), None)
    ended, _ = decide(refused, NotFound(), NOON, chance=0.5)
    assert (ended.outcome, ended.reason, ended.next_check_at) == (PaymentOutcome.NOT_SENT, "Nej.", NOON + LATE)


def test_a_link_is_made_first_and_only_then_asked_for(request_: PaymentRequest) -> None:
    calling, step = decide(request_, None, NOON, chance=0.5)
    assert (step, calling.call) == (Create(), Call(CallKind.CREATE, NOON))
    known = replace(calling, call=None, payment_id="p-1")
    assert decide(known, None, NOON, chance=0.5) == (known, Read())
    waiting, step = decide(known, seen(known), NOON, chance=0.5)
    assert (step, waiting.holds_order, waiting.next_check_at) == (None, True, NOON + timedelta(seconds=10))


# -- what is written down


def test_every_answer_that_changes_something_is_told_with_its_trace(counter: Counter, gateway: BusyGateway) -> None:
    class Traced(FakeGateway):
        def create(self, payment: NewPayment) -> Observation:
            return replace(super().create(payment), trace_id="t-answer")

    traced = Counter(Traced())
    traced.send()
    traces = {event.text: event.trace_id for event in traced.card().events}
    assert traces["Resurs har skapat betalningen."] == "t-answer"
    assert traces["Ber Resurs skapa betalningen och skicka SMS."] == ""
    gateway.fate = lambda kind: Fate.REFUSED if kind else Fate.ANSWERED
    with pytest.raises(GatewayRefused):
        counter.send()
    refused = next(event for event in counter.card().events if "söker efter betalningen" in event.text)
    assert refused.trace_id == "t-1"


@pytest.mark.parametrize("status", [OrderStatus.DONE, OrderStatus.POSTED])
def test_an_order_that_the_request_does_not_hold_or_that_is_booked_is_not_touched(
    counter: Counter, status: OrderStatus
) -> None:
    request = counter.lock()
    held = replace(request, released_at=NOON if status is OrderStatus.DONE else None)
    counter.store.data.requests[request.id] = held
    order = replace(counter.card().order, status=status)
    counter.store.data.orders[NUMBER] = order
    after = journal.settled(replace(held, captured=held.amount), PaymentOutcome.PAID, NOON)
    with counter.store.writing() as work:
        write_down(work, held, replace(after, paid_at=NOON), Event(NUMBER, NOON, "BH", "", held.reference))
        work.commit()
    assert counter.card().order == order
    assert counter.card().requests[0].is_paid


class NotedRequests(FakeRequests):
    """Notes what is saved."""

    def __init__(self, data: Data) -> None:
        super().__init__(data)
        self.saved: list[PaymentRequest] = []

    def save(self, request: PaymentRequest) -> None:
        self.saved.append(request)
        super().save(request)


def test_nothing_is_written_when_nothing_has_changed(counter: Counter) -> None:
    request = counter.lock()
    event = Event(NUMBER, NOON, "BH", "", request.reference)
    with counter.store.writing() as work:
        noted = NotedRequests(counter.store.data)
        work.requests = noted
        write_down(work, request, request, event)
        assert noted.saved == []
        write_down(work, request, replace(request, link="https://pay.example.test/1"), event)
        assert len(noted.saved) == 1
