"""The payment requests of the store."""

from datetime import datetime
from typing import Protocol

from promeister_mpay.domain.payments.request import Lease, PaymentRequest


class PaymentRequests(Protocol):
    """The payment requests of the store."""

    def next_attempt(self, order_number: int) -> int:
        """1 for the order's first request, and so on."""
        ...

    def add(self, request: PaymentRequest) -> PaymentRequest:
        """Insert it, return it with its new id; raises `OrderLocked` when another request holds the order."""
        ...

    def get(self, request_id: int) -> PaymentRequest:
        """The request; raises `NotFoundError`. In a writing unit of work its row is locked until the end."""
        ...

    def save(self, request: PaymentRequest) -> None:
        """Write all fields and part refunds; raises `StoreError` when more is refunded than was captured."""
        ...

    def of_order(self, order_number: int) -> list[PaymentRequest]:
        """All of an order, oldest first."""
        ...

    def due(self, now: datetime, *, most: int) -> list[int]:
        """Ids of requests whose next check is due: unsettled before ended, and the longest due first.

        A check that lies further ahead than the longest pause is due, too: the clock was put right since.
        """
        ...

    def next_due(self) -> datetime | None:
        """When the next check of any request is due (UTC); None when no check is scheduled."""
        ...

    def has_watched(self) -> bool:
        """Whether a request is unsettled, or paid and still checked: only its own account can answer for it."""
        ...

    def take_lease(self, request_id: int, lease: Lease, *, over: Lease | None = None) -> bool:
        """Take or renew the lease of this request, also from `over`, which has run out; False if another has it."""
        ...

    def give_lease(self, request_id: int, *, owner: str) -> None:
        """Release the lease, if `owner` has it."""
        ...

    def lease(self, request_id: int) -> Lease | None:
        """The lease that somebody has of this request; None when it is free."""
        ...
