"""All that a counter can do, as one thing that the window is given when it is ready."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from promeister_mpay.services.books.ledger import LedgerLists, Span
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.books.sie_files import SieService
from promeister_mpay.services.documents import DocumentService
from promeister_mpay.services.lists.exports import ExportService
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.services.orders.service import OrderService
from promeister_mpay.services.payments.connection import ConnectionService
from promeister_mpay.services.payments.service import PaymentService
from promeister_mpay.services.registers.imports import ImportService
from promeister_mpay.services.registers.service import RegisterService
from promeister_mpay.services.settings import SettingsService
from promeister_mpay.services.settlement.service import SettlementService
from promeister_mpay.services.training import TextMessage


@dataclass(frozen=True, slots=True)
class CounterServices:
    """The services over one store and one gateway; `phone` gives the customer's SMS in training mode only."""

    orders: OrderService
    payments: PaymentService
    bookkeeping: BookkeepingService
    documents: DocumentService
    sie: SieService
    ledger: Callable[[Span], LedgerLists]
    """The ledger, as a list of its own for each window."""
    registers: RegisterService
    imports: ImportService
    lists: ListService
    exports: ExportService
    settings: SettingsService
    settlement: SettlementService
    connection: ConnectionService | None = None
    """Connects the workshop to its account; there is none to choose in training."""
    phone: Callable[[], Sequence[TextMessage]] | None = None
    training_file: Callable[[], Path] | None = None
    """Fetches the settlement file of today's training, in training mode only; raises `MpayError`."""
    warning: str = ""
    """What the clerk should know from the start, such as a missing keyring; or nothing."""
