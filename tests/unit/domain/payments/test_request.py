"""Where a payment stands is decided by its amounts before its status word (design §4 rule 4)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.request import (
    Call,
    CallKind,
    GatewayStatus,
    Intent,
    Observation,
    PaymentOutcome,
    PaymentRequest,
    Standing,
    is_answer_to,
    standing,
)
from promeister_mpay.domain.payments.safety_times import LATE
from support.fakes.clock import NOON
from support.observed_payments import ASKED, BOTH, KNOWN, back, seen, void

S, G = Standing, GatewayStatus
ALL_CREDITED = journal.part_credited(replace(KNOWN, captured=ASKED), 1002, ASKED, NOON)
ALL_BACK = journal.observed(ALL_CREDITED, back("K-14790-2-1", refunded=ASKED), NOON)


@pytest.mark.parametrize(
    ("looked", "stands"),
    [
        (seen(), S.WAITING),
        (seen(G.INSPECTION), S.HELD),
        (seen(G.SUPPLEMENTING), S.SUPPLEMENTING),
        (seen(G.FROZEN), S.FROZEN),
        (seen(G.FROZEN, authorized=ASKED), S.FROZEN),
        (seen(G.ACCEPTED, authorized=ASKED), S.AUTHORIZED),
        (seen(G.ACCEPTED, authorized=ASKED - 1), S.DEVIATION),
        (seen(G.ACCEPTED, captured=ASKED), S.PAID),
        (seen(G.REJECTED, captured=ASKED), S.PAID),
        (seen(G.FROZEN, captured=ASKED), S.PAID),
        (seen(G.ACCEPTED, captured=ASKED, authorized=1), S.DEVIATION),
        (seen(G.ACCEPTED, captured=ASKED + 1), S.DEVIATION),
        (seen(G.ACCEPTED, captured=ASKED, refunded=ASKED), S.REFUNDED),
        (seen(G.ACCEPTED, captured=ASKED, refunded=ASKED - 1), S.DEVIATION),
        (seen(G.REJECTED), S.DEAD),
        (seen(G.REJECTED, total=ASKED + 1), S.DEAD),
        (seen(G.REJECTED, authorized=1), S.DEVIATION),
        (seen(G.ACCEPTED, canceled=ASKED), S.DEAD),
        (seen(G.ACCEPTED, canceled=ASKED + 1), S.DEAD),
        (seen(G.ACCEPTED, canceled=ASKED - 1, authorized=1), S.DEVIATION),
        (seen(G.ACCEPTED, canceled=ASKED, authorized=1), S.DEVIATION),
        (seen(G.WAITING, total=0), S.DEVIATION),
        (seen(G.WAITING, total=1, canceled=1), S.DEAD),
        (seen(G.WAITING, total=ASKED - 1), S.DEVIATION),
        (seen(G.UNKNOWN), S.DEVIATION),
        (seen(G.UNKNOWN, captured=ASKED), S.PAID),
    ],
)
def test_where_a_payment_stands(looked: Observation, stands: Standing) -> None:
    assert standing(looked, KNOWN) is stands


@pytest.mark.parametrize(
    ("request_", "refunded", "stands"),
    [
        (ALL_BACK, ASKED, S.PAID),
        (void(ALL_BACK), ASKED, S.REFUNDED),
        (BOTH, ASKED, S.REFUNDED),
        (BOTH, 0, S.PAID),
        (BOTH, 13_200, S.DEVIATION),
        (journal.observed(BOTH, back("K-14790-2-1", refunded=13_200), NOON), 13_200, S.PAID),
    ],
)
def test_what_part_credits_gave_back_is_not_missing(request_: PaymentRequest, refunded: int, stands: Standing) -> None:
    assert standing(seen(G.ACCEPTED, captured=ASKED, refunded=refunded), request_) is stands


@pytest.mark.parametrize(
    ("looked", "here", "holds"),
    [
        (seen(), 0, False),
        (seen(G.ACCEPTED, captured=100, refunded=40), 60, True),
        (seen(G.ACCEPTED, captured=100, refunded=100), 0, False),
        (seen(G.ACCEPTED, authorized=1), 0, True),
        (seen(G.FROZEN, authorized=1), 0, False),
        (seen(G.REJECTED, captured=1), 1, True),
    ],
)
def test_a_payment_holds_money_that_is_taken_or_reserved(looked: Observation, here: int, *, holds: bool) -> None:
    assert (looked.net_captured, looked.holds_money) == (here, holds)


def test_a_request_holds_its_order_until_it_is_released() -> None:
    assert KNOWN.holds_order
    assert not journal.released(KNOWN, NOON).holds_order


@pytest.mark.parametrize(
    ("outcome", "settled", "over", "paid"),
    [
        (None, False, False, False),
        (PaymentOutcome.PAID, True, False, True),
        (PaymentOutcome.REFUNDED, True, True, False),
        (PaymentOutcome.REJECTED, True, True, False),
        (PaymentOutcome.VOIDED, True, True, False),
        (PaymentOutcome.NOT_SENT, True, True, False),
    ],
)
def test_only_what_is_paid_can_still_change(
    outcome: PaymentOutcome | None, *, settled: bool, over: bool, paid: bool
) -> None:
    request = replace(KNOWN, outcome=outcome)
    assert (request.is_settled, request.is_over, request.is_paid) == (settled, over, paid)


def test_a_paid_request_is_not_settled_while_a_call_or_a_part_of_it_waits() -> None:
    paid = replace(KNOWN, outcome=PaymentOutcome.PAID)
    assert not replace(paid, call=Call(CallKind.REFUND, NOON)).is_settled
    assert not replace(BOTH, outcome=PaymentOutcome.PAID).is_settled


def test_part_credits_are_owed_until_the_gateway_shows_them() -> None:
    one = journal.observed(BOTH, back("K-14790-2-1", refunded=13_200), NOON)
    assert [part.transaction_id for part in one.pending] == ["K-14790-2-2"]
    assert (BOTH.credited, BOTH.owed) == (13_300, ASKED)
    assert (one.credited, one.owed) == (13_300, ASKED - 13_200)


def test_the_ids_of_our_calls_follow_from_the_reference_and_the_settlement_file_prints_them() -> None:
    assert (KNOWN.refund_id, KNOWN.capture_id) == ("R-14790-2", "C-14790-2")


def test_a_call_whose_answer_was_lost_may_arrive_for_two_minutes() -> None:
    assert timedelta(minutes=2) == LATE


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (Intent, "COLLECT VOID"),
        (CallKind, "CREATE CAPTURE CANCEL REFUND"),
        (PaymentOutcome, "PAID REFUNDED REJECTED VOIDED NOT_SENT GONE"),
        (GatewayStatus, "TASK_REDIRECTION_REQUIRED INSPECTION SUPPLEMENTING_REQUIRED FROZEN ACCEPTED REJECTED UNKNOWN"),
        (Standing, "NOT_FOUND UNREADABLE WAITING HELD SUPPLEMENTING FROZEN AUTHORIZED PAID REFUNDED DEAD DEVIATION"),
    ],
)
def test_the_words_that_are_stored_or_the_gateways_do_not_change(words: type[Intent], stored: str) -> None:
    assert [word.value for word in words] == stored.split()


def test_a_new_request_collects_and_nothing_is_known_of_it() -> None:
    request = PaymentRequest(1, 14790, 1, "14790-1", "k", ASKED, "+46701122333", timedelta(hours=24), "s", NOON, "BH")
    assert request.intent is Intent.COLLECT
    assert (request.captured, request.refunded, request.failures, request.paid_late) == (0, 0, 0, False)
    assert (request.payment_id, request.link, request.reason, request.deviation, request.voided_by) == ("",) * 5
    looked = Observation("p", G.WAITING, ASKED)
    assert (looked.authorized, looked.captured, looked.refunded, looked.canceled, looked.can_cancel) == (
        0,
        0,
        0,
        0,
        False,
    )
    assert (looked.reason, looked.link, looked.request_key, looked.trace_id) == ("",) * 4
    assert Call(CallKind.CREATE, NOON).transaction_id == ""


@pytest.mark.parametrize(
    ("changes", "is_ours"),
    [
        ({}, True),
        ({"payment_id": "P"}, True),
        ({"payment_id": "q"}, False),
        ({"reference": "14790-2", "request_key": "k"}, True),
        ({"reference": "14790-1"}, False),
        ({"request_key": "other"}, False),
    ],
)
def test_an_answer_is_about_a_request_when_all_that_it_carries_is_the_requests(
    changes: dict[str, Any], *, is_ours: bool
) -> None:
    assert is_answer_to(KNOWN, seen(**changes)) is is_ours
