"""What is typed in the order on the screen and not saved, from the first paint on."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from promeister_mpay.ui.common.dialogs import ask_discard
from promeister_mpay.ui.order.editor import OrderEditor
from promeister_mpay.ui.shell.window_frame import WindowFrame


class UnsavedInput(QObject):
    """Keeps what is typed on the page until there is an editor that saves it."""

    def __init__(self, frame: WindowFrame) -> None:
        super().__init__(frame)
        self._frame = frame
        self._is_dirty: Callable[[], bool] = lambda: frame.page.is_edited
        self._leave_then: Callable[[Callable[[], None]], None] = self._wait
        frame.page.edited.connect(self._mark_window)

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed and not saved."""
        return self._is_dirty()

    def leave_then(self, then: Callable[[], None]) -> None:
        """Save, then call `then`: when the store is open, and not at all when the input cannot be saved."""
        self._leave_then(then)

    def hand_over(self, editor: OrderEditor) -> None:
        """From now on the editor keeps the input and saves it."""
        self._is_dirty = lambda: editor.is_dirty
        self._leave_then = editor.leave_then
        editor.dirty_changed.connect(self._mark_window)
        self._mark_window()

    def cannot_be_saved(self) -> None:
        """The store cannot be opened: who leaves is asked whether the input may be lost."""
        self._leave_then = self._ask

    def _wait(self, then: Callable[[], None]) -> None:
        self._frame.actions_of_window.when_store_is_open(lambda: self.leave_then(then))

    def _ask(self, then: Callable[[], None]) -> None:
        if ask_discard(self._frame, "Ordern är inte sparad"):
            self._frame.page.mark_saved()
            # Not at once: Qt ignores a window that is closed again while it asks whether it may close.
            QTimer.singleShot(0, self, then)

    def _mark_window(self) -> None:
        self._frame.setWindowModified(self.is_dirty)
