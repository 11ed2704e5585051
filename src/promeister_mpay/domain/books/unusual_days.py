"""Days that a clerk is asked about before something is booked on them: a wrong clock is not obeyed (`design §17`)."""

from collections.abc import Iterator, Sequence
from datetime import date

from promeister_mpay.domain.books.financial_years import FinancialYear

MOST_DAYS_BETWEEN = 100
"""A workshop that has not booked anything for longer is asked whether its clock is right."""
FIRST_DAY = date(2026, 1, 1)
"""The program was not made before this day."""


def unusual_day(day: date, *, last_document: date | None, opened: Sequence[FinancialYear]) -> tuple[str, ...]:
    """Return a sentence for each thing that is unlikely about booking on a day; none when it looks as usual.

    `last_document` is the day of the last invoice or credit invoice, `opened` are the financial years in the books.
    """
    return (*_against_last(day, last_document), *_unopened(day, opened))


def _against_last(day: date, last: date | None) -> Iterator[str]:
    if last is None:
        if day < FIRST_DAY:
            yield f"Datorns datum är {day}."
    elif day < last:
        yield f"Datorns datum är {day}, men den senaste fakturan är daterad {last}."
    elif (day - last).days > MOST_DAYS_BETWEEN:
        yield f"Datorns datum är {day}, {(day - last).days} dagar efter den senaste fakturan."


def _unopened(day: date, opened: Sequence[FinancialYear]) -> Iterator[str]:
    if opened and not any(year.first_day <= day <= year.last_day for year in opened):
        yield f"{day} ligger i ett räkenskapsår som inte är öppnat; det öppnas nu."
