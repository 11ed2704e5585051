"""The general ledger (Huvudbok): an account's rows in a period as a list, with the account's balance after each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from promeister_mpay.domain.books.accounts import is_result_account
from promeister_mpay.domain.books.financial_years import year_of
from promeister_mpay.domain.books.sie_batches import Period, check_period
from promeister_mpay.domain.lists.columns import ListColumn, column_of
from promeister_mpay.domain.lists.conditions import Between, Condition
from promeister_mpay.domain.lists.filters import ParsedQuery
from promeister_mpay.domain.lists.query import (
    Checkpoints,
    ColumnKind,
    Key,
    ListKind,
    ListPage,
    ListQuery,
    ListRow,
    Value,
)
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.services.ports.store import Store, UnitOfWork
from promeister_mpay.services.settings import load_settings

_ACCOUNT = ListColumn("account", "Konto", ColumnKind.NUMBER)


@dataclass(frozen=True, slots=True)
class Span:
    """An account in a period."""

    account: int
    period: Period


@dataclass(frozen=True, slots=True)
class LedgerSums:
    """An account's opening and closing balance in a period, and its debit and credit sums; in öre."""

    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        """The balance at the end of the period."""
        return self.opening + self.debit - self.credit


class LedgerLists(ListService):
    """The rows of one account and period; assign `span` to change them. Blocking; run it off the UI thread."""

    def __init__(self, span: Span, *, store: Store, today: Callable[[], date] = date.today) -> None:
        super().__init__(store=store, today=today)
        self.span = span

    def sums(self) -> LedgerSums:
        """The sums above and below the rows; raises `InputError('last_day')` for an impossible period."""
        span = self.span
        check_period(span.period)
        with self._store.reading() as work:
            moved = work.account_sums.turnover(span.account, span.period)
            first = span.period.first_day
            if first is None:
                return LedgerSums(0, moved.debit, moved.credit)
            before = Period(self._since(work), first - timedelta(days=1))
            opening = work.account_sums.turnover(span.account, before)
        return LedgerSums(opening.balance, moved.debit, moved.credit)

    def _since(self, work: UnitOfWork) -> date | None:
        """The day from which the balance counts: income and costs begin at zero with each financial year."""
        first = self.span.period.first_day
        if first is None or not is_result_account(self.span.account):
            return None
        year = work.vouchers.year_of(first)
        return year.first_day if year else first

    def accounts(self) -> Sequence[tuple[int, str]]:
        """Every account that is used or has a name, with its name."""
        with self._store.reading() as work:
            names = load_settings(work.settings).account_names
            used = work.account_sums.used()
        return [(account, names.get(account, "")) for account in sorted({*names, *used})]

    def this_year(self) -> Period:
        """From the first day of the financial year to today."""
        today = self._today()
        with self._store.reading() as work:
            year = work.vouchers.year_of(today)
            start = load_settings(work.settings).financial_year_start
        return Period((year or year_of(today, start)).first_day, today)

    # -- the list

    def open_at(self, kind: ListKind, query: ListQuery, identity: Value | None, *, most: int) -> ListPage:
        """As other lists, with balances."""
        return self._page_with_balances(super().open_at(kind, query, identity, most=most))

    def page(
        self, kind: ListKind, query: ListQuery, *, after: Key | None = None, before: Key | None = None, most: int
    ) -> ListPage:
        """As other lists, with balances."""
        return self._page_with_balances(super().page(kind, query, after=after, before=before, most=most))

    def rows_at(
        self, kind: ListKind, query: ListQuery, checkpoints: Checkpoints, first: int, *, most: int
    ) -> Sequence[ListRow]:
        """As other lists, with balances."""
        return self._with_balances(super().rows_at(kind, query, checkpoints, first, most=most))

    def _page_with_balances(self, page: ListPage) -> ListPage:
        return replace(page, rows=tuple(self._with_balances(page.rows)))

    def _with_balances(self, rows: Sequence[ListRow]) -> list[ListRow]:
        """Add the account's balance after each row, which counts also rows that a filter hides."""
        with self._store.reading() as work:
            keys = [_place(row) for row in rows]
            balances = work.account_sums.balances(self.span.account, keys, since=self._since(work))
        return [
            ListRow(row.key, {**row.values, "balance": balances.get(voucher_id)})
            for row, (_, voucher_id) in zip(rows, keys, strict=True)
        ]

    def _read(self, kind: ListKind, query: ListQuery) -> ParsedQuery:
        parsed = super()._read(kind, query)
        day = column_of(ListKind.LEDGER, "event_date")
        span = self.span
        end = span.period.last_day + timedelta(days=1) if span.period.last_day else None
        bounds: list[tuple[ListColumn, Condition]] = [(_ACCOUNT, Between(span.account, span.account + 1))]
        if day is not None:
            bounds.append((day, Between(span.period.first_day, end)))
        return replace(parsed, conditions=(*bounds, *parsed.conditions))


def _place(row: ListRow) -> tuple[date, int]:
    day: Any = row.values["event_date"]
    voucher_id: Any = row.values["id"]
    return day, voucher_id
