"""Which daily copies stay: the newest of fourteen days and of twelve months."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.services.maintenance.backups import DAYS, MONTHS, Copy, CopyKind, outdated

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
