"""What is typed as a filter: which rows it leaves, and what is said when it cannot be read."""

import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.dates import read_day
from promeister_mpay.domain.lists.columns import COLUMNS, ListColumn, column_of
from promeister_mpay.domain.lists.conditions import matches
from promeister_mpay.domain.lists.filter_syntax import quoted
from promeister_mpay.domain.lists.filters import ParsedQuery, read_filter, read_query
from promeister_mpay.domain.lists.query import ListKind, ListQuery, View
from promeister_mpay.errors import InputError

TODAY = date(2026, 3, 2)
FIRST = datetime(2020, 1, 1)  # noqa: DTZ001 – hypothesis adds the time zone
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NUMBERS = st.integers(-(10**12), 10**12)


def column(key: str) -> ListColumn:
    found = column_of(ListKind.ORDERS, key)
    assert found is not None
    return found


def leaves(key: str, expression: str, value: object) -> bool:
    """Whether a row with this value is left."""
    of = column(key)
    stored = of.form_of(str(value)) if value is not None and (of.has_form or of.words) else value
    return matches(read_filter(of, expression, TODAY), stored)


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("14000..14790", True),
        ("..14790", True),
        ("14790..", True),
        ("14791..", False),
        ("..100", False),
        (">14789", True),
        (">14790", False),
        (">=14790", True),
        ("<14790", False),
        ("<=14790", True),
        ("<>14790", False),
        ("<>5", True),
        ("=14790", True),
        ("14 790", True),
        ("5|14790", True),
        ("5|6", False),
        ("<100|>14000", True),
        ("*", True),
        ("''", False),
        ("<>''", True),
    ],
)
def test_a_number(expression: str, left: bool) -> None:
    assert leaves("number", expression, 14790) is left


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("8432", True),
        ("8 432,00", True),
        ("8432,1", False),
        ("8000..8432", True),
        (">8431,99", True),
        ("<8432", False),
        ("<>8432", False),
    ],
)
def test_an_amount_is_typed_in_kronor(expression: str, left: bool) -> None:
    assert leaves("to_pay", expression, 843_200) is left


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("2026-03-02", True),
        ("260302", True),
        ("26-03-02", True),
        ("2/3", True),
        ("0203", True),
        ("2", True),
        ("i dag", True),
        ("i går", False),
        ("260201..260301", False),
        ("260201..i dag", True),
        (">i går", True),
        ("<i dag", False),
        ("<>i dag", False),
    ],
)
def test_a_day(expression: str, left: bool) -> None:
    assert leaves("order_date", expression, TODAY) is left


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("i dag", True),
        ("26-03-02 15:18", True),
        ("26-03-02 15:19", False),
        (">26-03-02 15:17", True),
        (">26-03-02 15:18", False),
        (">=26-03-02 15:18", True),
        ("..26-03-02 15:18", True),
        ("<=i dag", True),
        (">i dag", False),
    ],
)
def test_a_time_is_that_of_the_clock_on_the_wall(expression: str, left: bool) -> None:
    paid = datetime(2026, 3, 2, 15, 18, 42).astimezone(UTC)
    assert leaves("payment_received_at", expression, paid) is left


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("oberg", True),
        ("ÖBERG", True),
        ("åsa", True),
        ("ås öb", True),
        ("öb ås", True),
        ("berg", False),
        ("nils", False),
        ("*berg", True),
        ("*sa*", True),
        ("åsa*", True),
        ("öberg*", False),
        ("a*g", True),
        ("<>öberg", False),
        ("<>nils", True),
        ("nils|öberg", True),
        ("=åsa öberg", True),
        ("=åsa", False),
        ("<>''", True),
        ("''", False),
        ("a..b", False),
        ("x..ö", True),
        (">z", True),
        ("*berg*&*åsa*", True),
        ("*berg*&*nils*", False),
        ("?sa*", True),
        ("*?berg", True),
        ("*??berg", True),
        ("åsa?öberg", True),
        ("åsa *", True),
        ("ås *", False),
        ("?", False),
        ("@ÖBERG", True),
        ("@*berg", True),
        ("@ *sa ö*", True),
        ("=åsa*", True),
        ("nils|åsa&öberg", True),
        ("(nils|åsa)&ek", False),
        ("<>(nils|ek)", True),
        ("<>nils&<>ek", True),
        ("<>nils&<>öberg", False),
        ("'åsa öberg'", True),
        ("='Åsa Öberg'", True),
        ("'*berg'", False),
    ],
)
def test_a_name(expression: str, left: bool) -> None:
    assert leaves("customer_name", expression, "Åsa Öberg") is left


@pytest.mark.parametrize(
    ("expression", "name", "left"),
    [
        ("a?.b", "Ax B", True),
        ("a?.b", "A B", False),
        ("a.?b", "A xB", True),
        ("a.?b", "A B", False),
        ("a.*b", "A B", True),
        ("a.*b", "AB", True),
    ],
)
def test_punctuation_beside_a_question_mark_is_the_space_of_the_name(expression: str, name: str, left: bool) -> None:
    assert leaves("customer_name", expression, name) is left


@pytest.mark.parametrize("expression", ["abc 12", "ABC-123", "=abc123", "*123", "abc12..abc13"])
def test_a_plate_with_or_without_space(expression: str) -> None:
    assert leaves("registration", expression, "ABC 123")


@pytest.mark.parametrize("expression", ["070-174", "+46 70 174 06 05", "=0701740605"])
def test_a_phone_in_any_format(expression: str) -> None:
    assert leaves("mobile_phone", expression, "+46 70-174 06 05")


@pytest.mark.parametrize(("expression", "left"), [("klart", True), ("kl|ny", True), ("<>bok*", True), ("ny", False)])
def test_a_status(expression: str, left: bool) -> None:
    assert leaves("status", expression, "KLART") is left


@pytest.mark.parametrize(
    ("expression", "left"), [("*", True), ("ja", True), ("nej", False), ("''", False), ("<>*", False)]
)
def test_what_is_ticked(expression: str, left: bool) -> None:
    assert leaves("payment_received", expression, datetime.now(UTC)) is left
    assert leaves("payment_received", expression, None) is not left


@pytest.mark.parametrize(
    ("key", "expression"),
    [
        ("number", "abc"),
        ("number", "1,5"),
        ("number", ">"),
        ("number", ".."),
        ("number", "5|"),
        ("number", "99999999999999999999"),
        ("to_pay", "12,345"),
        ("order_date", "31/2"),
        ("order_date", "i morgon bitti"),
        ("order_date", "99991231"),
        ("payment_received_at", "26-03-02 25:00"),
        ("payment_received", "kanske"),
        ("customer_name", "---"),
        ("customer_name", ">"),
        ("customer_name", "x" * 201),
        ("customer_name", "öberg&"),
        ("customer_name", "&öberg"),
        ("customer_name", "(öberg"),
        ("customer_name", "öberg)"),
        ("customer_name", "'öberg"),
        ("customer_name", "'öberg' åsa"),
        ("customer_name", "@"),
        ("customer_name", "*---*"),
        ("customer_name", "åsa<>öberg"),
        ("customer_name", "åsa>=a"),
        ("customer_name", ">å*"),
        ("customer_name", "a*..b"),
        ("customer_name", "a..b..c"),
        ("customer_name", ">a..b"),
        ("customer_name", ">''"),
        ("number", "14*"),
        ("number", "147?0"),
        ("number", "@14790"),
        ("number", ">5..7"),
        ("payment_received", ">ja"),
    ],
)
def test_what_cannot_be_read_is_said_of_its_column(key: str, expression: str) -> None:
    with pytest.raises(InputError) as reported:
        read_filter(column(key), expression, TODAY)
    assert reported.value.field == key
    assert column(key).title in str(reported.value)


@given(st.sampled_from([each for columns in COLUMNS.values() for each in columns]), TEXTS)
def test_anything_can_be_typed(of: ListColumn, typed: str) -> None:
    with contextlib.suppress(InputError):
        assert matches(read_filter(of, typed, TODAY), None) in (True, False)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_a_range_is_from_its_first_to_its_last_number(low: int, high: int, value: int) -> None:
    assert leaves("number", f"{low}..{high}", value) == (low <= value <= high)


@given(NUMBERS, NUMBERS, st.sampled_from(["<", ">", "<=", ">=", "=", "<>", ""]))
def test_signs_mean_what_they_say(limit: int, value: int, sign: str) -> None:
    meaning = {
        "<": value < limit,
        ">": value > limit,
        "<=": value <= limit,
        ">=": value >= limit,
        "<>": value != limit,
    }
    assert leaves("number", f"{sign}{limit}", value) == meaning.get(sign, value == limit)


@given(st.sampled_from(["number", "customer_name", "to_pay"]), st.sampled_from(["5", "5..7", "*", "''", ">4", "5*"]))
def test_not_leaves_exactly_the_others(key: str, expression: str) -> None:
    if key != "customer_name" and expression == "5*":
        return
    for value in (None, 5, 6, 500):
        assert leaves(key, expression, value) is not leaves(key, f"<>{expression}", value)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_read_as_it_is_shown(day: date) -> None:
    assert (
        read_day(day.isoformat(), TODAY)
        == read_day(f"{day:%y%m%d}", TODAY)
        == read_day(f"{day:%y-%m-%d}", TODAY)
        == day
    )
    assert read_day(f"{day.replace(year=2026) if day.month != 2 else TODAY:%d%m}", TODAY).year == TODAY.year


@given(st.datetimes(FIRST, FIRST.replace(year=2030), timezones=st.just(UTC)))
def test_a_time_is_found_by_its_own_day_and_minute(moment: datetime) -> None:
    shown = moment.astimezone()
    for typed in (f"{shown:%y-%m-%d}", f"{shown:%Y-%m-%d %H:%M}"):
        if shown.utcoffset() == (shown + timedelta(hours=2)).utcoffset():
            assert leaves("changed_at", typed, moment)


@given(st.sampled_from(["customer_name", "note", "registration", "status"]), st.data())
def test_a_joined_filter_leaves_what_its_parts_leave(key: str, data: st.DataObject) -> None:
    parts = ["KLART", "*berg*", "<>NY", "j?rgen*", "a..k", "''", "=åsa", "'Berg & Son'", "(klart|ny)"]
    first, second, third = (data.draw(st.sampled_from(parts)) for _ in range(3))
    values = ["", "KLART", "NY", "Jörgen Berg", "Berg & Son", "Åsa"] if key != "status" else ["KLART", "NY", "PÅGÅR"]
    for value in values:
        one, two, three = (leaves(key, part, value) for part in (first, second, third))
        assert leaves(key, f"{first}&{second}", value) == (one and two)
        assert leaves(key, f"{first}|{second}&{third}", value) == (one or (two and three))
        assert leaves(key, f"({first}|{second})&{third}", value) == ((one or two) and three)
        assert leaves(key, f"<>({first}&{second})", value) == (not (one and two))


@given(st.text(st.sampled_from("åBc 1&|()<>=*?@'.-"), max_size=12), st.text(st.sampled_from("åBc 1&'-"), max_size=12))
def test_a_quoted_text_is_found_as_it_is_written(text: str, other: str) -> None:
    for value in (text, other):
        of = column("customer_name")
        if of.form_of(text) is not None:
            same = of.form_of(value) == of.form_of(text)
            assert matches(read_filter(of, f"={quoted(text)}", TODAY), of.form_of(value)) == same


def test_a_filter_of_a_column_that_the_list_lacks_is_refused() -> None:
    with pytest.raises(InputError) as reported:
        read_query(ListKind.ORDERS, ListQuery(filters={"later": "5"}), TODAY)
    assert reported.value.field == "later"


def test_what_is_too_long_to_search_for_is_refused_and_never_cut() -> None:
    with pytest.raises(InputError) as reported:
        read_query(ListKind.ORDERS, ListQuery("a" * 201), TODAY)
    assert reported.value.field == "text"


def test_an_empty_filter_does_not_count() -> None:
    query = ListQuery("öberg", {"number": " ", "status": "klart"}, "nothing", view=View.WAITING)
    read = read_query(ListKind.ORDERS, query, TODAY)
    assert [of.key for of, _ in read.conditions] == ["status"]
    assert read.sort.key == "number"
    assert read.view is View.WAITING


@pytest.mark.parametrize(("query", "down"), [(ListQuery(), True), (ListQuery(sort="number"), False)])
def test_the_newest_order_comes_first_until_another_sort_is_chosen(query: ListQuery, down: bool) -> None:
    read: ParsedQuery = read_query(ListKind.ORDERS, query, TODAY)
    assert read.descending is down
