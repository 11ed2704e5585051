"""The lists of the store, read a page at a time."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from promeister_mpay.domain.lists.filters import ParsedQuery
from promeister_mpay.domain.lists.query import Checkpoints, Key, ListRow, Value, View


class Lists(Protocol):
    """The lists of orders and registers; a key is a row's place in the list that `query` selects and sorts."""

    def around(
        self, query: ParsedQuery, identity: Value, *, above: int, below: int
    ) -> tuple[Sequence[ListRow], Sequence[ListRow]] | None:
        """The rows before the one with this identity, and those from it on; None when it is not in the list."""
        ...

    def after(
        self, query: ParsedQuery, key: Key | None, *, most: int, skip: int = 0, inclusive: bool = False
    ) -> Sequence[ListRow]:
        """Rows after a key, or the first rows without one; `inclusive` begins with the row at the key itself."""
        ...

    def before(self, query: ParsedQuery, key: Key | None, *, most: int) -> Sequence[ListRow]:
        """The rows just before a key, or the last rows without one; in the order of the list."""
        ...

    def checkpoints(self, query: ParsedQuery, *, step: int) -> Checkpoints:
        """The number of rows, and the keys of those at 0, step, 2·step and so on."""
        ...

    def count_between(self, query: ParsedQuery, first: Key, last: Key) -> int:
        """The number of rows from `first` (included) to `last` (not included)."""
        ...

    def counts(self) -> Mapping[View, int]:
        """The number of orders in each view except ALL."""
        ...
