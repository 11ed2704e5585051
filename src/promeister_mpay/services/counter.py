"""The services that the main window uses, passed to it as one object."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from promeister_mpay.services.books.check import CheckService
from promeister_mpay.services.books.ledger import LedgerLists, Span
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.books.sie_files import SieService
from promeister_mpay.services.documents import DocumentService
from promeister_mpay.services.lists.exports import ExportService
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.services.orders.service import OrderService
from promeister_mpay.services.payments.connection import ConnectionService
from promeister_mpay.services.payments.service import PaymentService
from promeister_mpay.services.ports.files import ReadPicture
from promeister_mpay.services.registers.imports import ImportService
from promeister_mpay.services.registers.personal_data import PersonalDataService
from promeister_mpay.services.registers.service import RegisterService
from promeister_mpay.services.settings import SettingsService
from promeister_mpay.services.settlement.service import SettlementService
from promeister_mpay.services.training import TextMessage


@dataclass(frozen=True, slots=True)
class CounterServices:
    """Services that share one store and one gateway."""

    orders: OrderService
    payments: PaymentService
    bookkeeping: BookkeepingService
    documents: DocumentService
    sie: SieService
    check: CheckService
    ledger: Callable[[Span], LedgerLists]
    """Makes the lists of one ledger window: each window has its own account and period."""
    registers: RegisterService
    personal_data: PersonalDataService
    imports: ImportService
    lists: ListService
    exports: ExportService
    settings: SettingsService
    settlement: SettlementService
    read_picture: ReadPicture
    warning: str
    """A sentence to show at the start, such as that the keyring is missing; empty when there is none."""
    connection: ConnectionService | None = None
    """Connects the workshop to its account at the gateway; None in training mode."""
    phone: Callable[[], Sequence[TextMessage]] | None = None
    """Reads the SMS that the sandbox would have sent to customers; in training mode only."""
    training_file: Callable[[], Path] | None = None
    """Fetches a settlement file of today's payments from the sandbox; in training mode only. Raises `MpayError`."""
