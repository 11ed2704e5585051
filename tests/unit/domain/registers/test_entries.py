"""An order is filled from the registers: a customer, a vehicle with its owner, an article with its price."""

from dataclasses import replace
from datetime import date

import pytest

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.registers.entries import (
    Article,
    Customer,
    Vehicle,
    with_article,
    with_customer,
    with_vehicle,
)

EMPTY = Order(14790, date(2026, 3, 2), note="Ring först")
CUSTOMER = Customer("11995", "Niklas Nerholt", "Glassgatan 15", "416 55", "Göteborg", "070-174 06 05", "n@example.se")
FILLED = replace(
    EMPTY,
    customer_number="11995",
    customer_name="Niklas Nerholt",
    address="Glassgatan 15",
    postal_code="416 55",
    city="Göteborg",
    mobile_phone="070-174 06 05",
    email="n@example.se",
)
VEHICLE = Vehicle("ABC 123", "VOLVO V70", "11995", 18_432, "YV1BW")
ARTICLE = Article("1010", LineType.LABOUR, "Service", "tim", 119_500, 12)


def test_a_customer_fills_all_that_is_known_and_leaves_the_rest() -> None:
    assert with_customer(EMPTY, CUSTOMER) == FILLED
    assert with_customer(replace(FILLED, email="x", city="y"), Customer("1", "A")) == replace(
        EMPTY, customer_number="1", customer_name="A"
    )


def test_a_vehicle_brings_its_owner_where_the_order_has_no_customer_yet() -> None:
    car = {"registration": "ABC 123", "vehicle": "VOLVO V70", "odometer": 18_432, "vin": "YV1BW"}
    assert with_vehicle(EMPTY, VEHICLE, CUSTOMER) == replace(FILLED, **car)  # type: ignore[arg-type]
    assert with_vehicle(EMPTY, VEHICLE, None) == replace(EMPTY, **car)  # type: ignore[arg-type]
    other = replace(EMPTY, customer_number="1", customer_name="A")
    assert with_vehicle(other, VEHICLE, CUSTOMER) == replace(other, **car)  # type: ignore[arg-type]


def test_an_article_fills_the_row_and_leaves_quantity_and_discount() -> None:
    line = OrderLine(quantity=150, discount=1_000)
    assert with_article(line, ARTICLE, prices_include_vat=True) == OrderLine(
        LineType.LABOUR, "1010", "Service", 150, "tim", 119_500, 1_000, 12
    )


@pytest.mark.parametrize(("rate", "price"), [(25, 95_600), (12, 106_696), (6, 112_736), (0, 119_500)])
def test_an_articles_price_is_taken_without_vat_where_the_order_is_priced_so(rate: int, price: int) -> None:
    line = with_article(OrderLine(), replace(ARTICLE, vat_rate=rate), prices_include_vat=False)
    assert (line.unit_price, line.vat_rate) == (price, rate)


def test_what_a_register_does_not_know_is_empty() -> None:
    assert Customer("1", "A") == Customer("1", "A", "", "", "", "", "", "", is_company=False)
    assert Vehicle("ABC 123") == Vehicle("ABC 123", "", "", None, "")
    assert Article("1") == Article("1", LineType.ARTICLE, "", "st", 0, 25)
