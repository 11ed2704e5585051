"""Sums of the ledger in the store, read from the index of voucher rows by account."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Date, Tuple, bindparam, func, literal, select, tuple_

from promeister_mpay.adapters.store.database.checked_sums import checked, damaged
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import voucher_rows
from promeister_mpay.adapters.store.schema.column_types import BigNumber
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.services.ports.books import Turnover

_ROW = voucher_rows.c
_KEY = tuple_(_ROW.event_date, _ROW.voucher_id)
_NEXT = select(func.min(_ROW.account)).where(_ROW.account > bindparam("before"))


class SqlAccountSums:
    """See `services.ports.AccountSums`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def used(self) -> Sequence[int]:
        """Every account with rows, in order; one index seek for each."""
        found: list[int] = []
        while (account := self._transaction.value(_NEXT, {"before": found[-1] if found else 0})) is not None:
            found.append(account)
        return found

    def turnover(self, account: int, period: Period) -> Turnover:
        """Debit and credit of an account in a period."""
        amount = _ROW.amount
        debits = func.coalesce(func.sum(amount).filter(amount > 0), 0)
        credits_ = func.coalesce(func.sum(amount).filter(amount < 0), 0)
        limits = _of(account, period.first_day)
        if period.last_day is not None:
            limits.append(_ROW.event_date <= period.last_day)
        sums = select(debits.label("debit"), credits_.label("credit"), self._damaged()).where(*limits)
        (row,) = self._transaction.rows(sums)
        found = checked(row)
        return Turnover(int(found["debit"]), -int(found["credit"]))

    def _damaged(self) -> ColumnElement[int]:
        return damaged(_ROW.amount, is_sqlite=self._transaction.is_sqlite)

    def balances(self, account: int, keys: Collection[tuple[date, int]], *, since: date | None) -> Mapping[int, int]:
        """The balance after each of these rows, by the voucher's id."""
        if not keys:
            return {}
        low, high = _bound(min(keys)), _bound(max(keys))
        total = func.coalesce(func.sum(_ROW.amount), 0).label("total")
        (before,) = self._transaction.rows(select(total, self._damaged()).where(*_of(account, since), low > _KEY))
        within = (*_of(account, since), low <= _KEY, high >= _KEY)
        (between,) = self._transaction.rows(select(self._damaged()).where(*within))
        start = int(checked(before)["total"])
        checked(between)
        running = func.sum(_ROW.amount).over(order_by=(_ROW.event_date, _ROW.voucher_id)).label("running")
        rows = select(_ROW.voucher_id, running).where(*within).subquery()
        chosen = select(rows).where(rows.c.voucher_id.in_([voucher_id for _, voucher_id in keys]))
        return {row["voucher_id"]: start + int(row["running"]) for row in self._transaction.rows(chosen)}


def _of(account: int, since: date | None) -> list[ColumnElement[bool]]:
    is_account = _ROW.account == account
    return [is_account] if since is None else [is_account, _ROW.event_date >= since]


def _bound(key: tuple[date, int]) -> Tuple:
    return tuple_(literal(key[0], Date), literal(key[1], BigNumber))
