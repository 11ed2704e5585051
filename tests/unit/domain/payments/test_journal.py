"""What becomes of a payment request when something happens to it, and when it is looked at again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.part_refunds import PartRefund, RefundOutcome
from promeister_mpay.domain.payments.request import (
    Call,
    CallKind,
    GatewayStatus,
    Intent,
    Observation,
    PaymentOutcome,
    PaymentRequest,
    Refusal,
    Standing,
)
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.domain.payments.steps import Cancel, Capture, Create, Find, Refund, RefundPart, Step, next_step
from support.fakes.clock import NOON
from support.observed_payments import (
    ASKED,
    AUTHORIZED,
    BOTH,
    CANCELED,
    DEAD,
    FIRST,
    KNOWN,
    LOST,
    PAID,
    REFUNDED,
    SECOND,
    WAITING,
    back,
    seen,
    void,
)

EARLIER, LATER = NOON - timedelta(minutes=7), NOON + timedelta(minutes=7)
HOUR = NOON + timedelta(hours=1)
SEARCHED = replace(KNOWN, doubles="")
"""A search has shown that the network made no second payment."""


def test_a_link_for_another_amount_is_given_up_by_itself() -> None:
    after = journal.observed(KNOWN, seen(total=ASKED - 100), NOON)
    assert after.intent is Intent.VOID
    assert "8\N{NO-BREAK SPACE}431,00" in after.deviation


def test_voiding_a_paid_request_reopens_it_for_the_refund_and_voiding_twice_changes_nothing() -> None:
    paid = journal.settled(journal.observed(KNOWN, PAID, NOON), PaymentOutcome.PAID, NOON)
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


def test_giving_a_payment_up_takes_the_parts_that_wait_with_the_rest() -> None:
    one_back = back(FIRST, refunded=13_200)
    given_up = journal.observed(void(BOTH), one_back, NOON)
    assert next_step(given_up, one_back, NOON) == Refund()
    ended = journal.settled(journal.observed(given_up, REFUNDED, NOON), PaymentOutcome.REFUNDED, NOON)
    assert [refund.outcome for refund in ended.refunds] == [RefundOutcome.DONE, RefundOutcome.WITH_THE_REST]


def test_a_paid_request_with_a_part_to_give_back_is_watched_and_then_rests() -> None:
    paid = journal.settled(journal.observed(SEARCHED, PAID, NOON), PaymentOutcome.PAID, NOON)
    assert paid.is_settled
    owing = journal.part_credited(paid, 1002, 13_200, NOON)
    assert (owing.is_paid, owing.is_settled, owing.next_check_at) == (True, False, NOON)
    soon = journal.scheduled(owing, NOON, chance=0.5)
    assert soon.next_check_at == NOON + timedelta(seconds=10)
    done = journal.settled(journal.observed(owing, back(FIRST, refunded=13_200), NOON), PaymentOutcome.PAID, NOON)
    assert done.is_settled
    assert journal.scheduled(done, NOON, chance=0.5).next_check_at == NOON + timedelta(days=1)


def test_a_part_that_is_not_seen_in_time_wants_a_persons_eye() -> None:
    early = journal.scheduled(BOTH, NOON + LATE - timedelta(seconds=1), chance=0.5)
    late = journal.scheduled(BOTH, NOON + LATE, chance=0.5)
    assert [refund.is_overdue for refund in early.refunds] == [False, False]
    assert [refund.is_overdue for refund in late.refunds] == [True, True]


@pytest.mark.parametrize(
    ("step", "call"),
    [
        (Create(), Call(CallKind.CREATE, NOON)),
        (Capture(), Call(CallKind.CAPTURE, NOON, "C-14790-2")),
        (Cancel(), Call(CallKind.CANCEL, NOON)),
        (Refund(), Call(CallKind.REFUND, NOON, "R-14790-2")),
        (RefundPart(FIRST), Call(CallKind.REFUND, NOON, FIRST)),
    ],
)
def test_a_call_is_written_down_before_it_is_made(step: Step, call: Call) -> None:
    assert journal.begun(KNOWN, step, NOON) == replace(KNOWN, call=call)


def test_an_answer_that_did_not_come_is_late_from_then_on() -> None:
    called = journal.begun(KNOWN, Refund(), NOON)
    assert journal.call_timed_out(called, LATER) == replace(KNOWN, call=Call(CallKind.REFUND, LATER, "R-14790-2"))
    assert journal.call_timed_out(KNOWN, LATER) == KNOWN


def test_a_part_credit_is_owed_under_an_id_of_its_own_and_is_due_at_once() -> None:
    one = journal.part_credited(KNOWN, 1002, 13_200, NOON)
    two = journal.part_credited(one, 1003, 100, LATER)
    assert two.refunds == (
        PartRefund("K-14790-2-1", 1002, 13_200, NOON),
        PartRefund("K-14790-2-2", 1003, 100, LATER),
    )
    assert (one.next_check_at, two.next_check_at) == (NOON, LATER)


def test_what_the_gateway_shows_is_adopted() -> None:
    looked = seen(GatewayStatus.FROZEN, link="https://pay", created_at=EARLIER, reason="PAYMENT_FROZEN")
    after = journal.observed(replace(LOST, failures=3), looked, NOON)
    assert after == replace(
        LOST,
        payment_id="p",
        link="https://pay",
        sent_at=EARLIER,
        expires_at=EARLIER + timedelta(hours=24),
        call=None,
        standing=Standing.FROZEN,
        reason="PAYMENT_FROZEN",
        checked_at=NOON,
        failures=0,
    )


def test_what_is_known_is_not_forgotten_when_the_gateway_leaves_it_out() -> None:
    known = replace(KNOWN, link="https://pay", sent_at=EARLIER, paid_at=EARLIER)
    after = journal.observed(known, replace(PAID, created_at=LATER, captured_at=LATER), NOON)
    assert (after.link, after.sent_at, after.paid_at) == ("https://pay", EARLIER, EARLIER)


LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize("claimed", [LONG_AGO, FAR_AHEAD])
def test_a_moment_that_cannot_be_is_not_believed(claimed: datetime) -> None:
    """Or a link would have expired before it was sent, and a payment be booked on another day."""
    after = journal.observed(replace(KNOWN, sent_at=None), replace(PAID, created_at=claimed, captured_at=claimed), NOON)
    assert (after.sent_at, after.paid_at) == (NOON, NOON)


@pytest.mark.parametrize(("captured_at", "paid_at"), [(EARLIER, EARLIER), (None, NOON)])
def test_a_payment_came_in_when_the_gateway_says_or_else_when_it_was_seen(
    captured_at: datetime | None, paid_at: datetime
) -> None:
    after = journal.observed(KNOWN, replace(PAID, captured_at=captured_at), NOON)
    assert (after.paid_at, after.captured, after.sent_at, after.paid_late) == (paid_at, ASKED, NOON, False)
    assert journal.observed(after, WAITING, NOON).paid_at is None


def test_a_payment_on_a_link_that_let_its_order_go_is_late_for_ever() -> None:
    gone = journal.released(void(KNOWN), NOON)
    late = journal.observed(gone, PAID, NOON)
    assert late.paid_late
    assert journal.observed(late, REFUNDED, NOON).paid_late
    assert not journal.observed(gone, WAITING, NOON).paid_late
    assert journal.observed(gone, replace(PAID, captured=1), NOON).paid_late, "a single öre counts"


def test_a_paid_request_whose_money_is_no_longer_all_there_is_open_again() -> None:
    paid = journal.settled(journal.observed(KNOWN, PAID, NOON), PaymentOutcome.PAID, NOON)
    still = journal.observed(paid, PAID, LATER)
    assert (still.outcome, still.settled_at) == (PaymentOutcome.PAID, NOON)
    short = journal.observed(paid, replace(PAID, refunded=100), LATER)
    assert (short.outcome, short.settled_at, short.standing) == (None, None, Standing.DEVIATION)


@pytest.mark.parametrize(
    ("step", "looked", "shows"),
    [
        (Create(), WAITING, True),
        (Capture(), AUTHORIZED, False),
        (Capture(), PAID, True),
        (Capture(), DEAD, True),
        (Cancel(), WAITING, False),
        (Cancel(), AUTHORIZED, False),
        (Cancel(), DEAD, True),
        (Cancel(), CANCELED, True),
        (Cancel(), PAID, True),
        (Refund(), PAID, False),
        (Refund(), REFUNDED, True),
        (Refund(), replace(PAID, refunded=1), False),
        (Refund(), replace(PAID, refunded=1, refund_ids=frozenset({"R-14790-2"})), True),
    ],
)
def test_a_call_is_done_when_the_gateway_shows_its_effect(step: Step, looked: Observation, *, shows: bool) -> None:
    called = journal.begun(void(KNOWN), step, NOON)
    assert (journal.observed(called, looked, NOON).call is None) is shows


@pytest.mark.parametrize(
    ("looked", "done"),
    [
        (PAID, []),
        (back(FIRST, refunded=13_200), [FIRST]),
        (back(SECOND, refunded=100), [SECOND]),
        (back("", refunded=13_300), [FIRST, SECOND]),
        (back("", refunded=13_200), []),
        (seen(), []),
    ],
)
def test_parts_are_done_when_the_log_shows_them_or_all_that_is_credited_is_back(
    looked: Observation, done: list[str]
) -> None:
    marked = replace(BOTH, refunds=tuple(replace(part, retry_at=NOON, is_overdue=True) for part in BOTH.refunds))
    after_ = journal.observed(marked, looked, LATER)
    assert [part.transaction_id for part in after_.refunds if part.is_done] == done
    for part in after_.refunds:
        assert part.settled_at == (LATER if part.is_done else None)
        assert (part.retry_at, part.is_overdue) == ((None, False) if part.is_done else (NOON, True))


def test_a_deviation_says_what_does_not_agree_in_kronor() -> None:
    def says(looked: Observation, request: PaymentRequest = KNOWN) -> str:
        return journal.observed(request, looked, NOON).deviation.replace("\N{NO-BREAK SPACE}", " ")

    assert says(PAID) == ""
    assert says(seen(GatewayStatus.UNKNOWN)) == "Resurs visar en status som programmet inte känner till."
    assert says(seen(total=ASKED + 100)) == "Resurs har beloppet 8 433,00 kr, men 8 432,00 kr begärdes."
    odd = replace(PAID, refunded=100, authorized=200)
    shown = "Av 8 432,00 kr visar Resurs 8 432,00 kr betalt, 1,00 kr återbetalt och 2,00 kr reserverat"
    assert says(odd) == f"{shown}."
    assert says(odd, BOTH) == f"{shown}, men 133,00 kr är krediterat."


@pytest.mark.parametrize(
    ("request_", "looked", "intent"),
    [
        (KNOWN, seen(total=ASKED - 1), Intent.VOID),
        (KNOWN, seen(total=ASKED - 1, captured=1), Intent.COLLECT),
        (KNOWN, seen(), Intent.COLLECT),
    ],
)
def test_a_link_that_asks_for_another_amount_is_given_up_while_nobody_has_paid_it(
    request_: PaymentRequest, looked: Observation, intent: Intent
) -> None:
    after_ = journal.observed(request_, looked, NOON)
    assert after_.intent is intent
    assert after_.voided_by == ("M-PAY" if intent is Intent.VOID else "")


def test_giving_up_is_remembered_with_who_and_when_and_is_due_at_once() -> None:
    paid = journal.settled(journal.observed(KNOWN, PAID, NOON), PaymentOutcome.PAID, NOON)
    given_up = journal.voided(paid, LATER, "ML")
    assert given_up == replace(
        paid, intent=Intent.VOID, voided_at=LATER, voided_by="ML", outcome=None, settled_at=None, next_check_at=LATER
    )


@pytest.mark.parametrize(("times", "minutes"), [(1, 2), (2, 4), (3, 8), (5, 32), (6, 60), (40, 60)])
def test_after_each_no_the_pause_is_twice_as_long_up_to_an_hour(times: int, minutes: int) -> None:
    request = journal.begun(KNOWN, Refund(), NOON)
    for _ in range(times):
        request = journal.refused(request, CallKind.REFUND, NOON)
    assert request.call is None
    assert request.refusal == Refusal(CallKind.REFUND, times, NOON + timedelta(minutes=minutes))
    other = journal.refused(request, CallKind.CANCEL, NOON)
    assert other.refusal == Refusal(CallKind.CANCEL, 1, NOON + timedelta(minutes=2)), "another kind begins anew"


@pytest.mark.parametrize(("times", "minutes"), [(1, 2), (2, 4), (7, 60)])
def test_each_part_has_pauses_of_its_own(times: int, minutes: int) -> None:
    request = BOTH
    for _ in range(times):
        request = journal.refused(journal.begun(request, RefundPart(SECOND), NOON), CallKind.REFUND, NOON)
    assert (request.call, request.refusal) == (None, None)
    assert [part.refusals for part in request.refunds] == [0, times]
    assert request.refunds[1].retry_at == NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "outcome", [PaymentOutcome.REFUNDED, PaymentOutcome.REJECTED, PaymentOutcome.VOIDED, PaymentOutcome.NOT_SENT]
)
def test_what_has_ended_lets_its_order_go(outcome: PaymentOutcome) -> None:
    waiting = journal.refused(journal.begun(KNOWN, Cancel(), NOON), CallKind.CANCEL, NOON)
    ended = journal.settled(replace(waiting, call=Call(CallKind.CANCEL, NOON)), outcome, LATER)
    assert ended == replace(KNOWN, outcome=outcome, settled_at=LATER, released_at=LATER)


def test_what_is_paid_holds_its_order_and_remembers_since_when() -> None:
    called = replace(KNOWN, call=Call(CallKind.CAPTURE, NOON), refusal=Refusal(CallKind.CAPTURE, 1, NOON))
    paid = journal.settled(called, PaymentOutcome.PAID, NOON)
    assert paid == replace(KNOWN, outcome=PaymentOutcome.PAID, settled_at=NOON)
    assert journal.settled(paid, PaymentOutcome.PAID, LATER) == paid


def test_an_order_is_released_once() -> None:
    once = journal.released(KNOWN, NOON)
    assert once.released_at == NOON
    assert journal.released(once, LATER) == once


def test_a_gateway_that_does_not_answer_is_counted_until_it_does() -> None:
    twice = journal.unanswered(journal.unanswered(KNOWN))
    assert twice == replace(KNOWN, failures=2)
    assert journal.not_found(twice, LATER) == replace(KNOWN, standing=Standing.NOT_FOUND, checked_at=LATER)


def test_what_is_over_is_never_looked_at_again() -> None:
    over = journal.settled(replace(SEARCHED, next_check_at=NOON), PaymentOutcome.VOIDED, NOON)
    assert journal.scheduled(over, LATER, chance=0.5).next_check_at is None


@pytest.mark.parametrize("outcome", [PaymentOutcome.VOIDED, PaymentOutcome.REJECTED, PaymentOutcome.PAID])
def test_what_ended_before_a_search_could_show_its_doubles_is_searched_for_when_none_can_come_any_more(
    outcome: PaymentOutcome,
) -> None:
    ended = journal.settled(KNOWN, outcome, NOON)
    assert journal.scheduled(ended, NOON, chance=0.5).next_check_at == NOON + LATE
    assert next_step(ended, None, NOON + LATE) == Find()
    shown = seen(total=KNOWN.amount, doubles=())
    assert journal.observed(ended, shown, NOON + LATE).doubles == ""


@pytest.mark.parametrize(("days", "pause"), [(0, 1), (1, 1), (2, 2), (4, 4), (59, 59), (60, None)])
def test_what_is_paid_is_looked_at_seldom_and_after_sixty_days_never(days: int, pause: int | None) -> None:
    paid = journal.settled(SEARCHED, PaymentOutcome.PAID, NOON)
    now = NOON + timedelta(days=days)
    expected = None if pause is None else now + timedelta(days=pause)
    assert journal.scheduled(paid, now, chance=0.5).next_check_at == expected


def test_a_paid_request_that_could_not_be_read_is_looked_at_soon() -> None:
    paid = journal.unanswered(journal.settled(KNOWN, PaymentOutcome.PAID, NOON))
    assert journal.scheduled(paid, NOON, chance=0.5).next_check_at == NOON + timedelta(seconds=20)


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 9), (0.5, 10), (1.0, 11)])
def test_the_looks_of_many_requests_are_spread(chance: float, seconds: int) -> None:
    assert journal.scheduled(KNOWN, NOON, chance=chance).next_check_at == NOON + timedelta(seconds=seconds)
    paid = journal.settled(SEARCHED, PaymentOutcome.PAID, NOON)
    look = journal.scheduled(paid, NOON, chance=chance).next_check_at
    assert look == NOON + timedelta(days=1) * (seconds / 10)


@pytest.mark.parametrize(
    ("until", "seconds"),
    [(timedelta(seconds=3), 3), (timedelta(seconds=30), 10), (timedelta(0), 10), (timedelta(seconds=-3), 10)],
)
def test_a_held_back_call_is_made_when_it_may_be(until: timedelta, seconds: int) -> None:
    looked = journal.scheduled(KNOWN, NOON, chance=0.5, until=NOON + until)
    assert looked.next_check_at == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "request_",
    [
        replace(KNOWN, voided_at=HOUR),
        replace(KNOWN, call=Call(CallKind.CANCEL, HOUR)),
        journal.part_credited(KNOWN, 1002, 100, HOUR),
        replace(KNOWN, created_at=HOUR + timedelta(minutes=5)),
    ],
)
def test_a_request_that_somebody_just_did_something_to_is_young_again(request_: PaymentRequest) -> None:
    assert journal.scheduled(request_, HOUR, chance=0.5).next_check_at == HOUR + timedelta(seconds=10)
    later = HOUR + timedelta(minutes=12)
    look = journal.scheduled(request_, later, chance=0.5).next_check_at
    assert look
    assert look - later <= timedelta(minutes=2)
