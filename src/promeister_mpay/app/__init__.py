"""The composition root: builds the window first, then the services in the background, and connects them."""

import contextlib
import gc
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from promeister_mpay.adapters.startup_order import read_startup_order
from promeister_mpay.app.composition import WORKSHOP_NAME, Options, open_counter, open_maintenance, start_service
from promeister_mpay.errors import StoreError, StoreLogin, StoreTooNew
from promeister_mpay.paths import DataFolder
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.shell.window_frame import WindowFrame
from promeister_mpay.ui.startup.application import dress, make_application

if TYPE_CHECKING:
    from promeister_mpay.adapters.training import CustomersPhone
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.ui.main_window import MainWindow

AGAIN_AFTER = 5_000
"""Milliseconds until the program tries again to open the store."""
TURN = 0.0005
"""Seconds that a thread may keep the interpreter while another waits for it."""


def run(options: Options) -> int:
    """Open the main window and run until it is closed; returns the exit code."""
    sys.excepthook = _show_early_crash
    application = make_application()
    with contextlib.ExitStack() as closing:
        program = Program(options, closing)
        code = application.exec()
        if program.window is not None and program.window.closing.wants_restart:
            _start_again()
        if program.window is not None and not program.window.closing.left_cleanly:
            # A gateway call may last half a minute more. It is journalled, so the next start continues it (design I5).
            os._exit(code)
    return code


def _start_again() -> None:
    """Start a new process with the same command line; it waits until this one releases the data folder."""
    import subprocess

    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "promeister_mpay"]
    subprocess.Popen([*program, *sys.argv[1:]], start_new_session=True)  # noqa: S603 – our own program


def _show_early_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show a crash before the window has its own crash box, or when the window cannot be made."""
    from promeister_mpay.ui.startup.crash_box import CrashBox

    CrashBox(make_application()).take(kind, error, trace)


def refuse(sentence: str) -> int:
    """Show why the program does not start; returns the exit code."""
    import logging

    from PySide6.QtWidgets import QMessageBox

    logging.getLogger(__name__).error("%s", sentence)
    make_application()
    QMessageBox.critical(None, "promeister-mpay", sentence)
    return 1


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

        bell = ActivationListener(self._options.folder.activation_requests, self.frame)
        bell.activated.connect(self.frame.come_forward)
        bell.listen()
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


def tour(folder: Path, *, keep: Path | None = None) -> int:
    """Play the tour offscreen on new data and write its screenshots into `folder`; returns the exit code.

    The data is deleted afterwards, or kept in the folder `keep` when that is given.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Qt warns for every offscreen window that there is no window manager.
    os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")
    import tempfile

    from promeister_mpay.adapters.training import CustomersPhone, Sandbox

    application = make_application()
    with tempfile.TemporaryDirectory() as data, contextlib.ExitStack() as closing:
        options = Options(DataFolder(keep or Path(data)).make(), "tour", training=True)
        sandbox = closing.enter_context(Sandbox(options.folder.sandbox, WORKSHOP_NAME))
        customer = CustomersPhone(sandbox.url)
        closing.callback(customer.close)
        program = Program(replace(options, sandbox_url=sandbox.url), closing)
        program.wired.connect(lambda: _play(program, folder, customer, application))
        code = application.exec()
        program.frame.close()
    return code


def _play(program: Program, folder: Path, customer: "CustomersPhone", application: QApplication) -> None:
    from promeister_mpay.ui.tour.tour import Tour

    if program.window is not None:
        story = Tour(program.window, folder, customer)
        story.finished.connect(application.exit)
        story.start()
