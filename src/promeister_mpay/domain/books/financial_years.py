"""Financial years: the one that a day belongs to, beginning with any month."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from promeister_mpay.errors import InputError


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """A financial year, from its first day to its last, both included."""

    first_day: date
    last_day: date


def year_of(day: date, first_month: int) -> FinancialYear:
    """The financial year of a day, of twelve months that begin with `first_month` (1 to 12)."""
    begins = day.year if day.month >= first_month else day.year - 1
    first = date(begins, first_month, 1)
    return FinancialYear(first, date(begins + 1, first_month, 1) - timedelta(days=1))


def new_year(day: date, first_month: int, opened: Sequence[FinancialYear]) -> FinancialYear:
    """The financial year to open for a day that lies in none of the `opened` years, which are in order.

    When the first month has changed since, the year begins after the opened one before it. Where an opened year
    begins before it would end, nobody but the workshop knows which year the day belongs to: raises `InputError`.
    """
    year = year_of(day, first_month)
    before = [each for each in opened if each.last_day < day]
    if before and before[-1].last_day >= year.first_day:
        year = replace(year, first_day=before[-1].last_day + timedelta(days=1))
    after = next((each for each in opened if each.first_day > day), None)
    if after is not None and after.first_day <= year.last_day:
        raise InputError(_unknown_year(day, after), "event_date")
    return year


def _unknown_year(day: date, after: FinancialYear) -> str:
    """The sentence for a day before an opened year that began with another month than years do now."""
    return (
        f"{day} ligger före räkenskapsåret {after.first_day} – {after.last_day}, och räkenskapsårets första månad är "
        f"ändrad sedan dess, så året som dagen hör till är okänt. Bokför på en dag från {after.first_day}, eller ställ "
        "tillbaka månaden i Arkiv → Inställningar → Moms och serier, bokför dagen och ändra sedan månaden igen."
    )
