"""One start of the program: the frame first, then the window, then in the background the store and its services."""

import contextlib
import gc
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from promeister_mpay.adapters.startup_order import read_startup_order
from promeister_mpay.app.composition import Options, open_counter, open_maintenance, start_service
from promeister_mpay.errors import StoreError, StoreLogin, StoreTooNew
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.shell.window_frame import WindowFrame
from promeister_mpay.ui.startup.application import apply_style, keep_light, make_application

if TYPE_CHECKING:
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.orders.service import OrderCard
    from promeister_mpay.services.startup import StartService
    from promeister_mpay.ui.counter_window import CounterWindow
    from promeister_mpay.ui.main_window import MainWindow

AGAIN_AFTER = 5_000
"""Milliseconds until the program tries again to open the store."""
TURN = 0.0005
"""Seconds that a thread may keep the interpreter while another waits for it."""


class Program(QObject):
    """One start: the frame with the last order, behind it the window, and when the store is open the counter's part."""

    ready = Signal()
    """`counter_window` is there: everything works."""
    _imported = Signal(object)
    """The `StartService`, or the error that keeps the window from being made."""

    def __init__(self, options: Options, closing: contextlib.ExitStack) -> None:
        super().__init__()
        # Painting calls Python for each cell; with the default interval each call may wait 5 ms for another thread.
        sys.setswitchinterval(TURN)
        self._options = options
        self._closing = closing
        self._workstation = Workstation(options.folder.window_state)
        self.frame = WindowFrame(self._workstation, training=options.training)
        self.window: MainWindow | None = None
        self.counter_window: CounterWindow | None = None
        self._trouble = ""
        self._restores = options.folder.restores
        self._first_number = self._workstation.last_order
        self._show_startup_order()
        # Another thread emits this signal; Qt calls the slot in this thread.
        self._imported.connect(self._wire)
        self.frame.first_painted.connect(self._load)
        self._qt = make_application()
        apply_style(self._qt)
        self.frame.show()

    def _show_startup_order(self) -> None:
        """Show the last order before the store is open; it may be typed in."""
        options = self._options
        looks = not options.store_url and not self._restores
        order = read_startup_order(options.folder.store, self._first_number) if looks else None
        if order is not None:
            self._first_number = order.number
            self.frame.page.show_order(order, locked=not order.status.is_open)
            self.frame.show_title(order.number, order.customer_name)

    def _load(self) -> None:
        threading.Thread(target=self._import, daemon=True).start()

    def _import(self) -> None:
        """Import the large modules in this thread, so that the UI thread does not wait for them."""
        try:
            self._imported.emit(self._import_all())
        except BaseException as error:  # noqa: BLE001 – raised again on the UI thread, where it can be shown
            self._imported.emit(error)

    def _import_all(self) -> "StartService":
        from PySide6.QtWidgets import QMessageBox, QStyle  # noqa: F401 – their many enumerations

        import promeister_mpay.ui.counter_window  # noqa: F401
        from promeister_mpay.adapters.logs import begin_log
        from promeister_mpay.core_dumps import turn_off_core_dumps

        turn_off_core_dumps()
        begin_log(self._options.folder.log)
        return start_service(self._options)

    def _wire(self, start: "StartService | BaseException") -> None:
        if isinstance(start, BaseException):
            raise start
        from promeister_mpay.ui.common.background import Lane
        from promeister_mpay.ui.common.message_strip import Mood
        from promeister_mpay.ui.main_window import MainWindow
        from promeister_mpay.ui.startup.activation_listener import ActivationListener
        from promeister_mpay.ui.startup.os_signals import close_on_signal

        keep_light(self._qt)
        activation_listener = ActivationListener(self._options.folder.activation_requests, self.frame)
        activation_listener.activated.connect(self.frame.come_forward)
        activation_listener.listen()
        self.window = window = MainWindow(self.frame, self._workstation, start)
        window.crash_box.catch_all()
        close_on_signal(self.frame, window.closing.leave_now)
        # A question that is open waits in a loop of its own.
        window.closing.ended.connect(QCoreApplication.exit)
        window.start_settings.store_requested.connect(lambda: self._open(window, start))
        window.background.run(lambda: open_maintenance(self._options, start), window.add_maintenance, lane=Lane.LONG)
        if self._restores:
            window.strip.show_message("Återställer databasen …", Mood.BUSY)
        self._open(window, start)

    def _open(self, window: "MainWindow", start: "StartService") -> None:
        """Ask for the store's password in a lane that a closing window does not wait for, then open the store."""
        from promeister_mpay.ui.common.background import Lane

        window.background.run(
            lambda: start.full_url(self._options.store_url),
            lambda _: self._open_store(window, start),
            failed=lambda error: self._on_not_opened(window, start, error),
            lane=Lane.LONG,
        )

    def _open_store(self, window: "MainWindow", start: "StartService") -> None:
        """Open the store in the background, and read the first order from it."""
        options, when_closed = self._options, self._closing.callback
        number, clerk = self._first_number, self._workstation.clerk

        def opened() -> "tuple[CounterServices, OrderCard]":
            services = open_counter(options, start, when_closed)
            return services, services.orders.open_or_newest(number, clerk=clerk)

        window.background.run(
            opened,
            lambda found: self._on_opened(window, *found),
            failed=lambda error: self._on_not_opened(window, start, error),
        )

    def _on_opened(self, window: "MainWindow", services: "CounterServices", first: "OrderCard") -> None:
        from promeister_mpay.ui.counter_window import CounterWindow

        _collect_garbage()
        self.counter_window = CounterWindow(window, services, first)
        import logging

        logging.getLogger(__name__).info("the services are ready")
        self.ready.emit()

    def _on_not_opened(self, window: "MainWindow", start: "StartService", error: Exception) -> None:
        """Show the error once, and try again later: the server may come up, or the disk get space."""
        _collect_garbage()
        if str(error) != self._trouble:
            self._trouble = str(error)
            window.refuse_store(error)
        if isinstance(error, StoreError) and not isinstance(error, StoreLogin | StoreTooNew):
            QTimer.singleShot(AGAIN_AFTER, self, lambda: self._open(window, start))


def _collect_garbage() -> None:
    """Enable garbage collection, without the objects made so far: they live as long as the program."""
    gc.freeze()
    gc.enable()
