"""What the gateway is asked to collect is the amount to pay, to the öre (I7)."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from promeister_mpay.domain.books.credit_refund import refund_lines
from promeister_mpay.domain.books.crediting import credit_of, quantities_of
from promeister_mpay.domain.books.invoices import Invoice, Seller
from promeister_mpay.domain.books.invoicing import InvoiceTerms, invoice_of
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.lines import PaymentLineType, payment_lines
from promeister_mpay.errors import InputError

order_lines = st.builds(
    OrderLine,
    type=st.sampled_from(LineType),
    quantity=st.integers(-10_000, 10_000).filter(bool),
    unit_price=st.integers(-(10**6), 10**7),
    discount=st.integers(0, 10_000),
    vat_rate=st.sampled_from([25, 12, 6, 0]),
)


def order(*lines: OrderLine, includes_vat: bool = True, to_krona: bool = True) -> Order:
    return Order(
        number=1,
        order_date=date(2026, 11, 23),
        lines=lines,
        prices_include_vat=includes_vat,
        round_to_krona=to_krona,
    )


@given(st.lists(order_lines, max_size=12), st.booleans(), st.booleans())
def test_the_lines_sum_to_exactly_the_amount_to_pay(lines: list[OrderLine], includes_vat: bool, to_krona: bool) -> None:
    made = order(*lines, includes_vat=includes_vat, to_krona=to_krona)
    sent = payment_lines(made)
    assert sum(line.amount for line in sent) == made.totals.to_pay
    assert all(line.quantity >= 1 and line.unit for line in sent)


def test_a_discount_and_the_rounding_are_lines_of_their_own() -> None:
    sent = payment_lines(order(OrderLine(description="Motorolja", unit_price=10_025, discount=1_000)))
    assert [(line.type, line.description, line.amount) for line in sent] == [
        (PaymentLineType.NORMAL, "Motorolja", 10_025),
        (PaymentLineType.DISCOUNT, "Rabatt 10 %", -1_002),
        (PaymentLineType.DISCOUNT, "Öresavrundning", -23),
    ]


def test_prices_without_vat_are_sent_with_vat_and_their_rounding_shown() -> None:
    lines = tuple(OrderLine(description="Clips", unit_price=3_333) for _ in range(3))
    sent = payment_lines(order(*lines, includes_vat=False, to_krona=False))
    assert [line.amount for line in sent] == [4_166, 4_166, 4_166, 1]
    assert sent[-1].description == "Momsavrundning"


def test_text_rows_are_not_sent_and_a_return_has_a_negative_amount() -> None:
    sent = payment_lines(
        order(OrderLine(LineType.TEXT, description="Ring kunden"), OrderLine(quantity=-200, unit_price=5_000))
    )
    assert [(line.quantity, line.amount) for line in sent] == [(200, -10_000)]


TERMS = InvoiceTerms(date(2026, 11, 23), Seller(), 30, ocr_with_length=False)
SHARES = st.lists(st.integers(0, 100), min_size=12, max_size=12)


def an_invoice(made: Order) -> Invoice:
    return invoice_of(replace(made, payment_method=PaymentMethod.MOBILE), None, None, TERMS)


@given(st.lists(order_lines, min_size=1, max_size=6), st.booleans(), st.booleans(), SHARES)
def test_what_goes_back_for_a_part_credit_is_what_it_comes_to(
    lines: list[OrderLine], includes_vat: bool, to_krona: bool, shares: list[int]
) -> None:
    original = an_invoice(order(*lines, includes_vat=includes_vat, to_krona=to_krona))
    part = {at: quantity * shares[at] // 100 for at, quantity in quantities_of(original).items()}
    try:
        credit = credit_of(original, {}, part, reason="", terms=TERMS)
    except InputError:
        assume(False)
    assert sum(line.amount for line in refund_lines(original, credit)) == -credit.to_pay


def test_rows_that_are_credited_whole_go_back_as_they_were_asked_for() -> None:
    made = order(OrderLine(description="Olja", unit_price=10_000, discount=1_000), OrderLine(unit_price=5_000))
    original = an_invoice(made)
    credit = credit_of(original, {}, {0: 100}, reason="", terms=TERMS)
    assert refund_lines(original, credit) == payment_lines(made)[:2]


def test_what_is_no_whole_row_goes_back_as_lines_of_its_own_one_for_each_rate() -> None:
    original = an_invoice(order(OrderLine(unit_price=10_033), OrderLine(unit_price=5_050, vat_rate=12)))
    credit = replace(credit_of(original, {}, {0: 50, 1: 50}, reason="", terms=TERMS), number=1002)
    back = [(line.description, line.vat_rate, line.amount) for line in refund_lines(original, credit)]
    assert back == [("Kreditfaktura 1002", 25, 5_017), ("Kreditfaktura 1002", 12, 2_525), ("Öresavrundning", 0, -42)]
    assert credit.to_pay == -7_500
