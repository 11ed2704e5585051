"""Sums of the ledger in the store, read from the index of voucher rows by account."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Date, Tuple, bindparam, func, literal, select, tuple_

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
        sums = select(debits.label("debit"), credits_.label("credit")).where(*limits)
        (found,) = self._transaction.rows(sums)
        return Turnover(int(found["debit"]), -int(found["credit"]))

    def balances(self, account: int, keys: Collection[tuple[date, int]], *, since: date | None) -> Mapping[int, int]:
        """The balance after each of these rows, by the voucher's id."""
        if not keys:
            return {}
        low, high = _bound(min(keys)), _bound(max(keys))
        before = select(func.coalesce(func.sum(_ROW.amount), 0)).where(*_of(account, since), low > _KEY)
        running = func.sum(_ROW.amount).over(order_by=(_ROW.event_date, _ROW.voucher_id)).label("running")
        between = select(_ROW.voucher_id, running).where(*_of(account, since), low <= _KEY, high >= _KEY).subquery()
        chosen = select(between).where(between.c.voucher_id.in_([voucher_id for _, voucher_id in keys]))
        start = int(self._transaction.value(before))
        return {row["voucher_id"]: start + int(row["running"]) for row in self._transaction.rows(chosen)}


def _of(account: int, since: date | None) -> list[ColumnElement[bool]]:
    is_account = _ROW.account == account
    return [is_account] if since is None else [is_account, _ROW.event_date >= since]


def _bound(key: tuple[date, int]) -> Tuple:
    return tuple_(literal(key[0], Date), literal(key[1], BigNumber))
