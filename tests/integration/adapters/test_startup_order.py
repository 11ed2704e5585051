"""The first look at an order: the same as the store gives, or nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from promeister_mpay.adapters.startup_order import read_startup_order
from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from support.stores import an_order, sqlite_path, stored


@pytest.fixture
def embedded(sqlite_store_url: str) -> SqlStore:
    return open_store(sqlite_store_url)


def as_stored(store: SqlStore, number: int) -> Order:
    with store.reading() as work:
        return work.orders.get(number)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"lines": (), "odometer": None, "prices_include_vat": False, "round_to_krona": True},
        {"payment_method": PaymentMethod.CARD, "status": OrderStatus.STARTED, "note": "Åäö 😀"},
    ],
)
def test_it_is_what_the_store_gives(embedded: SqlStore, sqlite_store_url: str, changes: dict[str, Any]) -> None:
    stored(embedded, an_order(**changes))
    assert read_startup_order(sqlite_path(sqlite_store_url), 14790) == as_stored(embedded, 14790)
    embedded.close()


def test_a_paid_order_has_its_time_of_payment(embedded: SqlStore, sqlite_store_url: str) -> None:
    order = stored(embedded, an_order())
    paid_at = datetime(2026, 3, 2, 14, 5, 6, 789_000, tzinfo=UTC)
    with embedded.writing() as work:
        from dataclasses import replace

        work.orders.set_state(replace(order, payment_received_at=paid_at), who="BH", at=paid_at)
        work.commit()
    seen = read_startup_order(sqlite_path(sqlite_store_url), 14790)
    assert seen is not None
    assert seen.payment_received_at == paid_at
    embedded.close()


def test_an_order_that_is_gone_gives_the_newest(embedded: SqlStore, sqlite_store_url: str) -> None:
    stored(embedded, an_order())
    stored(embedded, an_order(14795))
    seen = read_startup_order(sqlite_path(sqlite_store_url), 99)
    assert seen is not None
    assert seen.number == 14795
    embedded.close()


def test_no_store_an_empty_one_or_something_else_gives_nothing(
    embedded: SqlStore, sqlite_store_url: str, tmp_path: Path
) -> None:
    embedded.close()
    other = tmp_path / "other.sqlite3"
    other.write_bytes(b"this is no database")
    assert read_startup_order(sqlite_path(sqlite_store_url), 1) is None
    assert read_startup_order(tmp_path / "missing.sqlite3", 1) is None
    assert read_startup_order(other, 1) is None
    assert not (tmp_path / "missing.sqlite3").exists()
