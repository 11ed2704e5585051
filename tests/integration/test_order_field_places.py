"""A new field of the order has many places to appear in; a place that was forgotten is named with where to add it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from promeister_mpay.adapters.startup_order import read_startup_order
from promeister_mpay.adapters.store import open_store
from promeister_mpay.adapters.store.schema.tables import orders
from promeister_mpay.domain.books.invoicing import invoice_of
from promeister_mpay.domain.documents.content import work_order
from promeister_mpay.domain.lists.columns import ORDER_COLUMNS as LIST_COLUMNS
from promeister_mpay.domain.orders.editing import CLERKS_FIELDS, clerks_fields
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.registers.import_columns import ORDER_COLUMNS as IMPORT_COLUMNS
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.registers.personal_data import PERSONAL
from promeister_mpay.ui.order.dialogs import LABELS
from promeister_mpay.ui.order.fields import GENERAL, VEHICLE
from promeister_mpay.ui.order.header_form import READERS, shown
from support.fakes.store import FakeStore
from support.invoices import TERMS
from support.read_fields import noting
from support.stores import NOW, an_order, raw, sqlite_path, stored

FROM_CUSTOMER_REGISTER = "comes with the customer from the register"
FROM_VEHICLE_REGISTER = "comes with the vehicle from the register"
OWN_FILE = "has a file, a table and a form of its own"
STORED_ELSEWHERE = "is written by payments and posting, for which an order that is held stays open"


class Place(NamedTuple):
    """Where a field must appear: what to extend, the names there (of a store's URL), those left out with the reason."""

    where: str
    names: Callable[[str], Iterable[str]]
    left_out: Mapping[str, str]
    expected: Callable[[type[Order]], Iterable[str]] = clerks_fields


def names_of(order_type: type[Order]) -> list[str]:
    return [field.name for field in fields(order_type)]


def split(names: Iterable[str]) -> set[str]:
    """The form has one field for postal code and town."""
    return {each for name in names for each in (("postal_code", "city") if name == "postal" else (name,))}


def columns_kept(url: str) -> set[str]:
    """The columns that the newest schema refuses to change on a held or booked order."""
    found = re.search(r"UPDATE OF ([\w, ]+) ON orders", raw(url, KEEPING)[0][0])
    assert found is not None
    return {name.strip() for name in found[1].split(",")}


KEEPING = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'orders_keep'"


def read_by(work: Callable[[Order], object]) -> set[str]:
    """The fields of an order that a piece of work reads."""
    read: set[str] = set()
    work(noting(an_order(payment_method=PaymentMethod.CARD), read))
    return read


PLACES = (
    Place(
        "GENERAL or VEHICLE in ui/order/fields.py (the form)",
        lambda _: split(spec.name for spec in (*GENERAL, *VEHICLE)),
        {"lines": OWN_FILE},
    ),
    Place(
        "shown() in ui/order/header_form.py (the form, and F8)", lambda _: split(shown(an_order())), {"lines": OWN_FILE}
    ),
    Place("READERS in ui/order/header_form.py", lambda _: split(READERS), {"lines": OWN_FILE}),
    Place("LABELS in ui/order/dialogs.py (two clerks saved)", lambda _: LABELS, {}),
    Place(
        "the table orders in adapters/store/schema/tables.py, and a migration",
        lambda _: orders.c.keys(),
        {"lines": OWN_FILE},
        names_of,
    ),
    Place(
        "the trigger orders_keep, in a new migration",
        columns_kept,
        {
            "lines": OWN_FILE,
            "version": "counts what payments and posting write, too",
            **dict.fromkeys(
                ("status", "payment_method", "payment_received_at", "invoice_number", "posted_on"), STORED_ELSEWHERE
            ),
        },
        names_of,
    ),
    Place(
        "ORDER_COLUMNS in domain/lists/columns.py",
        lambda _: [column.key for column in LIST_COLUMNS],
        {
            "lines": OWN_FILE,
            "version": "tells a clerk nothing",
            "prices_include_vat": "the list shows what there is to pay",
            "round_to_krona": "the list shows what there is to pay",
        },
        names_of,
    ),
    Place(
        "ORDER_COLUMNS in domain/registers/import_columns.py",
        lambda _: [column.field for column in IMPORT_COLUMNS],
        {
            "lines": OWN_FILE,
            "payment_method": "an imported order is not paid; the clerk chooses at the counter",
            **dict.fromkeys(
                ("customer_name", "address", "postal_code", "city", "email", "mobile_phone"), FROM_CUSTOMER_REGISTER
            ),
            **dict.fromkeys(("vehicle", "odometer", "vin"), FROM_VEHICLE_REGISTER),
        },
    ),
    Place(
        "Invoice in domain/books/invoices.py and invoice_of in domain/books/invoicing.py",
        lambda _: read_by(lambda order: invoice_of(order, None, None, TERMS)),
        {
            "order_date": "the invoice has dates of its own",
            "status": "the invoice is what makes it BOKFÖRD",
            "mobile_phone": "an invoice needs no telephone number",
            "note": "is for the workshop, not for the customer's books",
        },
    ),
    Place(
        "PERSONAL in services/registers/personal_data.py (Radera kund empties it)",
        lambda _: PERSONAL,
        {
            "lines": "the text rows go, which may say anything",
            **dict.fromkeys(
                ("order_date", "status", "clerk", "payment_method", "prices_include_vat", "vehicle", "odometer"),
                "tells what was done to which kind of vehicle, and nothing of whose it is",
            ),
        },
    ),
    Place(
        "work_order in domain/documents/content.py",
        lambda _: read_by(lambda order: work_order(order, None, TERMS.seller)),
        {"status": "changes after the print", "payment_method": "is chosen when the work is done"},
    ),
)


def forgotten(order_type: type[Order], url: str) -> list[str]:
    return [
        f"Order.{name}: add it to {place.where}, or leave it out there with a reason in this test"
        for place in PLACES
        for name in place.expected(order_type)
        if name not in {*place.names(url), *place.left_out}
    ]


def test_each_field_of_an_order_is_in_each_of_its_places(sqlite_store_url: str) -> None:
    missing = forgotten(Order, sqlite_store_url)
    assert not missing, "\n".join(missing)


def test_what_is_left_out_on_purpose_is_a_field_and_is_not_there(sqlite_store_url: str) -> None:
    for place in PLACES:
        assert set(place.left_out) <= set(place.expected(Order)), place.where
        there = set(place.left_out) & set(place.names(sqlite_store_url))
        assert not there, f"{place.where}: it is there now; take it from left_out in this test: {there}"


def test_a_new_field_is_named_with_each_place_that_lacks_it(sqlite_store_url: str) -> None:
    @dataclass(frozen=True, slots=True)
    class Extended(Order):
        tried_here: str = ""

    missing = forgotten(Extended, sqlite_store_url)
    assert len(missing) == len(PLACES)
    assert missing[0] == (
        "Order.tried_here: add it to GENERAL or VEHICLE in ui/order/fields.py (the form), "
        "or leave it out there with a reason in this test"
    )
    assert "tried_here" in clerks_fields(Extended)


CHANGED: dict[str, Any] = {
    "order_date": date(2026, 4, 1),
    "status": OrderStatus.STARTED,
    "customer_number": "10500",
    "customer_name": "Bo Ek",
    "address": "Storgatan 1",
    "postal_code": "416 55",
    "city": "Göteborg",
    "email": "bo@example.se",
    "mobile_phone": "070-174 06 06",
    "registration": "DEF 456",
    "vehicle": "SAAB 9-3",
    "odometer": 1,
    "vin": "YV1",
    "clerk": "KL",
    "payment_method": PaymentMethod.CARD,
    "prices_include_vat": False,
    "note": "Ring",
    "lines": (OrderLine(description="Annat"),),
}
STATE: dict[str, Any] = {
    "status": OrderStatus.STARTED,
    "payment_method": PaymentMethod.MOBILE,
    "payment_received_at": datetime(2026, 3, 2, tzinfo=UTC),
}
OF_POSTING = ("invoice_number", "posted_on")
"""Written with an invoice only, which the tests of posting do."""
ROUNDING: dict[str, Any] = {"round_to_krona": True}


def test_the_changes_tried_here_are_all_that_is_written() -> None:
    assert set(CHANGED) == set(CLERKS_FIELDS), "give CHANGED in this test another value of the new field"
    assert {*CHANGED, *STATE, *ROUNDING, *OF_POSTING, "number", "version"} == set(names_of(Order)), (
        "a field by the program is written by set_state (STATE here and in adapters/store/orders.py), or by save"
    )


def after_saving(store: Store) -> Order:
    before = in_store(store, an_order())
    with store.writing() as work:
        work.orders.save(replace(before, **CHANGED, **ROUNDING), who="BH", at=NOW)
        work.commit()
    return in_store(store)


def after_state(store: Store) -> Order:
    before = in_store(store, an_order())
    with store.writing() as work:
        work.orders.set_state(replace(before, **STATE), who="BH", at=NOW)
        work.commit()
    return in_store(store)


def in_store(store: Store, order: Order | None = None) -> Order:
    if order is not None:
        with store.writing() as work:
            work.orders.add(order)
            work.commit()
    with store.reading() as work:
        return work.orders.get(14790)


def lost(got: Order, expected: Mapping[str, Any]) -> list[str]:
    return [name for name, value in expected.items() if getattr(got, name) != value]


def test_saving_writes_each_field_of_the_clerk_in_the_store_and_in_the_fake_alike(store: Store) -> None:
    got = after_saving(store)
    assert lost(got, CHANGED | ROUNDING) == [], "not written by save: see _SAVED in adapters/store/orders.py"
    assert got == after_saving(FakeStore()), "FakeOrders.save in tests/support/fakes/store.py differs"


def test_writing_the_state_does_so_in_the_store_and_in_the_fake_alike(store: Store) -> None:
    got = after_state(store)
    assert lost(got, STATE) == [], "not written by set_state: see _STATE in adapters/store/orders.py"
    assert got == after_state(FakeStore()), "FakeOrders.set_state in tests/support/fakes/store.py differs"


def test_the_first_look_at_an_order_reads_each_field_as_the_store_does(sqlite_store_url: str) -> None:
    store = open_store(sqlite_store_url)
    stored(store, an_order(**CHANGED, **ROUNDING))
    whole = in_store(store)
    store.close()
    seen = read_startup_order(sqlite_path(sqlite_store_url), 14790)
    assert seen is not None, "not read: the table orders lacks a column of a field"
    expected = {name: getattr(whole, name) for name in names_of(Order)}
    assert lost(seen, expected) == [], "read wrongly: see _typed in adapters/startup_order.py"
    assert {name: type(getattr(seen, name)) for name in expected} == {name: type(expected[name]) for name in expected}
