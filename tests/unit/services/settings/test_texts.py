"""Every setting has a name, and a change of it reads as a Swedish sentence."""

from dataclasses import fields, replace
from typing import Any

import pytest

from promeister_mpay.domain.books.accounts import VAT_RATES, VatRate
from promeister_mpay.services.settings import LABELS, Settings
from promeister_mpay.services.settings.texts import change_text, duration_text, shown


def test_every_setting_has_a_name_of_its_own_and_can_be_shown() -> None:
    assert len(set(LABELS.values())) == len(fields(Settings))
    for name in LABELS:
        assert shown(name, Settings())


@pytest.mark.parametrize(
    ("changes", "reported"),
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
def test_a_change_reads_as_a_sentence(changes: dict[str, Any], reported: str) -> None:
    (name,) = changes
    assert change_text(name, Settings(), replace(Settings(), **changes)) == reported


def test_times_read_in_their_largest_unit() -> None:
    assert [duration_text(minutes) for minutes in (5, 60, 90, 1440, 2880, 43_200)] == [
        "5 min", "1 tim", "90 min", "24 tim", "2 dygn", "30 dygn",
    ]  # fmt: skip


def test_the_months_are_named() -> None:
    names = [shown("financial_year_start", Settings(financial_year_start=month)) for month in range(14)]
    assert names == [
        "0", "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
        "november", "december", "13",
    ]  # fmt: skip


LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg"


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("logo", "", "(tomt)"),
        ("logo", LOGO + "==", "PNG, 1 × 1, 1 kB"),
        ("logo", LOGO[:88] + "A" * 1_252, "PNG, 1 × 1, 2 kB"),
        ("logo", "bild", "oläslig bild"),
        ("resurs_environment", "integration", "Test (integration)"),
        ("resurs_environment", "annat", "annat"),
        ("organisation_number", "", "(tomt)"),
        ("account_names", {}, "(tomt)"),
        ("account_names", {1931: "b", 1510: "a"}, "1510 a; 1931 b"),
        ("has_f_tax", True, "Ja"),
        ("has_f_tax", False, "Nej"),
        ("method_least", 10_000, "100,00 kr"),
        ("method_most", 5_000_050, "50 000,50 kr"),
        ("link_life_minutes", 0, "0 min"),
    ],
)
def test_a_value_is_shown_as_people_write_it(name: str, value: object, text: str) -> None:
    settings = replace(Settings(), **{name: value})  # type: ignore[arg-type]
    assert shown(name, settings).replace("\N{NO-BREAK SPACE}", " ") == text


def test_only_names_that_differ_are_in_a_change_of_names() -> None:
    before, after = Settings(account_names={1: "a", 2: "b", 3: "c"}), Settings(account_names={1: "a", 2: "x", 4: "d"})
    assert change_text("account_names", before, after) == "Kontonamn: 2 b → x; 3 c → (tomt); 4 (tomt) → d"
