"""The workshop of the worked examples (`swedish-accounting.md §5`), and what any books must keep to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from promeister_mpay.domain.orders import LineType, Order, OrderLine, OrderStatus, PaymentMethod
from promeister_mpay.domain.vouchers import Voucher
from promeister_mpay.services.ports import Store
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
    """The store of a workshop that can write invoices; gives its settings."""
    with store.writing() as work:
        chosen = replace(load_settings(work.settings), **SELLER | settings)  # type: ignore[arg-type]
        save_settings(work.settings, chosen)
        work.commit()
    return chosen


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
