"""The table of design §4, row by row, and the rules below it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fakes.clock import NOON
from promeister_mpay.domain import payment_journal as journal
from promeister_mpay.domain.payments import (
    LATE,
    Call,
    CallKind,
    Cancel,
    Capture,
    Create,
    Find,
    GatewayStatus,
    Intent,
    NotFound,
    Observation,
    Outcome,
    PaymentRequest,
    Read,
    Refund,
    Seen,
    Settle,
    Standing,
    Step,
    Wait,
    next_step,
    opens_order,
    standing,
)

ASKED = 843_200
REQUEST = PaymentRequest(
    id=1,
    order_number=14790,
    attempt=2,
    reference="14790-2",
    key="k",
    amount=ASKED,
    phone="+46701122333",
    link_life=timedelta(hours=24),
    store_id="s",
    created_at=NOON,
    created_by="BH",
)
LOST = replace(REQUEST, call=Call(CallKind.CREATE, NOON))
KNOWN = replace(REQUEST, payment_id="p")


def void(request: PaymentRequest) -> PaymentRequest:
    return journal.voided(request, NOON, "BH")


def seen(status: GatewayStatus = GatewayStatus.WAITING, **amounts: object) -> Observation:
    return replace(Observation("p", status, ASKED), **amounts)  # type: ignore[arg-type]


WAITING = seen()
HELD = seen(GatewayStatus.FROZEN)
AUTHORIZED = seen(GatewayStatus.ACCEPTED, authorized=ASKED)
PAID = seen(GatewayStatus.ACCEPTED, captured=ASKED)
REFUNDED = seen(GatewayStatus.ACCEPTED, captured=ASKED, refunded=ASKED)
DEAD = seen(GatewayStatus.REJECTED, reason="TIMEOUT")
CANCELED = seen(GatewayStatus.ACCEPTED, canceled=ASKED)


@pytest.mark.parametrize(
    ("request_", "looked", "collect", "giving_up"),
    [
        (REQUEST, None, Create(), Settle(Outcome.NOT_SENT)),
        (LOST, None, Find(), Find()),
        (LOST, NotFound(), Wait(), Wait()),
        (KNOWN, None, Read(), Read()),
        (KNOWN, WAITING, Wait(), Wait()),
        (KNOWN, replace(WAITING, can_cancel=True), Wait(), Cancel()),
        (KNOWN, HELD, Wait(), Wait()),
        (KNOWN, replace(HELD, can_cancel=True), Wait(), Cancel()),
        (KNOWN, AUTHORIZED, Capture(), Cancel()),
        (KNOWN, PAID, Settle(Outcome.PAID), Refund()),
        (KNOWN, REFUNDED, Settle(Outcome.REFUNDED), Settle(Outcome.REFUNDED)),
        (KNOWN, DEAD, Settle(Outcome.REJECTED), Settle(Outcome.VOIDED)),
        (KNOWN, CANCELED, Settle(Outcome.REJECTED), Settle(Outcome.VOIDED)),
    ],
)
def test_the_table_of_the_design(request_: PaymentRequest, looked: Seen, collect: Step, giving_up: Step) -> None:
    assert next_step(request_, looked, NOON) == collect
    assert next_step(void(request_), looked, NOON) == giving_up


@pytest.mark.parametrize(
    "odd",
    [
        seen(GatewayStatus.ACCEPTED, captured=ASKED - 1),
        seen(GatewayStatus.ACCEPTED, captured=ASKED, refunded=1),
        seen(GatewayStatus.ACCEPTED, captured=100, authorized=ASKED - 100),
        seen(GatewayStatus.ACCEPTED),
        seen(GatewayStatus.UNKNOWN),
        seen(total=ASKED + 1),
        seen(GatewayStatus.REJECTED, authorized=ASKED),
    ],
)
def test_what_does_not_add_up_is_a_deviation_and_never_paid(odd: Observation) -> None:
    assert standing(odd, ASKED) is Standing.DEVIATION
    assert next_step(KNOWN, odd, NOON) == Wait()
    assert journal.observed(KNOWN, odd, NOON).deviation


def test_all_money_goes_back_whatever_the_amounts_say() -> None:
    odd = seen(GatewayStatus.ACCEPTED, captured=ASKED + 500)
    assert next_step(void(KNOWN), odd, NOON) == Refund()


@pytest.mark.parametrize(
    ("kind", "looked", "again"),
    [(CallKind.REFUND, PAID, Refund()), (CallKind.CANCEL, AUTHORIZED, Cancel())],
)
def test_a_lost_call_is_made_again_only_when_it_can_no_longer_arrive(
    kind: CallKind, looked: Observation, again: Step
) -> None:
    called = journal.begun(void(KNOWN), kind, NOON)
    assert next_step(called, looked, NOON + LATE - timedelta(seconds=1)) == Wait(NOON + LATE)
    assert next_step(called, looked, NOON + LATE) == again


def test_a_refund_that_the_action_log_shows_is_never_asked_for_again() -> None:
    logged = replace(PAID, refund_ids=frozenset({"R-14790-2"}))
    assert next_step(void(KNOWN), logged, NOON + LATE * 10) == Wait()


def test_a_refusal_is_followed_by_a_pause_that_grows() -> None:
    once = journal.refused(void(KNOWN), CallKind.REFUND, NOON)
    twice = journal.refused(once, CallKind.REFUND, NOON)
    assert once.refusal
    assert twice.refusal
    assert next_step(once, PAID, NOON) == Wait(once.refusal.retry_at)
    assert next_step(once, PAID, once.refusal.retry_at) == Refund()
    assert twice.refusal.retry_at > once.refusal.retry_at


def test_a_voided_request_that_nobody_saw_is_watched_until_its_link_would_be_dead() -> None:
    lost = void(LOST)
    gone = NOON + LATE + LOST.link_life
    assert next_step(lost, NotFound(), gone - timedelta(seconds=1)) == Wait()
    assert next_step(lost, NotFound(), gone) == Settle(Outcome.NOT_SENT)


@pytest.mark.parametrize("status", [GatewayStatus.WAITING, GatewayStatus.INSPECTION, GatewayStatus.FROZEN])
def test_the_order_opens_when_the_gateway_has_answered_that_no_money_is_held(status: GatewayStatus) -> None:
    assert opens_order(void(KNOWN), seen(status), Wait())
    assert not opens_order(KNOWN, seen(status), Wait())
    assert not opens_order(void(KNOWN), None, Wait())
    assert not opens_order(void(KNOWN), PAID, Wait())
    assert not opens_order(void(KNOWN), AUTHORIZED, Wait())


def test_a_link_for_another_amount_is_given_up_by_itself() -> None:
    after = journal.observed(KNOWN, seen(total=ASKED - 100), NOON)
    assert after.intent is Intent.VOID
    assert "8\N{NO-BREAK SPACE}431,00" in after.deviation


def test_voiding_a_paid_request_reopens_it_for_the_refund_and_voiding_twice_changes_nothing() -> None:
    paid = journal.settled(journal.observed(KNOWN, PAID, NOON), Outcome.PAID, NOON)
    assert paid.holds_order
    given_up = void(paid)
    assert (given_up.outcome, given_up.intent) == (None, Intent.VOID)
    assert void(given_up) == given_up


def test_the_watch_looks_often_at_first_and_seldom_later() -> None:
    def pause(age: timedelta, failures: int = 0) -> timedelta:
        now = NOON + age
        looked = journal.scheduled(replace(KNOWN, failures=failures), now, chance=0.5)
        assert looked.next_check_at
        return looked.next_check_at - now

    assert pause(timedelta(0)) == timedelta(seconds=10)
    assert pause(timedelta(minutes=30)) == timedelta(minutes=5)
    assert pause(timedelta(days=2)) == timedelta(minutes=15)
    assert pause(timedelta(0), failures=3) == timedelta(seconds=80)
    assert pause(timedelta(0), failures=99) == timedelta(minutes=15)
