"""Editing a table's cells: Enter and Tab leave the cell at once, so that keys typed ahead go where they belong."""

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from promeister_mpay.ui.common.qt_index import Index
from promeister_mpay.ui.common.text_field import TextField


class TextDelegate(QStyledItemDelegate):
    """Edits a cell in a `TextField`; the house check refuses Qt's own delegate, whose field takes every sign."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Create the field, without a frame."""
        del option, index
        editor = TextField(parent)
        editor.setFrame(False)
        return editor


class CellDelegate(TextDelegate):
    """Emits `left` while the key is handled: 1 for the next cell, -1 for the one before.

    Qt's own delegate stores the input of Enter only when the event loop is reached again; what is typed before that
    (a busy computer, a remote desktop, a scanner) would end in the cell that was to be left.
    """

    left = Signal(int)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Emit `left` for the keys that leave a cell."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _step(event.key())
            if step:
                self.left.emit(step)
                return True
        return super().eventFilter(editor, event)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell's value in its editor, unless the user has typed: a late look-up must not replace that."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)


def _step(key: int) -> int:
    """By how many cells a key goes on; 0 for a key that stays in its cell."""
    # Not in the module's scope: Qt's keys are dear, and this module stands before the first paint.
    keys = QtCore.Qt.Key
    steps = {keys.Key_Return: 1, keys.Key_Enter: 1, keys.Key_Tab: 1, keys.Key_Backtab: -1}
    return {name.value: step for name, step in steps.items()}.get(key, 0)
