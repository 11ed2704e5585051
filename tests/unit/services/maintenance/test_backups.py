"""Which daily copies stay: the newest of fourteen days and of twelve months."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.errors import StoreError
from promeister_mpay.services.maintenance.backups import (
    DAYS,
    MONTHS,
    BackupService,
    Contents,
    Copy,
    CopyKind,
    outdated,
)
from promeister_mpay.services.ports.files import Cancelled, never
from promeister_mpay.services.settings import Settings
from support.fakes.clock import FakeClock

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAYS_AGO = st.lists(st.integers(0, 900), max_size=60)


def copies(days_ago: list[int]) -> list[Copy]:
    """Newest first."""
    times = sorted((NOON - timedelta(days=days, seconds=at) for at, days in enumerate(days_ago)), reverse=True)
    return [Copy(Path(f"{at}.sqlite3"), CopyKind.DAILY, time, 1) for at, time in enumerate(times)]


def month(day: date) -> tuple[int, int]:
    return day.year, day.month


@given(DAYS_AGO)
def test_the_newest_copy_of_each_of_the_last_days_and_months_stays(days_ago: list[int]) -> None:
    found = copies(days_ago)
    gone = outdated(found)
    kept = [copy for copy in found if copy not in gone]

    assert {copy.day for copy in kept} >= set(sorted({copy.day for copy in found}, reverse=True)[:DAYS])
    assert {month(copy.day) for copy in kept} >= set(sorted({month(copy.day) for copy in found}, reverse=True)[:MONTHS])
    assert len(kept) <= DAYS + MONTHS
    assert found[:1] == kept[:1]


@given(DAYS_AGO)
def test_what_was_thinned_out_is_not_thinned_out_further(days_ago: list[int]) -> None:
    found = copies(days_ago)
    gone = outdated(found)
    assert outdated([copy for copy in found if copy not in gone]) == []


def test_a_copy_each_day_for_three_years_leaves_fourteen_days_and_twelve_months() -> None:
    kept: list[Copy] = []
    for days in range(1000, -1, -1):
        kept = [Copy(Path(str(days)), CopyKind.DAILY, NOON - timedelta(days=days), 1), *kept]
        gone = outdated(kept)
        kept = [copy for copy in kept if copy not in gone]
    assert len({month(copy.day) for copy in kept}) == MONTHS
    assert [copy.day for copy in kept[:DAYS]] == [(NOON - timedelta(days=days)).date() for days in range(DAYS)]


def test_what_kind_a_copy_is_stands_in_its_file_name_so_these_words_stay() -> None:
    kinds = (CopyKind.DAILY, CopyKind.BY_HAND, CopyKind.BEFORE_UPGRADE, CopyKind.SET_ASIDE)
    assert [kind.value for kind in kinds] == ["daily", "manual", "upgrade", "aside"]


def test_how_many_copies_are_kept() -> None:
    daily = [Copy(Path(str(days)), CopyKind.DAILY, NOON - timedelta(days=days), 1) for days in range(400)]
    kept = [copy for copy in daily if copy not in outdated(daily)]
    first_of_month = [copy for copy in kept[14:] if (copy.day + timedelta(days=1)).day == 1]
    assert [(NOON.date() - copy.day).days for copy in kept[:14]] == list(range(14))
    assert len(first_of_month) == len(kept) - 14
    assert len({month(copy.day) for copy in kept}) == 12


class Folder:
    """Copies in memory, newest first; the first of `unreadable` cannot be read."""

    folder = Path("copies")
    can_restore = True

    def __init__(self, *copies: Copy) -> None:
        self.copies = list(copies)
        self.unreadable: list[Copy] = []
        self.is_cancelled = False
        self.brought: tuple[list[Copy], Path] | None = None
        self.restored: list[tuple[Copy, str, int]] = []

    def make(self, kind: CopyKind, at: datetime, *, cancelled: Cancelled) -> Copy | None:
        if cancelled():
            return None
        made = Copy(Path(f"{kind.value} {at}"), kind, at, 1)
        self.copies.insert(0, made)
        return made

    def all(self) -> list[Copy]:
        return list(self.copies)

    def look(self, copy: Copy | None, *, cancelled: Cancelled = never) -> Contents:
        if copy in self.unreadable:
            raise StoreError("Kopian är skadad.")
        return Contents(12, 14_200, NOON.date(), 3, 1, "0006")

    def drop(self, copy: Copy) -> None:
        self.copies.remove(copy)

    def bring(self, copies: Sequence[Copy], folder: Path) -> None:
        self.brought = (list(copies), folder)

    def restore_at_start(self, copy: Copy, *, who: str, last_invoice: int = 0) -> None:
        self.restored.append((copy, who, last_invoice))


def a_copy(days_ago: int, kind: CopyKind = CopyKind.DAILY) -> Copy:
    return Copy(Path(f"{kind.value} {days_ago}"), kind, NOON - timedelta(days=days_ago), 1)


def service(folder: Folder) -> BackupService:
    return BackupService(copies=folder, clock=FakeClock(NOON))


@pytest.mark.parametrize(
    ("there", "makes_one"),
    [
        ([], True),
        ([a_copy(0)], False),
        ([a_copy(1)], True),
        ([a_copy(0), a_copy(1)], False),
        ([a_copy(0, CopyKind.BY_HAND)], True),
        ([a_copy(0, CopyKind.BEFORE_UPGRADE), a_copy(1)], True),
    ],
)
def test_one_daily_copy_is_made_each_day_whatever_others_there_are(there: list[Copy], *, makes_one: bool) -> None:
    folder = Folder(*there)
    made = service(folder).daily(cancelled=lambda: False)
    assert (made is not None) is makes_one
    assert folder.copies == ([made, *there] if made else there)
    if made:
        assert (made.kind, made.made_at) == (CopyKind.DAILY, NOON)


def test_old_daily_copies_go_when_a_new_one_is_made_and_never_others() -> None:
    others = [
        a_copy(900 + number, kind)
        for number, kind in enumerate(CopyKind)
        if kind not in (CopyKind.DAILY, CopyKind.AS_IT_IS)
    ]
    dailies = [a_copy(days) for days in range(1, 40)]
    folder = Folder(*dailies, *others)
    assert service(folder).daily(cancelled=lambda: True) is None
    assert folder.copies == [*dailies, *others], "without a new copy no old one goes"
    made = service(folder).daily(cancelled=lambda: False)
    assert made is not None
    assert [copy for copy in folder.copies if copy.kind is not CopyKind.DAILY] == others
    assert [copy for copy in folder.copies if copy.kind is CopyKind.DAILY] == [
        copy for copy in [made, *dailies] if copy not in outdated([made, *dailies])
    ]
    assert len(folder.copies) < len(dailies)


@pytest.mark.parametrize(
    ("hour", "made_at", "makes_one"), [(11, 8, False), (12, 8, True), (17, 11, True), (17, 12, False)]
)
def test_at_midday_there_is_one_more(hour: int, made_at: int, *, makes_one: bool) -> None:
    day = datetime(2026, 3, 2).astimezone()
    there = Copy(Path("morning"), CopyKind.DAILY, day.replace(hour=made_at).astimezone(UTC), 1)
    folder = Folder(there)
    made = BackupService(copies=folder, clock=FakeClock(day.replace(hour=hour))).daily(cancelled=lambda: False)
    assert (made is not None) is makes_one


def test_at_closing_there_is_one_more_and_all_go_to_the_second_place() -> None:
    folder = Folder(a_copy(0), a_copy(3))
    settings = Settings(backup_folder="/mnt/usb", backup_days=1)
    closing = BackupService(copies=folder, clock=FakeClock(NOON + timedelta(hours=2)), settings=lambda: settings)
    made = closing.at_closing(cancelled=lambda: False)
    assert made is not None
    assert folder.brought == (folder.copies, Path("/mnt/usb"))
    assert made in folder.copies


def test_a_copy_by_hand_is_one_more() -> None:
    folder = Folder(a_copy(0))
    made = service(folder).by_hand(cancelled=lambda: False)
    assert made is not None
    assert (made.kind, folder.copies[0], service(folder).all()) == (CopyKind.BY_HAND, made, folder.copies)


def test_only_a_copy_that_can_be_read_is_restored() -> None:
    good, bad = a_copy(0), a_copy(1)
    folder = Folder(good, bad)
    folder.unreadable = [bad]
    with pytest.raises(StoreError):
        service(folder).restore_at_start(bad, who="BH")
    assert folder.restored == []
    service(folder).restore_at_start(good, who="BH", last_invoice=1004)
    assert folder.restored == [(good, "BH", 1004)]
    assert service(folder).look(None).orders == 12
