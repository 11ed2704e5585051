"""Accounts and VAT rates: what can be booked on, and where the money of each payment method goes."""

from dataclasses import fields

import pytest

from promeister_mpay.domain.books.accounts import (
    NAMES,
    Accounts,
    VatRate,
    check_account,
    check_rates,
    is_result_account,
)
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.errors import InputError
from support.books import LINES, worked_order
from support.invoices import SPLIT, an_invoice, booked


def test_a_rate_without_accounts_says_where_to_give_it_some() -> None:
    order = worked_order(lines=(*LINES, OrderLine(unit_price=100, vat_rate=6)))
    with pytest.raises(InputError, match="Momssatsen 6 % har inga konton"):
        booked(an_invoice(order), SPLIT)


@pytest.mark.parametrize(
    ("method", "account"),
    [
        (PaymentMethod.MOBILE, 1),
        (PaymentMethod.CASH, 2),
        (PaymentMethod.CARD, 3),
        (PaymentMethod.SWISH, 4),
        (PaymentMethod.INVOICE, 5),
    ],
)
def test_money_goes_to_the_account_of_its_payment_method(method: PaymentMethod, account: int) -> None:
    chosen = Accounts(mobile=1, cash=2, card=3, swish=4, invoice=5)
    assert chosen.of_method(method) == account


def test_the_accounts_from_the_start_are_those_of_the_chart() -> None:
    accounts = Accounts()
    assert (accounts.bank, accounts.fee, accounts.fee_vat, accounts.rounding) == (1930, 6064, 2641, 3740)
    used = {getattr(accounts, field.name) for field in fields(Accounts) if field.name != "vat_rates"}
    for rate in accounts.vat_rates:
        used |= {rate.goods_account, rate.labour_account, rate.vat_account} - {0}
    assert used <= set(NAMES), "each has a name"


@pytest.mark.parametrize(("rate", "sales", "vat"), [(25, 3001, 2611), (12, 3002, 2621), (6, 3003, 2631), (0, 3004, 0)])
def test_each_swedish_rate_has_its_accounts(rate: int, sales: int, vat: int) -> None:
    known = Accounts().of_rate(rate)
    assert (known.goods_account, known.labour_account, known.vat_account) == (sales, sales, vat)


@pytest.mark.parametrize(
    ("account", "is_result"), [(2999, False), (3000, True), (8999, True), (9000, False), (1931, False)]
)
def test_income_and_costs_begin_at_zero_each_year(account: int, *, is_result: bool) -> None:
    assert is_result_account(account) is is_result


@pytest.mark.parametrize("account", [999, 10_000, 0, -1931])
def test_an_account_has_four_digits(account: int) -> None:
    with pytest.raises(InputError, match="fyra siffror") as refused:
        check_account(account, "account_bank")
    assert refused.value.field == "account_bank"


@pytest.mark.parametrize("account", [1000, 9999])
def test_the_first_and_the_last_account_of_the_chart_can_be_chosen(account: int) -> None:
    check_account(account, "account_bank")


@pytest.mark.parametrize(
    "rates",
    [
        (VatRate(25, 3001, 3001, 2611), VatRate(25, 3002, 3002, 2611)),
        (VatRate(101, 3001, 3001, 2611),),
        (VatRate(-1, 3001, 3001, 2611),),
        (VatRate(25, 301, 3001, 2611),),
        (VatRate(25, 3001, 301, 2611),),
        (VatRate(25, 3001, 3001),),
    ],
)
def test_vat_rates_that_cannot_be_booked_are_refused(rates: tuple[VatRate, ...]) -> None:
    with pytest.raises(InputError) as refused:
        check_rates(rates)
    assert refused.value.field == "vat_rates"


def test_a_rate_of_nothing_needs_no_vat_account_and_any_whole_rate_may_be_booked() -> None:
    check_rates((VatRate(0, 3004, 3004), VatRate(100, 3001, 3001, 2611), VatRate(10, 3003, 3003, 2631)))
