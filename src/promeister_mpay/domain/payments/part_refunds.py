"""The part of a payment that goes back for a part credit: asked for once, seen by its own transaction id (S12)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RefundOutcome(StrEnum):
    """How a part refund ended: by itself, or with the rest of the payment when all of it went back."""

    DONE = "DONE"
    WITH_THE_REST = "WITH_THE_REST"


@dataclass(frozen=True, slots=True)
class PartRefund:
    """What a part credit gives back of a payment: an intent, committed with its credit invoice.

    `amount` in öre, times in UTC. The settlement file prints `transaction_id` (`gateway.md §16`). `retry_at` is
    when it may be asked for again after the gateway's last no; `is_overdue` says that it ought to have been seen.
    """

    transaction_id: str
    credit_invoice: int
    amount: int
    created_at: datetime
    outcome: RefundOutcome | None = None
    settled_at: datetime | None = None
    refusals: int = 0
    retry_at: datetime | None = None
    is_overdue: bool = False

    @property
    def is_pending(self) -> bool:
        """Whether the gateway has not shown yet that the money went back."""
        return self.outcome is None

    @property
    def is_done(self) -> bool:
        """Whether it has gone back by itself."""
        return self.outcome is RefundOutcome.DONE
