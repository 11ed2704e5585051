"""The manager's code as it is kept, and the waits after wrong tries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.approvals import FREE_TRIES, LONGEST_WAIT, MOST_COST, fits, kept, wait_after
from promeister_mpay.errors import InputError


def test_only_the_code_itself_fits_and_it_is_not_in_what_is_kept() -> None:
    made = kept(" Kaffe-42å ")
    assert fits("Kaffe-42å", made)
    assert fits("Kaffe-42a\N{COMBINING RING ABOVE}", made)
    assert not fits("kaffe-42å", made)
    assert not fits("", made)
    assert "Kaffe" not in repr(made) + made.hash + made.salt
    assert kept("Kaffe-42å").hash != made.hash


@pytest.mark.parametrize("code", ["", "   ", "123", "x" * 101])
def test_a_code_that_is_too_short_or_too_long_is_refused(code: str) -> None:
    with pytest.raises(InputError, match="4 till 100 tecken"):
        kept(code)


def test_stored_parameters_that_would_stop_the_program_are_not_tried() -> None:
    assert not fits("1234", replace(kept("1234"), cost=MOST_COST * 2))


def test_the_wait_grows_and_ends() -> None:
    waits = [wait_after(wrong) for wrong in range(60)]
    assert waits[:FREE_TRIES] == [timedelta()] * FREE_TRIES
    assert waits[FREE_TRIES] == timedelta(seconds=5)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
