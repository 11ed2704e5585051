"""Finds the visible and selected rows again, by key, after a list was counted or has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from promeister_mpay.domain.lists.query import Checkpoints, ListKind, ListQuery, ListRow
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.ui.lists.model import PAGE, ListModel, identity_of

MOST_SOUGHT = 100
"""Selected rows that are looked up one by one; of a larger selection only the visible rows stay selected."""
AROUND = 3
"""Rows that are read to find one of them."""


@dataclass(frozen=True, slots=True)
class ViewportAnchors:
    """Positions to find again: the first visible row, the number of visible rows, the cursor's and the selected."""

    top: int
    visible: int
    current: int
    selected: tuple[int, ...]

    @property
    def middle(self) -> int:
        """The position in the middle of the visible rows."""
        return self.top + self.visible // 2

    def rows(self, model: ListModel) -> "AnchorRows":
        """The rows that stand there."""
        return AnchorRows(model.row(self.top), model.row(self.current), tuple(model.rows(self.selected)))


@dataclass(frozen=True, slots=True)
class AnchorRows:
    """The rows at the anchors; None for a row that is not read or does not exist."""

    top: ListRow | None
    current: ListRow | None
    selected: tuple[ListRow, ...]


@dataclass(frozen=True, slots=True)
class Viewport:
    """The anchored rows' new positions, and the rows around the top one, from `first`, the start of a page.

    `is_current_gone` says that another row stands at `current`: the one with the cursor is not in the list any more.
    """

    top: int
    current: int
    selected: tuple[int, ...]
    first: int
    rows: Sequence[ListRow]
    is_current_gone: bool


def find_viewport(
    service: ListService,
    kind: ListKind,
    query: ListQuery,
    checkpoints: Checkpoints,
    *,
    anchors: ViewportAnchors,
    rows: AnchorRows,
) -> Viewport:
    """Find the anchored rows in a newer count. Blocking."""
    finder = _Finder(service, kind, query, checkpoints)
    top = finder.near(rows.top, anchors.top)
    first = max(0, top // PAGE - 1) * PAGE
    found = (
        service.rows_at(kind, query, checkpoints, first, most=(anchors.visible // PAGE + 4) * PAGE)
        if checkpoints.count
        else ()
    )
    finder.know(first, found)
    current = finder.exactly(rows.current)
    return Viewport(
        top,
        finder.near(rows.current, anchors.current) if current is None else current,
        tuple(place for row in rows.selected[:MOST_SOUGHT] if (place := finder.exactly(row)) is not None),
        first,
        found,
        is_current_gone=current is None and rows.current is not None,
    )


class _Finder:
    """Looks up positions in one count."""

    def __init__(self, service: ListService, kind: ListKind, query: ListQuery, checkpoints: Checkpoints) -> None:
        self._service = service
        self._kind = kind
        self._query = query
        self._checkpoints = checkpoints
        self._known: Mapping[object, int] = {}

    def know(self, first: int, rows: Sequence[ListRow]) -> None:
        """Add known positions, so that they are not looked up."""
        self._known = {identity_of(row): at for at, row in enumerate(rows, first)}

    def near(self, row: ListRow | None, otherwise: int) -> int:
        """The position of a row, or where it would be; always a valid position (0 in an empty list)."""
        place = self._place(row) if row is not None and self._checkpoints.count else otherwise
        return max(0, min(place, self._checkpoints.count - 1))

    def exactly(self, row: ListRow | None) -> int | None:
        """The position of a row, also when its sort key has changed; None when it was deleted."""
        if row is None or not self._checkpoints.count:
            return None
        identity = identity_of(row)
        if identity in self._known:
            return self._known[identity]
        around = self._service.open_at(self._kind, self._query, identity, most=AROUND).rows
        found = next((each for each in around if identity_of(each) == identity), None)
        return None if found is None else self.near(found, 0)

    def _place(self, row: ListRow) -> int:
        return self._service.place_of(self._kind, self._query, self._checkpoints, row.key)
