"""Whatever is booked and exported in whatever order, the files together are the books, each voucher once."""

import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay import __version__
from promeister_mpay.adapters.sie import sie_file
from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher, rows_of
from promeister_mpay.errors import FileError, InputError, StoreBusy
from promeister_mpay.services.books.sie_files import SaveFile, SieService, unpacked
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


# -- one export


def shop_with(count: int, *, year: FinancialYear = YEARS[0]) -> FakeStore:
    """A store with as many vouchers, all of one year."""
    store = FakeStore()
    rows = rows_of([(1930, 100), (3001, -100)])
    with store.writing() as work:
        save_settings(work.settings, Settings(workshop_name="Åkes Bil & Däck AB"))
        work.vouchers.open_year(year)
        work.commit()
    book(store, [Voucher("F", year.first_day, "", "", rows, DocumentKind.INVOICE, 1)] * count)
    return store


def service(store: FakeStore, folder: Folder, *, save: SaveFile | None = None, is_training: bool = False) -> SieService:
    return SieService(
        store=store, clock=FakeClock(NOW), write=sie_file, save=save or folder.save, is_training=is_training
    )


def test_the_file_says_what_made_it_for_whom_and_when() -> None:
    folder = Folder()
    export(service(shop_with(1), folder), Period())
    ((name, content),) = folder.files.items()
    text = content.decode("cp437")
    assert name == "FAKT-2025-26-0001.SI"
    assert f'#PROGRAM "promeister-mpay" {__version__}' in text
    assert '#FNAMN "Åkes Bil & Däck AB"' in text
    assert "#GEN 20270831 BH" in text.replace('"', "")
    assert "#PROSA" not in text


def test_a_file_made_in_training_says_so() -> None:
    folder = Folder()
    export(service(shop_with(1), folder, is_training=True), Period())
    ((name, content),) = folder.files.items()
    assert name == "OVNING-2025-26-0001.SI"
    assert "får inte bokföras" in content.decode("cp437")


@pytest.mark.parametrize(("count", "reported"), [(499, []), (500, [500]), (1_001, [500, 1_000])])
def test_progress_is_reported_after_each_five_hundred_vouchers(count: int, reported: list[int]) -> None:
    store, folder, seen = shop_with(count), Folder(), list[int]()
    sie = service(store, folder)
    (unexported,) = sie.preview(Period())
    batch = sie.export(unexported, Path(), who="BH", progress=seen.append)
    assert batch is not None
    assert (batch.vouchers, seen) == (count, reported)


def test_an_export_can_be_cancelled_also_when_all_is_read() -> None:
    store, folder = shop_with(501), Folder()
    sie = service(store, folder)
    (unexported,) = sie.preview(Period())
    for looks in (1, 2):
        answers = iter([False] * (looks - 1) + [True])
        assert sie.export(unexported, Path(), who="BH", cancelled=answers.__next__) is None
    assert (folder.files, store.data.books.batches) == ({}, {})


@pytest.mark.parametrize("changed", [-1, 1])
def test_vouchers_that_somebody_exported_meanwhile_are_not_exported_again(changed: int) -> None:
    store, folder = shop_with(2), Folder()
    sie = service(store, folder)
    (unexported,) = sie.preview(Period())
    with pytest.raises(StoreBusy, match="Någon annan har exporterat"):
        sie.export(replace(unexported, vouchers=unexported.vouchers + changed), Path(), who="BH")
    assert (folder.files, store.data.books.batches) == ({}, {})


def test_a_period_without_vouchers_that_counts_some_is_busy() -> None:
    store = shop_with(1)
    sie = service(store, Folder())
    (unexported,) = sie.preview(Period())
    export(sie, Period())
    with pytest.raises(StoreBusy):
        sie.export(unexported, Path(), who="BH")


def test_a_file_that_could_not_be_written_is_saved_again_from_its_batch() -> None:
    def full(path: Path, pieces: Iterable[bytes]) -> None:
        del path, pieces
        raise FileError("Disken är full.")

    store, folder = shop_with(3), Folder()
    sie = service(store, folder, save=full)
    (unexported,) = sie.preview(Period())
    with pytest.raises(FileError, match=r"^Disken är full\. Exporten är gjord: spara filen igen .* nr 1\.$"):
        sie.export(unexported, Path(), who="BH")
    batch = service(store, folder).save_again(1, Path("igen.si"))
    assert (batch.id, batch.vouchers, batch.created_by, batch.created_at) == (1, 3, "BH", NOW)
    assert len(read_sie(folder.files["igen.si"], is_own=True).vouchers) == 3


def test_a_company_without_a_name_exports_nothing() -> None:
    store = shop_with(1)
    with store.writing() as work:
        save_settings(work.settings, Settings(workshop_name=""))
        work.commit()
    sie = service(store, Folder())
    (unexported,) = sie.preview(Period())
    with pytest.raises(InputError) as refused:
        sie.export(unexported, Path(), who="BH")
    assert (refused.value.field, store.data.books.batches) == ("workshop_name", {})


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        service(shop_with(1), Folder()).preview(Period(LAST, FIRST))
    assert refused.value.field == "last_day"


def test_a_large_file_is_unpacked_in_pieces_of_64_kib() -> None:
    content = bytes(1_000_000)
    pieces = list(unpacked(zlib.compress(content)))
    assert b"".join(pieces) == content
    assert {len(piece) for piece in pieces[:-2]} == {65_536}
    assert max(map(len, pieces)) == 65_536
