"""The vouchers in the store. Rows and items are inserted before their voucher; triggers then refuse any change."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, insert, select

from promeister_mpay.adapters.store.books.seals import seal_voucher
from promeister_mpay.adapters.store.database.number_series import draw
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import (
    book_closings,
    financial_years,
    ledger_items,
    voucher_rows,
    vouchers,
)
from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.vouchers import DocumentKind, LedgerItem, Voucher, VoucherRow
from promeister_mpay.domain.lists.columns import forms
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.domain.search import search_text
from promeister_mpay.errors import NotFoundError

PLAIN = (
    "id", "series", "year", "number", "event_date", "registered_at", "who", "text", "counterparty", "document_kind",
    "document", "corrects",
)  # fmt: skip
_VOUCHER = vouchers.c
_YEAR = financial_years.c

# Built once: building the statement takes longer than running it.
_INSERT, _INSERT_ROWS, _INSERT_ITEMS = insert(vouchers), insert(voucher_rows), insert(ledger_items)
_SELECT = select(*(_VOUCHER[name] for name in PLAIN))
_GET = _SELECT.where(_VOUCHER.id == bindparam("this"))
_OF_DOCUMENT = _SELECT.where(
    _VOUCHER.document_kind == bindparam("kind", type_=_VOUCHER.document_kind.type),
    _VOUCHER.document == bindparam("this"),
).order_by(_VOUCHER.id)
_ROWS = (
    select(voucher_rows.c.account, voucher_rows.c.amount)
    .where(voucher_rows.c.voucher_id == bindparam("this"))
    .order_by(voucher_rows.c.position)
)
_ITEMS = (
    select(*(ledger_items.c[name] for name in ("account", "order_number", "reference", "amount")))
    .where(ledger_items.c.voucher_id == bindparam("this"))
    .order_by(ledger_items.c.position)
)
_YEAR_OF = select(financial_years).where(_YEAR.first_day <= bindparam("day"), _YEAR.last_day >= bindparam("day"))
_CLOSED = select(func.max(book_closings.c.through))


class SqlVouchers:
    """See `services.ports.Vouchers`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, voucher: Voucher, *, who: str, at: datetime) -> Voucher:
        """Insert the voucher with a new id and the next number of its series and `year`."""
        number = draw(self._transaction, f"series:{voucher.series}:{voucher.year.isoformat()}")
        booked = replace(voucher, id=draw(self._transaction, "voucher"), number=number, registered_at=at, who=who)
        self._transaction.drop_unsealed(booked.id, voucher_rows.c.voucher_id, ledger_items.c.voucher_id)
        rows = [row | {"event_date": booked.event_date} for row in _numbered(booked.id, booked.rows)]
        items, head = _numbered(booked.id, booked.items), _row(booked)
        self._transaction.execute(_INSERT_ROWS, rows)
        if items:
            self._transaction.execute(_INSERT_ITEMS, items)
        self._transaction.execute(_INSERT, head)
        seal_voucher(self._transaction, head, rows, items)
        return booked

    def get(self, voucher_id: int) -> Voucher:
        """The voucher; raises `NotFoundError`."""
        row = self._transaction.first(_GET, {"this": voucher_id})
        if row is None:
            raise NotFoundError(f"Verifikation {voucher_id} finns inte.")
        return self._voucher(row)

    def of_document(self, kind: DocumentKind, number: int) -> Sequence[Voucher]:
        """The vouchers of a document, oldest first."""
        return [self._voucher(row) for row in self._transaction.rows(_OF_DOCUMENT, {"kind": kind, "this": number})]

    def _voucher(self, row: RowMapping) -> Voucher:
        this = {"this": row["id"]}
        rows = tuple(VoucherRow(**each) for each in self._transaction.rows(_ROWS, this))
        items = tuple(LedgerItem(**each) for each in self._transaction.rows(_ITEMS, this))
        return Voucher(**row, rows=rows, items=items)

    def corrected_by(self, voucher_id: int) -> int | None:
        """The id of the voucher that corrects this one."""
        found = self._transaction.value(select(_VOUCHER.id).where(_VOUCHER.corrects == voucher_id))
        return None if found is None else int(found)

    def year_of(self, day: date) -> FinancialYear | None:
        """The financial year that a day lies in, if it has been opened."""
        row = self._transaction.first(_YEAR_OF, {"day": day})
        return FinancialYear(**row) if row else None

    def years(self) -> Sequence[FinancialYear]:
        """The financial years that have been opened, in order."""
        rows = self._transaction.rows(select(financial_years).order_by(_YEAR.first_day))
        return [FinancialYear(**row) for row in rows]

    def open_year(self, year: FinancialYear) -> None:
        """Open a financial year; one that overlaps another raises `StoreError`."""
        row = {"first_day": year.first_day, "last_day": year.last_day}
        self._transaction.execute(insert(financial_years), row)

    def closed_through(self) -> date | None:
        """The last closed day."""
        day: date | None = self._transaction.value(_CLOSED)
        return day

    def close_through(self, day: date, *, who: str, at: datetime) -> None:
        """Close the books up to and including `day`; raises `StoreError` if that would open closed days."""
        self._transaction.execute(insert(book_closings), {"through": day, "at": at, "who": who})


def _numbered(voucher_id: int, parts: Sequence[VoucherRow | LedgerItem]) -> list[dict[str, Any]]:
    return [{"voucher_id": voucher_id, "position": position, **asdict(part)} for position, part in enumerate(parts)]


def _row(voucher: Voucher) -> dict[str, Any]:
    shown = {name: getattr(voucher, name) for name in PLAIN}
    search = search_text(voucher.name, voucher.text, voucher.counterparty)
    amount = sum(max(row.amount, 0) for row in voucher.rows)
    return shown | {"amount": amount, "search": search} | forms(ListKind.VOUCHERS, shown)
