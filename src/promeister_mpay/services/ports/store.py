"""The store and its unit of work: one transaction with all that is stored."""

from types import TracebackType
from typing import Protocol, Self

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


class UnitOfWork(Protocol):
    """One transaction: rolled back unless committed."""

    @property
    def orders(self) -> Orders:
        """The orders."""
        ...

    @property
    def requests(self) -> PaymentRequests:
        """The payment requests."""
        ...

    @property
    def events(self) -> Events:
        """The history."""
        ...

    @property
    def registers(self) -> Registers:
        """Customers, vehicles and articles."""
        ...

    @property
    def lists(self) -> Lists:
        """The lists of orders and registers."""
        ...

    @property
    def invoices(self) -> Invoices:
        """The invoices."""
        ...

    @property
    def vouchers(self) -> Vouchers:
        """The vouchers."""
        ...

    @property
    def batches(self) -> SieBatches:
        """The SIE batches."""
        ...

    @property
    def payouts(self) -> Payouts:
        """The payouts."""
        ...

    @property
    def clearing(self) -> Clearing:
        """Accounts, explained order by order."""
        ...

    @property
    def account_sums(self) -> AccountSums:
        """The ledger's sums."""
        ...

    @property
    def personal_data(self) -> PersonalData:
        """What is known of a customer."""
        ...

    @property
    def proof(self) -> Proof:
        """The check of all that is booked."""
        ...

    @property
    def settings(self) -> SettingValues:
        """The settings."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Commit the transaction durably; raises `StoreError`, `StoreBusy`."""
        ...


class Store(Protocol):
    """The database; safe to use from any thread."""

    def reading(self) -> UnitOfWork:
        """A unit of work that only reads, from one snapshot, and never waits for a lock."""
        ...

    def looking(self) -> UnitOfWork:
        """A unit of work that only reads, without one snapshot for all its queries; cheaper than `reading`."""
        ...

    def writing(self) -> UnitOfWork:
        """A unit of work that writes; entering it raises `StoreBusy` when another program holds the store too long."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...
