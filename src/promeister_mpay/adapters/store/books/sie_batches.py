"""The SIE batches in the store. Voucher links are inserted before their batch; triggers then refuse any change."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, insert, literal, select

from promeister_mpay.adapters.store.books.chain_heads import heads_of_year
from promeister_mpay.adapters.store.books.vouchers import PLAIN
from promeister_mpay.adapters.store.database.number_series import draw
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import batch_vouchers, batches, financial_years, voucher_rows, vouchers
from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.sie import ChainHead
from promeister_mpay.domain.books.sie_batches import Period, SieBatch, Unexported
from promeister_mpay.domain.books.vouchers import Voucher, VoucherRow
from promeister_mpay.domain.lists.columns import forms
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.domain.search import search_text
from promeister_mpay.errors import NotFoundError, StoreBusy

TAKEN = "Någon annan exporterade verifikationer samtidigt. Ingenting exporterades här. Räkna om och försök igen."

_VOUCHER = vouchers.c
_BATCH = [column for column in batches.c if column.name in SieBatch.__dataclass_fields__]
_NOT_EXPORTED = ~exists().where(batch_vouchers.c.voucher_id == _VOUCHER.id)
_GET = select(*_BATCH).where(batches.c.id == bindparam("this"))
_CONTENT = select(batches.c.content).where(batches.c.id == bindparam("this"))


class SqlSieBatches:
    """See `services.ports.SieBatches`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def unexported(self, period: Period) -> Sequence[Unexported]:
        """The vouchers of a period that are in no batch, by financial year; years without any are left out."""
        day = _VOUCHER.event_date
        counts = (func.count().label("many"), func.min(day).label("low"), func.max(day).label("high"))
        counted = (
            select(financial_years, *counts, func.max(_VOUCHER.id).label("through"))
            .join_from(vouchers, financial_years)
            .where(_NOT_EXPORTED, *_in(period))
            .group_by(*financial_years.c)
            .order_by(financial_years.c.first_day)
        )
        return [
            Unexported(
                FinancialYear(row["first_day"], row["last_day"]),
                period,
                row["through"],
                row["many"],
                first_day=row["low"],
                last_day=row["high"],
            )
            for row in self._transaction.rows(counted)
        ]

    def heads(self, year: date) -> Sequence[ChainHead]:
        """The last voucher of each series in a financial year, with its seal."""
        return heads_of_year(self._transaction, year)

    def accounts(self, unexported: Unexported) -> Sequence[int]:
        """Every account that the vouchers use."""
        used = select(voucher_rows.c.account).distinct().join_from(voucher_rows, vouchers).where(*_of(unexported))
        return [row["account"] for row in self._transaction.rows(used)]

    def vouchers(self, unexported: Unexported) -> Iterator[Voucher]:
        """Yield the vouchers by series and number, without the `items` of their rows."""
        of = _of(unexported)
        in_order = (_VOUCHER.series, _VOUCHER.number)
        heads = select(*(_VOUCHER[name] for name in PLAIN)).where(*of).order_by(*in_order)
        rows = (
            select(voucher_rows.c.voucher_id, voucher_rows.c.account, voucher_rows.c.amount)
            .join_from(vouchers, voucher_rows)
            .where(*of)
            .order_by(*in_order, voucher_rows.c.position)
        )
        # Two parallel queries: a join would repeat the voucher for each row and double the time.
        by_voucher = groupby(self._transaction.stream(rows), itemgetter(0))
        for head, (_, parts) in zip(self._transaction.stream(heads), by_voucher, strict=True):
            made = tuple(VoucherRow(account, amount) for _, account, amount in parts)
            yield Voucher(**dict(zip(PLAIN, head, strict=True)), rows=made)

    def next_number(self) -> int:
        """Draw the next batch's id, inside the transaction."""
        number = draw(self._transaction, "batch")
        self._transaction.drop_unsealed(number, batch_vouchers.c.batch_id)
        return number

    def add(self, batch: SieBatch, unexported: Unexported, content: bytes) -> None:
        """Insert the batch, its vouchers and content; raises `StoreBusy` if another batch has taken some of them."""
        chosen = select(_VOUCHER.id, literal(batch.id)).where(*_of(unexported))
        put = insert(batch_vouchers).from_select(["voucher_id", "batch_id"], chosen)
        done = self._transaction.execute(put.execution_options(preserve_rowcount=True))
        if done.rowcount != batch.vouchers:
            raise StoreBusy(TAKEN)
        self._transaction.execute(insert(batches), _row(batch) | {"content": content})

    def get(self, batch_id: int) -> SieBatch:
        """The batch; raises `NotFoundError`."""
        row = self._transaction.first(_GET, {"this": batch_id})
        if row is None:
            raise NotFoundError(f"SIE-fil {batch_id} finns inte.")
        return SieBatch(**row)

    def content(self, batch_id: int) -> bytes:
        """The content of the batch; raises `NotFoundError`."""
        content = self._transaction.value(_CONTENT, {"this": batch_id})
        if content is None:
            raise NotFoundError(f"SIE-fil {batch_id} finns inte.")
        return bytes(content)


def _in(period: Period) -> list[ColumnElement[bool]]:
    limits = []
    if period.first_day is not None:
        limits.append(_VOUCHER.event_date >= period.first_day)
    if period.last_day is not None:
        limits.append(_VOUCHER.event_date <= period.last_day)
    return limits


def _of(unexported: Unexported) -> list[ColumnElement[bool]]:
    """Conditions for the vouchers that were counted, except those exported since; vouchers are never deleted."""
    is_this = [_VOUCHER.year == unexported.year.first_day, _VOUCHER.id <= unexported.through]
    return [*is_this, _NOT_EXPORTED, *_in(unexported.period)]


def _row(batch: SieBatch) -> dict[str, Any]:
    shown = asdict(batch)
    search = search_text(str(batch.id), batch.file_name, batch.created_by)
    return shown | {"search": search} | forms(ListKind.BATCHES, shown)
