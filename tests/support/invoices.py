"""Invoices of the worked order, their vouchers and their credits, for tests of the books."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from promeister_mpay.domain.books.accounts import Accounts, VatRate
from promeister_mpay.domain.books.crediting import credit_of
from promeister_mpay.domain.books.invoices import Invoice, Seller
from promeister_mpay.domain.books.invoicing import InvoiceTerms, invoice_of
from promeister_mpay.domain.books.posting import invoice_voucher
from promeister_mpay.domain.books.vouchers import Voucher
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from support.books import TODAY, worked_order

TERMS = InvoiceTerms(TODAY, Seller("Åkes Bil & Däck AB"), 30, ocr_with_length=False)
ACCOUNTS = Accounts()
SPLIT = Accounts(vat_rates=(VatRate(25, 3051, 3041, 2611), VatRate(12, 3052, 3042, 2621), VatRate(0, 3054, 3044)))


def an_invoice(order: Order, number: int = 1001) -> Invoice:
    return replace(invoice_of(order, None, None, TERMS), number=number)


def paid_by_mobile(**changes: Any) -> Invoice:
    return an_invoice(worked_order(payment_method=PaymentMethod.MOBILE, **changes))


def booked(document: Invoice, accounts: Accounts = ACCOUNTS) -> Voucher:
    return invoice_voucher(document, accounts, "F")


def credited(document: Invoice, *parts: dict[int, int]) -> list[Invoice]:
    """Credit invoices of these parts, one after the other."""
    made: list[Invoice] = []
    for number, part in enumerate(parts, document.number + 1):
        made.append(replace(credit_of(document, made, part, reason="", terms=TERMS), number=number))
    return made


LINES = st.lists(
    st.builds(
        OrderLine,
        type=st.sampled_from(list(LineType)),
        quantity=st.integers(1, 5_000) | st.integers(-300, -1),
        # Few prices and discounts among them, so that the rows of a rate often cancel.
        unit_price=st.sampled_from([0, 33, 10_000]) | st.integers(0, 5_000_000),
        discount=st.sampled_from([0, 10_000]) | st.integers(0, 10_000),
        vat_rate=st.sampled_from([25, 12, 0]),
    ),
    min_size=1,
    max_size=6,
)


@st.composite
def any_orders(draw: st.DrawFn) -> Order:
    """Orders that pay in, pay out or come to nothing."""
    lines = tuple(draw(LINES))
    if draw(st.booleans()):
        taken_back = (
            replace(line, type=draw(st.sampled_from(list(LineType))), quantity=-line.quantity) for line in lines
        )
        lines = (*lines, *taken_back)[:6]
    return worked_order(lines=lines, prices_include_vat=draw(st.booleans()), round_to_krona=draw(st.booleans()))


def orders() -> st.SearchStrategy[Order]:
    """Orders with something to pay."""
    return any_orders().filter(lambda order: order.totals.to_pay > 0)


@st.composite
def charts(draw: st.DrawFn) -> Accounts:
    """Accounts of sales and VAT, of which several rates may share some."""
    sales, vat = st.integers(3000, 3005), st.integers(2610, 2612)
    return Accounts(
        vat_rates=tuple(VatRate(rate, draw(sales), draw(sales), draw(vat) if rate else 0) for rate in (25, 12, 0))
    )
