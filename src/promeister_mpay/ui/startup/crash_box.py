"""The box for unexpected errors: what happened, that the data is safe, and details to copy."""

import logging
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtWidgets import QWidget

from promeister_mpay.domain.error_traces import trace_without_values

if TYPE_CHECKING:
    from promeister_mpay.ui.startup.crash_dialog import CrashDialog

logger = logging.getLogger(__name__)

MOST_KINDS = 100
"""Different errors that are told apart; what comes after them counts as one more kind."""
AGAIN_EVERY = 1.0
"""Seconds between two sentences about an error that goes on and on."""
AGAIN = "Samma oväntade fel igen ({} gånger). Det som är sparat är säkert. Starta om programmet om det fortsätter."


class CrashBox(QObject):
    """Shows unexpected errors, each kind once; an open box adds the next error to its details."""

    repeated = Signal(str)
    """A sentence, when an error comes back after its box was closed."""
    _caught = Signal(object)

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._window = owner if isinstance(owner, QWidget) else None
        self._times: dict[object, int] = {}
        self._last_repeated = 0.0
        self.open_box: CrashDialog | None = None
        self._caught.connect(self.show)

    def catch_all(self) -> None:
        """Install hooks for exceptions in Qt slots, in threads, and where Python cannot raise them."""
        sys.excepthook = self.take
        threading.excepthook = lambda caught: self.take(
            caught.exc_type, caught.exc_value or caught.exc_type(), caught.exc_traceback
        )
        sys.unraisablehook = lambda caught: logger.error("error while cleaning up", exc_info=caught.exc_value)

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Handle an exception; has the signature of `sys.excepthook`."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        elif threading.current_thread() is not threading.main_thread():
            self._caught.emit(error)
        else:
            self.show(error)
            if self.open_box is not None and not QThread.currentThread().loopLevel():
                # The program could not start, or it ends: nobody else would show the box.
                self.open_box.exec()

    def show(self, error: BaseException) -> None:
        """Show an error without blocking the caller."""
        what = _error_key(error)
        what = what if what in self._times or len(self._times) < MOST_KINDS else None
        times = self._times[what] = self._times.get(what, 0) + 1
        if times == 1:
            logger.error("unexpected error", exc_info=error)
        elif str(times).strip("0") == "1":
            logger.error("unexpected error of the same kind, %s times: %s", times, type(error))
        if self.open_box is not None:
            self._add(error, times)
        elif times == 1:
            self._open(error)
        elif time.monotonic() - self._last_repeated > AGAIN_EVERY:
            self._last_repeated = time.monotonic()
            self.repeated.emit(AGAIN.format(times))

    def _add(self, error: BaseException, times: int) -> None:
        if self.open_box is not None:
            self.open_box.count(sum(self._times.values()))
            if times == 1:
                self.open_box.add(trace_without_values(error))

    def _open(self, error: BaseException) -> None:
        # The errors' hooks are there before the window is; what the box is made of need not be.
        from promeister_mpay.ui.startup.crash_dialog import CrashDialog

        box = CrashDialog(trace_without_values(error), self._window)
        box.finished.connect(self._on_closed)
        self.open_box = box
        box.open()

    def _on_closed(self, _result: int) -> None:
        self.open_box = None


def _error_key(error: BaseException) -> object:
    """A key that is equal for errors of one type from one place, whatever their message."""
    places = tuple((frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__))
    return type(error), places
