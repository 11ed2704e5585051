"""What a list says in its foot and shows, copies and suggests in its cells."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from promeister_mpay.domain.lists.columns import COLUMNS, ListColumn, column_of
from promeister_mpay.domain.lists.query import ListKind, ListQuery, ListRow, Value, View
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.ui.lists.cell_texts import as_copied, as_filter, copied, is_right, shown
from promeister_mpay.ui.lists.menu import ACTIONS
from promeister_mpay.ui.lists.row_copy import runs
from promeister_mpay.ui.lists.texts import footer_text

ORDERS = COLUMNS[ListKind.ORDERS]
PAID = datetime(2018, 1, 16, 14, 18, tzinfo=UTC)


def foot(query: ListQuery, *, count: int | None, total: int | None, kind: ListKind = ListKind.ORDERS) -> str:
    return footer_text(kind, query, COLUMNS[kind], count=count, total=total).replace("\N{NO-BREAK SPACE}", " ")


def column(key: str) -> ListColumn:
    found = column_of(ListKind.ORDERS, key)
    assert found is not None
    return found


def test_the_foot_says_how_many_and_what_is_hidden() -> None:
    everything = ListQuery()
    filtered = ListQuery(text=" öberg ", filters={"status": "KLART", "number": ">1000"}, view=View.WAITING)

    assert foot(everything, count=1_000_000, total=1_000_000) == "1 000 000 order · visar alla"
    assert foot(everything, count=None, total=None) == "Räknar order … · visar alla"
    assert foot(replace(everything, sort="status"), count=7, total=None) == "7 order · visar alla"
    assert foot(filtered, count=37, total=1_000_000) == (
        "37 av 1 000 000 order · Väntar på betalning · Statuskod = KLART · Nr >1000 · Sök: öberg"
    )
    assert foot(filtered, count=37, total=None).startswith("37 order · Väntar på betalning")


@pytest.mark.parametrize("typed", ["---", " & ", "…"])
def test_a_search_without_a_word_hides_nothing_and_is_not_said(typed: str) -> None:
    assert foot(ListQuery(text=typed), count=7, total=7) == "7 order · visar alla"


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [
        (ListKind.CUSTOMERS, "1 kund", "2 kunder"),
        (ListKind.VEHICLES, "1 fordon", "2 fordon"),
        (ListKind.ARTICLES, "1 artikel", "2 artiklar"),
    ],
)
def test_one_is_not_many(kind: ListKind, one: str, two: str) -> None:
    assert foot(ListQuery(), count=1, total=1, kind=kind) == f"{one} · visar alla"
    assert foot(ListQuery(), count=2, total=2, kind=kind) == f"{two} · visar alla"


@pytest.mark.parametrize(
    ("key", "value", "seen", "on_clipboard", "filtered"),
    [
        ("number", 14790, "14790", "14790", "14790"),
        ("to_pay", 843_200, "8\N{NO-BREAK SPACE}432,00", "8432,00", "8432,00"),
        ("to_pay", -5, "-0,05", "-0,05", "-0,05"),
        ("odometer", 18_432, "18\N{NO-BREAK SPACE}432 mil", "18432", "18432"),
        ("order_date", date(2018, 1, 16), "2018-01-16", "2018-01-16", "2018-01-16"),
        ("payment_received", True, "*", "*", "*"),
        ("payment_received", False, "", "", ""),
        ("status", OrderStatus.DONE, "KLART", "KLART", "KLART"),
        ("customer_name", None, "", "", ""),
        ("customer_name", "=1+1", "=1+1", "'=1+1", "'=1+1'"),
        ("customer_name", "@SUM", "@SUM", "'@SUM", "'@SUM'"),
        ("customer_name", "-1+cmd", "-1+cmd", "'-1+cmd", "-1+cmd"),
        ("customer_name", "a\tb\nc", "a\tb\nc", "a b c", "a\tb\nc"),
        ("mobile_phone", "+46 70-174 06 05", "+46 70-174 06 05", "+46 70-174 06 05", "+46 70-174 06 05"),
    ],
)
def test_a_value_is_shown_copied_and_filtered_by(
    key: str, value: Value, seen: str, on_clipboard: str, filtered: str
) -> None:
    assert shown(column(key), value) == seen
    assert as_copied(column(key), value) == on_clipboard
    assert as_filter(column(key), value) == filtered


def test_a_time_is_shown_short_and_filtered_by_its_day() -> None:
    local = PAID.astimezone()
    assert shown(column("payment_received_at"), PAID) == f"{local:%y-%m-%d %H:%M}"
    assert as_filter(column("payment_received_at"), PAID) == f"{local:%Y-%m-%d}"


def test_amounts_and_measures_stand_to_the_right_and_numbers_that_are_names_do_not() -> None:
    assert [key for key in ("number", "to_pay", "odometer", "customer_number") if is_right(column(key))] == [
        "to_pay",
        "odometer",
    ]


def test_rows_are_copied_as_lines_of_cells() -> None:
    rows = [ListRow((1,), {"number": 1, "status": OrderStatus.DONE}), ListRow((2,), {"number": 2, "status": None})]
    assert copied([column("number"), column("status")], rows) == "1\tKLART\n2\t"


def test_chosen_places_are_read_in_runs() -> None:
    assert runs([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 1), (9, 2)]
    assert runs([]) == []


def test_each_key_does_one_thing() -> None:
    keys = [key for spec in ACTIONS.values() for key in spec.keys]
    assert len(keys) == len(set(keys))
