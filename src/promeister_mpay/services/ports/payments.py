"""The payment requests of the store."""

from datetime import datetime
from typing import Protocol

from promeister_mpay.domain.payments.request import PaymentRequest


class PaymentRequests(Protocol):
    """The payment requests of the store."""

    def next_attempt(self, order_number: int) -> int:
        """1 for the order's first request, and so on."""
        ...

    def add(self, request: PaymentRequest) -> PaymentRequest:
        """Insert (its `id` is ignored) and give it with its id; a second that holds the order raises `OrderLocked`."""
        ...

    def get(self, request_id: int) -> PaymentRequest:
        """The request; raises `NotFoundError`. In a writing unit of work its row is locked until the end."""
        ...

    def save(self, request: PaymentRequest) -> None:
        """Write all its fields, and its part refunds; more of those than was captured raises `StoreError`."""
        ...

    def of_order(self, order_number: int) -> list[PaymentRequest]:
        """All of an order, oldest first."""
        ...

    def due(self, now: datetime, *, most: int) -> list[int]:
        """Ids of requests whose next look is due: the unsettled before the paid, and the longest due first."""
        ...

    def next_due(self) -> datetime | None:
        """When the next look at any request is due (UTC), or None when none is watched."""
        ...

    def take_lease(self, request_id: int, *, owner: str, now: datetime, until: datetime) -> bool:
        """Take or renew the right to step this request; False while another owner's lease has not run out."""
        ...

    def give_lease(self, request_id: int, *, owner: str) -> None:
        """Give the lease back, if `owner` has it."""
        ...

    def has_lease(self, request_id: int, *, owner: str) -> bool:
        """Whether `owner` (still) has the lease."""
        ...
