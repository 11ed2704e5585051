"""What becomes of a payment request when something happens to it, and when it is looked at again."""

from dataclasses import replace
from datetime import timedelta

from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.part_refunds import RefundOutcome
from promeister_mpay.domain.payments.request import (
    LATE,
    Intent,
    PaymentOutcome,
)
from promeister_mpay.domain.payments.steps import (
    Refund,
    next_step,
)
from support.fakes.clock import NOON
from support.observed_payments import (
    ASKED,
    BOTH,
    FIRST,
    KNOWN,
    PAID,
    REFUNDED,
    back,
    seen,
    void,
)


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
    paid = journal.settled(journal.observed(KNOWN, PAID, NOON), PaymentOutcome.PAID, NOON)
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
