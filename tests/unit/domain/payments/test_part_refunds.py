"""A part refund waits until the gateway has shown it, or goes with the rest."""

import pytest

from promeister_mpay.domain.payments.part_refunds import PartRefund, RefundOutcome
from support.fakes.clock import NOON


@pytest.mark.parametrize(
    ("outcome", "pending", "done"),
    [(None, True, False), (RefundOutcome.DONE, False, True), (RefundOutcome.WITH_THE_REST, False, False)],
)
def test_only_what_went_back_by_itself_is_done(outcome: RefundOutcome | None, *, pending: bool, done: bool) -> None:
    part = PartRefund("K-14790-2-1", 1002, 13_200, NOON, outcome)
    assert (part.is_pending, part.is_done) == (pending, done)


def test_a_new_part_has_not_been_refused_and_is_not_late() -> None:
    part = PartRefund("K-14790-2-1", 1002, 13_200, NOON)
    assert (part.refusals, part.retry_at, part.is_overdue, part.settled_at) == (0, None, False, None)


def test_the_words_that_are_stored_do_not_change() -> None:
    assert [outcome.value for outcome in RefundOutcome] == ["DONE", "WITH_THE_REST"]
