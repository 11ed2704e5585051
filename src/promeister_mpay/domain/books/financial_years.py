"""Financial years: the one that a day belongs to, beginning with any month."""

from dataclasses import dataclass
from datetime import date, timedelta


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
