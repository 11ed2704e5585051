"""The workshop of the worked examples (`bookkeeping.md §5`), and the sums of vouchers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from promeister_mpay.domain.books.accounts import Accounts
from promeister_mpay.domain.books.crediting import credit_of
from promeister_mpay.domain.books.invoices import Seller
from promeister_mpay.domain.books.invoicing import InvoiceTerms, invoice_of
from promeister_mpay.domain.books.posting import invoice_voucher
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher, rows_of
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.services.books.service import BookkeepingService, Posted
from promeister_mpay.services.ports.store import Store
from promeister_mpay.services.settings import Settings, load_settings, save_settings

TODAY = date(2026, 11, 2)
SELLER = {
    "workshop_name": "Åkes Bil & Däck AB",
    "workshop_address": "Verkstadsgatan 1",
    "workshop_postal_code": "416 55",
    "workshop_city": "Göteborg",
    "organisation_number": "555555-5555",
    "vat_number": "SE555555555501",
}
LINES = (
    OrderLine(LineType.LABOUR, "1010", "Service", 100, "tim", 99_000),
    OrderLine(LineType.ARTICLE, "5020", "Oljefilter", 100, "st", 24_950),
    OrderLine(LineType.ARTICLE, "9000", "Förbrukning", 100, "st", 10_525),
)


def worked_order(number: int = 14790, **changes: Any) -> Order:
    """The order of the worked examples: 1 681,00 kr to pay, prices without VAT."""
    order = Order(
        number,
        TODAY,
        status=OrderStatus.DONE,
        customer_number="10400",
        customer_name="Åsa Öberg",
        mobile_phone="070-174 06 05",
        registration="ABC123",
        clerk="BH",
        payment_method=PaymentMethod.CARD,
        prices_include_vat=False,
        round_to_krona=True,
        lines=LINES,
    )
    return replace(order, **changes)


def with_seller(store: Store, **settings: object) -> Settings:
    """Store the settings that invoicing requires; returns them."""
    with store.writing() as work:
        chosen = replace(load_settings(work.settings), **SELLER | settings)  # type: ignore[arg-type]
        save_settings(work.settings, chosen)
        work.commit()
    return chosen


def order_of(store: Store, number: int = 14790) -> Order:
    """The order as it is stored."""
    with store.reading() as work:
        return work.orders.get(number)


def posted(books: BookkeepingService, store: Store, number: int = 14790, **changes: object) -> Posted:
    """The worked order with these changes, stored and booked."""
    with store.writing() as work:
        order = work.orders.add(worked_order(number, **changes))
        work.commit()
    return books.post(order.number, version=order.version, who="BH")


def booked_examples() -> tuple[Voucher, Voucher, Voucher]:
    """The worked vouchers (a), (c) and (b) as they were booked: F 1, F 2 and U 1."""
    terms = InvoiceTerms(TODAY, Seller("Åkes Bil & Däck AB"), 30, ocr_with_length=False)
    order = worked_order(payment_method=PaymentMethod.MOBILE)
    document = replace(invoice_of(order, None, None, terms), number=1001)
    later = replace(terms, today=date(2026, 11, 10))
    credit = replace(credit_of(document, (), {0: 100, 1: 100, 2: 100}, reason="", terms=later), number=1002)
    paid_out = rows_of([(1930, 163_897), (6064, 4_203), (1931, -168_100)])
    text, day = "Utbetalning mobilbetalning 2026-11-05", date(2026, 11, 5)
    return (
        _booked(invoice_voucher(document, Accounts(), "F"), 1, 1),
        _booked(invoice_voucher(credit, Accounts(), "F"), 2, 2),
        _booked(Voucher("U", day, text, "Resurs Bank", paid_out, DocumentKind.PAYOUT, 1), 3, 1),
    )


def _booked(voucher: Voucher, voucher_id: int, number: int) -> Voucher:
    at = datetime.combine(voucher.event_date, datetime.min.time(), tzinfo=UTC) + timedelta(hours=11)
    return replace(voucher, id=voucher_id, number=number, year=date(2026, 1, 1), registered_at=at, who="BH")


def balances(vouchers: Iterable[Voucher]) -> dict[int, int]:
    """The balance of each account that is not zero, in öre."""
    sums: dict[int, int] = defaultdict(int)
    for voucher in vouchers:
        for row in voucher.rows:
            sums[row.account] += row.amount
    return {account: amount for account, amount in sums.items() if amount}


def amounts(voucher: Voucher) -> dict[int, int]:
    """A voucher's rows by account."""
    return {row.account: row.amount for row in voucher.rows}
