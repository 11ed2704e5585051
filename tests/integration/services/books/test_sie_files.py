"""Exports on both stores: each voucher in exactly one file, the same bytes again, and two counters never twice."""

import errno
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from promeister_mpay.adapters.sie import sie_file
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.domain.books.financial_years import FinancialYear
from promeister_mpay.domain.books.sie import SieHead
from promeister_mpay.domain.books.sie_batches import Period, SieBatch, Unexported, file_name
from promeister_mpay.domain.books.vouchers import Voucher
from promeister_mpay.errors import FileError, InputError, NotFoundError, StoreBusy
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.books.sie_files import STEP, SieService
from support.books import booked_examples, with_seller, worked_order
from support.fakes.clock import FakeClock
from support.sie_reader import SieFile, read_sie
from support.stores import REFUSALS, raw, stored
from support.workshop import together

NOW = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
EVERYTHING = Period()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def books(store: SqlStore, clock: FakeClock) -> BookkeepingService:
    with_seller(store)
    return BookkeepingService(store=store, clock=clock)


@pytest.fixture
def sie(store: SqlStore, clock: FakeClock) -> SieService:
    return SieService(store=store, clock=clock, write=sie_file, save=write_atomically)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the files go, with nothing else in it."""
    made = tmp_path / "sie"
    made.mkdir()
    return made


def post(books: BookkeepingService, store: SqlStore, *numbers: int) -> None:
    for number in numbers:
        order = stored(store, worked_order(number))
        books.post(order.number, version=order.version, who="BH")


def only(previewed: Iterable[Unexported]) -> Unexported:
    (one,) = previewed
    return one


def exported(sie: SieService, folder: Path, period: Period = EVERYTHING) -> tuple[SieBatch, SieFile]:
    batch = sie.export(only(sie.preview(period)), folder, who="BH")
    assert batch is not None
    return batch, read_sie((folder / batch.file_name).read_bytes(), is_own=True)


def names(made: SieFile) -> list[str]:
    return [f"{voucher.series} {voucher.number}" for voucher in made.vouchers]


def test_what_is_not_exported_is_counted_by_year_and_written_with_its_head(
    sie: SieService, books: BookkeepingService, store: SqlStore, folder: Path
) -> None:
    post(books, store, 14790, 14791)
    books.credit(1001, {0: 100, 1: 100, 2: 100}, reason="", who="ÅÖ")
    waiting = only(sie.preview(EVERYTHING))
    assert (waiting.vouchers, waiting.first_day, waiting.last_day) == (3, date(2026, 11, 2), date(2026, 11, 2))
    batch, made = exported(sie, folder)
    assert (batch.id, batch.file_name, batch.vouchers, batch.created_by) == (1, "FAKT-2026-0001.SI", 3, "BH")
    assert made.head("#ORGNR") == ["555555-5555"]
    assert made.head("#GEN") == ["20261102", "BH"]
    assert made.head("#RAR") == ["0", "20260101", "20261231"]
    assert (names(made), made.vouchers[2].sign) == (["F 1", "F 2", "F 3"], "ÅÖ")
    assert made.accounts["3740"] == "Öres- och kronutjämning"
    assert list(folder.iterdir()) == [folder / batch.file_name]


def test_the_next_export_takes_only_what_is_new(
    sie: SieService, books: BookkeepingService, store: SqlStore, folder: Path
) -> None:
    post(books, store, 14790)
    exported(sie, folder)
    assert sie.preview(EVERYTHING) == []
    post(books, store, 14791)
    batch, made = exported(sie, folder)
    assert (batch.id, names(made)) == (2, ["F 2"])


def test_a_period_takes_its_own_days_and_leaves_the_rest(
    sie: SieService, books: BookkeepingService, store: SqlStore, clock: FakeClock, folder: Path
) -> None:
    for number in (14790, 14791, 14792):
        post(books, store, number)
        clock.advance(timedelta(days=1))
    assert names(exported(sie, folder, Period(date(2026, 11, 3), date(2026, 11, 3)))[1]) == ["F 2"]
    assert sie.preview(Period(date(2026, 11, 5))) == []
    assert names(exported(sie, folder)[1]) == ["F 1", "F 3"]
    with pytest.raises(InputError) as refused:
        sie.preview(Period(date(2026, 11, 3), date(2026, 11, 2)))
    assert refused.value.field == "last_day"


def test_each_financial_year_has_a_file_of_its_own(
    sie: SieService, books: BookkeepingService, store: SqlStore, clock: FakeClock, folder: Path
) -> None:
    post(books, store, 14790)
    clock.advance(timedelta(days=90))
    post(books, store, 14791)
    batches = [sie.export(year, folder, who="BH") for year in sie.preview(EVERYTHING)]
    assert [batch and batch.file_name for batch in batches] == ["FAKT-2026-0001.SI", "FAKT-2027-0002.SI"]
    files = [read_sie(path.read_bytes(), is_own=True) for path in sorted(folder.iterdir())]
    assert [names(made) for made in files] == [["F 1"], ["F 1"]]
    assert files[1].head("#RAR") == ["0", "20270101", "20271231"]


def test_what_is_booked_after_the_preview_waits_for_the_next_export(
    sie: SieService, books: BookkeepingService, store: SqlStore, folder: Path
) -> None:
    post(books, store, 14790)
    waiting = only(sie.preview(EVERYTHING))
    post(books, store, 14791)
    batch = sie.export(waiting, folder, who="BH")
    assert batch is not None
    assert batch.vouchers == 1
    assert only(sie.preview(EVERYTHING)).vouchers == 1


def test_a_batch_is_saved_again_byte_for_byte_whatever_has_changed_since(
    sie: SieService, books: BookkeepingService, store: SqlStore, clock: FakeClock, folder: Path
) -> None:
    post(books, store, 14790)
    batch, _ = exported(sie, folder)
    with_seller(store, workshop_name="Nya namnet AB", sie_checksum=False)
    clock.advance(timedelta(days=9))
    again = folder / "igen.si"
    assert sie.save_again(batch.id, again) == batch
    assert again.read_bytes() == (folder / batch.file_name).read_bytes()
    with pytest.raises(NotFoundError, match="SIE-fil 2 finns inte"):
        sie.save_again(2, again)


def test_two_counters_that_export_at_once_do_not_hand_over_anything_twice(
    sie: SieService, books: BookkeepingService, store: SqlStore, folder: Path
) -> None:
    post(books, store, 14790, 14791)
    waiting = only(sie.preview(EVERYTHING))
    ended = together([lambda: sie.export(waiting, folder, who="BH")] * 2)
    assert sum(isinstance(each, SieBatch) for each in ended) == 1
    assert sum(isinstance(each, StoreBusy) for each in ended) == 1
    assert len(list(folder.iterdir())) == 1
    assert sie.preview(EVERYTHING) == []


def test_an_export_that_somebody_was_first_with_says_so_and_writes_nothing(
    sie: SieService, books: BookkeepingService, store: SqlStore, folder: Path
) -> None:
    post(books, store, 14790, 14791)
    waiting = only(sie.preview(EVERYTHING))
    with store.writing() as work:
        part = only(work.batches.unexported(Period(None, date(2026, 11, 2))))
        work.batches.add(a_batch(part), part, b"")
        work.commit()
    with pytest.raises(StoreBusy, match="Räkna om"):
        sie.export(waiting, folder / "aldrig", who="BH")


def a_batch(unexported: Unexported, **changes: object) -> SieBatch:
    batch = SieBatch(
        1, unexported.year.first_day, unexported.first_day, unexported.last_day, unexported.vouchers, "x.SI", NOW, "ÅÖ"
    )
    return replace(batch, **changes)  # type: ignore[arg-type]


def test_a_cancelled_export_leaves_nothing(
    sie: SieService, books: BookkeepingService, store: SqlStore, folder: Path
) -> None:
    post(books, store, 14790)
    assert sie.export(only(sie.preview(EVERYTHING)), folder, who="BH", cancelled=lambda: True) is None
    assert list(folder.iterdir()) == []
    assert only(sie.preview(EVERYTHING)).vouchers == 1


def test_a_full_disk_leaves_the_batch_to_be_saved_again_and_says_so(
    store: SqlStore, books: BookkeepingService, clock: FakeClock, folder: Path
) -> None:
    def full(path: Path, pieces: Iterable[bytes]) -> None:
        write_atomically(path, filling(pieces))

    post(books, store, 14790)
    sie = SieService(store=store, clock=clock, write=sie_file, save=full)
    with pytest.raises(FileError, match=r"disken är full.*Spara|spara filen igen.*nr 1"):
        sie.export(only(sie.preview(EVERYTHING)), folder, who="BH")
    assert list(folder.iterdir()) == []
    again = SieService(store=store, clock=clock, write=sie_file, save=write_atomically)
    again.save_again(1, folder / "igen.si")
    assert names(read_sie((folder / "igen.si").read_bytes(), is_own=True)) == ["F 1"]


def filling(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield from pieces
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_writer_that_breaks_half_way_leaves_no_batch(
    store: SqlStore, books: BookkeepingService, clock: FakeClock, folder: Path
) -> None:
    def breaks(head: SieHead, vouchers: Iterable[Voucher]) -> Iterator[bytes]:
        yield from sie_file(head, vouchers)
        raise KeyError("bug")

    post(books, store, 14790)
    sie = SieService(store=store, clock=clock, write=breaks, save=write_atomically)
    with pytest.raises(KeyError):
        sie.export(only(sie.preview(EVERYTHING)), folder, who="BH")
    assert only(sie.preview(EVERYTHING)).vouchers == 1
    assert list(folder.iterdir()) == []


def test_a_company_without_a_name_is_told_where_to_fill_it_in(
    sie: SieService, books: BookkeepingService, store: SqlStore, folder: Path
) -> None:
    post(books, store, 14790)
    with_seller(store, workshop_name="")
    with pytest.raises(InputError, match="Inställningar") as refused:
        sie.export(only(sie.preview(EVERYTHING)), folder, who="BH")
    assert refused.value.field == "workshop_name"


def test_what_is_made_in_training_says_that_it_may_not_be_booked(
    store: SqlStore, books: BookkeepingService, clock: FakeClock, folder: Path
) -> None:
    post(books, store, 14790)
    sie = SieService(store=store, clock=clock, write=sie_file, save=write_atomically, is_training=True)
    batch, made = exported(sie, folder)
    assert batch.file_name == "OVNING-2026-0001.SI"
    assert "får inte bokföras" in made.head("#PROSA")[0]


def test_progress_is_told_and_can_be_stopped_half_way(
    sie: SieService, books: BookkeepingService, store: SqlStore, folder: Path
) -> None:
    with_seller(store)
    with store.writing() as work:
        work.vouchers.open_year(FinancialYear(date(2026, 1, 1), date(2026, 12, 31)))
        for _ in range(2 * STEP + 1):
            work.vouchers.add(replace(booked_examples()[0], items=()), who="BH", at=NOW)
        work.commit()
    seen: list[int] = []
    waiting = only(sie.preview(EVERYTHING))
    stopped = sie.export(waiting, folder, who="BH", progress=seen.append, cancelled=lambda: len(seen) == 2)
    assert (stopped, seen) == (None, [STEP, 2 * STEP])
    batch, made = exported(sie, folder)
    assert batch.vouchers == len(made.vouchers) == 2 * STEP + 1


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), "FAKT-2026-0007.SI"),
        (date(2026, 9, 1), date(2027, 8, 31), "FAKT-2026-27-0007.SI"),
    ],
)
def test_a_file_is_called_by_its_year_and_number(first: date, last: date, expected: str) -> None:
    assert file_name(FinancialYear(first, last), 7) == expected


BATCH = (
    "INSERT INTO batches (id, year, created_at, created_by, first_day, last_day, vouchers, file_name, content, search) "
    "VALUES ({id}, '{year}', '2026-11-02 11:00:00', '', '2026-11-02', '2026-11-02', {many}, '', '', '')"
)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE batches SET file_name = 'x'", "what is booked never changes"),
        ("DELETE FROM batches", "what is booked never changes"),
        ("UPDATE batch_vouchers SET batch_id = 2", "what is booked never changes"),
        ("DELETE FROM batch_vouchers", "what is booked never changes"),
        ("INSERT INTO batch_vouchers VALUES (1, 2)", "a voucher is in one batch|what is booked never changes"),
        ("INSERT INTO batch_vouchers VALUES (2, 1)", "what is booked never changes|a row is of the next document"),
        (BATCH.format(id=3, year="2026-01-01", many=0), "a series has no gaps"),
        (BATCH.format(id=2, year="2026-01-01", many=1), "a batch has all its vouchers"),
    ],
)
def test_another_program_cannot_get_round_the_rules_of_batches(
    sie: SieService,
    books: BookkeepingService,
    store: SqlStore,
    store_url: str,
    folder: Path,
    *,
    statement: str,
    words: str,
) -> None:
    post(books, store, 14790)
    exported(sie, folder)
    post(books, store, 14791)
    with pytest.raises(REFUSALS, match=words):
        raw(store_url, statement)


def test_vouchers_without_their_batch_are_refused_at_the_end(
    books: BookkeepingService, store: SqlStore, store_url: str
) -> None:
    post(books, store, 14790)
    with pytest.raises(REFUSALS):
        raw(store_url, "INSERT INTO batch_vouchers VALUES (1, 1)")
