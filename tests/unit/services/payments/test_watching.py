"""A round of the watch: who is looked at first, when it stops, and that an error of the store is not lost."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from promeister_mpay.domain.payments.request import PaymentRequest
from promeister_mpay.errors import GatewayError, GatewayLogin, GatewayRefused, GatewayUnavailable, StoreBusy
from promeister_mpay.services.payments.loop import LoopResult
from promeister_mpay.services.payments.watching import TOGETHER, WatchRound
from support.gateways import PATIENCE
from support.observed_payments import REQUEST


def due(count: int, *, failures: int = 0, first: int = 1) -> list[PaymentRequest]:
    return [replace(REQUEST, id=number, failures=failures) for number in range(first, first + count)]


def watched(answer: Callable[[PaymentRequest], GatewayError | None], requests: list[PaymentRequest]) -> list[int]:
    """The ids in the order in which they were looked at."""
    looked: list[int] = []

    def look(request: PaymentRequest) -> LoopResult:
        looked.append(request.id)
        return LoopResult(request, answer(request))

    WatchRound(look, lambda: False).run(requests)
    return looked


def test_each_is_looked_at_once_and_given_in_its_order() -> None:
    requests = due(30)
    found = WatchRound(LoopResult, lambda: False).run(requests)
    assert [before.id for before, _ in found] == [result.request.id for _, result in found] == list(range(1, 31))


def test_what_got_no_answer_the_last_time_comes_last() -> None:
    requests = [*due(8, failures=3), *due(8, first=9)]
    assert set(watched(lambda _: None, requests)[:8]) == set(range(9, 17))


def test_several_that_get_no_answer_do_not_end_the_round_while_others_do() -> None:
    def every_other(request: PaymentRequest) -> GatewayError | None:
        return GatewayUnavailable("tyst") if request.id % 2 else None

    assert len(watched(every_other, due(20))) >= TOGETHER
    assert watched(lambda _: GatewayRefused("nej"), due(20)) != []


@pytest.mark.parametrize("error", [GatewayUnavailable("tyst"), GatewayLogin("nej")])
def test_a_sick_gateway_is_not_asked_about_the_others(error: GatewayError) -> None:
    assert TOGETHER > len(watched(lambda _: error, due(1))) == 1
    assert len(watched(lambda _: error, due(40))) < 2 * TOGETHER


def test_nothing_more_is_asked_when_the_gateway_wants_to_be_left_alone() -> None:
    round_ = WatchRound(LoopResult, lambda: True)
    assert len(round_.run(due(40))) <= TOGETHER


def test_as_many_as_are_allowed_are_looked_at_together() -> None:
    meeting = threading.Barrier(TOGETHER)

    def look(request: PaymentRequest) -> LoopResult:
        meeting.wait(PATIENCE)
        return LoopResult(request)

    assert len(WatchRound(look, lambda: False).run(due(2 * TOGETHER))) == 2 * TOGETHER


@pytest.mark.parametrize("count", [1, 9])
def test_an_error_of_the_store_is_raised(count: int) -> None:
    def look(request: PaymentRequest) -> LoopResult:
        raise StoreBusy("Databasen är upptagen.")

    with pytest.raises(StoreBusy):
        WatchRound(look, lambda: False).run(due(count))


@pytest.mark.parametrize(
    ("result", "is_answered"),
    [
        (LoopResult(REQUEST), True),
        (LoopResult(REQUEST, GatewayUnavailable("tyst")), False),
        (LoopResult(REQUEST, is_under_way=True), False),
    ],
)
def test_only_an_answer_says_that_the_gateway_answers(result: LoopResult, *, is_answered: bool) -> None:
    round_ = WatchRound(lambda _: result, lambda: False)
    assert not round_.is_answered
    round_.run(due(1))
    assert round_.is_answered is is_answered
