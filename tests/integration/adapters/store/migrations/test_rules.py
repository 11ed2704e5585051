"""The rules that hold against another program, or a bug, tried with raw SQL on both databases."""

from contextlib import closing
from dataclasses import replace

import pytest

from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.domain.events import Event
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.journal import released, voided
from promeister_mpay.domain.payments.request import Intent
from promeister_mpay.errors import StoreError
from support.stores import NOW, REFUSALS, a_request, an_order, raw, sent, stored

CONTENT = {
    "number": "1",
    "order_date": "'2020-01-01'",
    "customer_number": "'x'",
    "customer_name": "'x'",
    "address": "'x'",
    "postal_code": "'x'",
    "city": "'x'",
    "email": "'x'",
    "mobile_phone": "'x'",
    "registration": "'x'",
    "vehicle": "'x'",
    "odometer": "1",
    "vin": "'x'",
    "clerk": "'x'",
    "prices_include_vat": "false",
    "round_to_krona": "true",
    "note": "'x'",
    "to_pay": "1",
}
ON_LINES = (
    "UPDATE order_lines SET unit_price = 1 WHERE order_number = 14790",
    "UPDATE order_lines SET order_number = 14791, position = 99 WHERE order_number = 14790 AND position = 0",
    "UPDATE order_lines SET order_number = 14790, position = 99 WHERE order_number = 14791 AND position = 0",
    "DELETE FROM order_lines WHERE order_number = 14790",
    "INSERT INTO order_lines VALUES (14790, 99, 'Artikel', '', 'x', 100, 'st', 1, 0, 25)",
)
CHANGES = (
    *(f"UPDATE orders SET {column} = {value} WHERE number = 14790" for column, value in CONTENT.items()),
    "UPDATE orders SET status = 'KLART', held = false, note = 'x' WHERE number = 14790",
    *ON_LINES,
    "DELETE FROM orders WHERE number = 14790",
)

REST = (
    "phone, link_life, store_id, created_at, created_by, intent, voided_by, payment_id, link, captured, refunded, "
    "reason, deviation, paid_late, failures"
)


def closed_order(store: SqlStore, why: str) -> None:
    stored(store, an_order(14791))
    order = stored(store, an_order(status=OrderStatus.POSTED if why == "posted" else OrderStatus.DONE))
    if why == "held":
        sent(store, a_request(order))


@pytest.mark.parametrize("why", ["held", "posted"])
def test_nothing_that_a_customer_is_asked_to_pay_for_can_be_changed(store: SqlStore, store_url: str, why: str) -> None:
    closed_order(store, why)
    with store.reading() as work:
        before = work.orders.get(14790)
    for statement in CHANGES:
        with pytest.raises(REFUSALS, match=f"mpay: order is {why}"):
            raw(store_url, statement)
    with store.reading() as work:
        assert work.orders.get(14790) == before


def test_the_same_changes_are_taken_on_an_open_order(store: SqlStore, store_url: str) -> None:
    stored(store, an_order(14791))
    stored(store, an_order())
    order_of_trial = [statement for statement in CHANGES if "SET number" not in statement]
    for statement in order_of_trial:
        raw(store_url, statement)
    assert raw(store_url, "SELECT count(*) FROM orders") == [(1,)]


def test_the_columns_of_the_rule_are_all_that_a_clerk_can_write(store_url: str) -> None:
    names = {row[0] for row in raw(store_url, _columns_of_orders(store_url))}
    # What the lists find and sort by is made from the others.
    beside = {name for name in names if name.startswith("sort_")} | {"search"}
    of_program = {
        "sms_sent_at",
        "link_expires_at",
        "deviates",
        "version",
        "status",
        "payment_method",
        "payment_received_at",
        "invoice_number",
        "posted_on",
        "held",
        "changed_by",
        "changed_at",
    }
    missing = names - set(CONTENT) - beside - of_program
    assert not missing, f"give it another value in CONTENT of this test, or name it as the program's: {missing}"
    assert of_program <= names - set(CONTENT)


def _columns_of_orders(url: str) -> str:
    if url.startswith("sqlite"):
        return "SELECT name FROM pragma_table_info('orders')"
    return "SELECT column_name FROM information_schema.columns WHERE table_name = 'orders'"


def test_history_is_written_once(store: SqlStore, store_url: str) -> None:
    event = Event(14790, NOW, "BH", "Skickat.", os_user="anna", computer="kassa2")
    with store.writing() as work:
        work.events.add(event)
        work.commit()
    for statement in ("UPDATE events SET text = 'x'", "DELETE FROM events"):
        with pytest.raises(REFUSALS, match="mpay: events never change"):
            raw(store_url, statement)
    with store.reading() as work:
        assert work.events.of_order(14790) == [event]


@pytest.mark.parametrize(
    "change",
    ["amount = 1", "reference = 'x'", "key = 'x'", "order_number = 14791", "attempt = 9", "created_at = '2020-01-01'"],
)
def test_what_a_request_asks_for_is_fixed(store: SqlStore, store_url: str, change: str) -> None:
    stored(store, an_order(14791))
    request = sent(store, a_request(stored(store, an_order())))
    with pytest.raises(REFUSALS, match="mpay: request is fixed"):
        raw(store_url, f"UPDATE payment_requests SET {change}")
    with store.reading() as work:
        assert work.requests.get(request.id) == request


def test_a_request_is_never_deleted(store: SqlStore, store_url: str) -> None:
    sent(store, a_request(stored(store, an_order()), released_at=NOW))
    with pytest.raises(REFUSALS, match="mpay: nothing is deleted"):
        raw(store_url, "DELETE FROM payment_requests")


def test_an_order_with_a_request_of_old_is_never_deleted(store: SqlStore, store_url: str) -> None:
    sent(store, a_request(stored(store, an_order()), released_at=NOW))
    with pytest.raises(REFUSALS):
        raw(store_url, "DELETE FROM orders")


def test_void_never_becomes_collect_again(store: SqlStore, store_url: str) -> None:
    request = sent(store, a_request(stored(store, an_order())))
    with store.writing() as work:
        work.requests.save(voided(request, NOW, "BH"))
        work.commit()
    with pytest.raises(REFUSALS, match="mpay: VOID never becomes COLLECT"):
        raw(store_url, "UPDATE payment_requests SET intent = 'COLLECT'")
    with store.reading() as work:
        assert work.requests.get(request.id).intent is Intent.VOID


def test_what_is_released_is_never_held_again(store: SqlStore, store_url: str) -> None:
    sent(store, a_request(stored(store, an_order()), released_at=NOW))
    with pytest.raises(REFUSALS, match="mpay: a released order is never held again"):
        raw(store_url, "UPDATE payment_requests SET released_at = NULL")


def test_two_requests_never_hold_one_order(store: SqlStore, store_url: str) -> None:
    order = stored(store, an_order())
    sent(store, a_request(order, 1, released_at=NOW))
    sent(store, a_request(order, 2))
    with pytest.raises(REFUSALS):
        raw(
            store_url,
            f"INSERT INTO payment_requests (order_number, attempt, reference, key, amount, {REST}) "
            f"SELECT order_number, 3, 'r3', 'k3', amount, {REST} FROM payment_requests WHERE attempt = 1",
        )


def test_no_link_asks_for_an_amount_that_is_not_its_orders(store: SqlStore, store_url: str) -> None:
    sent(store, a_request(stored(store, an_order()), released_at=NOW))
    with pytest.raises(REFUSALS, match="mpay: amount is not that of the order"):
        raw(
            store_url,
            f"INSERT INTO payment_requests (order_number, attempt, reference, key, amount, {REST}) "
            f"SELECT order_number, 2, 'r2', 'k2', amount + 1, {REST} FROM payment_requests",
        )


def test_what_is_taken_up_as_given_up_may_have_asked_for_another_amount(store: SqlStore, store_url: str) -> None:
    order = stored(store, an_order())
    another = a_request(order, amount=1, released_at=NOW)
    sent(store, voided(another, NOW, "BH"))
    with pytest.raises(StoreError):
        sent(store, replace(voided(another, NOW, "BH"), attempt=2, reference="r2", key="k2", released_at=None))
    assert raw(store_url, "SELECT attempt FROM payment_requests") == [(1,)]


def test_nothing_is_replaced(sqlite_store_url: str) -> None:
    with closing(open_store(sqlite_store_url)) as embedded:
        sent(embedded, a_request(stored(embedded, an_order())))
        with embedded.writing() as work:
            work.events.add(Event(14790, NOW, "BH", "Skickat."))
            work.commit()
    for table in ("orders", "order_lines", "payment_requests", "events"):
        with pytest.raises(REFUSALS, match="mpay: "):
            raw(sqlite_store_url, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize("table", ["orders CASCADE", "order_lines", "payment_requests CASCADE", "refunds", "events"])
def test_nothing_is_emptied_at_once(postgres_url: str, table: str) -> None:
    with pytest.raises(REFUSALS, match="mpay: nothing is deleted"):
        raw(postgres_url, f"TRUNCATE {table}")


def test_the_mark_for_lists_follows_the_request(store: SqlStore, store_url: str) -> None:
    def marks() -> list[tuple[object, ...]]:
        return raw(store_url, "SELECT held, to_pay FROM orders")

    order = stored(store, an_order())
    assert marks() == [(False, 298_875)]
    request = sent(store, a_request(order))
    assert marks() == [(True, 298_875)]
    with store.writing() as work:
        work.requests.save(released(request, NOW))
        work.commit()
    assert marks() == [(False, 298_875)]
