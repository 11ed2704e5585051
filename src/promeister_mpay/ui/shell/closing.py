"""Closes the window: saves input first, and asks when tasks are under way."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.ui.common.background import Background, Task
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.shell.unsaved_input import UnsavedInput
from promeister_mpay.ui.shell.window_frame import WindowFrame


class ClosingDialog(QDialog):
    """Lists the tasks under way. Accepted when all are done or the user quits; rejected when a task failed."""

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Avsluta")
        self._background = background
        self.message_label = TextLabel(parent=self)
        self.message_label.setWordWrap(True)
        self.leave_button = QPushButton("&Avsluta nu", self)
        self.stay_button = QPushButton("&Stanna kvar", self)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.leave_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.stay_button, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.stay_button.setDefault(True)
        column = QVBoxLayout(self)
        column.addWidget(self.message_label)
        column.addWidget(buttons)
        self.setMinimumWidth(440)
        background.task_failed.connect(self.reject)
        background.tasks_changed.connect(self._on_tasks_changed)
        self.message_label.setText(_task_texts(background.tasks))

    def _on_tasks_changed(self) -> None:
        if self._background.tasks:
            self.message_label.setText(_task_texts(self._background.tasks))
        elif self.isVisible():
            self.accept()


def _task_texts(tasks: Sequence[Task]) -> str:
    under_way = "\n".join(f"• {task.what} Avslutar du nu: {task.if_left}" for task in tasks)
    return f"Det här pågår:\n\n{under_way}\n\nProgrammet avslutas av sig självt när det är klart."


class Closing(QObject):
    """Decides whether the window may close, and shuts everything down when it does."""

    left = Signal()
    """The window closes; work that nobody waits for may stop."""
    ended = Signal()
    """Everything is closed because the program was told to end; nothing that is still open may keep it running."""

    def __init__(
        self, frame: WindowFrame, unsaved: UnsavedInput, background: Background, workstation: Workstation
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self._unsaved = unsaved
        self._background = background
        self._workstation = workstation
        self._is_saved = False
        self._waits_for_nothing = False
        self._asks_nothing = False
        self._asks = False
        self.left_cleanly = True
        self.wants_restart = False
        frame.may_close = self._may_close

    def restart(self) -> None:
        """Close and start the program again; call it only when nothing keeps the window open."""
        self.wants_restart = True
        self._frame.close()

    def leave_now(self) -> None:
        """Close without asking anything, for nobody may be there to answer.

        Only an order that cannot be saved keeps the window open; what is typed in other windows goes.
        """
        self._waits_for_nothing = self._asks_nothing = True
        self._frame.close()

    def save_then(self, then: Callable[[], None]) -> None:
        """Save unsaved input, then call `then`; with none call it at once."""
        if self._unsaved.is_dirty:
            self._unsaved.leave_then(then)
        else:
            then()

    def _may_close(self) -> bool:
        """Stay open and show why when input cannot be saved; ask when tasks are under way."""
        if self._unsaved.is_dirty and not self._is_saved:
            self._unsaved.leave_then(self._on_saved)
            return False
        if self._background.tasks and not self._waits_for_nothing:
            if not self._asks:
                self._ask()
            return False
        return self._leave()

    def _on_saved(self) -> None:
        self._is_saved = True
        self._frame.close()
        self._is_saved = False

    def _ask(self) -> None:
        dialog = ClosingDialog(self._background, self._frame)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_answered)
        self._asks = True
        dialog.open()

    def _on_answered(self, answer: int) -> None:
        self._asks = False
        if answer:
            self._waits_for_nothing = True
            self._frame.close()
            self._waits_for_nothing = False

    def _leave(self) -> bool:
        """Close; another window with unsaved input may keep this one open. Tasks under way were asked about before."""
        self.left.emit()
        self._frame.keep_place(self._workstation)
        for window in self._frame.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if window.isWindow() and not self._closes(window):
                return False
        self._frame.hide()
        self.left_cleanly = self._background.close()
        if self._asks_nothing:
            self.ended.emit()
        return True

    def _closes(self, window: QWidget) -> bool:
        if self._asks_nothing:
            # `close` would ask about what is typed there, and wait for the answer.
            window.hide()
            return True
        return window.close() or self._waits_for_nothing
