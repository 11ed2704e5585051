"""What a program has seen of others is as old as it has known it, whatever any clock says (design §14 rule 11)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.payments.request import Call, CallKind, Lease, Refusal
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.services.payments.sightings import BELIEVED, Sightings, as_written
from support.fakes.clock import NOON, FakeClock
from support.observed_payments import BOTH, REQUEST

MINUTE = timedelta(minutes=1)
CALL = Call(CallKind.REFUND, NOON, "R-1")


@pytest.mark.parametrize("seen", [CALL, Lease("Kassa 2", NOON)])
def test_it_grows_old_only_while_it_is_known_unchanged(seen: Call | Lease) -> None:
    clock = FakeClock()
    sightings = Sightings(clock)
    assert sightings.age(1, seen) == timedelta()
    clock.advance(MINUTE)
    assert sightings.age(1, seen) == MINUTE
    assert sightings.age(2, seen) == timedelta()
    changed = Lease("Kassa 2", NOON + MINUTE) if isinstance(seen, Lease) else Call(seen.kind, NOON + MINUTE, "R-1")
    assert sightings.age(1, changed) == timedelta()
    assert sightings.age(1, seen) == timedelta(), "it was taken again"


@given(st.timedeltas(-BELIEVED, BELIEVED), st.timedeltas(-BELIEVED, BELIEVED))
def test_no_clock_that_is_wrong_by_hours_makes_it_older(wrong: timedelta, put_right: timedelta) -> None:
    clock = FakeClock(NOON + wrong)
    sightings = Sightings(clock)
    assert sightings.age(1, CALL) == timedelta()
    clock.put_right(put_right)
    clock.advance(MINUTE)
    assert sightings.age(1, CALL) == MINUTE
    request = replace(REQUEST, call=CALL)
    mine = sightings.own_time(request, clock.now())
    assert mine.call == Call(CALL.kind, clock.now() - MINUTE, CALL.transaction_id)
    assert as_written(request, mine, mine) == request


def test_what_was_written_days_ago_is_old_at_the_first_sight() -> None:
    sightings = Sightings(FakeClock(NOON + BELIEVED + MINUTE))
    assert sightings.age(1, CALL) == MINUTE


@given(st.timedeltas(-BELIEVED, BELIEVED))
def test_a_refused_call_is_not_made_again_before_it_is_late_whatever_the_clock_says(wrong: timedelta) -> None:
    clock = FakeClock(NOON + wrong)
    sightings = Sightings(clock)
    first, second = BOTH.refunds
    refusal = Refusal(CallKind.CANCEL, 1, NOON)
    refused = replace(BOTH, refusal=refusal, refunds=(first, replace(second, refusals=1, retry_at=NOON)))
    sightings.note(refused, clock.now())
    clock.advance(MINUTE)
    mine = sightings.own_time(refused, clock.now())
    soonest = max(NOON, clock.now() + LATE - MINUTE)
    assert mine.refusal == replace(refusal, retry_at=soonest)
    assert [refund.retry_at for refund in mine.refunds] == [None, soonest]
    assert as_written(refused, mine, mine) == refused


def test_a_lease_and_a_call_of_one_request_are_known_each_for_itself() -> None:
    clock = FakeClock()
    sightings = Sightings(clock)
    sightings.age(1, CALL)
    clock.advance(MINUTE)
    assert sightings.age(1, Lease("Kassa 2", NOON)) == timedelta()
    assert sightings.age(1, CALL) == MINUTE
