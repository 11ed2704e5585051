"""An order is complete enough to be paid or invoiced when it has a customer, rows with quantities and an amount."""

from dataclasses import replace

import pytest

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.readiness import check_complete, check_email
from promeister_mpay.errors import InputError
from support.stores import an_order

TEXT = OrderLine(LineType.TEXT, description="Ring när den är klar", quantity=0)
ROW = OrderLine(unit_price=100)


@pytest.mark.parametrize("lines", [(ROW,), (TEXT, ROW), (OrderLine(unit_price=1),), (ROW, OrderLine(quantity=-50))])
def test_an_order_with_an_amount_is_complete_whatever_stands_beside_it(lines: tuple[OrderLine, ...]) -> None:
    check_complete(an_order(lines=lines))


@pytest.mark.parametrize(
    ("order", "field", "says"),
    [
        (an_order(customer_name=" "), "customer_name", "Kunden saknas"),
        (an_order(lines=()), "lines[0].number", "inga rader"),
        (an_order(lines=(TEXT,)), "lines[0].number", "inga rader"),
        (an_order(lines=(ROW, replace(ROW, quantity=0))), "lines[1].quantity", "Rad 2: antalet är 0"),
    ],
)
def test_what_is_missing_is_said_at_its_field(order: Order, field: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        check_complete(order)
    assert refused.value.field == field


@pytest.mark.parametrize("address", ["asa@example.com", "asa.oberg+bil@mail.example.co", "a" * 64 + "@example.se"])
def test_an_address_that_mail_can_go_to_is_taken(address: str) -> None:
    check_email(address, "email")


@pytest.mark.parametrize(
    "address", ["", "asa", "asa@", "asa@example", "@example.se", "a b@example.se", "asa@@example.se", "a@b..se"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="inte giltig") as refused:
        check_email(address, "email")
    assert refused.value.field == "email"
