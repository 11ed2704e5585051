"""Batches of vouchers: what their files are called, and which periods they can have."""

from datetime import date

import pytest

from promeister_mpay.domain.books.financial_years import year_of
from promeister_mpay.domain.books.sie_batches import Period, check_period, file_name
from promeister_mpay.errors import InputError

DAY = date(2026, 8, 1)


def test_a_file_is_called_by_its_financial_year_and_number() -> None:
    assert file_name(year_of(DAY, 1), 3) == "FAKT-2026-0003.SI"
    assert file_name(year_of(DAY, 7), 12, "RATT") == "RATT-2026-27-0012.SI"
    assert file_name(year_of(date(2099, 9, 1), 7), 1) == "FAKT-2099-00-0001.SI"


@pytest.mark.parametrize("period", [Period(), Period(DAY), Period(None, DAY), Period(DAY, DAY)])
def test_a_period_may_be_open_or_of_one_day(period: Period) -> None:
    check_period(period)


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(InputError, match="slutar innan den börjar") as refused:
        check_period(Period(DAY, date(2026, 7, 31)))
    assert refused.value.field == "last_day"
