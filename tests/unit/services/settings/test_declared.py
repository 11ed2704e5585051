"""The settings from the start, and what follows from them."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.books.accounts import NAMES, VAT_RATES, Accounts
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.readiness import AmountLimits
from promeister_mpay.services.settings import LABELS, Settings
from promeister_mpay.services.settings.declared import ACCOUNTS

START = Settings()
ROUNDS = {
    PaymentMethod.CASH: "round_cash",
    PaymentMethod.CARD: "round_card",
    PaymentMethod.SWISH: "round_swish",
    PaymentMethod.INVOICE: "round_invoice",
    PaymentMethod.MOBILE: "round_mobile",
    None: "round_to_krona",
}


def test_every_setting_has_a_name_on_the_screen() -> None:
    assert set(LABELS) == {field.name for field in fields(Settings)}
    assert all(LABELS.values())


def test_a_workshop_begins_in_the_test_environment_and_knows_nothing_of_itself() -> None:
    assert START.resurs_environment == "integration"
    filled = {field.name for field in fields(Settings) if isinstance(getattr(START, field.name), str)}
    empty = filled - {"resurs_environment", "invoice_series", "payout_series", "correction_series"}
    assert not any(getattr(START, name) for name in empty)
    assert (START.invoice_series, START.payout_series, START.correction_series) == ("F", "U", "R")


def test_a_workshop_begins_with_the_usual_choices() -> None:
    assert (START.payment_days, START.first_invoice_number, START.financial_year_start) == (30, 1001, 1)
    assert START.prices_include_vat
    assert START.has_f_tax
    assert START.initiated_on_customers_device, "Resurs identifies the customer"
    assert (START.ocr_with_length, START.sie_checksum, START.sie_numbers) == (False, True, True)
    assert (START.vat_rates, START.account_names) == (VAT_RATES, NAMES)
    assert START.link_life == timedelta(hours=24)


def test_a_link_lives_as_long_as_was_chosen() -> None:
    assert Settings(link_life_minutes=5).link_life == timedelta(minutes=5)


def test_the_limits_are_those_of_the_method() -> None:
    assert Settings(method_least=10_000, method_most=5_000_000).amount_limits == AmountLimits(10_000, 5_000_000)
    assert START.amount_limits == AmountLimits(1, 999_999_999_999), "until one is picked"


def test_the_accounts_are_those_that_were_chosen() -> None:
    assert START.accounts == Accounts()
    for number, name in enumerate(ACCOUNTS, 2000):
        chosen, expected = {name: number}, {name.removeprefix("account_"): number}
        assert replace(START, **chosen).accounts == replace(Accounts(), **expected)  # type: ignore[arg-type]
    assert {name.removeprefix("account_") for name in ACCOUNTS} | {"vat_rates"} == {
        each.name for each in fields(Accounts)
    }
    assert Settings(vat_rates=VAT_RATES[:1]).accounts.vat_rates == VAT_RATES[:1]


def test_the_rounding_of_each_payment_method_is_tried_here() -> None:
    missing = set(PaymentMethod) - set(ROUNDS)
    assert not missing, f"name the rounding setting of each in ROUNDS of this test: {missing}"


@pytest.mark.parametrize("method", ROUNDS)
def test_each_payment_method_is_rounded_as_was_chosen_for_it(method: PaymentMethod | None) -> None:
    assert START.rounds(method)
    for name in ROUNDS.values():
        without = replace(START, **{name: False})  # type: ignore[arg-type]
        assert without.rounds(method) is (name != ROUNDS[method])
