"""The clearing account (1931) order by order: what its balance is made of, and what each part of it waits for."""

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
    """What is booked on the account for one payment of an order; öre, `booked - credited - paid_out == balance`.

    `since` is the day of the last voucher that touched it. `paid_out` is less by what Resurs has taken back.
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
        """What is left of it on the account."""
        return self.booked - self.credited - self.paid_out

    def age(self, today: date) -> int:
        """Days since it last changed."""
        return max((today - self.since).days, 0)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line, and what it waits for; nothing when it is level."""

    line: ClearingLine
    waits_for: str


@dataclass(frozen=True, slots=True)
class Explained:
    """An account explained by order: the sum of all lines beside the ledger's own balance, in öre.

    `accounts` are all that mobile payments are or were booked on, the one that the workshop uses now first.
    """

    account: int
    accounts: tuple[int, ...]
    lines: tuple[Waiting, ...]
    by_order: int
    ledger: int

    @property
    def agrees(self) -> bool:
        """Whether the two are the same, as they must be."""
        return self.by_order == self.ledger


def waits_for(line: ClearingLine, outstanding: Iterable[OpenItem]) -> str:
    """What has to happen before the line is level; `outstanding` are the open items of its reference not settled yet.

    When all of those are settled the balance is `rest`: that is what the books lack on their side. What is known by an
    invoice's number was not paid by mobile, and waits for nothing here.
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
