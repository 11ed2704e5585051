"""The history of the store."""

from typing import Protocol

from promeister_mpay.domain.events import Event


class Events(Protocol):
    """The history of orders and settings; events are only added."""

    def add(self, event: Event) -> None:
        """Append."""
        ...

    def of_order(self, order_number: int) -> list[Event]:
        """All of an order, or of the `WORKSHOP`, newest first."""
        ...
