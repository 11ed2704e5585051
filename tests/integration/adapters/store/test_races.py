"""Several programs at once on one store: threads with stores of their own, as two PCs have, on both databases."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.request import Lease
from promeister_mpay.errors import OrderChanged, OrderLocked
from support.stores import NOW, REFUSALS, a_request, an_order, raw, sent, stored, wait_until_blocked
from support.workshop import together

PATIENT = timedelta(seconds=30)


@contextmanager
def programs(url: str, count: int) -> Iterator[list[SqlStore]]:
    opened = [open_store(url, patience=PATIENT) for _ in range(count)]
    try:
        yield opened
    finally:
        for store in opened:
            store.close()


def test_two_clerks_save_one_order_and_one_is_told(store_url: str) -> None:
    def save(store: SqlStore, order: Order, who: str) -> str:
        with store.writing() as work:
            work.orders.save(replace(order, note=who), who=who, at=NOW)
            work.commit()
        return who

    with programs(store_url, 2) as (one, two):
        order = stored(one, an_order())
        outcomes = together([lambda: save(one, order, "Åsa"), lambda: save(two, order, "Nils")])
        with one.reading() as work:
            kept = work.orders.get(14790)
    winner = kept.note
    refusal = next(outcome for outcome in outcomes if outcome != winner)
    assert winner in outcomes
    assert isinstance(refusal, OrderChanged)
    assert (refusal.changed_by, kept.version) == (winner, 2)


def test_two_windows_send_one_order_and_one_is_told(store_url: str) -> None:
    def send(store: SqlStore, key: str) -> str:
        with store.writing() as work:
            order = work.orders.get(14790)
            attempt = work.requests.next_attempt(14790)
            work.requests.add(a_request(order, attempt, key=key))
            work.commit()
        return key

    with programs(store_url, 2) as (one, two):
        stored(one, an_order())
        outcomes = together([lambda: send(one, "first"), lambda: send(two, "second")])
        with one.reading() as work:
            assert [request.key in outcomes for request in work.requests.of_order(14790)] == [True]
    assert [type(outcome) for outcome in outcomes if not isinstance(outcome, str)] == [OrderLocked]


def test_a_window_that_read_before_the_others_send_is_refused(store_url: str) -> None:
    """Both count the same attempt before either inserts."""
    counted = threading.Barrier(2, timeout=30)

    def send(store: SqlStore, key: str) -> str:
        with store.reading() as work:
            order, attempt = work.orders.get(14790), work.requests.next_attempt(14790)
        counted.wait()
        with store.writing() as work:
            work.requests.add(a_request(order, attempt, key=key))
            work.commit()
        return key

    with programs(store_url, 2) as (one, two):
        stored(one, an_order())
        outcomes = together([lambda: send(one, "first"), lambda: send(two, "second")])
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["OrderLocked", "str"]


def test_no_order_number_is_drawn_twice_and_none_is_left_out(store_url: str) -> None:
    def draw(store: SqlStore) -> list[int]:
        drawn = []
        for _ in range(10):
            with store.writing() as work:
                number = work.orders.next_number()
                work.orders.add(an_order(number, lines=()))
                work.commit()
            drawn.append(number)
        return drawn

    with programs(store_url, 4) as stores:
        outcomes = together([partial(draw, store) for store in stores])
    numbers = sorted(number for drawn in outcomes if isinstance(drawn, list) for number in drawn)
    assert numbers == list(range(14000, 14040))


def test_only_one_of_many_programs_gets_the_lease(store_url: str) -> None:
    def take(store: SqlStore, request_id: int, owner: str) -> bool:
        with store.writing() as work:
            taken = work.requests.take_lease(request_id, Lease(owner, NOW + timedelta(seconds=90)))
            work.commit()
        return taken

    with programs(store_url, 4) as stores:
        request = sent(stores[0], a_request(stored(stores[0], an_order())))
        tasks = [partial(take, store, request.id, f"PC{number}") for number, store in enumerate(stores)]
        assert sorted(map(str, together(tasks))) == ["False", "False", "False", "True"]


CHANGES = (
    "UPDATE orders SET note = 'x', to_pay = 1 WHERE number = 14790",
    "UPDATE order_lines SET unit_price = 1 WHERE order_number = 14790",
    "DELETE FROM order_lines WHERE order_number = 14790",
    "INSERT INTO order_lines VALUES (14790, 99, 'Artikel', '', 'x', 100, 'st', 1, 0, 25)",
    "DELETE FROM orders WHERE number = 14790",
)


@pytest.mark.parametrize("change", CHANGES)
def test_what_another_program_changes_while_a_link_is_being_sent_waits_and_is_refused(
    store_url: str, change: str
) -> None:
    """Its statement begins before the request is committed, when nothing can yet be seen of it."""
    with programs(store_url, 1) as (store,), ThreadPoolExecutor(1) as pool:
        order = stored(store, an_order())
        with store.writing() as work:
            work.requests.add(a_request(order))
            other = pool.submit(raw, store_url, change)
            wait_until_blocked(store_url, other)
            work.commit()
        with pytest.raises(REFUSALS):
            other.result(timeout=30)
        with store.reading() as work:
            assert work.orders.get(14790) == order


def test_a_link_waits_for_another_programs_change_of_its_order_and_sees_it(postgres_url: str) -> None:
    def read_and_send(store: SqlStore) -> Order:
        with store.writing() as work:
            order = work.orders.get(14790)
            work.requests.add(a_request(order))
            work.commit()
        return order

    change = "UPDATE order_lines SET description = 'x' WHERE order_number = 14790 AND position = 0"
    with programs(postgres_url, 1) as (store,), ThreadPoolExecutor(1) as pool, psycopg.connect(postgres_url) as other:
        stored(store, an_order())
        other.execute(change.encode())
        sending = pool.submit(read_and_send, store)
        wait_until_blocked(postgres_url, sending)
        other.commit()
        assert sending.result(timeout=30).lines[0].description == "x"
