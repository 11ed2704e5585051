"""The orders of the store."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from promeister_mpay.domain.orders.order import Order


class Move(Enum):
    """Where to go from an order: PgUp, PgDn, Ctrl+Home, Ctrl+End."""

    FIRST = auto()
    PREVIOUS = auto()
    NEXT = auto()
    LAST = auto()


class Orders(Protocol):
    """The orders of the store. All raise `StoreError` when it cannot be read or written."""

    def next_number(self) -> int:
        """Reserve the next order number, inside the transaction."""
        ...

    def add(self, order: Order) -> Order:
        """Insert a new order; returns it with version 1. Raises `OrderChanged` for an order number that exists."""
        ...

    def get(self, number: int) -> Order:
        """The order; raises `NotFoundError`. In a writing unit of work its row is locked until the end."""
        ...

    def save(self, order: Order, *, who: str, at: datetime) -> Order:
        """Write a clerk's changes if `order.version` is the stored one and nothing holds the order.

        Returns the order with its new version. Raises `OrderLocked`, or `OrderChanged` with who changed it and when.
        Writes header and lines; never the status MOBILBET or BOKFÖRD, nor the fields of payment.
        """
        ...

    def set_state(self, order: Order, *, who: str, at: datetime) -> Order:
        """Write only status, payment and booking, which the program sets; returns the order with its new version."""
        ...

    def last_change(self, number: int) -> tuple[str, datetime]:
        """Who last saved the order, and when (UTC); raises `NotFoundError`."""
        ...

    def delete(self, number: int, *, version: int) -> None:
        """Delete an order that has no payment request and is not booked; raises `OrderLocked`, `OrderChanged`."""
        ...

    def open_below(self, number: int | None, *, most: int) -> Sequence[int]:
        """The highest numbers below `number`, or of all, of orders that are open and held by no payment request."""
        ...

    def go(self, number: int | None, move: Move) -> int | None:
        """The number of the order that `move` leads to from `number`; None when there is none."""
        ...
