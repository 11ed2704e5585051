"""What is paid on a link that the network made a second time goes back when the other one pays the order (rule 2)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.payments import history_texts, journal
from promeister_mpay.domain.payments.journal import REFUNDABLE
from promeister_mpay.domain.payments.request import Call, CallKind, Observation, PaymentOutcome, PaymentRequest
from promeister_mpay.domain.payments.safety_times import LATE, LATEST_CHECK
from promeister_mpay.domain.payments.steps import Find, RefundDouble, RefundPart, Settle, Step, Wait, next_step
from support.fakes.clock import NOON
from support.observed_payments import ASKED, KNOWN, PAID, REFUNDED, WAITING, void

PAYS = replace(KNOWN, outcome=PaymentOutcome.PAID, settled_at=NOON, captured=ASKED, paid_at=NOON)
REFUND = PAYS.double_refund_id("other")


def double(looked: Observation, **changes: object) -> Observation:
    """The second payment that the network made, as `looked` shows it."""
    named = replace(looked, payment_id="other", request_key=KNOWN.key)
    return replace(named, **changes)  # type: ignore[arg-type]


def searched(*doubles: Observation) -> Observation:
    """What a search shows: the followed payment, which is paid, and these."""
    return replace(PAID, doubles=doubles)


def after(request: PaymentRequest, looked: Observation, at: timedelta = LATE) -> Step:
    return next_step(journal.observed(request, looked, NOON + at), looked, NOON + at)


def test_the_order_is_paid_first_and_then_the_second_payment_goes_back() -> None:
    assert after(KNOWN, searched(double(PAID))) == Settle(PaymentOutcome.PAID)
    assert after(PAYS, searched(double(PAID))) == RefundDouble("other")
    begun = journal.begun(PAYS, RefundDouble("other"), NOON)
    assert begun.call == Call(CallKind.REFUND, NOON, REFUND)
    assert len(REFUND) <= 32
    assert replace(PAYS, doubles="x other").double_of(REFUND) == "other"
    assert replace(PAYS, doubles="x OTHER").double_of(REFUND) == "OTHER", "an id may come in either case"
    assert replace(PAYS, doubles="x").double_of(REFUND) == ""


@pytest.mark.parametrize(
    "shown",
    [
        double(WAITING),
        double(REFUNDED),
        double(PAID, request_key="another"),
        double(PAID, request_key=""),
        double(PAID, refund_ids=frozenset({REFUND})),
        double(PAID, refund_ids=frozenset({PAYS.refund_id})),
    ],
)
def test_what_holds_no_money_of_ours_is_left_alone(shown: Observation) -> None:
    assert after(PAYS, searched(shown)) == Settle(PaymentOutcome.PAID)


def test_nothing_goes_back_of_a_double_whose_id_is_not_kept() -> None:
    looked = searched(double(PAID))
    noted = replace(journal.observed(PAYS, looked, NOON + LATE), doubles="x")
    assert next_step(noted, looked, NOON + LATE) == Settle(PaymentOutcome.PAID)


def test_a_refund_that_is_under_way_is_waited_for_until_it_can_no_longer_come() -> None:
    calling = replace(PAYS, doubles="other", call=Call(CallKind.REFUND, NOON + LATE, REFUND))
    assert next_step(calling, None, NOON + LATE) == Find()
    assert after(calling, searched(double(PAID)), LATE) == Wait(NOON + 2 * LATE)
    assert after(calling, searched(double(PAID)), 2 * LATE) == RefundDouble("other")


@pytest.mark.parametrize(
    ("looked", "is_shown"),
    [
        (searched(double(REFUNDED)), True),
        (searched(double(PAID, refunded=1, refund_ids=frozenset({REFUND}))), True),
        (searched(double(PAID)), False),
        (searched(), False),
        (PAID, False),
        (REFUNDED, False),
    ],
)
def test_only_the_double_itself_shows_its_refund(looked: Observation, *, is_shown: bool) -> None:
    calling = replace(PAYS, doubles="other", call=Call(CallKind.REFUND, NOON, REFUND))
    noted = journal.observed(calling, looked, NOON + LATE)
    assert (noted.call is None) is is_shown
    done = "Det som var betalt en gång till är återbetalt till kunden."
    assert (done in history_texts.change_texts(calling, noted)) is is_shown


def test_a_double_that_became_the_followed_payment_shows_its_refund_too() -> None:
    calling = replace(PAYS, doubles="other", call=Call(CallKind.REFUND, NOON, REFUND))
    switched = replace(double(REFUNDED), doubles=(REFUNDED,))
    assert journal.observed(calling, switched, NOON + LATE).call is None


def test_a_part_refund_comes_before_it() -> None:
    credited = journal.part_credited(PAYS, 1002, 100, NOON)
    assert after(credited, searched(double(PAID))) == RefundPart(credited.refunds[0].transaction_id)


def test_annullera_refunds_the_followed_payment_first_and_then_the_other() -> None:
    given_up = void(PAYS)
    assert not isinstance(after(given_up, searched(double(PAID))), RefundDouble)


def test_a_paid_order_is_watched_while_another_link_of_it_lives() -> None:
    living = journal.observed(PAYS, searched(double(WAITING)), NOON + LATE)
    assert living.has_living_doubles
    look = journal.scheduled(living, NOON + timedelta(days=2), chance=0.5).next_check_at
    assert look is not None
    assert look <= NOON + timedelta(days=2) + LATEST_CHECK
    dead = journal.observed(living, searched(double(REFUNDED)), NOON + LATE)
    assert not dead.has_living_doubles
    later = journal.scheduled(dead, NOON + timedelta(days=2), chance=0.5).next_check_at
    assert later is not None
    assert later > NOON + timedelta(days=3)
    assert journal.scheduled(living, NOON + REFUNDABLE, chance=0.5).next_check_at is None
