"""Öresavrundning of part credits: each within 50 öre, and all of them together that of the invoice (lag 1970:1029)."""

from collections.abc import Sequence

from promeister_mpay.domain.books.invoices import Invoice
from promeister_mpay.domain.money import round_to_krona
from promeister_mpay.domain.orders.lines import VatSum

MOST = 50
"""The largest öresavrundning of a document, in öre."""


def exact(by_rate: Sequence[VatSum]) -> int:
    """The amount of these sums with VAT and before öresavrundning, in öre."""
    return sum(each.net + each.vat for each in by_rate)


def sign_of(invoice: Invoice) -> int:
    """-1 for an invoice that pays money out, else 1."""
    return -1 if exact(invoice.by_rate) < 0 else 1


def part_rounding(amount: int, *, left: int, rest: int) -> int:
    """The öresavrundning of a part credit that is not the last one, in öre (`bookkeeping.md §5`).

    `amount` is the part's exact amount and `rest` that of what is left to credit after it, neither negative; `left` is
    the öresavrundning that this and all later parts must come to together. The part is rounded to whole kronor when the
    later parts can still be within `MOST` and above zero; otherwise it is rounded as little as they need, mostly not.
    """
    low = max(-MOST, -amount, left - MOST)
    high = min(MOST, left + min(MOST, rest))
    to_krona = round_to_krona(amount) - amount
    # An amount of 50 öre is as near to the krona below.
    nearest = (to_krona, -MOST) if to_krona == MOST else (to_krona,)
    return next((each for each in nearest if low <= each <= high), min(max(0, low), high))
