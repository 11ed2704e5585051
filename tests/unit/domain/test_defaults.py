"""What is not said about a record is empty, except for the values that are listed here."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date

import pytest

from promeister_mpay import domain
from promeister_mpay.domain.amounts import DecimalMark
from promeister_mpay.domain.books.accounts import VatRate
from promeister_mpay.domain.dates import DateOrder
from promeister_mpay.domain.lists.query import ColumnKind, View
from promeister_mpay.domain.orders.lines import LineType
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import Intent
from promeister_mpay.domain.registers.import_layouts import PercentForm, PriceVat
from promeister_mpay.domain.search import sort_key
from promeister_mpay.domain.settlement.layouts import FeeSign
from promeister_mpay.domain.settlement.matching import PayoutBatchHistory

FROM_THE_START: dict[str, object] = {
    "Accounts.mobile": 1931,
    "Accounts.cash": 1910,
    "Accounts.card": 1686,
    "Accounts.swish": 1930,
    "Accounts.invoice": 1510,
    "Accounts.bank": 1930,
    "Accounts.fee": 6064,
    "Accounts.fee_vat": 2641,
    "Accounts.rounding": 3740,
    "Accounts.vat_rates": (
        VatRate(25, 3001, 3001, 2611),
        VatRate(12, 3002, 3002, 2621),
        VatRate(6, 3003, 3003, 2631),
        VatRate(0, 3004, 3004, 0),
    ),
    "KeptCode.cost": 32_768,
    "KeptCode.block": 8,
    "KeptCode.parallel": 1,
    "Voucher.year": date.min,
    "ListColumn.kind": ColumnKind.TEXT,
    "ListColumn.sortable": True,
    "ListColumn.form": sort_key,
    "ParsedQuery.view": View.ALL,
    "ListQuery.view": View.ALL,
    "OrderLine.type": LineType.ARTICLE,
    "OrderLine.quantity": 100,
    "OrderLine.unit": "st",
    "OrderLine.vat_rate": 25,
    "Article.type": LineType.ARTICLE,
    "Article.unit": "st",
    "Article.vat_rate": 25,
    "Order.status": OrderStatus.NEW,
    "Order.prices_include_vat": True,
    "Order.round_to_krona": True,
    "AmountLimits.least": 1,
    "AmountLimits.most": 999_999_999_999,
    "PaymentRequest.intent": Intent.COLLECT,
    "Layout.decimal": DecimalMark.COMMA,
    "ImportLayout.dates": DateOrder.YEAR_FIRST,
    "ImportLayout.prices": PriceVat.INCLUDED,
    "ImportLayout.discounts": PercentForm.PER_CENT,
    "ImportOptions.discounts": (PercentForm.PER_CENT,),
    "ImportOptions.dates": (DateOrder.YEAR_FIRST,),
    "ImportOptions.prices": (PriceVat.INCLUDED,),
    "Layout.dates": DateOrder.YEAR_FIRST,
    "Layout.fees": FeeSign.PLUS,
    "LayoutOptions.decimals": (DecimalMark.COMMA,),
    "LayoutOptions.dates": (DateOrder.YEAR_FIRST,),
    "LayoutOptions.fees": (FeeSign.PLUS,),
    "PayoutBatch.before": PayoutBatchHistory(0, 0),
    "Payout.part": 1,
}
"""Quantities are in hundredths and amounts in öre; a new line is one piece with 25 % VAT ."""


def records() -> Iterator[type]:
    for found in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}."):
        module = importlib.import_module(found.name)
        yield from (each for each in vars(module).values() if is_record(each) and each.__module__ == module.__name__)


def is_record(each: object) -> bool:
    return isinstance(each, type) and is_dataclass(each)


def omitted() -> dict[str, object]:
    """The values that fields have when they are not given, by class and field."""
    return {
        f"{record.__name__}.{field.name}": value(field)
        for record in records()
        for field in fields(record)
        if value(field) is not MISSING
    }


def value(field: Field[object]) -> object:
    return field.default if field.default_factory is MISSING else field.default_factory()


@pytest.mark.parametrize(("name", "given"), omitted().items())
def test_what_is_not_said_is_empty_or_what_is_listed(name: str, given: object) -> None:
    if name in FROM_THE_START:
        assert given == FROM_THE_START[name]
    else:
        assert not given


def test_what_is_listed_is_there() -> None:
    assert set(FROM_THE_START) <= set(omitted())
