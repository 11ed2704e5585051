"""What settings may be: brought into their usual form, and each fault a sentence at its setting."""

from dataclasses import replace
from typing import Any

import pytest

from promeister_mpay.domain.books.accounts import VAT_RATES, VatRate
from promeister_mpay.errors import InputError
from promeister_mpay.services.settings import Settings, check_settings, tidied
from promeister_mpay.services.settings.rules import LONGEST

LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5E" + "A" * 40
"""A picture of one point, with some bytes after its end."""

WRONG: dict[str, Any] = {
    "workshop_name": "Å" * 101,
    "workshop_postal_code": "123",
    "workshop_email": "verkstad@",
    "organisation_number": "556036-0794",
    "vat_number": "SE1",
    "bankgiro": "1-1",
    "plusgiro": "1",
    "logo": "bild",
    "resurs_environment": "test",
    "link_life_minutes": 4,
    "order_prefix": "Å-",
    "payment_days": 366,
    "first_invoice_number": 0,
    "financial_year_start": 13,
    "invoice_series": "F 1",
    "payout_series": "",
    "correction_series": "Å",
    "vat_rates": (*VAT_RATES, VatRate(25, 3001, 3001, 2611)),
    "account_names": {1931: " "},
} | {
    f"account_{name}": 193
    for name in ("mobile", "cash", "card", "swish", "invoice", "bank", "fee", "fee_vat", "rounding")
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_gets_a_sentence_at_its_field(name: str) -> None:
    with pytest.raises(InputError) as refused:
        check_settings(replace(Settings(), **{name: WRONG[name]}))
    assert refused.value.field == name
    assert str(refused.value).endswith(".")


def test_all_that_is_wrong_is_told_at_once() -> None:
    errors = tidied(replace(Settings(), **WRONG))[1]
    assert {error.field for error in errors} == set(WRONG)


def test_the_defaults_are_right() -> None:
    check_settings(Settings())


def test_texts_are_kept_in_their_usual_form_and_what_is_wrong_stays_as_it_is() -> None:
    typed = Settings(
        workshop_name=" Åkes  Bil\n& Däck ",
        workshop_postal_code="41655",
        bankgiro="9912346",
        plusgiro="2865434",
        organisation_number="556036-0793",
        vat_number="se556036079301",
        workshop_email="verkstad@",
    )
    tidy, (error,) = tidied(typed)
    assert error.field == "workshop_email"
    assert (tidy.workshop_name, tidy.workshop_postal_code, tidy.bankgiro, tidy.plusgiro) == (
        "Åkes Bil & Däck",
        "416 55",
        "991-2346",
        "28 65 43-4",
    )
    assert (tidy.organisation_number, tidy.vat_number, tidy.workshop_email) == (
        "5560360793",
        "SE556036079301",
        "verkstad@",
    )


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("workshop_name", ("", "x" * 100), ("x" * 101,)),
        ("payment_days", (0, 365), (-1, 366)),
        ("financial_year_start", (1, 12), (0, 13)),
        ("first_invoice_number", (1, 999_999_999), (0, 1_000_000_000)),
        ("link_life_minutes", (5, 43_200), (4, 43_201)),
        ("invoice_series", ("F", "FAKT2026"), ("", "FAKT20261", "F-1", "Å")),
        ("order_prefix", ("", "a-b_1", "-", "x" * 12), ("x" * 13, "å", "a b")),
        ("resurs_environment", ("integration", "production"), ("", "test")),
        ("account_names", ({}, {1000: "x"}, {9999: "x" * 100}), ({999: "x"}, {1931: ""}, {1931: "x" * 101})),
        ("account_bank", (1000, 9999), (999, 10_000)),
        ("vat_rates", ((), VAT_RATES), ((VatRate(25, 1, 3001, 2611),),)),
    ],
)
def test_the_outermost_values_are_taken_and_those_beyond_are_not(
    name: str, allowed: tuple[Any, ...], refused: tuple[Any, ...]
) -> None:
    for value in allowed:
        assert tidied(replace(Settings(), **{name: value}))[1] == ()
    for value in refused:
        (error,) = tidied(replace(Settings(), **{name: value}))[1]
        assert error.field == name


def test_a_logo_is_longer_than_other_texts_and_stays_as_it_is() -> None:
    made, errors = tidied(Settings(logo=LOGO))
    assert (made.logo, errors) == (LOGO, ())
    assert len(LOGO) > LONGEST


@pytest.mark.parametrize("name", ["workshop_name", "bankgiro", "order_prefix", "account_names"])
def test_an_error_says_which_value_is_wrong_in_a_whole_sentence(name: str) -> None:
    (error,) = tidied(replace(Settings(), **{name: WRONG[name]}))[1]
    assert str(error)[0].isupper()
    assert str(error).endswith(".")
