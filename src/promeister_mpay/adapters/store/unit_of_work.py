"""The unit of work: one transaction, with a repository for each kind of data."""

from types import TracebackType
from typing import Self

from promeister_mpay.adapters.store.books.account_sums import SqlAccountSums
from promeister_mpay.adapters.store.books.invoices import SqlInvoices
from promeister_mpay.adapters.store.books.sie_batches import SqlSieBatches
from promeister_mpay.adapters.store.books.vouchers import SqlVouchers
from promeister_mpay.adapters.store.books.walk import SqlProof
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.events import SqlEvents
from promeister_mpay.adapters.store.lists.reader import SqlLists
from promeister_mpay.adapters.store.orders import SqlOrders
from promeister_mpay.adapters.store.payments.requests import SqlPaymentRequests
from promeister_mpay.adapters.store.personal_data import SqlPersonalData
from promeister_mpay.adapters.store.registers import SqlRegisters
from promeister_mpay.adapters.store.settings import SqlSettingValues
from promeister_mpay.adapters.store.settlement.clearing import SqlClearing
from promeister_mpay.adapters.store.settlement.payouts import SqlPayouts
from promeister_mpay.services.ports.books import AccountSums, Invoices, SieBatches, Vouchers
from promeister_mpay.services.ports.events import Events
from promeister_mpay.services.ports.lists import Lists
from promeister_mpay.services.ports.orders import Orders
from promeister_mpay.services.ports.payments import PaymentRequests
from promeister_mpay.services.ports.personal_data import PersonalData
from promeister_mpay.services.ports.proof import Proof
from promeister_mpay.services.ports.registers import Registers
from promeister_mpay.services.ports.settings import SettingValues
from promeister_mpay.services.ports.settlement import Clearing, Payouts


class SqlUnitOfWork:
    """One transaction, for one thread: rolled back unless committed, and unusable after its end."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.orders: Orders = SqlOrders(transaction)
        self.requests: PaymentRequests = SqlPaymentRequests(transaction)
        self.events: Events = SqlEvents(transaction)
        self.registers: Registers = SqlRegisters(transaction)
        self.lists: Lists = SqlLists(transaction)
        self.invoices: Invoices = SqlInvoices(transaction)
        self.vouchers: Vouchers = SqlVouchers(transaction)
        self.batches: SieBatches = SqlSieBatches(transaction)
        self.payouts: Payouts = SqlPayouts(transaction)
        self.clearing: Clearing = SqlClearing(transaction)
        self.account_sums: AccountSums = SqlAccountSums(transaction)
        self.personal_data: PersonalData = SqlPersonalData(transaction)
        self.proof: Proof = SqlProof(transaction)
        self.settings: SettingValues = SqlSettingValues(transaction)

    def __enter__(self) -> Self:
        self.transaction.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.transaction.end()

    def commit(self) -> None:
        """Commit; raises `StoreError`, `StoreBusy`."""
        self.transaction.commit()
