"""What a clerk is asked about before a payout is booked: unlikely days and fees (`design §17`)."""

from collections.abc import Iterator
from datetime import date, timedelta

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.settlement.matching import OpenItemKind
from promeister_mpay.domain.settlement.payouts import Payout

MOST_AHEAD = timedelta(days=5)
"""Resurs dates a payout on the next banking day; over Easter that is five days ahead."""


def unusual_in(payout: Payout, *, today: date, is_in_known_year: bool) -> tuple[str, ...]:
    """Return a sentence for each thing in a payout that is unlikely to be right; none when it looks as usual.

    `is_in_known_year` tells whether the payout's day is in a financial year that is opened, or in today's.
    """
    return (*_unusual_day(payout, today, is_in_known_year=is_in_known_year), *_unusual_fees(payout))


def _unusual_day(payout: Payout, today: date, *, is_in_known_year: bool) -> Iterator[str]:
    day = payout.posted_on
    if day > today + MOST_AHEAD:
        yield f"Utbetalningen är daterad {day}, som är {(day - today).days} dagar fram i tiden."
    # A refund's day is the one on which its answer was seen, which may be days after Resurs made it.
    items = [row.open_item for row in payout.rows if row.open_item]
    paid = [item.on for item in items if item.kind is OpenItemKind.PAYMENT]
    if paid and day < max(paid):
        yield f"Utbetalningen är daterad {day}, men en av betalningarna i den gjordes {max(paid)}."
    if not is_in_known_year:
        yield f"Utbetalningen är daterad {day}, i ett räkenskapsår som inte är öppnat."


def _unusual_fees(payout: Payout) -> Iterator[str]:
    below = [row for row in payout.rows if row.fee < 0 < row.gross]
    if below:
        fee = format_kronor(sum(row.fee for row in below))
        yield f"Avgiften för {below[0].reference} är mindre än noll: Resurs skulle betala {fee} till er."
