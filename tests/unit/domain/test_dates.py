"""Typed dates: fields and list filters read the same day from the same text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.dates import AmbiguousDate, DateOrder, parse_date, possible_orders, read_day, readings
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
        ("a", TODAY),
        ("23/11/2026", TODAY),
        ("1123", TODAY),
        ("051126", date(2005, 11, 26)),
        ("må", TODAY),
        ("to", date(2026, 11, 26)),
        ("Torsdag", date(2026, 11, 26)),
        ("sön", date(2026, 11, 29)),
        ("2026\N{NON-BREAKING HYPHEN}11-02", date(2026, 11, 2)),
        ("2026-11-02\N{ZERO WIDTH SPACE}", date(2026, 11, 2)),
    ],
)
def test_field_and_filter_read_the_same_day(text: str, day: date) -> None:
    assert parse_date(text, TODAY) == read_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "i morgon",
        "31/2",
        "2026-13-01",
        "12345",
        "٢",
        "-5",
        "t",
        "dag",
        "1/2/3/4",
        "1-1-1",
        "9" * 400,
        "1100023",
        "11023",
        "23-011",
        "023-11",
        "5-nov-2026",
    ],
)
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


@pytest.mark.parametrize(
    ("typed", "today", "day"),
    [
        ("30/12", date(2027, 1, 2), date(2026, 12, 30)),
        ("3012", date(2027, 1, 2), date(2026, 12, 30)),
        ("2/1", date(2026, 12, 30), date(2027, 1, 2)),
        ("1/6", date(2026, 12, 10), date(2026, 6, 1)),
        ("1/12", date(2026, 1, 15), date(2025, 12, 1)),
        ("30/6", date(2026, 1, 2), date(2026, 6, 30)),
    ],
)
def test_a_day_without_its_year_is_the_nearest_one_that_is_likely(typed: str, today: date, day: date) -> None:
    assert read_day(typed, today) == day


@pytest.mark.parametrize(("typed", "day"), [("16/11", date(2026, 11, 16)), ("15/11", date(2027, 11, 15))])
def test_a_day_of_another_year_is_near_for_sixty_days(typed: str, day: date) -> None:
    assert read_day(typed, date(2027, 1, 15)) == day


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 29)])
def test_a_weekday_is_that_of_this_week(today: date) -> None:
    names = ["måndag", "tis", "ons", "to", "fre", "lör", "sö"]
    assert [read_day(name, today) for name in names] == [date(2026, 11, day) for day in range(23, 30)]


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.integers(-60, 60))
def test_a_day_near_today_is_that_day_without_its_year_too(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    if (day.month, day.day) != (2, 29):
        assert read_day(f"{day.day}/{day.month}", today) == day
        assert read_day(day.isoformat(), today) == read_day(f"{day:%Y%m%d}", today) == day
        assert read_day(f"{day:%d/%m/%Y}", today) == day


def test_a_date_that_may_be_two_days_is_asked_about() -> None:
    with pytest.raises(AmbiguousDate, match="2005-11-26 eller 2026-11-05") as refused:
        parse_date("05-11-26", TODAY, "last_day")
    assert (refused.value.field, refused.value.days) == ("last_day", (date(2005, 11, 26), date(2026, 11, 5)))
    assert parse_date("26-11-05", TODAY) == date(2026, 11, 5)
    assert read_day("05-11-26", TODAY) == date(2005, 11, 26), "a filter reads a day as lists show it"


@given(st.dates(date(2001, 1, 1), date(2078, 12, 31)), st.integers(-180, 180))
def test_a_year_of_two_digits_gives_the_day_that_was_meant_or_a_question(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    for typed in (f"{day:%y-%m-%d}", f"{day:%d-%m-%y}"):
        assert day in days_of(typed, today)


def days_of(typed: str, today: date) -> tuple[date, ...]:
    """The day that is read, or those that are asked about."""
    try:
        return (parse_date(typed, today),)
    except AmbiguousDate as asked:
        return asked.days


# -- dates in files

FORMS = {
    DateOrder.YEAR_FIRST: ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%y-%m-%d", "%y%m%d", "%Y %m %d"),
    DateOrder.DAY_FIRST: ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d%m%Y", "%d-%m-%y", "%d/%m %Y", "%d. %m. %Y"),
    DateOrder.MONTH_FIRST: ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m%d%Y"),
}
ANY_ORDER = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%d-%b-%y", "%a %d %b %Y", "%d. %B %Y")
TIMES = ("", " 00:00:00", " 14:05", "T10:30:00", "T10:30:00.123", "T10:30:00Z", "T103000", " 10.30")
DAYS = st.dates(date(2000, 1, 1), date(2079, 12, 31))


@given(
    DAYS, st.sampled_from([(order, form) for order, forms in FORMS.items() for form in forms]), st.sampled_from(TIMES)
)
def test_every_date_in_every_form_is_read_in_its_order(day: date, form: tuple[DateOrder, str], clock: str) -> None:
    order, written = form
    assert readings(f"{day:{written}}{clock}")[order] == day


@given(DAYS, st.sampled_from(ANY_ORDER))
def test_a_month_in_words_is_the_same_in_every_order(day: date, form: str) -> None:
    assert set(readings(f"{day:{form}}").values()) == {day}


SWEDISH = "januari februari mars april maj juni juli augusti september oktober november december"
ENGLISH = "january february march april may june july august september october november december"


@pytest.mark.parametrize("names", [SWEDISH.split(), ENGLISH.split()])
@pytest.mark.parametrize("letters", [3, 4, 9])
def test_a_month_is_known_by_its_first_three_letters_or_more(names: list[str], letters: int) -> None:
    for number, name in enumerate(names, 1):
        assert set(readings(f"5 {name[:letters]} 2026").values()) == {date(2026, number, 5)}


@pytest.mark.parametrize("month", ["okt", "oktober", "Oct", "October", "OKT."])
def test_months_are_swedish_or_english(month: str) -> None:
    assert readings(f"5 {month} 2026")[DateOrder.DAY_FIRST] == date(2026, 10, 5)


@given(st.lists(DAYS, min_size=1, max_size=12), st.sampled_from(list(DateOrder)), st.data())
def test_a_column_of_dates_is_read_as_it_was_written_or_asked_about(
    days: list[date], order: DateOrder, data: st.DataObject
) -> None:
    form = data.draw(st.sampled_from(FORMS[order]))
    texts = [f"{day:{form}}" for day in days]
    orders = possible_orders(texts)
    if len(orders) == 1:
        assert [readings(text)[orders[0]] for text in texts] == days
    else:
        assert any([readings(text).get(each) for text in texts] == days for each in orders)


@pytest.mark.parametrize(
    ("texts", "orders"),
    [
        (["2026-11-05"], [DateOrder.YEAR_FIRST]),
        (["26-11-05"], [DateOrder.YEAR_FIRST, DateOrder.DAY_FIRST]),
        (["03-11-05"], list(DateOrder)),
        (["05/11/2026"], [DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST]),
        (["05.11.26"], [DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST]),
        (["05/11/2026", "13/11/2026"], [DateOrder.DAY_FIRST]),
        (["11/05/2026", "11/13/2026"], [DateOrder.MONTH_FIRST]),
        (["11/11/2026"], [DateOrder.DAY_FIRST]),
        (["03-11-05", "03.11.05"], list(DateOrder)),
        (["03-11-05"] * 3 + ["03.11.05"] * 2, list(DateOrder)),
        (["03-11-05"] * 2 + ["03/11/05"] * 3, [DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST]),
        (["46331", "46332,5"], [DateOrder.YEAR_FIRST]),
        (["", "-", "summa"], [DateOrder.YEAR_FIRST]),
    ],
)
def test_a_whole_column_decides_the_order_of_its_dates(texts: list[str], orders: list[DateOrder]) -> None:
    assert list(possible_orders(texts)) == orders


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("46331", date(2026, 11, 5)),
        ("46331,999", date(2026, 11, 5)),
        ("2026-11-04T23:00:00Z", date(2026, 11, 5)),
        ("2026-11-05T00:00:00+01:00", date(2026, 11, 5)),
        ("2026-11-05T00:00:00+0100", date(2026, 11, 5)),
        ("2026-07-01T00:00:00+02", date(2026, 7, 1)),
        ("2026-11-05T20:00:00-05:00", date(2026, 11, 6)),
        ("2026-11-05T04:15:00+0530", date(2026, 11, 4)),
        ("2026-11-05T04:45:00+05:30", date(2026, 11, 5)),
        (f"2026-11-05 14:05:06.{'1' * 20}", date(2026, 11, 5)),
        ("\N{LEFT-TO-RIGHT MARK}2026-11-05\N{NO-BREAK SPACE}", date(2026, 11, 5)),
    ],
)
def test_numbers_of_days_and_time_zones_are_read_as_swedens_day(text: str, day: date) -> None:
    assert readings(text)[DateOrder.YEAR_FIRST] == day


@pytest.mark.parametrize(
    "text",
    ["", "-", "i går", "9" * 400, "2026-02-30", "1926-01-01", "2100-01-01", "12345", "99999", "2026-01.31", "26",
     "2026",
     "5112026", "005-11-2026", "2026-11-005", "5-11-026", f"2026-11-05 14:05:06.{'1' * 21}",
     "٢٠٢٦-11-05", "1-2-3-4", "summa 2026-11-05 kr", "2026-11-05T99"],
)  # fmt: skip
def test_what_is_no_date_has_no_reading(text: str) -> None:
    assert readings(text) == {}


@pytest.mark.parametrize("time", ["12:00:00+2360", "12:00:00-9999", "29:99:00+01:00", "24:60:00Z"])
def test_a_time_that_cannot_be_does_not_stop_the_reading(time: str) -> None:
    assert abs(readings(f"2026-11-05T{time}")[DateOrder.YEAR_FIRST] - date(2026, 11, 5)) <= timedelta(days=1)


@given(st.text(max_size=30))
def test_any_text_has_readings_or_none(text: str) -> None:
    assert all(1980 <= day.year <= 2100 for day in readings(text).values())
