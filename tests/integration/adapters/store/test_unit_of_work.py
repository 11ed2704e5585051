"""Units of work: what is kept, what is seen, and what is refused, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.domain.events import Event
from promeister_mpay.errors import StoreBusy, StoreError
from promeister_mpay.services.ports.orders import Move
from support.stores import NOW, PATIENCE, a_request, an_order, raw, sent, stored


class Interrupted(Exception):
    """Something else went wrong in the middle of a unit of work."""


def test_what_is_not_committed_is_not_kept(store: SqlStore) -> None:
    with store.writing() as work:
        work.orders.add(an_order())
    with pytest.raises(Interrupted):
        _add_and_fail(store)
    with store.reading() as work:
        assert work.orders.go(None, Move.LAST) is None


def _add_and_fail(store: SqlStore) -> None:
    with store.writing() as work:
        work.orders.add(an_order())
        raise Interrupted


def test_nothing_can_be_done_after_the_commit(store: SqlStore) -> None:
    with store.writing() as work:
        work.commit()
        with pytest.raises(RuntimeError, match="not open"):
            work.orders.add(an_order())


def test_nothing_can_be_done_outside_a_unit(store: SqlStore) -> None:
    work = store.reading()
    with pytest.raises(RuntimeError, match="not open"):
        work.settings.all()


def test_a_unit_cannot_be_entered_twice(store: SqlStore) -> None:
    with store.reading() as work, pytest.raises(RuntimeError, match="twice"):
        work.__enter__()


def test_a_reading_unit_cannot_write(store: SqlStore) -> None:
    for unit in (store.reading(), store.looking()):
        with unit as work, pytest.raises(RuntimeError, match="asked to write"):
            work.settings.put("a", "b")


def test_a_reading_unit_sees_one_moment_and_waits_for_nobody(store: SqlStore) -> None:
    order = stored(store, an_order())
    with store.reading() as reading:
        assert reading.orders.get(14790) == order
        with store.writing() as writing:
            writing.orders.save(replace(order, note="nytt", lines=()), who="BH", at=NOW)
            assert reading.orders.get(14790) == order
            writing.commit()
        assert reading.orders.get(14790) == order


def test_a_unit_belongs_to_one_thread_and_many_run_at_once(store: SqlStore) -> None:
    all_inside = threading.Barrier(8, timeout=30)

    def read_together(_: int) -> dict[str, str]:
        with store.reading() as work:
            all_inside.wait()
            return work.settings.all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read_together, range(8))) == [{}] * 8


def test_who_is_kept_waiting_too_long_is_told_that_the_store_is_busy(store: SqlStore) -> None:
    order = stored(store, an_order())
    with store.writing() as first:
        first.orders.get(14790)
        with pytest.raises(StoreBusy, match="upptagen"), store.writing() as second:
            second.orders.save(replace(order, note="x"), who="BH", at=NOW)
    with store.writing() as work:
        work.orders.save(replace(order, note="x"), who="BH", at=NOW)
        work.commit()


def test_times_of_any_zone_are_stored_in_utc_and_a_time_without_zone_is_a_bug(store: SqlStore) -> None:
    swedish = datetime(2026, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    with store.writing() as work:
        work.events.add(Event(1, swedish, "BH", "Sommartid."))
        with pytest.raises(ValueError, match="without time zone"):
            work.events.add(Event(1, datetime(2026, 7, 1, 12, 0), "BH", "Utan zon."))  # noqa: DTZ001 — refused
    with store.writing() as work:
        work.events.add(Event(1, swedish, "BH", "Sommartid."))
        work.commit()
    with store.reading() as work:
        assert [event.at for event in work.events.of_order(1)] == [datetime(2026, 7, 1, 12, 0, tzinfo=UTC)]


def test_no_connection_is_left_in_a_transaction(postgres_url: str) -> None:
    with closing(open_store(postgres_url, patience=PATIENCE)) as shared:
        sent(shared, a_request(stored(shared, an_order())))
        for unit in (shared.reading(), shared.looking()):
            with unit as work:
                work.orders.get(14790)
        busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE '%in trans%'"
        assert raw(postgres_url, busy) == [(0,)]


def test_a_lost_server_is_said_so_and_the_next_unit_goes_on(postgres_url: str) -> None:
    others = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with closing(open_store(postgres_url, patience=PATIENCE)) as shared:
        with shared.writing() as work:
            work.settings.put("a", "1")
            raw(postgres_url, others)
            with pytest.raises(StoreError, match="Kontakten med databasen bröts"):
                work.settings.put("b", "2")
        for begin in (shared.reading, shared.looking, shared.writing):
            raw(postgres_url, others)
            with begin() as work:
                assert work.settings.all() == {}


def test_a_look_begins_nothing_at_the_server(postgres_url: str) -> None:
    state = "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with closing(open_store(postgres_url, patience=PATIENCE)) as shared, shared.looking() as work:
        work.settings.all()
        assert raw(postgres_url, state) == [("idle",)]
