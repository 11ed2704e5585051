"""The table view of a list: up to a million rows; columns can be moved, resized, hidden and sorted by."""

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from promeister_mpay.ui.lists.cell_texts import width_of
from promeister_mpay.ui.lists.choosable_rows import ChoosableRows
from promeister_mpay.ui.lists.model import ListModel
from promeister_mpay.ui.lists.reader import Moved
from promeister_mpay.ui.lists.saved_columns import ColumnChoice
from promeister_mpay.ui.lists.viewport import MOST_SOUGHT, ViewportAnchors

Key = Qt.Key
Select = QItemSelectionModel.SelectionFlag
Hint = QAbstractItemView.ScrollHint
ROW_HEIGHT = 21
BESIDE_TITLE = 30
"""Pixels around a title, with room for the arrow of the sort."""
NOT_TYPED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
HELD_FOR = 40
"""Milliseconds that the painted rows may stay while other rows are read."""


class ListTable(ChoosableRows):
    """Shows a `ListModel`; emits visible positions, typed text and taken rows, and restores its view when rows move."""

    visible_rows_changed = Signal(int, int)
    take_requested = Signal()
    """Enter or a double click on the row with the cursor."""
    end_requested = Signal(bool)
    """Ctrl+End (True) or Ctrl+Home (False) in a list whose places are not known yet."""
    menu_requested = Signal(QPoint)
    layout_changed = Signal()
    """A clerk moved or drew a column."""

    def __init__(self, model: ListModel, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model
        self._is_arranging = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._emit_visible_rows)
        self._held = QTimer(self, singleShot=True, interval=HELD_FOR)
        self._held.timeout.connect(self._paint_on)
        self.setObjectName("list")
        self.setAccessibleName(name)
        self._set_up_view()
        self.setModel(model)
        # A header asks at each paint whether its columns are chosen whole, row by row: with Ctrl+A a million times.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self.horizontalHeader()))
        self._connect()

    def _set_up_view(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _connect(self) -> None:
        header = self.horizontalHeader()
        header.sectionMoved.connect(self._on_arranged)
        header.sectionResized.connect(self._on_arranged)
        for widget in (self, header):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_requested.emit(self.viewport().mapToGlobal(at)))
        header.customContextMenuRequested.connect(self._on_header_menu)
        self.doubleClicked.connect(lambda _index: self.take_requested.emit())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._on_scrolled())
        self._rows.dataChanged.connect(self._paint_on)
        self._rows.modelReset.connect(self._paint_on)
        for changed in (self._rows.modelReset, self._rows.rowsInserted, self._rows.rowsRemoved):
            changed.connect(self._soon.start)

    # -- columns

    def arrange(self, choice: ColumnChoice) -> None:
        """Show the chosen columns with their order and widths."""
        self._is_arranging = True
        header = self.horizontalHeader()
        visible = choice.visible(self._rows.columns)
        for at, column in enumerate(visible):
            header.moveSection(header.visualIndex(self._rows.columns.index(column)), at)
        for section, column in enumerate(self._rows.columns):
            header.setSectionHidden(section, column not in visible)
            if column in visible:
                header.resizeSection(section, choice.widths.get(column.key) or self._natural_width(section))
        self._is_arranging = False
        self._leave_hidden_column()

    def _natural_width(self, section: int) -> int:
        column = self._rows.columns[section]
        title = self.horizontalHeader().fontMetrics().horizontalAdvance(column.title)
        return max(width_of(column), title + BESIDE_TITLE)

    def _leave_hidden_column(self) -> None:
        if self.currentIndex().isValid() and self.isColumnHidden(self.currentIndex().column()):
            self.to(self.currentIndex().row())

    def shown_keys(self) -> tuple[str, ...]:
        """The keys of the visible columns, from the left."""
        header = self.horizontalHeader()
        sections = [header.logicalIndex(at) for at in range(header.count())]
        return tuple(self._rows.columns[section].key for section in sections if not header.isSectionHidden(section))

    def drawn_widths(self) -> dict[str, int]:
        """The widths of the visible columns that differ from the default."""
        header = self.horizontalHeader()
        return {
            column.key: header.sectionSize(section)
            for section, column in enumerate(self._rows.columns)
            if not header.isSectionHidden(section) and header.sectionSize(section) != self._natural_width(section)
        }

    def show_sort(self, key: str, *, descending: bool) -> None:
        """Show the sort indicator in the header."""
        keys = [column.key for column in self._rows.columns]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(keys.index(key) if key in keys else -1, order)

    def _on_arranged(self) -> None:
        if not self._is_arranging:
            self.layout_changed.emit()

    def _on_header_menu(self, at: QPoint) -> None:
        """Open the menu for the clicked column."""
        section = self.horizontalHeader().logicalIndexAt(at)
        row = max(0, self.currentIndex().row())
        if section >= 0 and self._rows.rowCount():
            self.selectionModel().setCurrentIndex(self._rows.index(row, section), Select.NoUpdate)
        self.menu_requested.emit(self.horizontalHeader().mapToGlobal(at))

    @property
    def section(self) -> int:
        """The column under the cursor, or the first visible one when there is no cursor."""
        section = self.currentIndex().column()
        if section >= 0 and not self.isColumnHidden(section):
            return section
        header = self.horizontalHeader()
        seen = (header.logicalIndex(at) for at in range(header.count()))
        return next((each for each in seen if not header.isSectionHidden(each)), 0)

    # -- places

    def anchors(self) -> ViewportAnchors:
        """The visible and selected positions."""
        selected = tuple(self.selected_places()) if self.selected_count() <= MOST_SOUGHT else ()
        return ViewportAnchors(self._top, self._visible_count, self.currentIndex().row(), selected)

    @property
    def _top(self) -> int:
        return max(0, self.rowAt(0))

    @property
    def _visible_count(self) -> int:
        return max(1, self.viewport().height() // ROW_HEIGHT + 1)

    def selected_runs(self) -> list[tuple[int, int]]:
        """The selected rows as (first, last) of consecutive runs."""
        chosen = self.selectionModel().selection()
        return [(chosen.at(at).top(), chosen.at(at).bottom()) for at in range(chosen.size())]

    def selected_count(self) -> int:
        """The number of selected rows."""
        return sum(last - first + 1 for first, last in self.selected_runs())

    def selected_places(self) -> list[int]:
        """The positions of the selected rows, from the top."""
        return sorted({at for first, last in self.selected_runs() for at in range(first, last + 1)})

    def to(self, place: int, *, centred: bool = False) -> None:
        """Move the cursor to a row and select it."""
        index = self._rows.index(place, self.section)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, Select.ClearAndSelect | Select.Rows)
        if index.isValid() and self.isVisible():
            self.scrollTo(index, Hint.PositionAtCenter if centred else Hint.EnsureVisible)

    def below_cursor(self) -> QPoint:
        """The global position just below the current cell, where the context menu opens."""
        cell = self.visualRect(self.currentIndex()) if self.currentIndex().isValid() else QRect()
        seen = cell.intersected(self.viewport().rect())
        return self.viewport().mapToGlobal(seen.bottomLeft() if seen.isValid() else QPoint(0, 0))

    def showEvent(self, event: QShowEvent) -> None:
        """Restore the scroll position of rows that arrived before the window had its height."""
        super().showEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex(), Hint.PositionAtCenter)

    def restore(self, moved: Moved) -> None:
        """Show the anchored rows at their new positions; scrolling done meanwhile is kept."""
        anchors, found = moved.anchors, moved.viewport
        scrolled, stepped = self._top - anchors.top, max(0, self.currentIndex().row()) - max(0, anchors.current)
        chosen = tuple(place + stepped for place in found.selected) if stepped and len(found.selected) == 1 else ()
        if anchors.selected:
            self._choose(chosen or found.selected)
        if anchors.current >= 0:
            self._put_cursor(found.current + stepped)
        self.verticalScrollBar().setValue(found.top + scrolled)
        self._emit_visible_rows()

    def _choose(self, places: tuple[int, ...]) -> None:
        last = self._rows.columnCount() - 1
        selection = QItemSelection()
        for place in places:
            selection.select(self._rows.index(place, 0), self._rows.index(place, last))
        self.selectionModel().select(selection, Select.ClearAndSelect)

    def _put_cursor(self, place: int) -> None:
        index = self._rows.index(place, self.section)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, Select.NoUpdate)

    def shift(self, rows: int) -> None:
        """Rows were inserted above: scroll so that the visible rows stay."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + rows)

    def _on_scrolled(self) -> None:
        self._emit_visible_rows()
        if self._rows.row(self._top) is None:
            self.hold()

    def hold(self) -> None:
        """Suspend painting until rows arrive, so that placeholders are not painted first."""
        self.viewport().setUpdatesEnabled(False)
        self._held.start()

    def _paint_on(self) -> None:
        self._held.stop()
        self.viewport().setUpdatesEnabled(True)

    def _emit_visible_rows(self) -> None:
        last = self._rows.rowCount() - 1
        if last >= 0:
            self.visible_rows_changed.emit(self._top, min(last, self._top + self._visible_count))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A larger table shows more rows: emit the visible positions again."""
        super().resizeEvent(event)
        self._soon.start()

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the row, letters search, Home and End work before the list is counted."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Key.Key_Return, Key.Key_Enter):
            self.take_requested.emit()
        elif control and key in (Key.Key_Home, Key.Key_End) and not self._rows.is_counted:
            self.end_requested.emit(key == Key.Key_End)
        elif event.text().strip() and event.text().isprintable() and not event.modifiers() & NOT_TYPED:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
