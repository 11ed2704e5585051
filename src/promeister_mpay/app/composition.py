"""Builds the store, the gateway and the services for the options that the program was started with."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from promeister_mpay import __version__
from promeister_mpay.errors import MpayError
from promeister_mpay.paths import RESOURCES, DataFolder
from promeister_mpay.start_choice import StartChoice

if TYPE_CHECKING:
    from promeister_mpay.adapters.gateway_proxy import GatewayProxy
    from promeister_mpay.adapters.store import SqlStore
    from promeister_mpay.adapters.training import CustomersPhone
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.maintenance.services import MaintenanceServices
    from promeister_mpay.services.ports.clock import Clock
    from promeister_mpay.services.ports.gateway import Gateway
    from promeister_mpay.services.ports.store import Store
    from promeister_mpay.services.startup import StartService

WORKSHOP_NAME = "Verkstaden"
SECRETS = "promeister-mpay"
"""The name of this program's secrets in the keyring."""
NOT_CONNECTED = "Verkstaden är inte ansluten till Resurs. Välj Arkiv → Inställningar → Resurs."
WhenClosed = Callable[[Callable[[], object]], object]
"""Registers a function that closes what was opened."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the program was started; an empty `store_url` means the embedded store in the data folder."""

    folder: DataFolder
    owner: str
    """Identifies this program among those that share the store."""
    training: bool = False
    store_url: str = ""
    sandbox_url: str = ""
    sandbox_secret: str = ""
    start_file: Path | None = None
    """The file with the choice for the next start; None for the one in the data folder."""
    bound: str = ""
    """The command-line options that overrule the saved choice."""


def start_service(options: Options) -> "StartService":
    """The service for the choice of the next start, with the keyring."""
    from promeister_mpay.adapters.secrets import KeyringSecrets
    from promeister_mpay.services.startup import StartService, StoreSummary

    def look(url: str) -> StoreSummary:
        from promeister_mpay.adapters.store import probe_store

        return probe_store(url)

    return StartService(
        file=options.start_file or options.folder.start,
        secrets=KeyringSecrets(SECRETS),
        look=look,
        running=StartChoice(training=options.training, store_url=options.store_url),
        bound=options.bound,
    )


def counter_services(
    *,
    store: "Store",
    gateway: "Gateway",
    clock: "Clock",
    owner: str,
    is_training: bool,
    warning: str = "",
    log: Callable[[], Sequence[str]] = tuple,
    keep_erased: Callable[[Sequence[str]], None] = lambda _numbers: None,
) -> "CounterServices":
    """Build the services of one counter over a store and a gateway; `owner` identifies it among those that share them.

    `log` gives the lines of the log, `keep_erased` writes the list of erased customers beside the store.

    Large imports; call it off the UI thread.
    """
    from promeister_mpay.adapters.foreign_files.process import ForeignFiles
    from promeister_mpay.adapters.sheets.writer import write_sheet
    from promeister_mpay.adapters.sie import sie_file
    from promeister_mpay.app.foreign_reading import ForeignReading
    from promeister_mpay.atomic_files import write_atomically
    from promeister_mpay.services.approvals import Approvals
    from promeister_mpay.services.books.check import CheckService
    from promeister_mpay.services.books.ledger import LedgerLists
    from promeister_mpay.services.books.service import BookkeepingService
    from promeister_mpay.services.books.sie_files import SieService
    from promeister_mpay.services.counter import CounterServices
    from promeister_mpay.services.documents import DocumentService
    from promeister_mpay.services.lists.exports import ExportService
    from promeister_mpay.services.lists.service import ListService
    from promeister_mpay.services.orders.service import OrderService
    from promeister_mpay.services.payments.service import PaymentService
    from promeister_mpay.services.registers.imports import ImportService
    from promeister_mpay.services.registers.personal_data import PersonalDataService
    from promeister_mpay.services.registers.service import RegisterService
    from promeister_mpay.services.settings import SettingsService
    from promeister_mpay.services.settlement.service import SettlementService

    lists, foreign = ListService(store=store), ForeignReading(ForeignFiles())
    approvals = Approvals(writing=store.writing, clock=clock)
    return CounterServices(
        orders=OrderService(store=store, clock=clock),
        payments=PaymentService(store=store, gateway=gateway, clock=clock, owner=owner, approvals=approvals),
        bookkeeping=BookkeepingService(store=store, clock=clock, approvals=approvals),
        documents=DocumentService(store=store),
        sie=SieService(store=store, clock=clock, write=sie_file, save=write_atomically, is_training=is_training),
        check=CheckService(store=store, clock=clock),
        ledger=partial(LedgerLists, store=store),
        registers=RegisterService(store=store),
        personal_data=PersonalDataService(store=store, clock=clock, save=write_atomically, log=log, keep=keep_erased),
        imports=ImportService(store=store, clock=clock, read=foreign.sheet),
        lists=lists,
        exports=ExportService(lists=lists, write=write_sheet),
        settings=SettingsService(store=store, clock=clock, approvals=approvals),
        settlement=SettlementService(store=store, clock=clock, read=foreign.sheet, approvals=approvals),
        read_picture=foreign.picture,
        warning=warning,
    )


def open_counter(options: Options, start: "StartService", when_closed: WhenClosed) -> "CounterServices":
    """Open store and gateway and build the services; `when_closed` gets a function that closes each.

    Blocking, with large imports; run it off the UI thread. Raises `MpayError`; what was opened until then is closed.
    """
    import phonenumbers  # noqa: F401 – now, and not at the first Ctrl+S

    # What the services open later, such as a new connection to the gateway, is closed with the rest.
    opened = contextlib.ExitStack()
    when_closed(opened.close)
    with contextlib.ExitStack() as failing:
        failing.callback(opened.close)
        counter = _open_counter(options, start, opened.callback)
        failing.pop_all()
    return counter


def _open_counter(options: Options, start: "StartService", when_closed: WhenClosed) -> "CounterServices":
    from promeister_mpay.adapters.clock import SystemClock
    from promeister_mpay.adapters.gateway_proxy import GatewayProxy
    from promeister_mpay.adapters.store import embedded_path, open_store, sqlite_url
    from promeister_mpay.adapters.store.backup.erased_list import keep_erased
    from promeister_mpay.adapters.store.backup.restore import restore_and_report
    from promeister_mpay.adapters.store.backup.server_restored import follow_server
    from promeister_mpay.adapters.system_facts import log_files
    from promeister_mpay.adapters.training import NOT_STARTED
    from promeister_mpay.services.maintenance.versions import note_version

    clock = SystemClock()
    url = start.full_url(options.store_url) or sqlite_url(options.folder.store)
    restored = restore_and_report(url, clock.now())
    store = open_store(url, backups=options.folder.backups)
    when_closed(store.close)
    older = follow_server(store, url, options.folder.root, clock.now())
    note_version(store, clock, __version__)
    gateway = GatewayProxy(NOT_STARTED if options.training else NOT_CONNECTED)
    path = embedded_path(url)
    counter = counter_services(
        store=store,
        gateway=gateway,
        clock=clock,
        owner=options.owner,
        is_training=options.training,
        warning=f"{restored} {older}".strip(),
        log=lambda: [line for file in log_files(options.folder.log.parent) for line in file.text.splitlines()],
        keep_erased=partial(keep_erased, path) if path else lambda _numbers: None,
    )
    if options.training:
        return _begin_training(options, counter, store, gateway, when_closed=when_closed)
    return _begin_connected(counter, store, gateway, when_closed)


def _begin_training(
    options: Options, counter: "CounterServices", store: "SqlStore", gateway: "GatewayProxy", *, when_closed: WhenClosed
) -> "CounterServices":
    """Training opens with the invented workshop, also when its gateway does not start, which is told."""
    from promeister_mpay.services.training import invent_seller

    invent_seller(store)
    _bring_demo(store)
    try:
        phone = _reach_sandbox(options, store, gateway, when_closed)
    except MpayError as error:
        return _without_phone(counter, error)
    folder = options.folder.root
    return replace(counter, phone=phone.messages, training_file=lambda: phone.fetch_settlement(folder))


def _without_phone(counter: "CounterServices", error: MpayError) -> "CounterServices":
    def refuse() -> NoReturn:
        raise MpayError(str(error)) from error

    warning = f"{counter.warning} {error}".strip()
    return replace(counter, phone=refuse, training_file=refuse, warning=warning)


def _reach_sandbox(
    options: Options, store: "SqlStore", gateway: "GatewayProxy", when_closed: WhenClosed
) -> "CustomersPhone":
    """Start the sandbox, unless one is given, and connect the gateway to it. Raises `MpayError`."""
    from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
    from promeister_mpay.adapters.training import CLIENT_ID, CLIENT_SECRET, CustomersPhone, Sandbox
    from promeister_mpay.services.payments.connection import GatewayAccount, connect_first

    url, secret = options.sandbox_url, options.sandbox_secret
    if not url:
        sandbox = Sandbox(options.folder.sandbox, WORKSHOP_NAME)
        when_closed(sandbox.close)
        url, secret = sandbox.url, sandbox.secret
    client = ResursGateway(ResursAccount(url, CLIENT_ID, secret or CLIENT_SECRET))
    when_closed(client.close)
    phone = CustomersPhone(url, secret)
    when_closed(phone.close)
    gateway.connect(client)
    connect_first(store, client, GatewayAccount("integration", CLIENT_ID, secret or CLIENT_SECRET))
    return phone


def _bring_demo(store: "SqlStore") -> None:
    """Import the data of an invented workshop into an empty store; the program's own files are read right here."""
    from promeister_mpay.adapters.clock import SystemClock
    from promeister_mpay.adapters.sheets.reader import read_sheet
    from promeister_mpay.services.ports.orders import Move
    from promeister_mpay.services.registers.imports import ImportService

    with store.reading() as work:
        is_empty = work.orders.go(None, Move.FIRST) is None
    if is_empty:
        imports = ImportService(store=store, clock=SystemClock(), read=read_sheet)
        preview = imports.preview(sorted((RESOURCES / "demo").glob("*.csv")))
        imports.run(preview, skip_bad=True, who="DEMO", progress=lambda _done, _of: None, cancelled=lambda: False)


def _begin_connected(
    counter: "CounterServices", store: "SqlStore", gateway: "GatewayProxy", when_closed: WhenClosed
) -> "CounterServices":
    from promeister_mpay.adapters.clock import SystemClock
    from promeister_mpay.adapters.resurs import ResursGateway, account_for
    from promeister_mpay.adapters.secrets import KeyringSecrets
    from promeister_mpay.services.payments.connection import ConnectionService, GatewayAccount

    def reach(account: GatewayAccount) -> ResursGateway:
        client = ResursGateway(account_for(account.environment, account.client_id, account.secret))
        when_closed(client.close)
        return client

    secrets = KeyringSecrets(SECRETS)
    clock = SystemClock()
    connection = ConnectionService(
        store=store,
        clock=clock,
        secrets=secrets,
        reach=reach,
        connect=gateway.connect,
        approvals=counter.settings.approvals,
    )
    # The keyring may take its time: orders open meanwhile, and the first call to the gateway waits for it.
    gateway.begin_with(connection.begin_once)
    warning = "" if connection.settings().resurs_client_id else NOT_CONNECTED
    return replace(counter, connection=connection, warning=f"{counter.warning} {warning}".strip())


def open_maintenance(options: Options, start: "StartService") -> "MaintenanceServices":
    """Build the services that work also when the store does not open. Imports large modules."""
    from promeister_mpay.adapters.clock import SystemClock
    from promeister_mpay.adapters.foreign_files.process import ForeignFiles
    from promeister_mpay.adapters.licences import shipped_licences
    from promeister_mpay.adapters.store import embedded_path, sqlite_url
    from promeister_mpay.adapters.store.backup.copies import SqliteCopies
    from promeister_mpay.adapters.store.backup.server_dumps import ServerDumps
    from promeister_mpay.adapters.store.facts import store_facts, store_settings, written_store
    from promeister_mpay.adapters.store.origin import origin
    from promeister_mpay.adapters.system_facts import log_files, system_facts
    from promeister_mpay.app.foreign_reading import ForeignReading
    from promeister_mpay.services.maintenance.backups import BackupService
    from promeister_mpay.services.maintenance.services import MaintenanceServices
    from promeister_mpay.services.maintenance.support_bundle import SupportService

    folder = options.folder

    def url() -> str:
        # Asked for each time: the password of a server may be given later.
        return start.full_url(options.store_url) or sqlite_url(folder.store)

    support = SupportService(
        system=lambda: system_facts(folder.root),
        store=lambda: store_facts(url()),
        settings=lambda: store_settings(url()),
        logs=lambda: log_files(folder.log.parent),
    )
    path = embedded_path(url())
    copies = (
        SqliteCopies(path, read_copy=ForeignReading(ForeignFiles()).copy)
        if path
        else ServerDumps(url, folder.server_backups, computer=origin().computer)
    )
    backups = BackupService(
        copies=copies,
        clock=SystemClock(),
        settings=lambda: store_settings(url()),
        writing=lambda: written_store(url()),
    )
    return MaintenanceServices(support, backups, shipped_licences)
