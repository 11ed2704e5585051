"""What the clerk's keys do, told with a gateway that misbehaves."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.lines import NewPayment
from promeister_mpay.domain.payments.request import (
    Call,
    CallKind,
    GatewayStatus,
    Intent,
    Observation,
    PaymentOutcome,
)
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import (
    GatewayRefused,
    GatewayUnavailable,
    InputError,
    MpayError,
    OrderChanged,
    OrderLocked,
    OutcomeUnknown,
)
from promeister_mpay.services.payments.loop import Failure, decide
from promeister_mpay.services.payments.service import ForeignNumber, PaymentService
from support.fakes.clock import FakeClock
from support.fakes.gateway import FakeGateway, Fate, always
from support.fakes.store import FakeStore, FakeUnit
from support.payment_counters import PAYMENT, Counter
from support.payment_world import NUMBER


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_sending_locks_the_order_and_gives_the_link(counter: Counter) -> None:
    request = counter.send()
    assert counter.card().order.status is OrderStatus.MOBILE_PAYMENT
    assert (request.amount, request.phone, request.reference) == (10_000, "+46701740608", "14790-1")
    assert request.link.startswith("https://")
    with pytest.raises(OrderLocked):
        counter.orders.save(counter.card().order, who="ML")


class CountedStore(FakeStore):
    read = 0

    def reading(self) -> FakeUnit:
        self.read += 1
        return super().reading()


def test_locking_checks_and_writes_in_one_unit_of_work(counter: Counter) -> None:
    store, version = CountedStore(), counter.card().order.version
    store.data = counter.store.data
    payments = PaymentService(store=store, gateway=counter.gateway, clock=counter.clock, owner="Kassa 1")
    request = payments.lock(NUMBER, version=version, who="BH", foreign_agreed=False)
    assert (store.read, list(store.data.requests)) == (0, [request])


def test_a_foreign_number_is_agreed_to_before_anything_is_written(counter: Counter) -> None:
    order = counter.orders.save(replace(counter.card().order, mobile_phone="+47 406 12 345"), who="BH").order
    with pytest.raises(ForeignNumber) as refused:
        counter.payments.lock(NUMBER, version=order.version, who="BH", foreign_agreed=False)
    assert refused.value.shown == "+47 40 61 23 45"
    assert str(refused.value) == "+47 40 61 23 45 är inte ett svenskt mobilnummer."
    assert (counter.card().order, counter.card().requests) == (order, ())
    counter.payments.lock(NUMBER, version=order.version, who="BH", foreign_agreed=True)
    assert counter.card().holding is not None


def test_a_payment_is_seen_and_the_order_shows_it_with_its_time(counter: Counter) -> None:
    counter.send()
    counter.gateway.pay(PAYMENT)
    counter.clock.advance(timedelta(minutes=1))
    counter.payments.check(NUMBER, who="BH")
    order = counter.card().order
    assert order.payment_received
    assert (order.payment_method, order.payment_received_at) == (PaymentMethod.MOBILE, counter.clock.now())
    assert "Betalning mottagen" in counter.reported


def test_a_lost_answer_is_asked_for_and_never_resent(counter: Counter) -> None:
    counter.gateway.fate = lambda kind: Fate.LOST if kind is CallKind.CREATE else Fate.ANSWERED
    request = counter.send()
    assert request.payment_id == PAYMENT
    assert len(counter.gateway.created) == 1


def test_a_call_that_never_arrived_keeps_the_order_locked_and_is_asked_for_again_and_again(counter: Counter) -> None:
    counter.gateway.fate = lambda kind: Fate.NEVER if kind is CallKind.CREATE else Fate.ANSWERED
    result = counter.payments.send(NUMBER, version=counter.card().order.version, who="BH")
    assert isinstance(result.trouble, OutcomeUnknown)
    counter.clock.advance(timedelta(hours=1))
    counter.payments.watch()
    assert len(counter.gateway.created) == 1
    assert counter.card().order.status is OrderStatus.MOBILE_PAYMENT
    assert "Frågar vidare" in counter.reported


def test_the_clerk_may_give_up_waiting_and_a_late_payment_goes_back_by_itself(counter: Counter) -> None:
    counter.gateway.fate = lambda kind: Fate.LATE if kind is CallKind.CREATE else Fate.ANSWERED
    counter.send()
    counter.payments.void(NUMBER, who="BH")
    assert counter.card().order.status is OrderStatus.DONE
    counter.gateway.arrive(counter.gateway.late[0])
    counter.gateway.pay(PAYMENT)
    counter.clock.advance(timedelta(hours=1))
    changes = counter.payments.watch()
    assert [change.came_late for change in changes] == [True]
    assert counter.gateway.payments[PAYMENT].refunded == 10_000
    assert not counter.card().order.payment_received
    assert "på en annullerad länk" in counter.reported


@pytest.mark.parametrize(("fate", "error"), [(Fate.UNREACHABLE, GatewayUnavailable), (Fate.REFUSED, GatewayRefused)])
def test_when_nothing_was_done_the_order_is_open_and_the_clerk_is_told_why(
    counter: Counter, fate: Fate, error: type[MpayError]
) -> None:
    counter.gateway.fate = lambda kind: fate if kind is CallKind.CREATE else Fate.ANSWERED
    with pytest.raises(error):
        counter.send()
    assert counter.card().order.status is OrderStatus.DONE
    assert counter.card().requests[0].outcome is PaymentOutcome.NOT_SENT
    counter.gateway.fate = always(Fate.ANSWERED)
    assert counter.send().reference == "14790-2"


def test_annullera_of_an_unpaid_link_opens_the_order_and_a_new_amount_can_be_sent(counter: Counter) -> None:
    counter.send()
    counter.payments.void(NUMBER, who="BH")
    order = counter.card().order
    assert (order.status, order.payment_method) == (OrderStatus.DONE, None)
    line = OrderLine(description="Torkarblad", unit_price=34_900)
    counter.orders.save(replace(order, lines=(*order.lines, line)), who="BH")
    request = counter.send()
    assert (request.reference, request.amount) == ("14790-2", 44_900)


def test_annullera_of_a_paid_order_refunds_all_of_it_once(counter: Counter) -> None:
    counter.send()
    counter.gateway.pay(PAYMENT)
    counter.payments.check(NUMBER, who="BH")
    counter.payments.void(NUMBER, who="BH")
    counter.payments.watch()
    payment = counter.gateway.payments[PAYMENT]
    assert (payment.refunded, payment.refund_ids) == (10_000, ("R-14790-1",))
    order = counter.card().order
    assert (order.status, order.payment_method, order.payment_received) == (OrderStatus.DONE, None, False)


def test_an_order_whose_refund_is_not_confirmed_stays_locked_and_is_not_shown_as_paid(counter: Counter) -> None:
    counter.send()
    counter.gateway.pay(PAYMENT)
    counter.payments.check(NUMBER, who="BH")
    counter.gateway.fate = lambda kind: Fate.NEVER if kind else Fate.ANSWERED
    counter.payments.void(NUMBER, who="BH")
    assert counter.card().order.status is OrderStatus.MOBILE_PAYMENT
    assert not counter.card().order.payment_received
    counter.gateway.fate = always(Fate.ANSWERED)
    counter.payments.check(NUMBER, who="BH")
    assert not counter.gateway.payments[PAYMENT].refunded
    counter.clock.advance(LATE)
    counter.payments.check(NUMBER, who="BH")
    assert counter.gateway.payments[PAYMENT].refund_ids == ("R-14790-1",)
    assert counter.card().order.status is OrderStatus.DONE


def test_a_denied_payment_opens_the_order_and_says_why(counter: Counter) -> None:
    counter.send()
    counter.gateway.reject(PAYMENT, "CREDIT_DENIED")
    counter.payments.check(NUMBER, who="BH")
    assert counter.card().order.status is OrderStatus.DONE
    assert "krediten beviljades inte" in counter.reported


def test_a_payment_under_inspection_is_not_paid(counter: Counter) -> None:
    counter.send()
    counter.gateway.inspect(PAYMENT)
    counter.payments.check(NUMBER, who="BH")
    assert not counter.card().order.payment_received
    assert counter.card().order.status is OrderStatus.MOBILE_PAYMENT


def test_a_company_is_sent_with_its_number_and_a_person_without(counter: Counter) -> None:
    company = Customer("10400", "Hemtjänst Väst", organisation_number="166997368573", is_company=True)
    counter.store.data.customers["10400"] = company
    order = replace(counter.card().order, customer_number="10400")
    counter.orders.save(order, who="BH")
    counter.send()
    assert counter.gateway.created[0].government_id == "166997368573"


def test_two_counters_send_the_same_order_and_the_second_is_told(counter: Counter) -> None:
    version = counter.card().order.version
    counter.send()
    with pytest.raises(OrderLocked):
        counter.program("Kassa 2").send(NUMBER, version=version, who="ML")
    assert len(counter.gateway.created) == 1


def test_an_order_that_somebody_changed_is_not_sent_unseen(counter: Counter) -> None:
    version = counter.card().order.version
    counter.orders.save(replace(counter.card().order, note="x"), who="ML")
    with pytest.raises(OrderChanged):
        counter.payments.send(NUMBER, version=version, who="BH")
    assert not counter.gateway.created


def test_a_request_that_another_program_steps_is_left_alone(counter: Counter) -> None:
    request = counter.send()
    now = counter.clock.now()
    counter.store.data.leases[request.id] = ("Kassa 2", now + timedelta(minutes=1))
    counter.gateway.pay(PAYMENT)
    assert counter.payments.check(NUMBER, who="BH").request.outcome is None
    counter.clock.advance(timedelta(minutes=2))
    assert counter.payments.check(NUMBER, who="BH").request.outcome is PaymentOutcome.PAID


def test_a_new_link_to_another_number_replaces_the_old_one(counter: Counter) -> None:
    counter.send()
    result = counter.payments.send_to(NUMBER, "070-174 06 09", who="BH")
    assert (result.request.reference, result.request.phone) == ("14790-2", "+46701740609")
    assert counter.card().requests[0].intent is Intent.VOID


def test_no_new_link_goes_out_when_the_customer_had_already_paid(counter: Counter) -> None:
    counter.send()
    counter.gateway.pay(PAYMENT)
    with pytest.raises(MpayError, match="redan betalat"):
        counter.payments.send_to(NUMBER, "070-174 06 09", who="BH")
    assert counter.gateway.payments[PAYMENT].refunded == 10_000
    assert len(counter.gateway.created) == 1


def test_a_bad_number_for_the_new_link_leaves_the_old_one_alone(counter: Counter) -> None:
    counter.send()
    with pytest.raises(InputError):
        counter.payments.send_to(NUMBER, "08-465 004 12", who="BH")
    assert [request.intent for request in counter.card().requests] == [Intent.COLLECT]


def test_a_gateway_complaint_about_the_number_puts_the_cursor_there(counter: Counter) -> None:
    class Strict(FakeGateway):
        def create(self, payment: NewPayment) -> Observation:
            raise GatewayRefused("Numret är inte giltigt.", fields={"customer.mobilePhone": "is not valid"})

    counter.gateway = Strict()
    counter.payments = counter.program("Kassa 1")
    with pytest.raises(InputError, match="Inget SMS har skickats") as error:
        counter.send()
    assert error.value.field == "mobile_phone"


def test_a_wrong_amount_at_the_gateway_is_taken_back_by_itself(counter: Counter) -> None:
    class Wrong(FakeGateway):
        def create(self, payment: NewPayment) -> Observation:
            return super().create(replace(payment, lines=payment.lines * 2))

    counter.gateway = Wrong()
    counter.payments = counter.program("Kassa 1")
    request = counter.send()
    assert request.intent is Intent.VOID
    assert counter.card().order.status is OrderStatus.DONE
    assert "Avvikelse" in counter.reported


def test_watch_tells_of_a_payment_and_not_of_silence(counter: Counter) -> None:
    counter.send()
    counter.clock.advance(timedelta(minutes=1))
    assert counter.payments.watch() == []
    counter.gateway.pay(PAYMENT)
    counter.clock.advance(timedelta(minutes=1))
    assert [change.came_in for change in counter.payments.watch()] == [True]
    assert counter.payments.next_watch() == counter.clock.now() + timedelta(days=1)


def test_what_is_paid_is_looked_at_again_more_and_more_seldom(counter: Counter) -> None:
    counter.send()
    counter.gateway.pay(PAYMENT)
    counter.payments.check(NUMBER, who="BH")
    paid, days = counter.clock.now(), []
    counter.clock.advance(LATE)
    assert counter.payments.watch() == []
    while look := counter.payments.next_watch():
        days.append((look - paid).days)
        counter.clock.advance(look - counter.clock.now())
        assert counter.payments.watch() == []
    assert days == [1, 2, 4, 8, 16, 32, 64]


def test_money_given_back_in_the_portal_is_found_and_the_order_opens(counter: Counter) -> None:
    counter.send()
    counter.gateway.pay(PAYMENT)
    counter.payments.check(NUMBER, who="BH")
    counter.gateway.give_back(PAYMENT)
    counter.clock.advance(timedelta(days=1))
    (change,) = counter.payments.watch()
    assert change.after.outcome is PaymentOutcome.REFUNDED
    assert counter.card().order.status is OrderStatus.DONE


def test_a_part_given_back_in_the_portal_is_a_deviation_and_the_order_is_no_longer_paid(counter: Counter) -> None:
    counter.send()
    counter.gateway.pay(PAYMENT)
    counter.payments.check(NUMBER, who="BH")
    counter.gateway.give_back(PAYMENT, 100)
    result = counter.payments.check(NUMBER, who="BH")
    assert (result.request.outcome, result.request.settled_at) == (None, None)
    assert counter.card().order.status is OrderStatus.MOBILE_PAYMENT
    assert not counter.card().order.payment_received
    assert "Avvikelse" in counter.reported


def test_nothing_to_check_or_void_is_said_in_words(counter: Counter) -> None:
    with pytest.raises(MpayError, match="ingen mobilbetalning"):
        counter.payments.check(NUMBER, who="BH")
    with pytest.raises(MpayError, match="inget betalnings-SMS"):
        counter.payments.void(NUMBER, who="BH")


def test_the_history_tells_every_step_with_who_did_it(counter: Counter) -> None:
    counter.send()
    counter.gateway.pay(PAYMENT)
    counter.payments.check(NUMBER, who="ML")
    assert {event.who for event in counter.card().events} == {"BH", "ML"}
    assert "+46701740608" not in counter.reported
    assert GatewayStatus.WAITING.value not in counter.reported


class Sleepy(FakeClock):
    """The computer sleeps once, in the moment after a call was journaled."""

    def __init__(self) -> None:
        super().__init__()
        self.sleeps_at: int | None = None

    def now(self) -> datetime:
        if self.sleeps_at is not None:
            self.sleeps_at -= 1
            if self.sleeps_at == 0:
                self.advance(timedelta(hours=1))
        return super().now()


def test_a_computer_that_slept_between_journal_and_call_does_not_call(counter: Counter) -> None:
    clock = Sleepy()
    counter.clock, counter.payments = (
        clock,
        PaymentService(store=counter.store, gateway=counter.gateway, clock=clock, owner="Kassa 1", chance=lambda: 0.5),
    )
    request_id = counter.payments.lock(NUMBER, version=counter.card().order.version, who="BH")
    clock.sleeps_at = 2
    with pytest.raises(GatewayUnavailable, match="stod stilla"):
        counter.payments.deliver(request_id, who="BH")
    assert counter.gateway.created == []
    assert counter.card().order.status is OrderStatus.DONE


def test_a_call_whose_answer_did_not_come_is_late_from_the_moment_it_was_given_up(counter: Counter) -> None:
    request = replace(counter.send(), call=Call(CallKind.REFUND, counter.clock.now(), "K-14790-1-1"))
    later = counter.clock.now() + timedelta(seconds=40)
    after, _ = decide(request, Failure(CallKind.REFUND, OutcomeUnknown("Svaret kom inte.")), later, chance=0.5)
    assert after.call == Call(CallKind.REFUND, later, "K-14790-1-1")
