"""The unit of work: one transaction with all that is stored in it."""

from types import TracebackType
from typing import Self

from promeister_mpay.adapters.store.account_sums import SqlAccountSums
from promeister_mpay.adapters.store.batches import SqlBatches
from promeister_mpay.adapters.store.clearing import SqlClearing
from promeister_mpay.adapters.store.events import SqlEvents
from promeister_mpay.adapters.store.invoices import SqlInvoices
from promeister_mpay.adapters.store.lists import SqlLists
from promeister_mpay.adapters.store.orders import SqlOrders
from promeister_mpay.adapters.store.payouts import SqlPayouts
from promeister_mpay.adapters.store.registers import SqlRegisters
from promeister_mpay.adapters.store.requests import SqlPaymentRequests
from promeister_mpay.adapters.store.settings import SqlSettingValues
from promeister_mpay.adapters.store.transaction import Transaction
from promeister_mpay.adapters.store.vouchers import SqlVouchers
from promeister_mpay.services.book_ports import AccountSums, Batches, Clearing, Invoices, Payouts, Vouchers
from promeister_mpay.services.ports import Events, Lists, Orders, PaymentRequests, Registers, SettingValues


class SqlUnitOfWork:
    """One transaction, for one thread: rolled back unless committed; nothing can be done in it after that."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.orders: Orders = SqlOrders(transaction)
        self.requests: PaymentRequests = SqlPaymentRequests(transaction)
        self.events: Events = SqlEvents(transaction)
        self.registers: Registers = SqlRegisters(transaction)
        self.lists: Lists = SqlLists(transaction)
        self.invoices: Invoices = SqlInvoices(transaction)
        self.vouchers: Vouchers = SqlVouchers(transaction)
        self.batches: Batches = SqlBatches(transaction)
        self.payouts: Payouts = SqlPayouts(transaction)
        self.clearing: Clearing = SqlClearing(transaction)
        self.account_sums: AccountSums = SqlAccountSums(transaction)
        self.settings: SettingValues = SqlSettingValues(transaction)

    def __enter__(self) -> Self:
        self._transaction.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transaction.end()

    def commit(self) -> None:
        """Make it durable; raises `StoreError`, `StoreBusy`."""
        self._transaction.commit()
