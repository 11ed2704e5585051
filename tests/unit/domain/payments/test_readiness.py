"""Sending refuses an incomplete order and says which field (S2)."""

from dataclasses import replace
from datetime import date

import pytest

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.readiness import AmountLimits, check_payable
from promeister_mpay.errors import InputError

READY = Order(
    number=14790,
    order_date=date(2026, 11, 23),
    customer_name="Ingrid Björk",
    mobile_phone="070-174 06 08",
    lines=(OrderLine(description="Oljefilter", unit_price=18_900),),
)
LIMITS = AmountLimits(10_000, 5_000_000)


def with_line(**changes: object) -> Order:
    return replace(READY, lines=(replace(READY.lines[0], **changes),))  # type: ignore[arg-type]


def test_a_complete_order_tells_the_number_the_sms_goes_to() -> None:
    assert check_payable(READY, LIMITS).e164 == "+46701740608"


def test_both_ends_of_the_method_s_limits_are_allowed() -> None:
    check_payable(with_line(unit_price=10_000), LIMITS)
    check_payable(with_line(unit_price=5_000_000), LIMITS)


@pytest.mark.parametrize(
    ("order", "field", "says"),
    [
        (replace(READY, customer_name=" "), "customer_name", "Kunden saknas"),
        (replace(READY, mobile_phone=""), "mobile_phone", "Mobiltelefon saknas"),
        (replace(READY, mobile_phone="08-465 004 12"), "mobile_phone", "inte ett mobilnummer"),
        (replace(READY, email="kund@"), "email", "E-postadressen"),
        (replace(READY, lines=()), "lines[0].number", "inga rader"),
        (replace(READY, lines=(OrderLine(LineType.TEXT, description="Hej"),)), "lines[0].number", "inga rader"),
        (with_line(quantity=0), "lines[0].quantity", "antalet är 0"),
        (with_line(unit_price=0), "lines[0].unit_price", "större än noll.*F11"),
        (with_line(unit_price=-100), "lines[0].unit_price", "F11 och betala ut"),
        (with_line(unit_price=9_900), "lines[0].unit_price", "tar emot"),
        (with_line(unit_price=5_000_100), "lines[0].unit_price", "tar emot"),
        (with_line(description="x" * 101), "lines[0].description", "101 tecken"),
        (with_line(description="\N{AUTOMOBILE}" * 51), "lines[0].description", "102 tecken"),
        (with_line(number="n" * 51), "lines[0].number", "51 tecken"),
        (with_line(unit="u" * 51), "lines[0].unit", "51 tecken"),
        (replace(READY, lines=READY.lines * 1001), "lines[1000].number", "högst 1000"),
    ],
)
def test_an_incomplete_order_is_refused_at_the_field_at_fault(order: Order, field: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        check_payable(order, LIMITS)
    assert error.value.field == field


def test_texts_and_rows_may_be_as_many_as_the_gateway_takes() -> None:
    check_payable(with_line(description="x" * 100, number="n" * 50, unit="u" * 50), LIMITS)
    check_payable(replace(READY, lines=(OrderLine(description="x", unit_price=10_000),) * 1000), AmountLimits())


def test_one_ore_can_be_asked_for() -> None:
    order = replace(READY, lines=(OrderLine(description="x", unit_price=1),), round_to_krona=False)
    check_payable(order, AmountLimits())


def test_one_ore_beyond_a_limit_is_refused() -> None:
    exact = replace(READY, round_to_krona=False)
    for price in (LIMITS.least - 1, LIMITS.most + 1):
        with pytest.raises(InputError):
            check_payable(replace(exact, lines=(OrderLine(description="x", unit_price=price),)), LIMITS)


def test_a_description_of_a_hundred_characters_with_emoji_may_be_sent() -> None:
    check_payable(with_line(description="\N{AUTOMOBILE}" * 50), LIMITS)


def test_a_text_row_may_be_as_long_as_it_likes_for_the_gateway_never_sees_it() -> None:
    check_payable(replace(READY, lines=(*READY.lines, OrderLine(LineType.TEXT, "n" * 51, "x" * 500))), LIMITS)
