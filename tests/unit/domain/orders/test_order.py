"""An order's sums, as swedish-accounting.md works them out."""

from datetime import date

import pytest

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, check_order
from promeister_mpay.errors import InputError


def test_the_order_of_the_picture_is_8432_kronor() -> None:
    order = Order(
        number=14790,
        order_date=date(2026, 11, 23),
        lines=(
            OrderLine(LineType.LABOUR, quantity=150, unit_price=119_500),
            OrderLine(quantity=100, unit_price=18_900),
            OrderLine(quantity=550, unit_price=17_900, discount=1_000),
            OrderLine(LineType.LABOUR, quantity=120, unit_price=119_500),
            OrderLine(quantity=100, unit_price=124_900),
            OrderLine(quantity=200, unit_price=139_000),
            OrderLine(LineType.TEXT, description="Kunden kontaktas när bilen är klar", unit_price=99_900),
            OrderLine(quantity=100, unit_price=10_145),
        ),
    )
    assert order.lines[2].amount == 88_605
    assert (order.totals.net, order.totals.vat, order.totals.to_pay) == (674_560, 168_640, 843_200)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (OrderLine(discount=10_001), "lines[1].discount"),
        (OrderLine(discount=-1), "lines[1].discount"),
        (OrderLine(vat_rate=101), "lines[1].vat_rate"),
        (OrderLine(description="x" * 1001), "lines[1].description"),
    ],
)
def test_a_line_that_cannot_be_stored_is_refused_at_its_field(line: OrderLine, field: str) -> None:
    with pytest.raises(InputError, match="Rad 2") as error:
        check_order(Order(number=1, order_date=date(2026, 11, 23), lines=(OrderLine(), line)))
    assert error.value.field == field
