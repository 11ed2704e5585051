"""Felsökningspaket: what support needs, and nothing of customers or secrets."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from promeister_mpay.errors import StoreError
from promeister_mpay.services.maintenance.support_bundle import SupportFile, SupportService, settings_facts
from promeister_mpay.services.settings import LABELS, Settings


def broken() -> Mapping[str, object]:
    raise StoreError("Databasen är skadad.")


def support(**changes: object) -> SupportService:
    parts = {
        "system": lambda: {"Python": "3.11"},
        "store": lambda: {"Order": 12},
        "settings": Settings,
        "logs": lambda: [SupportFile("logg.txt", "asa@example.se ringde")],
    } | changes
    return SupportService(**parts)  # type: ignore[arg-type]


def texts(service: SupportService) -> dict[str, str]:
    return {file.name: file.text for file in service.files({"Skärm": "1920"})}


def test_the_package_tells_of_system_screens_store_settings_and_logs() -> None:
    files = texts(support())
    assert list(files) == ["system.txt", "databas.txt", "inställningar.txt", "logg.txt"]
    assert files["system.txt"] == "Python: 3.11\nSkärm: 1920\n"
    assert files["databas.txt"] == "Order: 12\n"
    assert f"{LABELS['payment_days']}: 30\n" in files["inställningar.txt"]


def test_people_are_taken_out_of_every_file() -> None:
    files = texts(support(store=lambda: {"Fel": "asa@example.se"}))
    assert not any("asa@example.se" in text for text in files.values())
    assert "‹e-post›" in files["logg.txt"]
    assert "‹e-post›" in files["databas.txt"]


def test_what_is_broken_is_told_and_the_rest_is_there() -> None:
    files = texts(support(store=broken))
    assert files["databas.txt"] == "Kan inte läsas: StoreError\n"
    assert files["system.txt"]


def test_of_settings_numbers_and_choices_are_told_and_of_texts_only_whether_there_are_any() -> None:
    reported = settings_facts(Settings(workshop_name="Åkes Bil", resurs_client_id="hemligt", has_f_tax=False))
    assert (reported[LABELS["workshop_name"]], reported[LABELS["resurs_client_id"]]) == ("ifyllt", "ifyllt")
    assert reported[LABELS["workshop_city"]] == "tomt"
    assert (reported[LABELS["has_f_tax"]], reported[LABELS["round_cash"]]) == ("nej", "ja")
    assert reported[LABELS["account_mobile"]] == 1931
    assert reported[LABELS["vat_rates"]] == "ifyllt"
    assert settings_facts(Settings(vat_rates=()))[LABELS["vat_rates"]] == "tomt"


def test_texts_that_say_nothing_of_anybody_are_told() -> None:
    harmless = {
        "resurs_environment": "production",
        "resurs_method_name": "Delbetala",
        "order_prefix": "V-",
        "invoice_series": "FA",
        "payout_series": "UT",
        "correction_series": "RA",
    }
    reported = settings_facts(Settings(**harmless))  # type: ignore[arg-type]
    assert {name: reported[LABELS[name]] for name in harmless} == harmless


def test_what_was_shown_is_what_is_written(tmp_path: Path) -> None:
    service, path = support(), tmp_path / "paket.zip"
    files = service.files({})
    service.write(files, path)
    with zipfile.ZipFile(path) as package:
        assert {name: package.read(name).decode() for name in package.namelist()} == {
            file.name: file.text for file in files
        }
        assert {entry.compress_type for entry in package.infolist()} == {zipfile.ZIP_DEFLATED}


def test_the_files_have_the_names_that_support_asks_for_and_errors_stand_in_their_own_file() -> None:
    files = texts(support(system=broken, settings=broken, logs=list))
    assert files == {
        "system.txt": "Kan inte läsas: StoreError\n",
        "databas.txt": "Order: 12\n",
        "inställningar.txt": "Kan inte läsas: StoreError\n",
    }
    assert texts(support(store=dict))["databas.txt"] == ""
