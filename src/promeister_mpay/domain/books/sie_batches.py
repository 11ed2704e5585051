"""SIE batches: the vouchers exported in one SIE file. Each voucher is in at most one batch."""

from dataclasses import dataclass
from datetime import date, datetime

from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.errors import InputError


@dataclass(frozen=True, slots=True)
class Period:
    """A period from its first day to its last, both included; None is no limit."""

    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Unexported:
    """The vouchers of one financial year and a period that were not exported when they were counted.

    `through` is the id of the last voucher at that moment: vouchers booked later belong to the next batch.
    `first_day` and `last_day` are those of the vouchers.
    """

    year: FinancialYear
    period: Period
    through: int
    vouchers: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class SieBatch:
    """An exported SIE file; `vouchers` is a count, `year` the first day of the financial year, `created_at` in UTC."""

    id: int
    year: date
    first_day: date
    last_day: date
    vouchers: int
    file_name: str
    created_at: datetime
    created_by: str


def file_name(year: FinancialYear, number: int, prefix: str = "FAKT") -> str:
    """A batch's file name: 'FAKT-2026-0003.SI', or 'FAKT-2026-27-0003.SI' for a year in two calendar years."""
    first, last = year.first_day.year, year.last_day.year
    years = str(first) if first == last else f"{first}-{last % 100:02d}"
    return f"{prefix}-{years}-{number:04d}.SI"


def check_period(period: Period) -> None:
    """Refuse a period that ends before it begins; raises `InputError('last_day')`."""
    if period.first_day and period.last_day and period.last_day < period.first_day:
        raise InputError("Perioden slutar innan den börjar. Ändra till-datumet.", "last_day")
