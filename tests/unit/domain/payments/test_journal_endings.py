"""Payment requests at their ends: several payments for one request, gone payments, and links that turn up again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.journal import DAY, MOST_DOUBLES, SOONEST
from promeister_mpay.domain.payments.request import (
    Call,
    CallKind,
    GatewayStatus,
    Intent,
    NotFound,
    Observation,
    PaymentOutcome,
    PaymentRequest,
    Refusal,
    Standing,
    is_double_of,
)
from promeister_mpay.domain.payments.safety_times import LAST_RETRY, LATE, LATEST_CHECK
from promeister_mpay.domain.payments.steps import (
    Cancel,
    Find,
    Read,
    Settle,
    Step,
    Wait,
    latest_expiry,
    next_step,
    opens_order,
)
from support.fakes.clock import NOON
from support.observed_payments import ASKED, BOTH, DEAD, KNOWN, LOST, PAID, REFUNDED, REQUEST, WAITING, seen, void

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
KRONOR = "8\N{NO-BREAK SPACE}432,00\N{NO-BREAK SPACE}kr"


def other(looked: Observation, number: int = 1) -> Observation:
    """The same of another payment with our reference."""
    return replace(looked, payment_id=f"other-{number}")


# -- several payments for one request


def test_a_search_without_doubles_counts_only_when_no_late_create_can_come() -> None:
    nothing = seen(doubles=())
    assert journal.observed(KNOWN, nothing, NOON + LATE - SECOND).doubles is None
    assert journal.observed(KNOWN, nothing, NOON + LATE).doubles == ""
    assert journal.observed(replace(KNOWN, doubles="other-1"), WAITING, NOON + LATE).doubles == "other-1"


def test_the_ids_of_doubles_are_kept_up_to_a_number() -> None:
    many = tuple(other(WAITING, number) for number in range(MOST_DOUBLES + 1))
    kept = journal.observed(KNOWN, seen(doubles=many), NOON).doubles
    assert kept is not None
    assert kept.split() == [each.payment_id for each in many[:MOST_DOUBLES]]


@pytest.mark.parametrize(
    ("doubles", "paid"),
    [
        ((other(WAITING),), f"0,00{KRONOR[-3:]}"),
        ((other(PAID),), KRONOR),
        ((other(PAID, 1), other(DEAD, 2), other(REFUNDED, 3)), KRONOR),
        ((other(PAID, 1), other(PAID, 2)), f"16\N{NO-BREAK SPACE}864,00{KRONOR[-3:]}"),
    ],
)
def test_what_is_paid_on_the_other_links_that_live_is_told(doubles: tuple[Observation, ...], paid: str) -> None:
    reported = journal.observed(KNOWN, seen(doubles=doubles), NOON).deviation
    assert reported.startswith("Resurs har mer än en betalning med referensen 14790-2")
    assert f"På de andra är {paid} betalt." in reported


def test_other_links_that_are_dead_are_no_deviation_any_more() -> None:
    shown = journal.observed(KNOWN, seen(doubles=(other(WAITING),)), NOON)
    assert journal.observed(shown, WAITING, NOON).deviation == shown.deviation, "a read says nothing of them"
    assert journal.observed(replace(KNOWN, deviation="?"), WAITING, NOON).deviation == ""
    ended = journal.observed(shown, seen(doubles=(other(DEAD, 1), other(REFUNDED, 2))), NOON)
    assert (ended.deviation, ended.doubles) == ("", "other-1 other-2")


@pytest.mark.parametrize(
    ("changes", "is_double"),
    [({}, True), ({"request_key": "x"}, False), ({"reference": "14790-3"}, False), ({"reference": ""}, True)],
)
def test_another_payment_is_a_double_only_by_our_key_and_reference(changes: dict[str, str], *, is_double: bool) -> None:
    found = replace(other(WAITING), reference="14790-2", request_key="k", doubles=(WAITING,))
    assert is_double_of(KNOWN, replace(found, **changes)) is is_double  # type: ignore[arg-type]
    assert not is_double_of(KNOWN, replace(found, doubles=None)), "only a search chooses among several"


def test_a_payment_is_searched_for_when_it_has_doubles_or_may_have_some() -> None:
    assert next_step(KNOWN, None, NOON + LATE - SECOND) == Read()
    assert next_step(KNOWN, None, NOON + LATE) == Find()
    assert next_step(replace(KNOWN, doubles=""), None, NOON + LATE) == Read()
    assert next_step(replace(KNOWN, doubles="other-1"), None, NOON) == Find()


def test_a_request_with_doubles_ends_only_after_a_search() -> None:
    doubled = replace(KNOWN, doubles="other-1")
    assert next_step(doubled, DEAD, NOON) == Find()
    assert next_step(doubled, replace(DEAD, doubles=()), NOON) == Settle(PaymentOutcome.REJECTED)
    assert next_step(KNOWN, DEAD, NOON) == Settle(PaymentOutcome.REJECTED)


def test_only_what_has_ended_with_a_payment_can_be_unsearched() -> None:
    ended = journal.settled(KNOWN, PaymentOutcome.VOIDED, NOON)
    assert ended.is_unsearched
    assert not any(each.is_unsearched for each in (KNOWN, not_sent(), replace(ended, doubles="")))


# -- what cannot be read


def test_a_payment_that_cannot_be_read_is_gone_a_day_after_its_links_life() -> None:
    sent = replace(KNOWN, expires_at=NOON)
    before = journal.unreadable(sent, "borta", NOON + DAY - SECOND)
    assert (before.outcome, before.standing, before.failures, before.reason) == (None, Standing.UNREADABLE, 1, "")
    assert before.checked_at == NOON + DAY - SECOND
    gone = journal.unreadable(sent, "borta", NOON + DAY)
    assert (gone.outcome, gone.reason) == (PaymentOutcome.GONE, "borta")
    assert (gone.settled_at, gone.released_at) == (NOON + DAY, NOON + DAY)


@pytest.mark.parametrize(("refunded", "outcome"), [(ASKED, PaymentOutcome.GONE), (ASKED - 1, None), (0, None)])
def test_money_that_was_seen_is_never_gone(refunded: int, outcome: PaymentOutcome | None) -> None:
    held = replace(KNOWN, expires_at=NOON, captured=ASKED, refunded=refunded)
    assert journal.unreadable(held, "borta", NOON + DAY).outcome is outcome


def test_a_payment_that_never_was_seen_and_one_that_has_ended_stay_as_they_are() -> None:
    assert journal.unreadable(KNOWN, "borta", NOON + 9 * DAY).outcome is None, "nobody knows when its link dies"
    paid = journal.settled(replace(KNOWN, expires_at=NOON, captured=ASKED), PaymentOutcome.PAID, NOON)
    assert journal.unreadable(paid, "borta", NOON + DAY) == replace(paid, checked_at=NOON + DAY)


# -- not sent


def test_a_refused_create_is_not_sent_when_a_search_has_shown_that_there_is_none() -> None:
    refused = journal.create_refused(LOST, "fel belopp", NOON)
    assert (refused.refusal, refused.reason, refused.call) == (
        Refusal(CallKind.CREATE, 1, NOON),
        "fel belopp",
        LOST.call,
    )
    assert next_step(refused, NotFound(), NOON) == Settle(PaymentOutcome.NOT_SENT)
    another = replace(LOST, refusal=Refusal(CallKind.CANCEL, 1, NOON))
    assert next_step(another, NotFound(), NOON) == Wait()


def test_a_lost_create_that_is_given_up_is_not_sent_when_its_link_has_died_for_certain() -> None:
    dies = NOON + LATE + REQUEST.link_life
    assert latest_expiry(LOST) == latest_expiry(REQUEST) == dies
    later = replace(LOST, call=Call(CallKind.CREATE, NOON + SECOND))
    assert latest_expiry(later) == dies + SECOND
    assert next_step(void(LOST), NotFound(), dies - SECOND) == Wait()
    assert next_step(void(LOST), NotFound(), dies) == Settle(PaymentOutcome.NOT_SENT)
    assert next_step(LOST, NotFound(), dies) == Wait(), "nobody has given it up"


# -- parts that were refused, and pauses


def test_of_several_refused_parts_the_first_that_may_be_tried_again_is_waited_for() -> None:
    parts = tuple(
        replace(refund, retry_at=NOON + minutes * MINUTE) for refund, minutes in zip(BOTH.refunds, (5, 3), strict=True)
    )
    assert next_step(replace(BOTH, refunds=parts), PAID, NOON) == Wait(NOON + 3 * MINUTE)


@pytest.mark.parametrize(("ahead", "step"), [(timedelta(), Wait(NOON + LAST_RETRY)), (SECOND, Cancel())])
def test_a_pause_longer_than_any_is_over(ahead: timedelta, step: Step) -> None:
    refused = replace(void(KNOWN), refusal=Refusal(CallKind.CANCEL, 1, NOON + LAST_RETRY + ahead))
    assert next_step(refused, seen(can_cancel=True), NOON) == step


@pytest.mark.parametrize("outcome", PaymentOutcome)
def test_every_end_but_a_payment_opens_the_order(outcome: PaymentOutcome) -> None:
    assert opens_order(KNOWN, PAID, Settle(outcome)) is (outcome is not PaymentOutcome.PAID)


# -- what has ended is looked at again


def not_sent() -> PaymentRequest:
    return journal.settled(REQUEST, PaymentOutcome.NOT_SENT, NOON)


@pytest.mark.parametrize(
    ("since", "next_look"),
    [
        (timedelta(), LATE),
        (LATE - SECOND, LATE),
        (LATE, LATE + REQUEST.link_life),
        (LATE + REQUEST.link_life, 2 * (LATE + REQUEST.link_life)),
        (2 * DAY, 4 * DAY),
        (59 * DAY, 118 * DAY),
        (60 * DAY, None),
        (-SECOND, LATE - SECOND),
    ],
)
def test_what_counts_as_not_sent_is_looked_at_when_it_could_turn_up(
    since: timedelta, next_look: timedelta | None
) -> None:
    look = journal.scheduled(not_sent(), NOON + since, chance=0.5).next_check_at
    assert look == (None if next_look is None else NOON + next_look)


@pytest.mark.parametrize(
    ("life", "since", "next_look"),
    [
        (timedelta(hours=1), LATE, LATE + timedelta(hours=1)),
        (90 * DAY, 61 * DAY, 90 * DAY + LATE),
        (90 * DAY, 90 * DAY + LATE, None),
    ],
)
def test_the_end_of_the_links_life_is_looked_at_however_short_or_long_it_is(
    life: timedelta, since: timedelta, next_look: timedelta | None
) -> None:
    request = replace(not_sent(), link_life=life)
    look = journal.scheduled(request, NOON + since, chance=0.5).next_check_at
    assert look == (None if next_look is None else NOON + next_look)


@pytest.mark.parametrize(("failures", "pause"), [(1, 2 * SOONEST), (3, 8 * SOONEST), (9, LATEST_CHECK)])
def test_a_look_that_failed_is_soon_repeated(failures: int, pause: timedelta) -> None:
    failed = replace(not_sent(), failures=failures)
    assert journal.scheduled(failed, NOON, chance=0.5).next_check_at == NOON + pause


def test_a_link_that_turns_up_after_all_is_given_up() -> None:
    found = journal.observed(not_sent(), WAITING, NOON)
    assert (found.outcome, found.settled_at, found.intent, found.voided_by) == (None, None, Intent.VOID, "M-PAY")
    dead = journal.observed(not_sent(), DEAD, NOON)
    assert dead.outcome is None, "nobody had seen its payment: its end is told"


@pytest.mark.parametrize("looked", [DEAD, REFUNDED])
def test_a_payment_that_had_ended_and_is_dead_stays_so(looked: Observation) -> None:
    ended = journal.settled(void(KNOWN), PaymentOutcome.VOIDED, NOON)
    shown = journal.observed(ended, looked, NOON)
    assert (shown.outcome, shown.refunded) == (PaymentOutcome.VOIDED, looked.refunded)
    alive = journal.observed(ended, seen(GatewayStatus.ACCEPTED, captured=ASKED), NOON)
    assert (alive.outcome, alive.settled_at, alive.intent, alive.paid_late) == (None, None, Intent.VOID, True)


def test_what_is_paid_and_was_searched_for_in_vain_at_the_last_moment_is_not_due_for_ever() -> None:
    paid = journal.settled(KNOWN, PaymentOutcome.PAID, NOON)
    assert journal.scheduled(paid, NOON + LATE, chance=0.5).next_check_at == NOON + LATE + DAY
