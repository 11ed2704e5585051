"""The payouts of the store, and the clearing account order by order."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from promeister_mpay.domain.settlement.clearing import ClearingLine
from promeister_mpay.domain.settlement.matching import OpenItem, OpenItems, PayoutBatchHistory, RowHistory
from promeister_mpay.domain.settlement.payouts import Payout


class Payouts(Protocol):
    """The payouts that are booked, and what can be settled by one. All raise `StoreError`."""

    def next_number(self) -> int:
        """Draw the next number, inside the transaction; others who book a payout wait until it ends."""
        ...

    def open_items(self, names: Collection[str]) -> OpenItems:
        """What names in a file may mean, settled or not: references, payment ids, transaction ids, numbers."""
        ...

    def outstanding(self) -> Sequence[OpenItem]:
        """Every payment and refund that has happened and that no payout has settled."""
        ...

    def history(self, marks: Collection[str]) -> Mapping[str, RowHistory]:
        """What was done before with rows of a file, by their marks; rows never seen are left out."""
        ...

    def batch_history(self, numbers: Collection[str]) -> Mapping[str, PayoutBatchHistory]:
        """What was booked before of each of Resurs's numbers; those never seen are left out."""
        ...

    def add(self, payout: Payout, *, bank: int, voucher_id: int | None, who: str, at: datetime) -> None:
        """Insert it with its rows; `bank` is the account that its voucher has the net on.

        What does not add up to its voucher, or is settled already, raises `StoreError`.
        """
        ...

    def get(self, number: int) -> Payout:
        """The payout as it was booked; raises `NotFoundError`."""
        ...


class Clearing(Protocol):
    """Accounts that are explained order by order. All raise `StoreError`."""

    def settled_accounts(self) -> Sequence[int]:
        """Every account that a payout has taken something from."""
        ...

    def by_order(self, account: int, *, balanced_too: bool = False) -> Sequence[ClearingLine]:
        """An account order by order, the longest untouched first; those that are level only when asked for."""
        ...
