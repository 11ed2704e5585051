"""Invoices of the worked order, their vouchers and their credits, for tests of the books."""

from dataclasses import replace
from typing import Any

from hypothesis import assume
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
    before: dict[int, int] = {}
    made = []
    for part in parts:
        made.append(replace(credit_of(document, before, part, reason="", terms=TERMS), number=document.number + 1))
        before = {at: before.get(at, 0) + part.get(at, 0) for at in {*before, *part}}
    return made


@st.composite
def orders(draw: st.DrawFn) -> Order:
    line = st.builds(
        OrderLine,
        type=st.sampled_from(list(LineType)),
        quantity=st.integers(1, 5_000) | st.integers(-300, -1),
        unit_price=st.integers(0, 5_000_000),
        discount=st.integers(0, 10_000),
        vat_rate=st.sampled_from([25, 12, 0]),
    )
    lines = tuple(draw(st.lists(line, min_size=1, max_size=6)))
    order = worked_order(lines=lines, prices_include_vat=draw(st.booleans()), round_to_krona=draw(st.booleans()))
    assume(order.totals.to_pay > 0)
    return order
