"""Vouchers: rows that balance to the öre; a booked voucher is never changed (BFL 5:5–7)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum


class DocumentKind(StrEnum):
    """The kind of document that a voucher was made from."""

    INVOICE = "INVOICE"
    PAYOUT = "PAYOUT"
    CORRECTION = "CORRECTION"


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """An amount in öre on an account: debit positive, credit negative."""

    account: int
    amount: int


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """The part of a voucher row that belongs to one order; the balance of a clearing account is split by these.

    `reference` is the payment's, or the invoice number without a payment; `amount` is in öre with the row's sign.
    """

    account: int
    order_number: int
    reference: str
    amount: int


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher; `id`, `number`, `year`, `registered_at` and `who` are given when it is booked.

    `number` runs unbroken from 1 in its series and financial year, which is named by its first day. `document` is
    the number of the invoice or payout that it was made from, `corrects` the id of the voucher that it corrects.
    """

    series: str
    event_date: date
    text: str
    counterparty: str
    rows: tuple[VoucherRow, ...]
    document_kind: DocumentKind
    document: int | None = None
    items: tuple[LedgerItem, ...] = ()
    corrects: int | None = None
    id: int = 0
    number: int = 0
    year: date = date.min
    registered_at: datetime | None = None
    who: str = ""

    @property
    def name(self) -> str:
        """The series and number: 'F 12'."""
        return voucher_name(self.series, self.number)


def voucher_name(series: str | None, number: int | None) -> str:
    """A voucher's name 'F 12'; only the series before it is booked, empty without a voucher."""
    return f"{series or ''} {number or ''}".strip()


def rows_of(amounts: Iterable[tuple[int, int]]) -> tuple[VoucherRow, ...]:
    """Sum amounts in öre to one row for each account, in order of appearance; rows of zero are left out.

    Raises `ValueError` when the rows do not balance, which is a bug.
    """
    sums: dict[int, int] = {}
    for account, amount in amounts:
        sums[account] = sums.get(account, 0) + amount
    if sum(sums.values()):
        raise ValueError(f"a voucher that does not balance: {sums}")
    return tuple(VoucherRow(account, amount) for account, amount in sums.items() if amount)


def correction(voucher: Voucher, *, series: str, event_date: date, why: str) -> Voucher:
    """Make the voucher that reverses another, row by row, and refers to it (BFL 5:5, BFNAR 2013:2 2.17–18)."""
    return Voucher(
        series=series,
        event_date=event_date,
        text=f"Rättelse av {voucher.name}: {why}",
        counterparty=voucher.counterparty,
        rows=tuple(replace(row, amount=-row.amount) for row in voucher.rows),
        document_kind=DocumentKind.CORRECTION,
        document=voucher.document,
        items=tuple(replace(item, amount=-item.amount) for item in voucher.items),
        corrects=voucher.id,
    )
