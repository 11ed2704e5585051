"""The table model of a list: holds the pages read so far, and placeholders for up to a million other rows."""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import count

from PySide6.QtCore import QAbstractTableModel, Qt

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.lists.query import ListRow, Value
from promeister_mpay.ui.common.plain_text import TEXT_ROLES, text_in
from promeister_mpay.ui.common.qt_constants import DISPLAY_ROLE, LEFT, RIGHT, SIDE_ROLE
from promeister_mpay.ui.common.qt_index import NO_PARENT, Index
from promeister_mpay.ui.lists.cell_texts import is_right, shown

PAGE = 32
"""Rows that are read at a time: about as many as are visible."""
MOST_PAGES = 96
"""Pages that are kept; the one shown longest ago is dropped first."""
ON_ITS_WAY = "…"


def identity_of(row: ListRow) -> Value:
    """A row's key, independent of its position: an order's number, a customer's number."""
    return row.key[-1]


class ListModel(QAbstractTableModel):
    """Holds only the rows read until the list is counted; then every row has a position, read or not."""

    def __init__(self, columns: Sequence[ListColumn]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._sides = tuple(RIGHT if is_right(column) else LEFT for column in columns)
        self._loose: list[ListRow] = []
        self._pages: OrderedDict[int, Sequence[ListRow]] = OrderedDict()
        self._count: int | None = None

    # -- what there is

    @property
    def columns(self) -> tuple[ListColumn, ...]:
        """All columns, visible or not; a column's index is its section in the header."""
        return self._columns

    @property
    def is_counted(self) -> bool:
        """Whether the total is known and every row has a position."""
        return self._count is not None

    def row(self, at: int) -> ListRow | None:
        """The row at a position, or None when it is not read."""
        if self._count is None:
            return self._loose[at] if 0 <= at < len(self._loose) else None
        page = self._pages.get(at // PAGE, ())
        return page[at % PAGE] if at % PAGE < len(page) else None

    def rows(self, places: Sequence[int]) -> list[ListRow]:
        """The rows at these positions that are read."""
        return [row for at in places if (row := self.row(at)) is not None]

    def missing(self, first: int, last: int) -> tuple[int, int] | None:
        """The whole pages (first position, row count) to read before these positions can be shown."""
        if self._count is None or first > last:
            return None
        pages = range(max(0, first) // PAGE, min(last, self._count - 1) // PAGE + 1)
        for page in pages:
            if page in self._pages:
                self._pages.move_to_end(page)
        lacking = [page for page in pages if page not in self._pages]
        return (lacking[0] * PAGE, (lacking[-1] - lacking[0] + 1) * PAGE) if lacking else None

    # -- filling

    def start(self, rows: Sequence[ListRow]) -> None:
        """Replace all rows; the list is not counted any more."""
        self.beginResetModel()
        self._loose, self._count = list(rows), None
        self._pages.clear()
        self.endResetModel()

    def grow(self, rows: Sequence[ListRow], *, above: bool) -> None:
        """Add rows at one end of a list that is not counted."""
        if not rows or self._count is not None:
            return
        at = 0 if above else len(self._loose)
        self.beginInsertRows(NO_PARENT, at, at + len(rows) - 1)
        self._loose[at:at] = rows
        self.endInsertRows()

    def apply_count(self, total: int, first: int, rows: Sequence[ListRow]) -> None:
        """Set the total; `rows` are the rows from position `first`, the start of a page.

        Rows are inserted and removed at the end and all data changes; views find moved rows by key.
        """
        before = self.rowCount()
        if total > before:
            self.beginInsertRows(NO_PARENT, before, total - 1)
        elif total < before:
            self.beginRemoveRows(NO_PARENT, total, before - 1)
        known = self._loose
        self._count, self._loose = total, []
        if total > before:
            self._keep_until_inserted(known)
            self.endInsertRows()
        elif total < before:
            self._keep_until_inserted(known)
            self.endRemoveRows()
        self._pages.clear()
        self._put(first, rows)
        if total:
            self.dataChanged.emit(self.index(0, 0), self.index(total - 1, len(self._columns) - 1))

    def _keep_until_inserted(self, known: Sequence[ListRow]) -> None:
        """Keep the old pages while Qt inserts or removes rows, so that listeners read consistent data."""
        if known:
            self._put(0, known)

    def put(self, first: int, rows: Sequence[ListRow]) -> None:
        """Insert a page that was missing."""
        if self._count is None:
            return
        self._put(first, rows)
        last = min(first + max(len(rows), PAGE), self._count) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def _put(self, first: int, rows: Sequence[ListRow]) -> None:
        """Store a page, also an empty one: its rows were deleted after the count, and it must not be read again."""
        for page, start in zip(count(first // PAGE), range(0, max(len(rows), 1), PAGE), strict=False):
            self._pages[page] = tuple(rows[start : start + PAGE])
            self._pages.move_to_end(page)
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)

    def replace(self, rows: Sequence[ListRow]) -> None:
        """Update rows that were read again, each at its position."""
        new = {identity_of(row): row for row in rows}
        for at, row in self._read():
            fresh = new.get(identity_of(row))
            if fresh is not None and fresh != row:
                self._set(at, fresh)
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(self._columns) - 1))

    def _read(self) -> list[tuple[int, ListRow]]:
        if self._count is None:
            return list(enumerate(self._loose))
        return [(page * PAGE + at, row) for page, rows in self._pages.items() for at, row in enumerate(rows)]

    def _set(self, at: int, row: ListRow) -> None:
        if self._count is None:
            self._loose[at] = row
        else:
            page = self._pages[at // PAGE]
            self._pages[at // PAGE] = (*page[: at % PAGE], row, *page[at % PAGE + 1 :])

    # -- what Qt asks

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """The rows, read or not."""
        if parent.isValid():
            return 0
        return len(self._loose) if self._count is None else self._count

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """All columns; the header hides those that are not chosen."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY_ROLE) -> object:
        """The titles."""
        if orientation is Qt.Orientation.Horizontal and role in TEXT_ROLES:
            return text_in(role, self._columns[section].title)
        return None

    def data(self, index: Index, role: int = DISPLAY_ROLE) -> object:
        """Texts and their side."""
        # Each cell painted asks for seven roles, most of which nothing is said to.
        if role == SIDE_ROLE:
            return self._sides[index.column()]
        if role not in TEXT_ROLES or not index.isValid():
            return None
        column, row = self._columns[index.column()], self.row(index.row())
        text = self._unread(index.row()) if row is None else shown(column, row.values.get(column.key))
        return text_in(role, text)

    def _unread(self, at: int) -> str:
        return "" if at // PAGE in self._pages else ON_ITS_WAY
