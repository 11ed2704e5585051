"""The balance of the clearing account (1931) split by order, with what each part of it waits for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from promeister_mpay.domain.settlement.matching import OpenItem, OpenItemKind

PAYOUT = "Utbetalning från Resurs"
DEDUCTION = "Att Resurs drar av återbetalningen"
POSTING = "Att ordern bokförs"
CREDITING = "Kreditering av fakturan"
REFUNDING = "Återbetalning till kunden"


@dataclass(frozen=True, slots=True)
class ClearingLine:
    """What is booked on the clearing account for one payment of an order; öre.

    `booked - credited - paid_out == balance`.

    `since` is the day of the last voucher with this payment. Refunds that Resurs has deducted lower `paid_out`.
    """

    account: int
    order_number: int
    reference: str
    booked: int
    credited: int
    paid_out: int
    since: date

    @property
    def balance(self) -> int:
        """The payment's balance on the account, in öre."""
        return self.booked - self.credited - self.paid_out

    def age(self, today: date) -> int:
        """Days since the last voucher with this payment."""
        return max((today - self.since).days, 0)


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A clearing line and a Swedish text saying what it waits for; the text is empty when the balance is zero."""

    line: ClearingLine
    waits_for: str


@dataclass(frozen=True, slots=True)
class ExplainedAccount:
    """A clearing account split by order: `by_order` is the sum of all lines, `ledger` the account's balance, in öre.

    `accounts` lists every account that mobile payments are or were booked on, the one in the settings first.
    """

    account: int
    accounts: tuple[int, ...]
    lines: tuple[ExplainedLine, ...]
    by_order: int
    ledger: int

    @property
    def agrees(self) -> bool:
        """Whether the sum of the lines equals the ledger's balance, as it must."""
        return self.by_order == self.ledger


def waits_for(line: ClearingLine, outstanding: Iterable[OpenItem]) -> str:
    """Return what must happen before the line's balance is zero; `outstanding` holds its unsettled open items.

    `rest` is the balance that remains when all of them are settled: something that is not booked yet. A line whose
    reference is an invoice number was not paid by mobile and waits for nothing.
    """
    if line.reference.isdecimal():
        return ""
    open_items = tuple(outstanding)
    kinds = {open_item.kind for open_item in open_items}
    rest = line.balance - sum(open_item.amount for open_item in open_items)
    reasons = []
    if OpenItemKind.PAYMENT in kinds:
        reasons.append(PAYOUT)
    if OpenItemKind.REFUND in kinds:
        reasons.append(DEDUCTION)
    if rest > 0:
        reasons.append(CREDITING)
    if rest < 0:
        reasons.append(POSTING if line.booked == line.credited == 0 else REFUNDING)
    return ". ".join(reasons) if line.balance else ""
