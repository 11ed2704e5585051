"""The safety times of the payment loop stand in the order that its promises rest on."""

from datetime import timedelta

import pytest

from promeister_mpay.adapters.resurs.http_client import TIMEOUT, whole_exchange
from promeister_mpay.domain.payments.safety_times import (
    AT_ONCE,
    CONNECT_TIMEOUT,
    EXCHANGE,
    LATE,
    LEASE,
    POOL_TIMEOUT,
    READ_TIMEOUT,
    WRITE_TIMEOUT,
)

DECIDED = {
    "AT_ONCE": (AT_ONCE, 30),
    "EXCHANGE": (EXCHANGE, 25),
    "CONNECT_TIMEOUT": (CONNECT_TIMEOUT, 5),
    "POOL_TIMEOUT": (POOL_TIMEOUT, 5),
    "WRITE_TIMEOUT": (WRITE_TIMEOUT, 10),
    "READ_TIMEOUT": (READ_TIMEOUT, 20),
    "LEASE": (LEASE, 90),
    "LATE": (LATE, 120),
}
"""In seconds. Counters carry on each other's requests: whoever changes a time reads design §14."""

STEP = AT_ONCE + EXCHANGE + EXCHANGE
"""From the journal to the end of a call, with a question before it, as a create has after a blind restore."""


def test_a_call_is_begun_and_given_up_before_another_counter_takes_the_request_over() -> None:
    assert STEP < LEASE


def test_the_request_is_taken_over_before_its_call_is_taken_for_one_that_never_arrived() -> None:
    assert LEASE <= LATE


def test_the_http_client_has_the_deadline_and_no_wait_is_longer() -> None:
    assert 0 < whole_exchange().left() <= EXCHANGE.total_seconds()
    waits = [TIMEOUT.connect, TIMEOUT.pool, TIMEOUT.write, TIMEOUT.read]
    allowed = [CONNECT_TIMEOUT, POOL_TIMEOUT, WRITE_TIMEOUT, READ_TIMEOUT]
    assert waits == [wait.total_seconds() for wait in allowed]
    assert max(allowed) < EXCHANGE


@pytest.mark.parametrize("name", DECIDED)
def test_a_time_is_what_was_decided(name: str) -> None:
    time, seconds = DECIDED[name]
    assert time == timedelta(seconds=seconds)
