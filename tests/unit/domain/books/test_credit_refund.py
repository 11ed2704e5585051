"""What goes back for a part credit is what the credit comes to, to the öre."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from promeister_mpay.domain.books.credit_refund import refund_lines
from promeister_mpay.domain.books.crediting import credit_of, quantities_of
from promeister_mpay.domain.books.invoices import Invoice, Seller
from promeister_mpay.domain.books.invoicing import InvoiceTerms, invoice_of
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.lines import payment_lines
from promeister_mpay.errors import InputError
from support.order_lines import ANY_LINE, order_of

TERMS = InvoiceTerms(date(2026, 11, 23), Seller(), 30, ocr_with_length=False)
SHARES = st.lists(st.integers(0, 100), min_size=12, max_size=12)


def an_invoice(made: Order) -> Invoice:
    return invoice_of(replace(made, payment_method=PaymentMethod.MOBILE), None, None, TERMS)


@given(st.lists(ANY_LINE, min_size=1, max_size=6), st.booleans(), st.booleans(), SHARES)
def test_what_goes_back_for_a_part_credit_is_what_it_comes_to(
    lines: list[OrderLine], includes_vat: bool, to_krona: bool, shares: list[int]
) -> None:
    original = an_invoice(order_of(*lines, includes_vat=includes_vat, to_krona=to_krona))
    part = {at: quantity * shares[at] // 100 for at, quantity in quantities_of(original).items()}
    try:
        credit = credit_of(original, (), part, reason="", terms=TERMS)
    except InputError:
        assume(False)
    assert sum(line.amount for line in refund_lines(original, credit)) == -credit.to_pay


def test_rows_that_are_credited_whole_go_back_as_they_were_asked_for() -> None:
    made = order_of(OrderLine(description="Olja", unit_price=10_000, discount=1_000), OrderLine(unit_price=5_000))
    original = an_invoice(made)
    credit = credit_of(original, (), {0: 100}, reason="", terms=TERMS)
    assert refund_lines(original, credit) == payment_lines(made)[:2]


def test_what_is_no_whole_row_goes_back_as_lines_of_its_own_one_for_each_rate() -> None:
    original = an_invoice(order_of(OrderLine(unit_price=10_033), OrderLine(unit_price=5_051, vat_rate=12)))
    credit = replace(credit_of(original, (), {0: 25, 1: 50}, reason="", terms=TERMS), number=1002)
    back = [(line.description, line.vat_rate, line.amount) for line in refund_lines(original, credit)]
    assert back == [("Kreditfaktura 1002", 25, 2_508), ("Kreditfaktura 1002", 12, 2_526), ("Öresavrundning", 0, -34)]
    assert credit.to_pay == -5_000


def test_each_row_goes_back_as_its_own_line_was_asked_for() -> None:
    made = order_of(OrderLine(description="Olja", unit_price=10_000), OrderLine(description="Filter", unit_price=5_000))
    original = an_invoice(made)
    credit = credit_of(original, (), {1: 100}, reason="", terms=TERMS)
    assert refund_lines(original, credit) == payment_lines(made)[1:]


def test_a_rate_that_comes_to_nothing_has_no_line_and_one_of_a_hundred_per_cent_has() -> None:
    cancelling = OrderLine(unit_price=5_000, vat_rate=12)
    whole = OrderLine(unit_price=10_000, vat_rate=100)
    original = an_invoice(order_of(whole, cancelling, replace(cancelling, quantity=-100)))
    credit = credit_of(original, (), {0: 50, 1: 50, 2: -50}, reason="", terms=TERMS)
    assert [(line.vat_rate, line.amount) for line in refund_lines(original, credit)] == [(100, 5_000)]
