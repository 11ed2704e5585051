"""Days that are asked about before an order is booked on them: a wrong clock is not obeyed."""

from datetime import date

import pytest

from promeister_mpay.domain.books.financial_years import year_of
from promeister_mpay.domain.books.unusual_days import unusual_day

LAST = date(2026, 11, 20)
YEARS = (year_of(LAST, 1),)


@pytest.mark.parametrize("day", [LAST, date(2026, 11, 27), date(2026, 12, 31)])
def test_a_day_after_the_last_invoice_in_an_opened_year_is_usual(day: date) -> None:
    assert unusual_day(day, last_document=LAST, opened=YEARS) == ()


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(1980, 1, 1), "senaste fakturan är daterad 2026-11-20"),
        (date(2026, 11, 19), "senaste fakturan är daterad 2026-11-20"),
        (date(2027, 3, 1), "101 dagar efter den senaste fakturan"),
        (date(2027, 1, 2), "räkenskapsår som inte är öppnat"),
        (date(2062, 1, 2), "räkenskapsår som inte är öppnat"),
    ],
)
def test_an_unlikely_day_has_its_sentence(day: date, says: str) -> None:
    assert says in " ".join(unusual_day(day, last_document=LAST, opened=YEARS))


def test_a_hundred_days_without_an_invoice_are_usual() -> None:
    assert unusual_day(date(2027, 2, 28), last_document=LAST, opened=(*YEARS, year_of(date(2027, 1, 1), 1))) == ()


def test_the_first_invoice_is_not_older_than_the_program() -> None:
    assert "1980-01-01" in unusual_day(date(1980, 1, 1), last_document=None, opened=())[0]
    assert unusual_day(date(2026, 1, 1), last_document=None, opened=()) == ()
