"""A part refund: the part of a payment that is refunded for a part credit, found by its own transaction id (S12)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RefundOutcome(StrEnum):
    """How a part refund ended: done alone, or included when the whole payment was refunded."""

    DONE = "DONE"
    WITH_THE_REST = "WITH_THE_REST"


@dataclass(frozen=True, slots=True)
class PartRefund:
    """The refund that a part credit asks for; stored in the same transaction as the credit invoice.

    `amount` in öre, times in UTC. The settlement file prints `transaction_id` (`gateway.md §16`). `retry_at` is
    when it may be asked for again after a refusal; `is_overdue`: the gateway should have shown it by now.
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
        """Whether the gateway has not shown the refund yet."""
        return self.outcome is None

    @property
    def is_done(self) -> bool:
        """Whether it was refunded alone, not with the whole payment."""
        return self.outcome is RefundOutcome.DONE
