"""Whatever is booked and exported in whatever order, the files together are the books, each voucher once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.adapters.sie import sie_file
from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher, rows_of
from promeister_mpay.services.books.sie_files import SieService, unpacked
from promeister_mpay.services.settings import Settings, save_settings
from support.books import balances
from support.fakes.clock import FakeClock
from support.fakes.store import FakeStore
from support.sie_reader import ReadVoucher, read_sie

YEARS = (
    FinancialYear(date(2025, 9, 1), date(2026, 8, 31)),
    FinancialYear(date(2026, 9, 1), date(2027, 8, 31)),
)
FIRST, LAST = YEARS[0].first_day, YEARS[1].last_day
NOW = datetime(2027, 8, 31, 20, 0, tzinfo=UTC)
LETTERS = st.text(st.sampled_from("Åäö éABC 123-.,/&"), max_size=20)
ACCOUNTS = st.sampled_from([1510, 1910, 1930, 1931, 2611, 3001, 3740, 6064])
DAYS = st.dates(FIRST, LAST)


@st.composite
def vouchers(draw: st.DrawFn) -> Voucher:
    parts = draw(st.lists(st.tuples(ACCOUNTS, st.integers(-(10**9), 10**9)), min_size=1, max_size=5))
    rest = -sum(amount for _, amount in parts)
    rows = rows_of([*parts, (1940, rest or 1), *([] if rest else [(1941, -1)])])
    series, day = draw(st.sampled_from("FUR")), draw(DAYS)
    return Voucher(series, day, draw(LETTERS), draw(LETTERS), rows, DocumentKind.INVOICE, 1)


EXPORT = st.builds(lambda a, b: Period(min(a, b), max(a, b)), DAYS, DAYS) | st.just(Period())
BUSINESS = st.lists(st.lists(vouchers(), max_size=6) | EXPORT, max_size=8)


class Folder:
    """Files in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def save(self, path: Path, pieces: Iterable[bytes]) -> None:
        assert path.name not in self.files
        self.files[path.name] = b"".join(pieces)


@given(BUSINESS)
def test_the_files_are_the_books_each_voucher_once(business: list[list[Voucher] | Period]) -> None:
    store, folder = FakeStore(), Folder()
    sie = SieService(store=store, clock=FakeClock(NOW), write=sie_file, save=folder.save)
    with store.writing() as work:
        save_settings(work.settings, Settings(workshop_name="Åkes Bil & Däck AB"))
        for year in YEARS:
            work.vouchers.open_year(year)
        work.commit()
    for each in [*business, Period()]:
        if isinstance(each, Period):
            export(sie, each)
        else:
            book(store, each)
    booked = store.data.books.vouchers.values()
    written = [voucher for content in folder.files.values() for voucher in read_sie(content, is_own=True).vouchers]
    assert sorted(map(from_file, written)) == sorted(map(from_books, booked))
    assert balances(booked) == sums_of(written)
    kept = store.data.books.batches.values()
    assert {batch.file_name: b"".join(unpacked(content)) for batch, content, _ in kept} == folder.files
    assert sie.preview(Period()) == []


def export(sie: SieService, period: Period) -> None:
    for year in sie.preview(period):
        sie.export(year, Path(), who="BH")


def book(store: FakeStore, made: Iterable[Voucher]) -> None:
    with store.writing() as work:
        for voucher in made:
            year = work.vouchers.year_of(voucher.event_date)
            assert year is not None
            dated = replace(voucher, year=year.first_day)
            work.vouchers.add(dated, who="BH", at=NOW - timedelta(days=1))
        work.commit()


Plain = tuple[str, int, date, str, tuple[tuple[int, int], ...]]


def from_books(voucher: Voucher) -> Plain:
    rows = tuple((row.account, row.amount) for row in voucher.rows)
    return voucher.series, voucher.number, voucher.event_date, voucher.text, rows


def from_file(voucher: ReadVoucher) -> Plain:
    rows = tuple((int(row.account), row.amount) for row in voucher.rows)
    return voucher.series, int(voucher.number), voucher.day, voucher.text, rows


def sums_of(written: Iterable[ReadVoucher]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for voucher in written:
        for row in voucher.rows:
            sums[int(row.account)] = sums.get(int(row.account), 0) + row.amount
    return {account: amount for account, amount in sums.items() if amount}
