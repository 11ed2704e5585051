"""Every setting has a name, reads like Swedish, and is told with its wrong value."""

from dataclasses import fields, replace
from typing import Any

import pytest

from promeister_mpay.domain.books.accounts import VAT_RATES, VatRate
from promeister_mpay.errors import InputError
from promeister_mpay.services.settings import LABELS, Settings, check_settings, tidied
from promeister_mpay.services.settings.texts import change_text, duration_text, shown

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
    "account_mobile": 193,
    "account_rounding": 37400,
    "vat_rates": (*VAT_RATES, VatRate(25, 3001, 3001, 2611)),
    "account_names": {1931: " "},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_gets_a_sentence_at_its_field(name: str) -> None:
    with pytest.raises(InputError) as refused:
        check_settings(replace(Settings(), **{name: WRONG[name]}))
    assert refused.value.field == name
    assert str(refused.value).endswith(".")


def test_all_that_is_wrong_is_told_at_once() -> None:
    complaints = tidied(replace(Settings(), **WRONG))[1]
    assert {complaint.field for complaint in complaints} == set(WRONG)


def test_the_defaults_are_right() -> None:
    check_settings(Settings())


def test_texts_are_kept_in_their_usual_form() -> None:
    typed = Settings(workshop_name=" Åkes  Bil\n& Däck ", bankgiro="9912346", organisation_number="556036-0793")
    tidy = tidied(typed)[0]
    assert (tidy.workshop_name, tidy.bankgiro, tidy.organisation_number) == (
        "Åkes Bil & Däck",
        "991-2346",
        "5560360793",
    )


def test_every_setting_has_a_name_of_its_own_and_can_be_shown() -> None:
    assert len(set(LABELS.values())) == len(fields(Settings))
    for name in LABELS:
        assert shown(name, Settings())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"payment_days": 20}, "Betalningsvillkor, dagar: 30 → 20"),
        ({"round_cash": False}, "Öresavrundning KONTANT: Ja → Nej"),
        ({"bankgiro": "991-2346"}, "Bankgiro: (tomt) → 991-2346"),
        ({"link_life_minutes": 90}, "Länkens livslängd: 24 tim → 90 min"),
        ({"organisation_number": "5560360793"}, "Organisationsnummer: (tomt) → 556036-0793"),
        ({"financial_year_start": 7}, "Räkenskapsårets första månad: januari → juli"),
        (
            {"resurs_environment": "production"},
            "Miljö hos Resurs: Test (integration) → Skarp drift (production)",
        ),
        (
            {"vat_rates": (VatRate(25, 3001, 3041, 2611), *VAT_RATES[3:])},
            f"Momssatser: {shown('vat_rates', Settings())} → 25 %: 3001, 3041, 2611; 0 %: 3004, 3004, –",
        ),
        (
            {"account_names": {**Settings().account_names, 1931: "Resurs", 3041: "Arbete"}},
            "Kontonamn: 1931 Avräkning mobilbetalning → Resurs; 3041 (tomt) → Arbete",
        ),
    ],
)
def test_a_change_reads_as_a_sentence(changes: dict[str, Any], told: str) -> None:
    (name,) = changes
    assert change_text(name, Settings(), replace(Settings(), **changes)) == told


def test_times_read_in_their_largest_unit() -> None:
    assert [duration_text(minutes) for minutes in (5, 60, 90, 1440, 2880, 43_200)] == [
        "5 min", "1 tim", "90 min", "24 tim", "2 dygn", "30 dygn",
    ]  # fmt: skip
