"""Typed dates: fields and list filters read the same day from the same text."""

from datetime import date, timedelta

import pytest

from promeister_mpay.domain.dates import parse_date, read_day
from promeister_mpay.errors import InputError

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-02", date(2026, 11, 2)),
        ("20261102", date(2026, 11, 2)),
        ("261102", date(2026, 11, 2)),
        ("26-11-02", date(2026, 11, 2)),
        ("2/12", date(2026, 12, 2)),
        ("2.12", date(2026, 12, 2)),
        ("0212", date(2026, 12, 2)),
        ("2", date(2026, 11, 2)),
        (" I DAG ", TODAY),
        ("d", TODAY),
        ("igår", date(2026, 11, 22)),
    ],
)
def test_field_and_filter_read_the_same_day(text: str, day: date) -> None:
    assert parse_date(text, TODAY) == read_day(text, TODAY) == day


@pytest.mark.parametrize("text", ["i morgon", "31/2", "2026-13-01", "12345", "٢", "-5"])
def test_what_is_no_date_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_day(text, TODAY)
    with pytest.raises(InputError, match="kan inte läsas") as refused:
        parse_date(text, TODAY, "last_day")
    assert refused.value.field == "last_day"


def test_an_empty_field_is_today_and_an_empty_filter_is_no_date() -> None:
    assert parse_date("  ", TODAY) == TODAY
    with pytest.raises(ValueError, match=r"^$"):
        read_day("", TODAY)


@pytest.mark.parametrize(
    ("typed", "days"), [("i dag", 0), ("idag", 0), ("d", 0), ("I DAG", 0), ("i går", -1), ("igår", -1)]
)
def test_days_near_by_have_names(typed: str, days: int) -> None:
    today = date(2026, 3, 1)
    assert read_day(typed, today) == today + timedelta(days=days)
