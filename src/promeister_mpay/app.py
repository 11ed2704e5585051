"""The one place where things are built and wired: the window first, and behind it all that it needs."""

import contextlib
import gc
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from promeister_mpay.adapters.first_look import first_look
from promeister_mpay.errors import StoreError, StoreTooNew
from promeister_mpay.paths import RESOURCES, DataFolder
from promeister_mpay.ui.application import dress, make_application
from promeister_mpay.ui.window_frame import WindowFrame
from promeister_mpay.ui.workstation import Workstation

if TYPE_CHECKING:
    from promeister_mpay.adapters.store import SqlStore
    from promeister_mpay.adapters.switchboard import Switchboard
    from promeister_mpay.adapters.training import CustomersPhone
    from promeister_mpay.services.counter import Counter
    from promeister_mpay.services.imports import ImportService
    from promeister_mpay.services.keeping import Keeping
    from promeister_mpay.ui.main_window import MainWindow

AGAIN_AFTER = 5_000
"""Milliseconds until a store that could not be opened is tried again."""
TURN = 0.0005
"""Seconds that a thread may keep the interpreter while another waits for it."""
WORKSHOP_NAME = "Verkstaden"
NOT_CONNECTED = "Verkstaden är inte ansluten till Resurs. Välj Arkiv → Anslut till Resurs…"
WhenClosed = Callable[[Callable[[], object]], object]
"""Is told how to close what was opened."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the program was started; an empty `store_url` means the embedded store in the data folder."""

    folder: DataFolder
    owner: str
    """This program's name among all on the store."""
    training: bool = False
    store_url: str = ""
    sandbox_url: str = ""


def run(options: Options) -> int:
    """Open the order window and stay until it is closed; gives the exit code."""
    sys.excepthook = _tell_early
    application = make_application()
    with contextlib.ExitStack() as closing:
        program = Program(options, closing)
        code = application.exec()
        if program.window is not None and program.window.closing.wants_restart:
            _start_again()
        if program.window is not None and not program.window.closing.left_cleanly:
            # A call may take half a minute more. It is journaled, so whoever runs next takes it up (design I5).
            os._exit(code)
    return code


def _start_again() -> None:
    """A new process with the same command line; it waits until this one has let go of the data folder."""
    import subprocess

    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "promeister_mpay"]
    subprocess.Popen([*program, *sys.argv[1:]], start_new_session=True)  # noqa: S603 – our own program


def _tell_early(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Before the window has its crash box, and when it cannot be made."""
    from promeister_mpay.ui.crash_box import CrashBox

    CrashBox(make_application()).take(kind, error, trace)


def refuse(sentence: str) -> int:
    """Say why the program does not start; gives the exit code."""
    import logging

    from PySide6.QtWidgets import QMessageBox

    logging.getLogger(__name__).error("%s", sentence)
    make_application()
    QMessageBox.critical(None, "promeister-mpay", sentence)
    return 1


class Program(QObject):
    """One start: the frame with a first look at its order, then, behind it, the window's work and its services."""

    wired = Signal()
    """`window` is there; its services come later."""
    _imported = Signal(object)
    """None, or the error that keeps the window from being wired."""

    def __init__(self, options: Options, closing: contextlib.ExitStack) -> None:
        super().__init__()
        # Each cell that is painted asks Python, and would wait 5 ms each time while another thread works.
        sys.setswitchinterval(TURN)
        self._options = options
        self._closing = closing
        self._workstation = Workstation(options.folder.window_state)
        self.frame = WindowFrame(self._workstation, training=options.training)
        self.window: MainWindow | None = None
        self._trouble = ""
        looks = not options.store_url and not options.folder.restore_wish.exists()
        self._order = first_look(options.folder.store, self._workstation.last_order) if looks else None
        if self._order is not None:
            self.frame.page.show_order(self._order, locked=not self._order.status.is_open)
            self.frame.show_title(self._order.number, self._order.customer_name)
        # Emitted by another thread, it is answered by this one at the loop's next turn.
        self._imported.connect(self._wire)
        self.frame.first_painted.connect(self._load)
        dress(make_application())
        self.frame.show()

    def _load(self) -> None:
        threading.Thread(target=self._import, daemon=True).start()

    def _import(self) -> None:
        """What costs much the first time is paid for here, so that the UI thread need not wait for it."""
        try:
            self._import_all()
        except BaseException as error:  # noqa: BLE001 – raised again on the UI thread, where it can be shown
            self._imported.emit(error)
        else:
            self._imported.emit(None)

    def _import_all(self) -> None:
        from PySide6.QtWidgets import QMessageBox, QStyle  # noqa: F401 – their many enumerations

        import promeister_mpay.services.orders
        import promeister_mpay.ui.main_window  # noqa: F401
        from promeister_mpay.adapters.logs import begin_log

        begin_log(self._options.folder.log)

    def _wire(self, error: BaseException | None) -> None:
        if error is not None:
            raise error
        from promeister_mpay.services.orders import OrderCard
        from promeister_mpay.ui.door_bell import DoorBell
        from promeister_mpay.ui.ended_from_outside import close_when_ended
        from promeister_mpay.ui.main_window import MainWindow

        bell = DoorBell(self._options.folder.knocks, self.frame)
        bell.rung.connect(self.frame.come_forward)
        bell.listen()
        self.window = window = MainWindow(self.frame, self._workstation)
        window.crash_box.catch_all()
        close_when_ended(self.frame, window.closing.leave_now)
        if self._order is not None:
            window.editor.adopt(OrderCard(self._order))
        window.actions_of_window.catch_up()
        self.wired.emit()
        window.background.run(lambda: open_keeping(self._options), window.keeping.begin)
        self._open()

    def _open(self) -> None:
        options, closing = self._options, self._closing
        if self.window is not None:
            self.window.background.run(
                lambda: open_counter(options, closing.callback), self._begin, failed=self._cannot_begin
            )

    def _begin(self, counter: "Counter") -> None:
        _collect_garbage()
        if self.window is not None:
            self.window.begin(counter)

    def _cannot_begin(self, error: Exception) -> None:
        """Said once; a server that comes up later, or a disk with room again, needs no other start."""
        _collect_garbage()
        if self.window is not None and str(error) != self._trouble:
            self._trouble = str(error)
            self.window.cannot_begin(error)
        if isinstance(error, StoreError) and not isinstance(error, StoreTooNew):
            QTimer.singleShot(AGAIN_AFTER, self, self._open)


def _collect_garbage() -> None:
    """From now on; what was made at the start stays for good and is not looked at again."""
    gc.freeze()
    gc.enable()


def open_counter(options: Options, when_closed: WhenClosed) -> "Counter":
    """Open store and gateway and build the services; `when_closed` is told how to close each.

    Blocking, with the heavy imports; run it off the UI thread. Raises `MpayError`.
    """
    import phonenumbers  # noqa: F401 – now, and not at the first Ctrl+S

    from promeister_mpay.adapters.clock import SystemClock
    from promeister_mpay.adapters.sheet_writer import write_sheet
    from promeister_mpay.adapters.sheets import read_sheet
    from promeister_mpay.adapters.sie import sie_file
    from promeister_mpay.adapters.store import open_store, sqlite_url
    from promeister_mpay.adapters.store.restoring import restore_and_tell
    from promeister_mpay.adapters.switchboard import Switchboard
    from promeister_mpay.services.bookkeeping import BookkeepingService
    from promeister_mpay.services.counter import Counter
    from promeister_mpay.services.documents import DocumentService
    from promeister_mpay.services.exports import ExportService
    from promeister_mpay.services.imports import ImportService
    from promeister_mpay.services.ledger import LedgerLists
    from promeister_mpay.services.lists import ListService
    from promeister_mpay.services.orders import OrderService
    from promeister_mpay.services.payments import PaymentService
    from promeister_mpay.services.registers import RegisterService
    from promeister_mpay.services.settings import SettingsService
    from promeister_mpay.services.settlement import SettlementService
    from promeister_mpay.services.sie_files import SieService
    from promeister_mpay.whole_files import write_whole

    clock = SystemClock()
    url = options.store_url or sqlite_url(options.folder.store)
    restored = restore_and_tell(url, clock.now())
    store = open_store(url, backups=options.folder.backups)
    when_closed(store.close)
    imports = ImportService(store=store, clock=clock, read=read_sheet)
    gateway = Switchboard(NOT_CONNECTED)
    lists = ListService(store=store)
    counter = Counter(
        orders=OrderService(store=store, clock=clock),
        payments=PaymentService(store=store, gateway=gateway, clock=clock, owner=options.owner),
        bookkeeping=BookkeepingService(store=store, clock=clock),
        documents=DocumentService(store=store),
        sie=SieService(store=store, clock=clock, write=sie_file, save=write_whole, is_training=options.training),
        ledger=partial(LedgerLists, store=store),
        registers=RegisterService(store=store),
        imports=imports,
        lists=lists,
        exports=ExportService(lists=lists, write=write_sheet),
        settings=SettingsService(store=store, clock=clock),
        settlement=SettlementService(store=store, clock=clock, read=read_sheet),
        warning=restored,
    )
    if options.training:
        phone = _begin_training(options, store, gateway, imports, when_closed=when_closed)
        folder = options.folder.root
        return replace(counter, phone=phone.messages, training_file=lambda: phone.fetch_settlement(folder))
    return _begin_connected(counter, store, gateway, when_closed)


def _begin_training(
    options: Options, store: "SqlStore", gateway: "Switchboard", imports: "ImportService", *, when_closed: WhenClosed
) -> "CustomersPhone":
    from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
    from promeister_mpay.adapters.training import CLIENT_ID, CLIENT_SECRET, CustomersPhone, Sandbox
    from promeister_mpay.services.connecting import Account, connect_first
    from promeister_mpay.services.training import invent_seller

    url = options.sandbox_url
    if not url:
        sandbox = Sandbox(options.folder.sandbox, WORKSHOP_NAME)
        when_closed(sandbox.close)
        url = sandbox.url
    client = ResursGateway(ResursAccount(url, CLIENT_ID, CLIENT_SECRET))
    when_closed(client.close)
    gateway.connect(client)
    invent_seller(store)
    connect_first(store, client, Account("integration", CLIENT_ID, CLIENT_SECRET))
    _bring_demo(store, imports)
    phone = CustomersPhone(url)
    when_closed(phone.close)
    return phone


def _bring_demo(store: "SqlStore", imports: "ImportService") -> None:
    """The first time: the data of an invented workshop to play with."""
    from promeister_mpay.services.ports import Move

    with store.reading() as work:
        is_empty = work.orders.go(None, Move.FIRST) is None
    if is_empty:
        preview = imports.preview(sorted((RESOURCES / "demo").glob("*.csv")))
        imports.run(preview, skip_bad=True, who="DEMO", progress=lambda _done, _of: None, cancelled=lambda: False)


def _begin_connected(
    counter: "Counter", store: "SqlStore", gateway: "Switchboard", when_closed: WhenClosed
) -> "Counter":
    from promeister_mpay.adapters.clock import SystemClock
    from promeister_mpay.adapters.resurs import ResursGateway, account_for
    from promeister_mpay.adapters.secrets import KeyringSecrets
    from promeister_mpay.services.connecting import Account, ConnectionService

    def reach(account: Account) -> ResursGateway:
        client = ResursGateway(account_for(account.environment, account.client_id, account.secret))
        when_closed(client.close)
        return client

    secrets = KeyringSecrets("promeister-mpay")
    clock = SystemClock()
    connection = ConnectionService(store=store, clock=clock, secrets=secrets, reach=reach, connect=gateway.connect)
    warning = "" if connection.begin() else connection.wants_secret or NOT_CONNECTED
    return replace(counter, connection=connection, warning=f"{counter.warning} {warning}".strip())


def open_keeping(options: Options) -> "Keeping":
    """What works also when the store does not open: its copies, and the package for support. Imports much."""
    from promeister_mpay.adapters.clock import SystemClock
    from promeister_mpay.adapters.store import embedded_path, sqlite_url
    from promeister_mpay.adapters.store.copies import SqliteCopies
    from promeister_mpay.adapters.store.facts import store_facts, store_settings
    from promeister_mpay.adapters.support import log_files, system_facts
    from promeister_mpay.services.backups import BackupService
    from promeister_mpay.services.keeping import Keeping
    from promeister_mpay.services.support import SupportService

    folder, url = options.folder, options.store_url or sqlite_url(options.folder.store)
    path = embedded_path(url)

    support = SupportService(
        system=lambda: system_facts(folder.root),
        store=lambda: store_facts(url),
        settings=lambda: store_settings(url),
        logs=lambda: log_files(folder.log.parent),
    )
    return Keeping(support, BackupService(copies=SqliteCopies(path), clock=SystemClock()) if path else None)


def tour(folder: Path, *, keep: Path | None = None) -> int:
    """Play the whole story offscreen on new data and write its pictures into `folder`; gives the exit code.

    The data is thrown away afterwards, unless it is to be kept in the folder `keep`.
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Qt complains of every offscreen window that nobody manages it.
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
    from promeister_mpay.ui.tour import Tour

    if program.window is not None:
        story = Tour(program.window, folder, customer)
        story.finished.connect(application.exit)
        story.start()
