"""Closes the window on a termination signal (logout, `kill`) as the user would, so that input is saved."""

import os
import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

_SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")


def close_on_signal(owner: QObject, close: Callable[[], object]) -> None:
    """Call `close` from the event loop on a termination signal. Windows closes windows without a signal."""
    if sys.platform == "win32":
        return
    reading, writing = os.pipe()
    for end in (reading, writing):
        os.set_blocking(end, False)
    # Python hears of a signal only when it runs: this wakes the event loop, which runs it.
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    notifier = QSocketNotifier(reading, QSocketNotifier.Type.Read, owner)
    notifier.activated.connect(lambda: os.read(reading, 64))
    for name in _SIGNALS:
        signal.signal(getattr(signal, name), lambda _number, _frame: close())
