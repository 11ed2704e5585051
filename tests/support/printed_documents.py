"""Invoices for printing tests: one paid by mobile, its credit, one unpaid, and one of many pages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from promeister_mpay.domain.books.crediting import credit_of, quantities_of
from promeister_mpay.domain.books.invoices import Invoice, Seller
from promeister_mpay.domain.books.invoicing import InvoiceTerms, invoice_of
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from support.books import LINES, TODAY, worked_order
from support.stores import a_request

ZONE = timezone(timedelta(hours=1))
ISSUED = date(2026, 11, 23)
PAID_AT = datetime(2026, 11, 23, 15, 13, tzinfo=UTC)
SELLER = Seller(
    "Övningsverkstaden AB",
    "Verkstadsgatan 1",
    "416 55",
    "Göteborg",
    "Göteborg",
    "08-465 004 40",
    "info@ovningsverkstaden.example",
    "www.ovningsverkstaden.example",
    "6997368573",
    "SE699736857301",
    has_f_tax=True,
    bankgiro="991-2346",
    plusgiro="28 65 43-4",
)
TERMS = InvoiceTerms(ISSUED, SELLER, 30, ocr_with_length=False)
ROWS = (
    OrderLine(LineType.LABOUR, "1010", "Service enligt serviceschema", 150, "tim", 119_500),
    OrderLine(LineType.ARTICLE, "W712/94", "Oljefilter", 100, "st", 18_900),
    OrderLine(LineType.ARTICLE, "5W30-5", "Motorolja 5W-30", 550, "l", 17_900, discount=1_000),
    OrderLine(LineType.ARTICLE, "BOK", "Servicebok", 100, "st", 10_600, vat_rate=6),
    OrderLine(LineType.TEXT, description="Kunden kontaktas när bilen är klar"),
)


def an_order_to_print(**changes: object) -> Order:
    """An order with every field that an invoice can show."""
    order = worked_order(
        14790,
        order_date=TODAY,
        customer_number="11995",
        customer_name="Niklas Nerholt",
        address="Glassgatan 15",
        postal_code="416 55",
        city="Göteborg",
        vehicle="VOLVO V70 2.4D",
        odometer=18_432,
        vin="YV1BW714791108543",
        prices_include_vat=True,
        lines=ROWS,
    )
    return replace(order, **changes)  # type: ignore[arg-type]


def paid_by_mobile() -> Invoice:
    """1001, paid by mobile, prices with VAT."""
    order = an_order_to_print(payment_method=PaymentMethod.MOBILE, payment_received_at=PAID_AT)
    return replace(invoice_of(order, None, a_request(order), TERMS), number=1001, ocr="10017")


def its_credit() -> Invoice:
    """1002, the credit of the whole of 1001 on a later day."""
    original = paid_by_mobile()
    later = replace(TERMS, today=ISSUED + timedelta(days=7))
    whole = credit_of(original, (), quantities_of(original), reason="Fel kund", terms=later)
    return replace(whole, number=1002, ocr="10025")


def waiting() -> Invoice:
    """1003, the worked example of `bookkeeping.md §5`, to be paid within 30 days."""
    order = an_order_to_print(payment_method=PaymentMethod.INVOICE, prices_include_vat=False, lines=LINES)
    return replace(invoice_of(order, None, None, TERMS), number=1003, ocr="10033")


def of_many_pages(rows: int = 70) -> Invoice:
    """1004, with some descriptions that need more than one line."""
    long = " med en beskrivning som inte får plats på en enda rad av fakturan"
    lines = tuple(
        replace(ROWS[at % len(ROWS)], description=f"{at + 1}. {ROWS[at % len(ROWS)].description}{long * (at % 7 == 0)}")
        for at in range(rows)
    )
    order = an_order_to_print(payment_method=PaymentMethod.INVOICE, lines=lines)
    return replace(invoice_of(order, None, None, TERMS), number=1004, ocr="10041")
