"""Events of the workshop itself are stored under a number that no order can have."""

import pytest

from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.domain.registers.import_columns import MAX_NUMBER, read_number
from promeister_mpay.errors import InputError


def test_no_order_has_the_number_of_the_workshops_own_events() -> None:
    assert (read_number("1", "number"), read_number(str(MAX_NUMBER), "number")) == (1, MAX_NUMBER)
    with pytest.raises(InputError):
        read_number(str(WORKSHOP), "number")
