"""A read-only table view: columns declared as data, rows of any type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from promeister_mpay.ui.common.plain_text import TEXT_ROLES, text_in
from promeister_mpay.ui.common.qt_constants import LEFT, RIGHT
from promeister_mpay.ui.common.qt_index import NO_PARENT, Index

Row = TypeVar("Row")
RowRole = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class TableColumn(Generic[Row]):
    """A column: its title, its width in pixels, and the function that gives a row's text."""

    title: str
    width: int
    show: Callable[[Row], str]
    right: bool = False


class ReadOnlyModel(QAbstractTableModel, Generic[Row]):
    """A table model; `RowRole` returns the row itself, `background_of` gives a row's background colour or nothing."""

    def __init__(self, columns: Sequence[TableColumn[Row]], background_of: Callable[[Row], str] | None = None) -> None:
        super().__init__()
        self._background_of = background_of
        self._columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Replace the rows; setting equal rows does nothing."""
        if tuple(rows) != self._rows:
            self.beginResetModel()
            self._rows = tuple(rows)
            self.endResetModel()

    def set_columns(self, columns: Sequence[TableColumn[Row]], rows: Sequence[Row]) -> None:
        """Replace the columns and the rows."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._rows = tuple(rows)
        self.endResetModel()

    @property
    def shown(self) -> tuple[Row, ...]:
        """All rows."""
        return self._rows

    def row(self, at: int) -> Row | None:
        """The row at a position."""
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        """The number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        """The number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The column titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """A cell's text and alignment, or the row."""
        if not index.isValid():
            return None
        column, row = self._columns[index.column()], self._rows[index.row()]
        if role in TEXT_ROLES:
            return text_in(role, column.show(row))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.right else LEFT
        if (
            role == Qt.ItemDataRole.BackgroundRole
            and self._background_of is not None
            and (colour := self._background_of(row))
        ):
            return QColor(colour)
        return row if role == RowRole else None


class ReadOnlyTable(QTableView, Generic[Row]):
    """A table view that selects whole rows."""

    def __init__(
        self,
        name: str,
        columns: Sequence[TableColumn[Row]],
        parent: QWidget | None = None,
        *,
        background_of: Callable[[Row], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.rows: ReadOnlyModel[Row] = ReadOnlyModel(columns, background_of)
        self.setModel(self.rows)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(22)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self._widen(columns)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def _widen(self, columns: Sequence[TableColumn[Row]]) -> None:
        for at, column in enumerate(columns):
            self.setColumnWidth(at, column.width)

    def show_columns(self, columns: Sequence[TableColumn[Row]], rows: Sequence[Row]) -> None:
        """Replace the columns and the rows."""
        self.rows.set_columns(columns, rows)
        self._widen(columns)

    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows.row(self.currentIndex().row())

    def to_first(self) -> None:
        """Move the cursor to the first row."""
        self.setCurrentIndex(self.rows.index(0, 0) if self.rows.rowCount() else QModelIndex())
