"""The table of design §4, row by row, and the rules below it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.request import (
    CallKind,
    GatewayStatus,
    NotFound,
    Observation,
    PaymentOutcome,
    PaymentRequest,
    Standing,
    standing,
)
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.domain.payments.steps import (
    Cancel,
    Capture,
    Create,
    Find,
    LastAnswer,
    Read,
    Refund,
    RefundPart,
    Settle,
    Step,
    Wait,
    next_step,
    opens_order,
)
from support.fakes.clock import NOON
from support.observed_payments import (
    ASKED,
    AUTHORIZED,
    BOTH,
    CANCELED,
    DEAD,
    FIRST,
    HELD,
    KNOWN,
    LOST,
    PAID,
    REFUNDED,
    REQUEST,
    SECOND,
    WAITING,
    after,
    back,
    seen,
    void,
)


@pytest.mark.parametrize(
    ("request_", "looked", "collect", "giving_up"),
    [
        (REQUEST, None, Create(), Settle(PaymentOutcome.NOT_SENT)),
        (LOST, None, Find(), Find()),
        (LOST, NotFound(), Wait(), Wait()),
        (KNOWN, None, Read(), Read()),
        (KNOWN, WAITING, Wait(), Wait()),
        (KNOWN, replace(WAITING, can_cancel=True), Wait(), Cancel()),
        (KNOWN, HELD, Wait(), Wait()),
        (KNOWN, replace(HELD, can_cancel=True), Wait(), Cancel()),
        (KNOWN, AUTHORIZED, Capture(), Cancel()),
        (KNOWN, PAID, Settle(PaymentOutcome.PAID), Refund()),
        (KNOWN, REFUNDED, Settle(PaymentOutcome.REFUNDED), Settle(PaymentOutcome.REFUNDED)),
        (KNOWN, DEAD, Settle(PaymentOutcome.REJECTED), Settle(PaymentOutcome.VOIDED)),
        (KNOWN, CANCELED, Settle(PaymentOutcome.REJECTED), Settle(PaymentOutcome.VOIDED)),
    ],
)
def test_the_table_of_the_design(request_: PaymentRequest, looked: LastAnswer, collect: Step, giving_up: Step) -> None:
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
    assert standing(odd, KNOWN) is Standing.DEVIATION
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
    called = journal.begun(void(KNOWN), again, NOON)
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
    assert next_step(lost, NotFound(), gone) == Settle(PaymentOutcome.NOT_SENT)


@pytest.mark.parametrize("status", [GatewayStatus.WAITING, GatewayStatus.INSPECTION, GatewayStatus.FROZEN])
def test_the_order_opens_when_the_gateway_has_answered_that_no_money_is_held(status: GatewayStatus) -> None:
    assert opens_order(void(KNOWN), seen(status), Wait())
    assert not opens_order(KNOWN, seen(status), Wait())
    assert not opens_order(void(KNOWN), None, Wait())
    assert not opens_order(void(KNOWN), PAID, Wait())
    assert not opens_order(void(KNOWN), AUTHORIZED, Wait())


# -- part credits (S12)


@pytest.mark.parametrize(
    ("looked", "step"),
    [
        (PAID, RefundPart(FIRST)),
        (back(FIRST, refunded=13_200), RefundPart(SECOND)),
        (back(SECOND, refunded=100), RefundPart(FIRST)),
        (back(FIRST, SECOND, refunded=13_300), Settle(PaymentOutcome.PAID)),
        (back("", refunded=13_300), Settle(PaymentOutcome.PAID)),
        (back("", refunded=13_200), Wait()),
        (back(FIRST, refunded=13_300), Settle(PaymentOutcome.PAID)),
        (back(FIRST, refunded=26_400), Wait()),
        (back(FIRST, SECOND, refunded=100), Wait()),
        (REFUNDED, Settle(PaymentOutcome.REFUNDED)),
    ],
)
def test_part_credits_are_given_back_one_after_the_other_while_the_amounts_are_right(
    looked: Observation, step: Step
) -> None:
    assert after(BOTH, looked) == step


def test_a_lost_part_is_asked_for_again_only_when_the_log_does_not_show_it_and_it_can_no_longer_come() -> None:
    called = journal.begun(BOTH, RefundPart(FIRST), NOON)
    assert called.call
    assert called.call.transaction_id == FIRST
    assert after(called, PAID) == Wait(NOON + LATE)
    assert after(called, PAID, LATE) == RefundPart(FIRST)
    assert after(called, back(FIRST, refunded=13_200), LATE) == RefundPart(SECOND)


def test_what_was_asked_before_a_call_could_no_longer_come_does_not_tell_that_it_did_not_come() -> None:
    called = journal.begun(BOTH, RefundPart(FIRST), NOON)
    asked = replace(PAID, asked_at=NOON + LATE - timedelta(seconds=1))
    assert after(called, asked, LATE + timedelta(seconds=20)) == Wait(NOON + LATE)


def test_a_call_whose_answer_was_waited_for_is_late_from_then_on() -> None:
    waited = journal.call_timed_out(journal.begun(BOTH, RefundPart(FIRST), NOON), NOON + timedelta(seconds=40))
    assert after(waited, PAID, LATE) == Wait(NOON + LATE + timedelta(seconds=40))


def test_a_part_that_went_back_in_another_way_may_still_arrive_and_is_waited_for() -> None:
    called = journal.begun(BOTH, RefundPart(FIRST), NOON)
    assert after(called, back("", refunded=13_300)) == Wait(NOON + LATE)
    assert after(called, back("", refunded=13_300), LATE) == Settle(PaymentOutcome.PAID)


def test_a_part_that_was_refused_lets_the_others_go_first() -> None:
    called = journal.begun(BOTH, RefundPart(FIRST), NOON)
    once = journal.refused(called, CallKind.REFUND, NOON)
    assert once.refusal is None
    assert [refund.refusals for refund in once.refunds] == [1, 0]
    assert after(once, PAID) == RefundPart(SECOND)
    retry_at = once.refunds[0].retry_at
    assert retry_at
    assert after(once, back(SECOND, refunded=100)) == Wait(retry_at)
    assert after(once, back(SECOND, refunded=100), retry_at - NOON) == RefundPart(FIRST)


def test_a_payment_is_not_given_up_while_a_part_of_it_may_still_arrive() -> None:
    called = void(journal.begun(BOTH, RefundPart(FIRST), NOON))
    assert after(called, PAID) == Wait(NOON + LATE)
    assert after(called, PAID, LATE) == Refund()


def test_an_invoice_whose_rows_of_value_are_all_credited_is_paid_with_nothing() -> None:
    all_of_it = journal.part_credited(replace(KNOWN, captured=ASKED), 1002, ASKED, NOON)
    everything = back(FIRST, refunded=ASKED)
    assert after(all_of_it, everything) == Settle(PaymentOutcome.PAID)
    assert after(void(all_of_it), everything) == Settle(PaymentOutcome.REFUNDED)


def test_the_last_ore_goes_back_before_a_link_is_cancelled() -> None:
    one_left = seen(GatewayStatus.ACCEPTED, captured=ASKED, refunded=ASKED - 1, can_cancel=True)
    assert next_step(void(KNOWN), one_left, NOON) == Refund()
