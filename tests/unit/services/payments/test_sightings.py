"""What a program has seen of others is as old as it has known it, whatever any clock says (design §14 rule 11)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.payments.request import Call, CallKind, Lease
from promeister_mpay.services.payments.sightings import BELIEVED, Sightings
from support.fakes.clock import NOON, FakeClock

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
    assert sightings.own_time(1, CALL, clock.now()) == Call(CALL.kind, clock.now() - MINUTE, CALL.transaction_id)


def test_what_was_written_days_ago_is_old_at_the_first_sight() -> None:
    sightings = Sightings(FakeClock(NOON + BELIEVED + MINUTE))
    assert sightings.age(1, CALL) == MINUTE


def test_a_lease_and_a_call_of_one_request_are_known_each_for_itself() -> None:
    clock = FakeClock()
    sightings = Sightings(clock)
    sightings.age(1, CALL)
    clock.advance(MINUTE)
    assert sightings.age(1, Lease("Kassa 2", NOON)) == timedelta()
    assert sightings.age(1, CALL) == MINUTE
