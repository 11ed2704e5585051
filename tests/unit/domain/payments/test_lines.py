"""What the gateway is asked to collect is the amount to pay, to the öre (I7)."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.payments.lines import CustomerType, PaymentLine, PaymentLineType, payment_lines
from support.order_lines import ANY_LINE, order_of


@given(st.lists(ANY_LINE, max_size=12), st.booleans(), st.booleans())
def test_the_lines_sum_to_exactly_the_amount_to_pay(lines: list[OrderLine], includes_vat: bool, to_krona: bool) -> None:
    made = order_of(*lines, includes_vat=includes_vat, to_krona=to_krona)
    sent = payment_lines(made)
    assert sum(line.amount for line in sent) == made.totals.to_pay
    assert all(line.quantity >= 1 and line.unit for line in sent)


def test_a_discount_and_the_rounding_are_lines_of_their_own() -> None:
    sent = payment_lines(order_of(OrderLine(description="Motorolja", unit_price=10_025, discount=1_000)))
    assert [(line.type, line.description, line.amount) for line in sent] == [
        (PaymentLineType.NORMAL, "Motorolja", 10_025),
        (PaymentLineType.DISCOUNT, "Rabatt 10 %", -1_002),
        (PaymentLineType.DISCOUNT, "Öresavrundning", -23),
    ]


def test_prices_without_vat_are_sent_with_vat_and_their_rounding_shown() -> None:
    lines = tuple(OrderLine(description="Clips", unit_price=3_333) for _ in range(3))
    sent = payment_lines(order_of(*lines, includes_vat=False, to_krona=False))
    assert [line.amount for line in sent] == [4_166, 4_166, 4_166, 1]
    assert (sent[-1].type, sent[-1].description) == (PaymentLineType.FEE, "Momsavrundning")


def test_text_rows_are_not_sent_and_a_return_has_a_negative_amount() -> None:
    sent = payment_lines(
        order_of(OrderLine(LineType.TEXT, description="Ring kunden"), OrderLine(quantity=-200, unit_price=5_000))
    )
    assert [(line.quantity, line.amount) for line in sent] == [(200, -10_000)]


def test_what_is_no_row_of_the_order_is_one_piece_without_vat() -> None:
    up = payment_lines(order_of(OrderLine(unit_price=10_050)))[-1]
    down = payment_lines(order_of(OrderLine(unit_price=10_049)))[-1]
    assert up == PaymentLine(PaymentLineType.FEE, "", "Öresavrundning", 100, "st", 0, 50)
    assert down == PaymentLine(PaymentLineType.DISCOUNT, "", "Öresavrundning", 100, "st", 0, -49)


def test_a_row_is_sent_with_its_number_quantity_unit_and_rate() -> None:
    row = OrderLine(LineType.LABOUR, "1010", "Service", 150, "tim", 10_000, vat_rate=12)
    assert payment_lines(order_of(row)) == (
        PaymentLine(PaymentLineType.NORMAL, "1010", "Service", 150, "tim", 12, 15_000),
    )
    assert payment_lines(order_of(replace(row, unit="")))[0].unit == "st"


def test_the_gateways_words_do_not_change() -> None:
    assert [kind.value for kind in PaymentLineType] == ["NORMAL", "DISCOUNT", "FEE"]
    assert [kind.value for kind in CustomerType] == ["NATURAL", "LEGAL"]
