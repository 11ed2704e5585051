"""What capture, cancel, refund and added lines make of a payment: its amounts add up, whatever the order of actions."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from promeister_mpay.sandbox import credit, rules
from promeister_mpay.sandbox.ledger import Line, SandboxPayment

NOW = datetime(2026, 1, 16, 6, 32, tzinfo=UTC)
FIRST, SECOND = Line(200, "st", 2500, 30_150, "Android", "T-800"), Line(200, "st", 2500, 30_150, "Robot", "T-1000")
BOTH = (FIRST, SECOND)
Act = Callable[..., SandboxPayment]
DISCOUNT = Line(100, "st", 2500, -5_000, "Rabatt")


def an_accepted(*lines: Line, requested: int | None = None) -> SandboxPayment:
    """A payment that the customer has agreed to, of two lines unless others are given."""
    ordered = lines or BOTH
    log = rules.entry("CREATE", sum(line.amount for line in ordered), NOW, lines=ordered, said={})
    payment = SandboxPayment(
        id="id",
        token="token",
        created=NOW,
        expires=NOW,
        store_id="store",
        method="Kort",
        reference="14790-1",
        lines=ordered,
        customer={},
        metadata={},
        log=(log,),
        requested=requested,
    )
    return rules.accepted(payment, NOW)


def capture(payment: SandboxPayment, *lines: Line) -> SandboxPayment:
    return rules.captured(payment, NOW, lines=lines, said={})


def cancel(payment: SandboxPayment, *lines: Line) -> SandboxPayment:
    return rules.canceled(payment, NOW, lines=lines, said={}, waiting_too=False)


def refund(payment: SandboxPayment, *lines: Line) -> SandboxPayment:
    return rules.refunded(payment, NOW, lines=lines, said={})


def add(payment: SandboxPayment, *lines: Line) -> SandboxPayment:
    return rules.extended(payment, NOW, lines=lines)


def amounts(payment: SandboxPayment) -> tuple[int, int, int, int]:
    return payment.authorized, payment.captured, payment.canceled, payment.refunded


def test_a_part_is_captured_or_cancelled_by_its_lines() -> None:
    payment = an_accepted()
    assert amounts(capture(payment, FIRST)) == (30_150, 30_150, 0, 0)
    assert amounts(cancel(payment, FIRST)) == (30_150, 0, 30_150, 0)
    assert amounts(cancel(capture(payment, FIRST), SECOND)) == (0, 30_150, 30_150, 0)
    assert capture(payment, FIRST).log[1].lines == (FIRST,)


def test_an_action_without_lines_is_about_all_lines_that_are_left() -> None:
    payment = capture(an_accepted(), FIRST)
    assert (amounts(capture(payment)), capture(payment).log[2].lines) == ((0, 60_300, 0, 0), (SECOND,))
    assert (amounts(cancel(payment)), cancel(payment).log[2].lines) == ((0, 30_150, 30_150, 0), (SECOND,))
    assert (amounts(refund(payment)), refund(payment).log[2].lines) == ((30_150, 30_150, 0, 30_150), (FIRST,))
    whole = capture(payment)
    assert refund(refund(whole, SECOND)).log[-1].lines == (FIRST,)


def test_equal_lines_are_counted() -> None:
    payment = capture(an_accepted(FIRST, FIRST, FIRST), FIRST)
    assert capture(payment).log[-1].lines == (FIRST, FIRST)


def test_lines_of_the_merchants_own_leave_a_rest_of_the_right_amount() -> None:
    payment = capture(an_accepted(), replace(FIRST, amount=10_000))
    [rest] = capture(payment).log[-1].lines
    assert (rest.amount, amounts(capture(payment))) == (50_300, (0, 60_300, 0, 0))


def test_a_discount_belongs_to_what_is_captured() -> None:
    payment = an_accepted(*BOTH, DISCOUNT)
    assert amounts(capture(payment, FIRST, DISCOUNT)) == (30_150, 25_150, 0, 0)


@pytest.mark.parametrize("act", [capture, cancel, add])
def test_no_more_than_there_is(act: Act) -> None:
    payment = an_accepted()
    for lines in ((replace(FIRST, amount=60_301),), (DISCOUNT,), (replace(FIRST, amount=0),)):
        with pytest.raises(rules.NotAllowed):
            act(payment, *lines)


def test_nothing_is_done_with_a_payment_that_is_not_accepted() -> None:
    waiting = replace(an_accepted(), status="TASK_REDIRECTION_REQUIRED", authorized=0)
    for act in (capture, cancel, refund, add):
        with pytest.raises(rules.NotAllowed):
            act(waiting, FIRST)


def test_lines_are_replaced_by_cancelling_and_adding() -> None:
    hundred = Line(100, "st", 2500, 10_000, "One hundred")
    payment = add(cancel(an_accepted()), hundred)
    assert (amounts(payment), payment.total, payment.limit) == ((10_000, 0, 60_300, 0), 70_300, 60_300)
    assert (payment.log[-1].type, payment.log[-1].lines) == ("MODIFY_ORDER", (hundred,))
    assert capture(payment).log[-1].lines == (hundred,)


def test_lines_are_added_within_the_credit_that_was_granted() -> None:
    assert amounts(add(an_accepted(requested=100_000), replace(FIRST, amount=39_700))) == (100_000, 0, 0, 0)
    with pytest.raises(rules.NotAllowed):
        add(an_accepted(requested=100_000), replace(FIRST, amount=39_701))
    with pytest.raises(rules.NotAllowed):
        add(an_accepted(), replace(FIRST, amount=1))


def test_an_action_log_has_an_end() -> None:
    payment = an_accepted(Line(100, "st", 2500, 100_000))
    cents = (Line(100, "st", 2500, 1),) * 1_000
    for _ in range(4):
        payment = capture(payment, *cents)
    with pytest.raises(rules.NotAllowed):
        capture(payment, *cents)


ACTS = st.lists(st.tuples(st.sampled_from([capture, cancel, refund, add]), st.integers(-10, 400)), max_size=12)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=4), ACTS)
def test_amounts_add_up_whatever_is_done(prices: list[int], acts: list[tuple[Act, int]]) -> None:
    payment = an_accepted(*(Line(100, "st", 2500, price) for price in prices))
    for act, amount in acts:
        try:
            payment = act(payment, *([Line(100, "st", 2500, amount)] if amount else []))
        except rules.NotAllowed:
            continue
        assert payment.authorized + payment.captured + payment.canceled == payment.total
        assert min(amounts(payment)) >= 0
        assert payment.refunded <= payment.captured
        assert payment.authorized + payment.captured - payment.refunded <= payment.limit
        assert sum(line.amount for line in payment.log[-1].lines) == payment.log[-1].amount


@pytest.mark.parametrize("months", credit.SET_UP_FEES)
def test_the_effective_interest_makes_the_payments_worth_the_amount(months: int) -> None:
    payment = credit.monthly(1_000_000, months)
    yearly = credit.effective_interest(1_000_000, payment, months)
    monthly_rate = (1 + yearly / 100) ** (Decimal(1) / 12) - 1
    worth = sum((payment / (1 + monthly_rate) ** month for month in range(1, months + 1)), Decimal())
    assert abs(worth - 1_000_000) < 50


def test_an_absurd_interest_has_a_bound() -> None:
    assert credit.effective_interest(100, credit.monthly(100, 3), 3) == 999_999
