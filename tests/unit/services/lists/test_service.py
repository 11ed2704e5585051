"""A list is read a page at a time: around a row, onwards, backwards and by place, and it knows when there is more."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promeister_mpay.domain.lists.query import Key, ListKind, ListPage, ListQuery, View
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.errors import InputError
from promeister_mpay.services.lists.service import STEP, ListService
from support.fakes.clock import NOON
from support.fakes.store import Data, FakeStore
from support.stores import an_order

ORDERS, ALL = ListKind.ORDERS, ListQuery()
BY_NAME = ListQuery(sort="customer_name")
BY_PLATE_DOWN = ListQuery(sort="registration", descending=True)


def workshop(count: int) -> ListService:
    """Orders 1 to `count`, the newest first; every third has no customer."""
    orders = {
        number: an_order(
            number, customer_name="" if number % 3 == 0 else f"Kund {number % 5}", registration=f"A {number}"
        )
        for number in range(1, count + 1)
    }
    return ListService(store=FakeStore(Data(orders=orders)), today=lambda: date(2026, 3, 2))


def numbers(page: ListPage) -> list[object]:
    return [row.values["number"] for row in page.rows]


@pytest.mark.parametrize(
    ("identity", "most", "shown", "above", "below"),
    [
        (None, 4, [20, 19, 18, 17], False, True),
        (10, 4, [12, 11, 10, 9], True, True),
        (10, 5, [12, 11, 10, 9, 8], True, True),
        (10, 1, [10], True, True),
        (20, 4, [20, 19, 18, 17], False, True),
        (19, 4, [20, 19, 18, 17], False, True),
        (18, 4, [20, 19, 18, 17], False, True),
        (17, 4, [19, 18, 17, 16], True, True),
        (1, 4, [3, 2, 1], True, False),
        (2, 4, [4, 3, 2, 1], True, False),
        (3, 4, [5, 4, 3, 2], True, True),
        (99, 4, [20, 19, 18, 17], False, True),
        (10, 100, list(range(20, 0, -1)), False, False),
        (20, 100, list(range(20, 0, -1)), False, False),
        (19, 20, list(range(20, 0, -1)), False, False),
        (None, 20, list(range(20, 0, -1)), False, False),
        (None, 19, list(range(20, 1, -1)), False, True),
    ],
)
def test_a_list_opens_around_the_row_that_one_comes_from(
    identity: int | None, most: int, shown: list[int], *, above: bool, below: bool
) -> None:
    page = workshop(20).open_at(ORDERS, ALL, identity, most=most)
    assert (numbers(page), page.more_above, page.more_below) == (shown, above, below)


@settings(max_examples=40)
@given(st.integers(0, 30), st.integers(1, 12), st.integers(1, 31))
def test_however_long_a_list_is_it_opens_with_as_many_rows_as_asked_or_to_its_end(
    count: int, most: int, identity: int
) -> None:
    page = workshop(count).open_at(ORDERS, ALL, identity, most=most)
    everything = list(range(count, 0, -1))
    shown = numbers(page)
    at = everything.index(shown[0]) if shown else 0  # type: ignore[arg-type]
    assert shown == everything[at : at + len(shown)]
    assert len(shown) <= most
    assert (identity in shown) is (identity <= count)
    assert (page.more_above, page.more_below) == (at > 0, at + len(shown) < count)
    assert len(shown) == most or not page.more_below


@pytest.mark.parametrize("most", [1, 3, 7, 20, 50])
@pytest.mark.parametrize("query", [ALL, BY_NAME, BY_PLATE_DOWN])
def test_paging_down_and_up_visits_each_row_once(query: ListQuery, most: int) -> None:
    lists = workshop(20)
    everything = numbers(lists.page(ORDERS, query, most=100))
    down: list[object] = []
    page = lists.page(ORDERS, query, most=most)
    assert not page.more_above
    while True:
        down += numbers(page)
        if not page.more_below:
            break
        page = lists.page(ORDERS, query, after=page.rows[-1].key, most=most)
        assert page.more_above
    up: list[object] = []
    page = lists.page(ORDERS, query, before=(), most=most)
    assert not page.more_below
    while True:
        up = numbers(page) + up
        if not page.more_above:
            break
        page = lists.page(ORDERS, query, before=page.rows[0].key, most=most)
        assert page.more_below
    assert down == up == everything


def test_a_long_list_is_reached_at_any_place() -> None:
    lists = workshop(150)
    checkpoints = lists.checkpoints(ORDERS, ALL)
    assert (checkpoints.count, checkpoints.step, len(checkpoints.keys)) == (150, STEP, 3)
    for first in (0, 1, 63, 64, 65, 127, 128, 149):
        rows = lists.rows_at(ORDERS, ALL, checkpoints, first, most=2)
        assert [row.values["number"] for row in rows] == [150 - first, 149 - first][: 150 - first]
    assert list(lists.rows_at(ORDERS, ALL, checkpoints, 150, most=2)) == []
    assert list(lists.rows_at(ORDERS, ALL, checkpoints, 1_000, most=2)) == []
    assert list(lists.rows_at(ORDERS, ALL, checkpoints, -1, most=2)) == []
    assert list(lists.rows_at(ORDERS, ALL, replace(checkpoints, keys=()), 0, most=2)) == []


@pytest.mark.parametrize("query", [ALL, BY_NAME, BY_PLATE_DOWN, replace(BY_NAME, descending=True)])
def test_each_rows_place_is_known_what_is_empty_comes_last(query: ListQuery) -> None:
    lists = workshop(150)
    checkpoints = lists.checkpoints(ORDERS, query)
    rows = lists.page(ORDERS, query, most=200).rows
    for place in (0, 1, 62, 63, 64, 65, 99, 100, 127, 128, 129, 149):
        assert lists.place_of(ORDERS, query, checkpoints, rows[place].key) == place


def test_the_place_of_a_row_that_is_gone_is_where_it_stood() -> None:
    lists = workshop(150)
    checkpoints = lists.checkpoints(ORDERS, ALL)
    key: Key = (200,)
    assert lists.place_of(ORDERS, ALL, checkpoints, key) == 0
    assert lists.place_of(ORDERS, ALL, checkpoints, (0,)) == 150
    assert ListService(store=FakeStore()).place_of(ORDERS, ALL, workshop(0).checkpoints(ORDERS, ALL), key) == 0


def test_the_ready_views_are_counted() -> None:
    paid = an_order(1, payment_received_at=NOON)
    booked = an_order(2, payment_received_at=NOON, status=OrderStatus.POSTED)
    lists = ListService(store=FakeStore(Data(orders={1: paid, 2: booked, 3: an_order(3)})))
    assert lists.counts() == {View.WAITING: 0, View.PAID_UNPOSTED: 1, View.DEVIATIONS: 0}


def test_days_are_typed_as_seen_from_today_and_what_cannot_be_read_names_its_column() -> None:
    lists = workshop(3)
    assert len(lists.page(ORDERS, ListQuery(filters={"order_date": "idag"}), most=9).rows) == 3
    assert lists.page(ORDERS, ListQuery(filters={"order_date": "igår"}), most=9).rows == ()
    with pytest.raises(InputError) as refused:
        lists.page(ORDERS, ListQuery(filters={"order_date": "nyss"}), most=9)
    assert refused.value.field == "order_date"
