"""An order's sums, as bookkeeping.md works them out."""

from datetime import UTC, date, datetime

import pytest

from promeister_mpay.domain.orders.editing import CLERKS_FIELDS
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus, check_order, show_odometer
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


@pytest.mark.parametrize("odometer", [None, 0, 999_999])
def test_an_odometer_may_show_anything_that_it_can(odometer: int | None) -> None:
    check_order(Order(number=1, order_date=date(2026, 11, 23), odometer=odometer))


@pytest.mark.parametrize("odometer", [-1, 1_000_000])
def test_an_odometer_beyond_it_is_refused(odometer: int) -> None:
    with pytest.raises(InputError) as error:
        check_order(Order(number=1, order_date=date(2026, 11, 23), odometer=odometer))
    assert error.value.field == "odometer"


def test_an_odometer_is_shown_in_mil() -> None:
    assert show_odometer(18_432) == "18\N{NO-BREAK SPACE}432 mil"
    assert show_odometer(0) == "0 mil"
    assert show_odometer(None) == ""


def test_an_order_can_be_edited_until_it_is_sent_or_booked() -> None:
    assert [status.is_open for status in OrderStatus] == [True, True, True, False, False]


def test_a_new_order_is_open_unpaid_and_empty() -> None:
    order = Order(number=1, order_date=date(2026, 11, 23))
    assert (order.version, order.status, order.payment_method, order.payment_received) == (
        0,
        OrderStatus.NEW,
        None,
        False,
    )
    assert (order.prices_include_vat, order.round_to_krona, order.lines, order.totals.to_pay) == (True, True, (), 0)
    texts = [getattr(order, name) for name in CLERKS_FIELDS if isinstance(getattr(order, name), str)]
    assert "".join(texts) == OrderStatus.NEW


def test_an_order_is_paid_when_it_is_known_when() -> None:
    order = Order(number=1, order_date=date(2026, 11, 23), payment_received_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert order.payment_received


def test_the_words_for_states_that_are_stored_do_not_change() -> None:
    assert [status.value for status in OrderStatus] == ["NY", "PÅGÅR", "KLART", "MOBILBET", "BOKFÖRD"]
