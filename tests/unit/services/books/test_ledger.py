"""Huvudbok: what stands above and below an account's rows, from which day its balance counts, and which there are."""

from dataclasses import replace
from datetime import date

import pytest

from promeister_mpay.domain.books.financial_years import year_of
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher, rows_of
from promeister_mpay.errors import InputError
from promeister_mpay.services.books.ledger import LedgerLists, LedgerSums, Span
from promeister_mpay.services.settings import Settings, save_settings
from support.fakes.books import Books
from support.fakes.store import Data, FakeStore

YEARS = (year_of(date(2025, 6, 1), 1), year_of(date(2026, 6, 1), 1))
TODAY = date(2026, 3, 2)
LAST_OF_2025, FIRST_OF_2026, MARCH = date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 1)
SOLD = (
    (LAST_OF_2025, 100_000),
    (FIRST_OF_2026, 20_000),
    (date(2026, 2, 28), -5_000),
    (MARCH, 300),
)
"""What was sold on a day, in öre; less than nothing is a credit."""


def ledger(account: int, period: Period, *, years: bool = True) -> LedgerLists:
    vouchers = {
        number: Voucher("F", day, "", "", rows_of([(1931, ore), (3001, -ore)]), DocumentKind.INVOICE, id=number)
        for number, (day, ore) in enumerate(SOLD, 1)
    }
    books = Books(vouchers=vouchers, years=YEARS if years else ())
    return LedgerLists(Span(account, period), store=FakeStore(Data(books=books)), today=lambda: TODAY)


@pytest.mark.parametrize(
    ("account", "period", "sums", "closing"),
    [
        (1931, Period(), LedgerSums(0, 120_300, 5_000), 115_300),
        (1931, Period(FIRST_OF_2026), LedgerSums(100_000, 20_300, 5_000), 115_300),
        (1931, Period(MARCH, MARCH), LedgerSums(115_000, 300, 0), 115_300),
        (1931, Period(None, LAST_OF_2025), LedgerSums(0, 100_000, 0), 100_000),
        (3001, Period(), LedgerSums(0, 5_000, 120_300), -115_300),
        (3001, Period(FIRST_OF_2026), LedgerSums(0, 5_000, 20_300), -15_300),
        (3001, Period(MARCH), LedgerSums(-15_000, 0, 300), -15_300),
        (3001, Period(LAST_OF_2025), LedgerSums(0, 5_000, 120_300), -115_300),
        (1510, Period(MARCH), LedgerSums(0, 0, 0), 0),
    ],
)
def test_assets_go_on_and_income_begins_at_zero_with_each_year(
    account: int, period: Period, sums: LedgerSums, closing: int
) -> None:
    counted = ledger(account, period).sums()
    assert counted == sums
    assert counted.closing == closing


def test_income_before_any_year_is_opened_begins_with_the_period() -> None:
    assert ledger(3001, Period(MARCH), years=False).sums() == LedgerSums(0, 0, 300)


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(InputError) as refused:
        ledger(1931, Period(MARCH, FIRST_OF_2026)).sums()
    assert refused.value.field == "last_day"


def test_every_account_that_is_used_or_named_can_be_chosen() -> None:
    lists = ledger(1931, Period())
    with lists._store.writing() as work:
        save_settings(work.settings, Settings(account_names={1931: "Avräkning", 1510: "Kundfordringar"}))
        work.commit()
    assert lists.accounts() == [(1510, "Kundfordringar"), (1931, "Avräkning"), (3001, "")]


def test_this_year_goes_to_today_also_before_it_is_opened() -> None:
    assert ledger(1931, Period()).this_year() == Period(FIRST_OF_2026, TODAY)
    unopened = ledger(1931, Period(), years=False)
    with unopened._store.writing() as work:
        save_settings(work.settings, replace(Settings(), financial_year_start=3))
        work.commit()
    assert unopened.this_year() == Period(MARCH, TODAY)
