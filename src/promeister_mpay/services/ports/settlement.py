"""The payouts of the store, and the clearing account order by order."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from promeister_mpay.domain.settlement.clearing import ClearingLine
from promeister_mpay.domain.settlement.matching import OpenItem, OpenItems, PayoutBatchHistory, RowHistory
from promeister_mpay.domain.settlement.payouts import Payout


class Payouts(Protocol):
    """The booked payouts, and the open items that a payout can settle. All raise `StoreError`."""

    def next_number(self) -> int:
        """Reserve the next number; other programs that reserve one wait until this transaction ends."""
        ...

    def open_items(self, names: Collection[str]) -> OpenItems:
        """The open items, settled or not, that these names in a file may mean: references, ids and numbers."""
        ...

    def outstanding(self) -> Sequence[OpenItem]:
        """Every completed payment and refund that no payout has settled."""
        ...

    def history(self, marks: Collection[str]) -> Mapping[str, RowHistory]:
        """What was booked before of rows of a file, by their marks; unknown rows are left out."""
        ...

    def batch_history(self, numbers: Collection[str]) -> Mapping[str, PayoutBatchHistory]:
        """What was booked before of each payout number of Resurs; unknown numbers are left out."""
        ...

    def add(self, payout: Payout, *, bank: int, voucher_id: int | None, who: str, at: datetime) -> None:
        """Insert it with its rows; `bank` is the account that its voucher debits with the net amount.

        What does not add up to its voucher, or is settled already, raises `StoreError`.
        """
        ...

    def get(self, number: int) -> Payout:
        """The payout as it was booked; raises `NotFoundError`."""
        ...


class Clearing(Protocol):
    """Accounts that are explained order by order. All raise `StoreError`."""

    def settled_accounts(self) -> Sequence[int]:
        """Every account that payouts have settled open items on."""
        ...

    def by_order(self, account: int, *, balanced_too: bool = False) -> Sequence[ClearingLine]:
        """An account's balance by order, the longest unchanged first; balanced orders only if `balanced_too`."""
        ...
