"""Registerutdrag and Radera kund on both databases: all that is known is said, and what may go is gone everywhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.registers.entries import Customer, Vehicle
from promeister_mpay.errors import MpayError, NotFoundError
from promeister_mpay.services.books.check import CheckService
from promeister_mpay.services.registers.personal_data import PersonalDataService
from support.books import worked_order
from support.settlement_workshop import SettlementWorkshop
from support.stores import a_request, raw

NUMBER, NAME, PHONE, PLATE, MAIL = "K-77", "Åsa Märkvärdig", "070-112 23 33", "MRK 77A", "asa@markvardig.se"
CUSTOMER = Customer(NUMBER, NAME, "Märkgatan 1", "416 55", "Göteborg", PHONE, MAIL, "19811218-9876")
MARKERS = (NAME, MAIL, "Märkgatan", "112 23 33", "1122333", "MRK77A", PLATE, "9876")


@pytest.fixture
def shop(store: SqlStore) -> SettlementWorkshop:
    """A customer with a vehicle, an open order, one that is paid by mobile, and one that is booked."""
    made = SettlementWorkshop(store)
    of_customer = {
        "customer_number": NUMBER, "customer_name": NAME, "address": "Märkgatan 1", "email": MAIL,
        "mobile_phone": PHONE, "registration": PLATE,
    }  # fmt: skip
    text = OrderLine(LineType.TEXT, description=f"Ring {NAME}")
    with store.writing() as work:
        work.registers.put_customer(CUSTOMER)
        work.registers.put_vehicle(Vehicle(PLATE, "Volvo", NUMBER, None, "VIN77"))
        for number in (14900, 14901):
            order = worked_order(number, **of_customer)
            work.orders.add(replace(order, lines=(*order.lines, text)))
        work.commit()
    made.books.post(14901, version=1, who="BH")
    return made


def service(shop: SettlementWorkshop, kept: list[object]) -> PersonalDataService:
    log = ["INFO order 14900 saved", "INFO order 15 saved", "WARNING 14901-1 is late"]
    return PersonalDataService(
        store=shop.store, clock=shop.clock, save=write_atomically, log=lambda: log, keep=kept.append
    )


def test_the_extract_has_what_each_place_knows_and_nothing_of_others(shop: SettlementWorkshop, tmp_path: Path) -> None:
    shop.pays(14790)
    text, plain = service(shop, []).extract(NUMBER, tmp_path)
    found = json.loads(plain.read_text(encoding="utf-8"))
    assert {"customers", "vehicles", "orders", "order_lines", "invoices", "invoice_lines", "vouchers", "events"} <= set(
        found
    )
    assert [each["number"] for each in found["orders"]] == [14900, 14901]
    assert [each["line"] for each in found["log"]] == ["INFO order 14900 saved", "WARNING 14901-1 is late"]
    shown = text.read_text(encoding="utf-8")
    assert all(marker in shown for marker in (NAME, MAIL, PLATE, "Kundregistret", "Fakturor"))
    assert "14790" not in shown


def test_an_erased_customer_is_only_where_the_law_keeps_it(shop: SettlementWorkshop, store_url: str) -> None:
    kept: list[object] = []
    erased = service(shop, kept).erase(NUMBER, who="BH")
    assert (erased.registers, erased.orders, erased.booked) == (2, 1, 1)
    assert kept == [[NUMBER]]
    for table, booked in (("customers", ""), ("vehicles", ""), ("orders", " WHERE number <> 14901"), ("events", "")):
        there = repr(raw(store_url, f"SELECT * FROM {table}{booked}"))
        assert not [marker for marker in MARKERS if marker.casefold() in there.casefold()], table
    assert NAME not in repr(raw(store_url, "SELECT description FROM order_lines WHERE order_number = 14900"))
    with shop.store.reading() as work:
        assert work.invoices.of_order(14901)[0].buyer.name == NAME
        assert NUMBER not in "".join(event.text for event in work.events.of_order(WORKSHOP))
    checked = CheckService(store=shop.store, clock=shop.clock).run(who="BH")
    assert checked is not None
    assert not checked.breaks


def test_the_phone_of_a_settled_link_goes_and_a_link_that_is_under_way_holds_it_up(
    shop: SettlementWorkshop, store_url: str
) -> None:
    shop.pays(14790)
    service(shop, []).erase("10400", who="BH")
    assert raw(store_url, "SELECT phone FROM payment_requests") == [("",)]
    with shop.store.writing() as work:
        order = work.orders.get(14900)
        work.requests.add(a_request(order))
        work.commit()
    with pytest.raises(MpayError, match="inte är avslutat"):
        service(shop, []).erase(NUMBER, who="BH")
    assert raw(store_url, "SELECT COUNT(*) FROM customers") == [(1,)]


def test_nobody_is_extracted_or_erased_by_a_number_that_is_not_there(shop: SettlementWorkshop, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="ingenting om kund X-1"):
        service(shop, []).extract("X-1", tmp_path)
    with pytest.raises(NotFoundError):
        service(shop, []).erase("X-1", who="BH")
    assert not list(tmp_path.glob("registerutdrag*"))
