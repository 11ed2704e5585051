"""A table that says when a key or a click chose a row, other than the program's own moves of the cursor."""

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from promeister_mpay.ui.lists.searched_rows import SearchedRows

ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down)
ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class ChoosableRows(SearchedRows):
    """Where no row is chosen, an arrow chooses the one with the cursor, which may be the only one."""

    chosen_by_hand = Signal()
    """A key or a click put the cursor on a row, or chose the row that it was on."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor, or choose its row."""
        before = self.currentIndex()
        is_arrow = event.key() in ARROWS and event.modifiers() == Qt.KeyboardModifier.NoModifier
        if is_arrow and before.isValid() and not self.selectionModel().hasSelection():
            self.selectionModel().setCurrentIndex(before, ROW)
            self.chosen_by_hand.emit()
            return
        super().keyPressEvent(event)
        if self.currentIndex().row() != before.row():
            self.chosen_by_hand.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses the row, also the one that has the cursor."""
        super().mousePressEvent(event)
        self.chosen_by_hand.emit()
