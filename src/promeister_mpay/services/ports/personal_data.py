"""What the store knows of a customer."""

from collections.abc import Mapping, Sequence
from typing import Protocol

Rows = Sequence[Mapping[str, object]]


class PersonalData(Protocol):
    """Finds a customer's personal data in every table, and removes it from the registers. All raise `StoreError`."""

    def of_customer(self, number: str) -> Mapping[str, Rows]:
        """Every row that belongs to the customer, by table; tables without any are left out."""
        ...

    def orders_of(self, number: str) -> Sequence[int]:
        """The numbers of the customer's orders."""
        ...

    def drop_from_registers(self, number: str) -> int:
        """Delete the customer and the customer's vehicles; returns how many rows that were."""
        ...
