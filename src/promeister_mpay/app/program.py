"""One start of the program: the window first, then the services in the background, then their connection."""

import contextlib
import gc
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from promeister_mpay.adapters.startup_order import read_startup_order
from promeister_mpay.app.composition import Options, open_counter, open_maintenance, start_service
from promeister_mpay.errors import StoreError, StoreLogin, StoreTooNew
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.shell.window_frame import WindowFrame
from promeister_mpay.ui.startup.application import dress, make_application

if TYPE_CHECKING:
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.ui.main_window import MainWindow

AGAIN_AFTER = 5_000
"""Milliseconds until the program tries again to open the store."""
TURN = 0.0005
"""Seconds that a thread may keep the interpreter while another waits for it."""


class Program(QObject):
    """One start: first the frame with the last order read-only, then in the background the window and its services."""

    wired = Signal()
    """`window` is there; its services come later."""
    _imported = Signal(object)
    """None, or the error that keeps the window from being wired."""

    def __init__(self, options: Options, closing: contextlib.ExitStack) -> None:
        super().__init__()
        # Painting calls Python for each cell; with the default interval each call may wait 5 ms for another thread.
        sys.setswitchinterval(TURN)
        self._options = options
        self._closing = closing
        self._workstation = Workstation(options.folder.window_state)
        self.frame = WindowFrame(self._workstation, training=options.training)
        self.window: MainWindow | None = None
        self._trouble = ""
        self._restores = options.folder.restore_request.exists()
        looks = not options.store_url and not self._restores
        self._order = read_startup_order(options.folder.store, self._workstation.last_order) if looks else None
        if self._order is not None:
            self.frame.page.show_order(self._order, locked=not self._order.status.is_open)
            self.frame.show_title(self._order.number, self._order.customer_name)
        # Another thread emits this signal; Qt calls the slot in this thread.
        self._imported.connect(self._wire)
        self.frame.first_painted.connect(self._load)
        dress(make_application())
        self.frame.show()

    def _load(self) -> None:
        threading.Thread(target=self._import, daemon=True).start()

    def _import(self) -> None:
        """Import the large modules in this thread, so that the UI thread does not wait for them."""
        try:
            self._import_all()
        except BaseException as error:  # noqa: BLE001 – raised again on the UI thread, where it can be shown
            self._imported.emit(error)
        else:
            self._imported.emit(None)

    def _import_all(self) -> None:
        from PySide6.QtWidgets import QMessageBox, QStyle  # noqa: F401 – their many enumerations

        import promeister_mpay.services.orders.service
        import promeister_mpay.ui.main_window  # noqa: F401
        from promeister_mpay.adapters.logs import begin_log

        begin_log(self._options.folder.log)
        self._start = start_service(self._options)

    def _wire(self, error: BaseException | None) -> None:
        if error is not None:
            raise error
        from promeister_mpay.services.orders.service import OrderCard
        from promeister_mpay.ui.common.message_strip import Mood
        from promeister_mpay.ui.main_window import MainWindow
        from promeister_mpay.ui.startup.activation_listener import ActivationListener
        from promeister_mpay.ui.startup.os_signals import close_on_signal

        activation_listener = ActivationListener(self._options.folder.activation_requests, self.frame)
        activation_listener.activated.connect(self.frame.come_forward)
        activation_listener.listen()
        self.window = window = MainWindow(self.frame, self._workstation)
        window.crash_box.catch_all()
        close_on_signal(self.frame, window.closing.leave_now)
        if self._order is not None:
            window.editor.attach_card(OrderCard(self._order))
        window.settings.begin_start(self._start)
        window.settings.store_wanted.connect(self._open)
        window.settings.restart_wanted.connect(lambda: window.closing.save_then(window.closing.restart))
        window.actions_of_window.run_queued()
        self.wired.emit()
        window.background.run(lambda: open_maintenance(self._options, self._start), window.maintenance.begin)
        if self._restores:
            window.strip.show_message("Återställer databasen …", Mood.BUSY)
        self._open()

    def _open(self) -> None:
        options, start, closing = self._options, self._start, self._closing
        if self.window is not None:
            self.window.background.run(
                lambda: open_counter(options, start, closing.callback), self._begin, failed=self._cannot_begin
            )

    def _begin(self, counter: "CounterServices") -> None:
        _collect_garbage()
        if self.window is not None:
            self.window.begin(counter)
            import logging

            logging.getLogger(__name__).info("the services are ready")

    def _cannot_begin(self, error: Exception) -> None:
        """Show the error once, and try again later: the server may come up, or the disk get space."""
        _collect_garbage()
        if self.window is not None and str(error) != self._trouble:
            self._trouble = str(error)
            self.window.cannot_begin(error)
        if isinstance(error, StoreError) and not isinstance(error, StoreLogin | StoreTooNew):
            QTimer.singleShot(AGAIN_AFTER, self, self._open)


def _collect_garbage() -> None:
    """Enable garbage collection, without the objects made so far: they live as long as the program."""
    gc.freeze()
    gc.enable()
