"""An order is not booked before its invoice has what the law wants, and no workshop writes invoices without a name."""

from dataclasses import replace

import pytest

from promeister_mpay.domain.books.invoices import Seller
from promeister_mpay.domain.books.readiness import check_invoiceable, check_seller
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.errors import InputError
from support.books import worked_order

SELLER = Seller("Åkes Bil", "Verkstadsgatan 1", city="Göteborg", vat_number="SE555555555501")


def of(ore: int, **changes: str) -> Order:
    line = OrderLine(unit_price=ore)
    return replace(worked_order(lines=(line,), prices_include_vat=True, round_to_krona=False), **changes)  # type: ignore[arg-type]


def refused_at(order: Order) -> str:
    with pytest.raises(InputError) as refused:
        check_invoiceable(order)
    return refused.value.field


def test_up_to_four_thousand_kronor_no_address_is_needed() -> None:
    check_invoiceable(of(400_000))
    assert refused_at(of(400_001)) == "address"


def test_above_it_address_and_town_are_asked_for_where_they_are_missing() -> None:
    assert refused_at(of(400_001, address="Glassgatan 15", city=" ")) == "city"
    assert refused_at(of(400_001, address=" ", city="Göteborg")) == "address"
    check_invoiceable(of(400_001, address="Glassgatan 15", city="Göteborg"))


def test_an_order_without_payment_method_or_customer_is_not_booked() -> None:
    assert refused_at(worked_order(payment_method=None)) == "payment_method"
    assert refused_at(worked_order(customer_name="")) == "customer_name"


def test_an_order_with_nothing_to_pay_needs_no_payment_method() -> None:
    check_invoiceable(replace(of(0), payment_method=None))
    check_invoiceable(replace(of(40), payment_method=None, round_to_krona=True))


def test_an_order_below_zero_is_paid_out_in_any_way_but_through_resurs() -> None:
    check_invoiceable(of(-100))
    assert refused_at(replace(of(-100), payment_method=None)) == "payment_method"
    assert refused_at(replace(of(-1), payment_method=PaymentMethod.MOBILE)) == "payment_method"
    check_invoiceable(replace(of(0), payment_method=PaymentMethod.MOBILE))


@pytest.mark.parametrize(
    ("field", "setting"),
    [
        ("name", "workshop_name"),
        ("address", "workshop_address"),
        ("city", "workshop_city"),
        ("vat_number", "vat_number"),
    ],
)
def test_the_workshop_must_be_on_its_invoices(field: str, setting: str) -> None:
    check_seller(SELLER)
    with pytest.raises(InputError) as refused:
        check_seller(replace(SELLER, **{field: " "}))  # type: ignore[arg-type]
    assert refused.value.field == setting
