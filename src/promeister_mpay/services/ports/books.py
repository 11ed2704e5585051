"""The books of the store: invoices, vouchers, SIE batches and the sums of the ledger."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.invoices import Invoice, InvoiceHead
from promeister_mpay.domain.books.sie import ChainHead
from promeister_mpay.domain.books.sie_batches import Period, SieBatch, Unexported
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher


class Invoices(Protocol):
    """The invoices and credit invoices of the store; they only grow. All raise `StoreError`."""

    def next_number(self, first: int) -> int:
        """Reserve the next number of the series, inside the transaction.

        `first` when there is no invoice yet, or when it is higher and the store was restored blind.
        """
        ...

    def add(self, invoice: Invoice) -> None:
        """Insert it with its rows; raises `StoreError` or `OrderLocked` when it breaks a rule of bookkeeping."""
        ...

    def get(self, number: int) -> Invoice:
        """The invoice as it was booked; raises `NotFoundError`."""
        ...

    def of_order(self, order_number: int) -> Sequence[Invoice]:
        """All of an order, oldest first."""
        ...

    def heads_of(self, order_number: int) -> Sequence[InvoiceHead]:
        """The heads of an order's documents, oldest first; cheap to read with each order."""
        ...

    def credits_of(self, number: int) -> Sequence[Invoice]:
        """The credit invoices of an invoice, oldest first."""
        ...

    def last_day(self) -> date | None:
        """The day of the document with the highest number; None when there is none."""
        ...


class Vouchers(Protocol):
    """The vouchers of the store; they only grow. All raise `StoreError`."""

    def add(self, voucher: Voucher, *, who: str, at: datetime) -> Voucher:
        """Insert it with a new id and the next number of its series and `year`; returns it with both."""
        ...

    def get(self, voucher_id: int) -> Voucher:
        """The voucher; raises `NotFoundError`."""
        ...

    def of_document(self, kind: DocumentKind, number: int) -> Sequence[Voucher]:
        """The vouchers of a document, oldest first."""
        ...

    def corrected_by(self, voucher_id: int) -> int | None:
        """The id of the voucher that corrects this one."""
        ...

    def year_of(self, day: date) -> FinancialYear | None:
        """The financial year that a day lies in, if it has been opened."""
        ...

    def years(self) -> Sequence[FinancialYear]:
        """The financial years that have been opened, in order."""
        ...

    def open_year(self, year: FinancialYear) -> None:
        """Open a financial year; one that overlaps another raises `StoreError`."""
        ...

    def closed_through(self) -> date | None:
        """The last day of the closed period; None when nothing is closed."""
        ...

    def close_through(self, day: date, *, who: str, at: datetime) -> None:
        """Close the books through a day; raises `StoreError` for a day in the closed period."""
        ...


class SieBatches(Protocol):
    """Batches of vouchers exported to the bookkeeping program; they only grow. All raise `StoreError`."""

    def unexported(self, period: Period) -> Sequence[Unexported]:
        """The vouchers of a period that are in no batch, by financial year; years without any are left out."""
        ...

    def heads(self, year: date) -> Sequence[ChainHead]:
        """The last voucher of each series in a financial year, with its seal."""
        ...

    def accounts(self, unexported: Unexported) -> Sequence[int]:
        """Every account that the vouchers use."""
        ...

    def vouchers(self, unexported: Unexported) -> Iterator[Voucher]:
        """Read the vouchers one at a time, by series and number, without the `items` of their rows."""
        ...

    def next_number(self) -> int:
        """Reserve the next batch's id, inside the transaction."""
        ...

    def add(self, batch: SieBatch, unexported: Unexported, content: bytes) -> None:
        """Insert the batch with its file content; raises `StoreBusy` when another batch has one of its vouchers."""
        ...

    def get(self, batch_id: int) -> SieBatch:
        """The batch; raises `NotFoundError`."""
        ...

    def content(self, batch_id: int) -> bytes:
        """The compressed content of the batch's file; raises `NotFoundError`."""
        ...


@dataclass(frozen=True, slots=True)
class Turnover:
    """The debit and credit sums of an account, in öre, both positive."""

    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """The change of the balance."""
        return self.debit - self.credit


class AccountSums(Protocol):
    """The ledger's sums. All raise `StoreError`."""

    def used(self) -> Sequence[int]:
        """Every account that vouchers use, in order."""
        ...

    def turnover(self, account: int, period: Period) -> Turnover:
        """The debit and credit sums of an account in a period."""
        ...

    def balances(self, account: int, keys: Collection[tuple[date, int]], *, since: date | None) -> Mapping[int, int]:
        """The balance after each of these rows, by the voucher's id; `keys` are day and voucher id.

        With `since` the balance begins at zero on that day.
        """
        ...
