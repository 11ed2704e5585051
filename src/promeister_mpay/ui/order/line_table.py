"""The table of lines: typing starts editing, Enter moves to the next cell, invalid input stays in its cell."""

from typing import TYPE_CHECKING, cast

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QTableView,
    QWidget,
)

from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.ui.common.cell_delegate import CellDelegate
from promeister_mpay.ui.order.line_model import AT, COLUMNS, Index, LineModel

if TYPE_CHECKING:
    from PySide6.QtGui import QInputMethodEvent, QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

ROW_HEIGHT = 22
TYPED_AHEAD = 300
"""Milliseconds in which keys that were typed ahead arrive after an input was refused."""


ASKED = "asked"
"""The editor's property with the input that was asked about."""


class LineDelegate(CellDelegate):
    """Creates the cells' editors; an editor whose input cannot be parsed opens again with that input."""

    refused = Signal(QPersistentModelIndex, str)
    is_confirming = False
    """Whether the cell is left by Enter or Tab, which confirm an input that was asked about and not edited since."""

    def createEditor(self, parent: QWidget, option: "QStyleOptionViewItem", index: Index) -> QWidget:
        """Create a field with the column's name."""
        editor = super().createEditor(parent, option, index)
        editor.setAccessibleName(COLUMNS[index.column()].title)
        return editor

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Pass the input to the model; report refused input."""
        text = cast("QLineEdit", editor).text()
        is_confirmed = self.is_confirming and editor.property(ASKED) == text
        if not cast("LineModel", model).put_typed(index, text, is_confirmed=is_confirmed):
            self.refused.emit(QPersistentModelIndex(index), text)


class LineTable(QTableView):
    """The lines of the current order. `row_left` is emitted when the order should be saved."""

    row_left = Signal()

    def __init__(self, model: LineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lines")
        self.setAccessibleName("Orderrader")
        self.lines = model
        self._was_refused = False
        self._is_kept = False
        self._removed: tuple[int, OrderLine] | None = None
        self._delegate = LineDelegate(self)
        self._delegate.refused.connect(self._on_refused)
        self._delegate.left.connect(self._leave_cell)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self._set_up()

    def _set_up(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        for position, column in enumerate(COLUMNS):
            self.setColumnWidth(position, column.width)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.EditKeyPressed)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def _on_current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        if before.isValid() and now.row() != before.row():
            self.row_left.emit()

    def _on_refused(self, where: QPersistentModelIndex, text: str) -> None:
        """Open the cell again if the view closes its editor, and select the input if nothing more is typed."""
        self._was_refused = self._is_kept = True
        QTimer.singleShot(0, self, lambda: self._open_again(where, text))
        QTimer.singleShot(TYPED_AHEAD, self, lambda: self._select_refused(where, text))

    @property
    def is_typing(self) -> bool:
        """Whether a cell's editor is open."""
        return self.state() is QAbstractItemView.State.EditingState

    @property
    def _is_editable(self) -> bool:
        return QtCore.Qt.ItemFlag.ItemIsEditable in self.lines.flags(self.currentIndex())

    def finish_typing(self) -> bool:
        """Commit an open editor; return False when its input is refused."""
        editor = self.indexWidget(self.currentIndex())
        if not self.is_typing or editor is None:
            return True
        self._was_refused = False
        self.commitData(editor)
        if not self._was_refused:
            super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        return not self._was_refused

    def give_up_input(self, row: int, name: str, text: str) -> bool:
        """Close the cell's open editor and drop its input if it is `text`; return whether it was."""
        editor = self.indexWidget(self.lines.index(row, AT[name]))
        is_open = isinstance(editor, QLineEdit) and editor.text() == text
        if is_open and editor is not None:
            # The timer that opens a refused cell again may not have run yet.
            self._is_kept = False
            super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        return is_open

    def _open_again(self, where: QPersistentModelIndex, text: str) -> None:
        """Open the cell with the refused input, so that nothing is lost; Esc restores the old value."""
        index = self.lines.index(where.row(), where.column())
        if not self._is_kept or not where.isValid() or self.indexWidget(index) is not None:
            return
        self.setCurrentIndex(index)
        self.edit(index)
        editor = self.indexWidget(index)
        if isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.setModified(True)

    def _select_refused(self, where: QPersistentModelIndex, text: str) -> None:
        """Select the refused input, so that typing replaces it; not before keys typed ahead have arrived."""
        editor = self.indexWidget(self.lines.index(where.row(), where.column()))
        if isinstance(editor, QLineEdit) and editor.text() == text:
            editor.selectAll()
            # A scanner that gives the same number once more edits the text, and confirms nothing.
            editor.setProperty(ASKED, text)
            editor.textEdited.connect(lambda _: editor.setProperty(ASKED, None))

    def focus_cell(self, row: int, name: str) -> None:
        """Move the cursor to a cell."""
        self.setFocus()
        self.setCurrentIndex(self.lines.index(min(row, self.lines.rowCount() - 1), AT[name]))

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Enter goes on; Tab leaves the table by the window's order; Ctrl+Z brings a deleted row back."""
        keys = QtCore.Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter):
            self.go_on(self.currentIndex())
        elif event.key() == keys.Key_Z and event.modifiers() == QtCore.Qt.KeyboardModifier.ControlModifier:
            self.bring_back()
        elif event.matches(QtGui.QKeySequence.StandardKey.Paste):
            self.paste(QApplication.clipboard().text())
        elif event.key() in (keys.Key_PageUp, keys.Key_PageDown, keys.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: "QInputMethodEvent") -> None:
        """A letter composed of two keys (´ and e) begins a cell as any other letter does; Qt would drop it."""
        if event.commitString() and not self.is_typing and self._is_editable:
            self.type_over(event.commitString())
        else:
            super().inputMethodEvent(event)

    def type_over(self, text: str) -> None:
        """Open the cell with the cursor and replace its content by `text`, as typing does."""
        self.edit(self.currentIndex())
        editor = self.indexWidget(self.currentIndex())
        if isinstance(editor, QLineEdit):
            editor.selectAll()
            editor.insert(text)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close an editor; the cursor stays, for the cell was left by another widget's focus."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _leave_cell(self, step: int) -> None:
        """Commit the open cell and move on; an input that is refused stays in its cell."""
        here = self.currentIndex()
        self._delegate.is_confirming = True
        is_finished = self.finish_typing()
        self._delegate.is_confirming = False
        if is_finished:
            self._step(here, step)

    def go_on(self, here: QModelIndex) -> None:
        """Move to the next editable cell, from the last one to the next row."""
        if not self.is_typing:
            self._step(here, 1)

    def _step(self, here: QModelIndex, step: int) -> None:
        last = AT["amount"] - 1
        row, column = here.row(), here.column() + step
        if column > last:
            row, column = row + 1, 0
        if column < 0:
            row, column = row - 1, last
        if 0 <= row < self.lines.rowCount():
            self.setCurrentIndex(self.lines.index(row, column))

    def paste(self, text: str) -> None:
        """Put copied text into the cell with the cursor; cells of a spreadsheet into rows and columns from there."""
        here = self.currentIndex()
        rows = [row.split("\t") for row in text.splitlines()]
        if rows and self._is_editable and self.lines.paste(here.row(), here.column(), rows):
            self.setCurrentIndex(self.lines.index(here.row() + len(rows) - 1, here.column()))

    # -- what the menu Rad does

    def insert_row(self) -> None:
        """Insert an empty line above the cursor."""
        row = max(self.currentIndex().row(), 0)
        self.lines.insert(row)
        self.focus_cell(row, "type")

    def delete_row(self) -> bool:
        """Delete the line under the cursor (Ctrl+Z restores it); return False when there is none."""
        row = self.currentIndex().row()
        removed = self.lines.remove(row)
        if removed is None:
            return False
        self._removed = (row, removed)
        return True

    def bring_back(self) -> None:
        """Restore the line deleted last."""
        if self._removed:
            self.lines.insert(*self._removed)
            self._removed = None

    def move_row(self, step: int) -> None:
        """Move the line under the cursor up (-1) or down (1)."""
        here = self.currentIndex()
        if self.lines.swap(here.row(), here.row() + step):
            self.setCurrentIndex(self.lines.index(here.row() + step, here.column()))

    def copy_previous(self) -> None:
        """F8: copy the cell from the row above."""
        here = self.currentIndex()
        if here.row() > 0:
            self.lines.setData(here, self.lines.data(self.lines.index(here.row() - 1, here.column())))
