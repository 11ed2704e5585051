"""The lists behind F5: a page at a time, by key, so that a million rows are as quick as ten."""

from collections.abc import Mapping, Sequence

from promeister_mpay.domain.lists import Key, ListKind, ListQuery, Page, Row, Survey, View
from promeister_mpay.services.ports import Store


class ListService:
    """Reads lists. Blocking; run it off the UI thread. A filter that cannot be read raises `InputError(column key)`."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    def open_at(self, kind: ListKind, query: ListQuery, identity: Value | None, *, most: int) -> Page:
        """The first page: around the row with this identity (an order's number …) if it is in the list, else the top."""
        raise NotImplementedError

    def page(
        self, kind: ListKind, query: ListQuery, *, after: Key | None = None, before: Key | None = None, most: int
    ) -> Page:
        """The rows next after, or next before, a key; with neither the first ones, and `before=()` gives the last."""
        raise NotImplementedError

    def survey(self, kind: ListKind, query: ListQuery) -> Survey:
        """Count the rows and learn where they stand; takes long, and nobody waits for it."""
        raise NotImplementedError

    def rows_at(self, kind: ListKind, query: ListQuery, survey: Survey, first: int, *, most: int) -> Sequence[Row]:
        """The rows from a position on."""
        raise NotImplementedError

    def place_of(self, kind: ListKind, query: ListQuery, survey: Survey, key: Key) -> int:
        """The position of a key in a surveyed list."""
        raise NotImplementedError

    def counts(self) -> Mapping[View, int]:
        """How many orders are in each ready view but ALL, for the navigation tree."""
        raise NotImplementedError
