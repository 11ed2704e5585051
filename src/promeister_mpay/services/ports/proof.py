"""The check of all that is booked in the store."""

from collections.abc import Iterator
from typing import Protocol

from promeister_mpay.domain.books.breaks import Walked


class Proof(Protocol):
    """Walks the chains of seals and the sums. All raise `StoreError` when the store is damaged."""

    def size(self) -> int:
        """How many documents there are to walk."""
        ...

    def walk(self) -> Iterator[Walked]:
        """Check everything, a part at a time; between two parts a caller may stop."""
        ...
