"""The field for a line of text: what is typed, pasted or dropped in it has no signs that nobody sees (`design §17`).

Qt's own field takes line ends, tabs, zero-width and direction signs as they come, and cuts what is longer than its
greatest length without a word. The house check refuses it elsewhere in the program.
"""

from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from promeister_mpay.domain.texts import pasted_line, trimmed, without_hidden

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QDropEvent, QInputMethodEvent, QKeyEvent, QMouseEvent

MOST_CHARACTERS = 1_000_000
"""Above every limit of `domain/text_limits.py`: what is too long is refused with a sentence and not cut."""


class TextField(QLineEdit):
    """A line of text. A paste is undone by itself, whatever was typed before and after it."""

    def __init__(self, parent: QWidget | None = None, text: str = "") -> None:
        super().__init__(parent)
        self.setMaxLength(MOST_CHARACTERS)
        if text:
            self.setText(text)

    def typed(self, text: str) -> str:
        """Return what the field takes of a typed letter."""
        return without_hidden(text)

    def pasted(self, text: str) -> str:
        """Return what the field takes of a pasted text."""
        return pasted_line(text)

    def insert(self, text: str) -> None:
        """Put text in place of what is selected, or at the cursor."""
        super().insert(self.pasted(text))

    def paste(self) -> None:
        """Put in what the clipboard has."""
        self._put_in(QApplication.clipboard().text())

    def _put_in(self, text: str) -> None:
        if not self.isReadOnly() and self.pasted(text):
            self._end_undo_step()
            self.insert(text)
            self._end_undo_step()

    def _end_undo_step(self) -> None:
        """Qt ends one when the cursor moves; a selected text is always a step of its own."""
        if not self.hasSelectedText():
            at = self.cursorPosition()
            self.setCursorPosition(0 if at else len(self.text()))
            self.setCursorPosition(at)

    # -- the ways into the field

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Ctrl+V pastes; a key may give a sign that nobody sees."""
        text = event.text()
        if event.matches(QtGui.QKeySequence.StandardKey.Paste):
            self.paste()
        elif text > "\x7f" and text != self.typed(text):
            if not self.isReadOnly():
                super().insert(self.typed(text))
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: "QInputMethodEvent") -> None:
        """Letters that are composed of several keys, or come from the system's table of signs."""
        text = event.commitString()
        if self.isReadOnly():
            event.ignore()
            return
        if text != self.typed(text):
            event.setCommitString(self.typed(text), event.replacementStart(), event.replacementLength())
        super().inputMethodEvent(event)

    def mouseReleaseEvent(self, event: "QMouseEvent") -> None:
        """The middle button pastes what is selected in any window, where the system has that."""
        clipboard = QApplication.clipboard()
        if event.button() == QtCore.Qt.MouseButton.MiddleButton and clipboard.supportsSelection():
            self.deselect()
            self._put_in(clipboard.text(clipboard.Mode.Selection))
        else:
            super().mouseReleaseEvent(event)

    def dropEvent(self, event: "QDropEvent") -> None:
        """Text that is dragged here from another window."""
        text = event.mimeData().text()
        if text == self.pasted(text):
            super().dropEvent(event)
        else:
            self.setCursorPosition(self.cursorPositionAt(event.position().toPoint()))
            self._put_in(text)
            event.acceptProposedAction()

    def createStandardContextMenu(self) -> QMenu:
        """Return Qt's menu, whose Klistra in pastes as Ctrl+V does."""
        menu = super().createStandardContextMenu()
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self.paste)
        return menu

    def contextMenuEvent(self, event: "QContextMenuEvent") -> None:
        """Show the menu."""
        menu = self.createStandardContextMenu()
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())


class SecretField(TextField):
    """A password or a secret: never shown, trimmed at its ends, and never changed inside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    @property
    def secret(self) -> str:
        """The secret without blanks, line ends and hidden signs before and after it."""
        return trimmed(self.text())

    def typed(self, text: str) -> str:
        """Every letter."""
        return text

    def pasted(self, text: str) -> str:
        """Return the text without its ends that nobody sees."""
        return trimmed(text)
