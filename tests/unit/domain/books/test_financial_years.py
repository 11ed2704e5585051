"""Financial years: twelve months from the month that the workshop chose."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.books.financial_years import FinancialYear, new_year, year_of
from promeister_mpay.errors import InputError


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


CALENDAR = FinancialYear(date(2026, 1, 1), date(2026, 12, 31))
SINCE = FinancialYear(date(2027, 1, 1), date(2027, 8, 31))


def test_a_year_after_a_changed_first_month_begins_where_the_last_one_ended() -> None:
    assert new_year(date(2027, 3, 1), 9, [CALENDAR]) == SINCE
    assert new_year(date(2027, 9, 1), 9, [CALENDAR, SINCE]) == year_of(date(2027, 9, 1), 9)


def test_a_day_before_the_first_year_is_refused_with_what_to_do_once_the_first_month_is_changed() -> None:
    assert new_year(date(2025, 11, 5), 1, [CALENDAR]) == year_of(date(2025, 11, 5), 1)
    with pytest.raises(InputError) as refused:
        new_year(date(2025, 11, 5), 9, [CALENDAR])
    assert refused.value.field == "event_date"
    assert "2025-11-05 ligger före räkenskapsåret 2026-01-01 – 2026-12-31" in str(refused.value)
    assert "Inställningar → Moms och serier" in str(refused.value)


@given(st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 12)), max_size=12))
def test_whatever_days_and_first_months_come_the_years_never_overlap(days: list[tuple[date, int]]) -> None:
    opened: list[FinancialYear] = []
    for day, first_month in days:
        if any(year.first_day <= day <= year.last_day for year in opened):
            continue
        try:
            year = new_year(day, first_month, opened)
        except InputError:
            assert any(each.first_day.month != first_month for each in opened)
            continue
        assert year.first_day <= day <= year.last_day
        assert all(year.last_day < each.first_day or each.last_day < year.first_day for each in opened)
        opened = sorted([*opened, year], key=lambda each: each.first_day)
