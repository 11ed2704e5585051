"""Financial years: twelve months from the month that the workshop chose."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.books.financial_years import FinancialYear, year_of


@pytest.mark.parametrize(
    ("day", "first_month", "first_day", "last_day"),
    [
        (date(2026, 1, 1), 1, date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 12, 31), 1, date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 6, 30), 7, date(2025, 7, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), 7, date(2026, 7, 1), date(2027, 6, 30)),
        (date(2027, 3, 31), 3, date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_year_is_named_by_its_first_day(day: date, first_month: int, first_day: date, last_day: date) -> None:
    assert year_of(day, first_month) == FinancialYear(first_day, last_day)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 12))
def test_every_day_lies_in_its_year_and_the_years_follow_each_other(day: date, first_month: int) -> None:
    year = year_of(day, first_month)
    assert year.first_day <= day <= year.last_day
    assert year_of(year.last_day, first_month) == year
    assert year_of(date.fromordinal(year.last_day.toordinal() + 1), first_month).first_day.month == first_month
