"""Arkiv → Importera: a look first, then all or what is good, and the same file twice changes nothing."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from promeister_mpay.domain.lists.query import ListKind, ListQuery
from promeister_mpay.domain.money import NBSP
from promeister_mpay.paths import RESOURCES
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.registers.import_dialog import ImportDialog
from promeister_mpay.ui.registers.import_layout_dialog import ImportLayoutDialog
from support.clerks import Clerk

HEADER = "Kundnr;Namn;Mobiltelefon"


@pytest.fixture
def dialog(clerk: Clerk) -> ImportDialog:
    clerk.choose(ActionName.IMPORT)
    found = clerk.dialog(ImportDialog)
    assert isinstance(found, ImportDialog)
    return found


def customers(folder: Path, *rows: str) -> Path:
    file = folder / "kunder.csv"
    file.write_text("\n".join((HEADER, *rows)), encoding="cp1252")
    return file


def names(clerk: Clerk) -> set[str]:
    page = clerk.window.services.lists.page(ListKind.CUSTOMERS, ListQuery(), most=9)
    return {str(row.values["name"]) for row in page.rows}


def test_the_five_files_come_in_and_a_second_time_change_nothing(clerk: Clerk, dialog: ImportDialog) -> None:
    files = sorted((RESOURCES / "demo").glob("*.csv"))
    dialog.show_files(files)
    clerk.wait(lambda: "4460 rader lästa" in dialog.message_label.text())
    assert [file.kind.value for file in dialog.files.rows.shown] == [
        "Kunder",
        "Fordon",
        "Artiklar",
        "Order",
        "Orderrader",
    ]
    assert dialog.first_rows.rows.rowCount() > 0

    dialog.run_button.click()
    clerk.wait(lambda: dialog.message_label.text().startswith("Klart"))
    dialog.show_files(files)
    clerk.wait(lambda: "4460 rader lästa" in dialog.message_label.text())

    assert sum(file.counts.new + file.counts.changed for file in dialog.files.rows.shown) == 0


def test_a_file_that_is_never_read_to_its_end_is_cancelled_and_the_window_goes_on(
    clerk: Clerk, dialog: ImportDialog, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "kunder.csv")
    dialog.show_files([tmp_path / "kunder.csv"])
    assert dialog.message_label.text() == "Läser filerna …"
    dialog.reject()
    clerk.wait(lambda: dialog.message_label.text() == "Läsningen av filen kunder.csv avbröts.")
    assert dialog.pick_button.isEnabled()


def test_a_bad_row_is_listed_with_its_reason_and_stops_all_or_nothing(
    clerk: Clerk, dialog: ImportDialog, tmp_path: Path
) -> None:
    dialog.show_files([customers(tmp_path, "1;Åsa;070-174 06 05", ";Nils;", "3;Örjan;")])
    clerk.wait(dialog.run_button.isEnabled)

    (bad,) = dialog.bad.rows.shown
    assert (bad.file, bad.row) == ("kunder.csv", 3)
    assert "Kundnr" in bad.reason
    dialog.run_button.click()
    clerk.wait(lambda: dialog.run_button.isEnabled() and not dialog.progress.isVisible())
    assert names(clerk) == {"Åsa Öberg"}


def test_a_row_with_an_unlikely_price_is_listed_and_imported_when_it_is_ticked(
    clerk: Clerk, dialog: ImportDialog, tmp_path: Path
) -> None:
    file = tmp_path / "artiklar.csv"
    file.write_text("Nr;Typ;Beskrivning;Pris inkl. moms;Moms\n90;Artikel;Motor;250000,00;25\n", encoding="utf-8")
    dialog.show_files([file])
    clerk.wait(dialog.accepts.isVisible)
    clerk.settle()
    assert [problem.reason for problem in dialog.bad.rows.shown] == ["Ovanligt: à-priset 250\N{NO-BREAK SPACE}000,00."]
    assert not dialog.run_button.isEnabled()

    assert dialog.accepts.hasFocus()
    clerk.qtbot.keyClick(dialog.accepts, Qt.Key.Key_Space)
    dialog.run_button.click()
    clerk.wait(lambda: dialog.message_label.text().startswith("Klart: 1 nya"))


def test_bad_rows_can_be_left_out(clerk: Clerk, dialog: ImportDialog, tmp_path: Path) -> None:
    dialog.show_files([customers(tmp_path, "1;Åsa;070-174 06 05", ";Nils;", "3;Örjan;")])
    clerk.wait(dialog.run_button.isEnabled)
    dialog.skip.setChecked(True)

    dialog.run_button.click()
    clerk.wait(lambda: dialog.message_label.text().startswith("Klart: 2 nya"))

    assert names(clerk) == {"Åsa Öberg", "Åsa", "Örjan"}


def test_prices_that_may_lack_vat_are_asked_about_with_what_they_become(
    clerk: Clerk, dialog: ImportDialog, tmp_path: Path
) -> None:
    file = tmp_path / "artiklar.csv"
    file.write_text(
        "Artikelnummer;Benämning;Försäljningspris;Moms %;Lager\nSTEG1;Steg 1;3776,00;25;4\n", encoding="cp1252"
    )
    dialog.show_files([file])
    asking = clerk.dialog(ImportLayoutDialog)
    assert isinstance(asking, ImportLayoutDialog)
    assert not dialog.run_button.isEnabled()
    assert [asking.prices.itemText(at).replace(NBSP, " ") for at in range(2)] == [
        "inklusive moms: 3776,00 blir 3 776,00 kr med moms",
        "exklusive moms: 3776,00 blir 4 720,00 kr med moms",
    ]
    assert asking.prices.currentText().startswith("exklusive moms")
    asking.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    clerk.wait(dialog.run_button.isEnabled)
    assert dialog.details.text().replace(NBSP, " ").splitlines() == [
        "Används inte: Lager.",
        "STEG1 Steg 1: kunden betalar 4 720,00 kr inklusive moms.",
    ]
    model = dialog.first_rows.model()
    titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(5)]
    assert titles[2:] == ["Försäljningspris → À-pris inkl. moms", "Moms % → Moms %", "Lager (används inte)"]
    dialog.run_button.click()
    clerk.wait(lambda: dialog.message_label.text().startswith("Klart: 1 nya"))


def test_columns_that_nobody_knows_are_pointed_out_and_remembered(
    clerk: Clerk, dialog: ImportDialog, tmp_path: Path
) -> None:
    file = tmp_path / "kunder.csv"
    file.write_text("Id;Who;Where\n77;Åsa;Umeå\n", encoding="cp1252")
    dialog.show_files([file])
    asking = clerk.dialog(ImportLayoutDialog)
    assert isinstance(asking, ImportLayoutDialog)
    asking.kind.setCurrentText("Kunder")
    asking.columns[0].setCurrentIndex(asking.columns[0].findData("number"))
    asking.columns[1].setCurrentIndex(asking.columns[1].findData("number"))
    ok = asking.buttons.button(QDialogButtonBox.StandardButton.Ok)
    ok.click()
    assert "Två kolumner" in asking.error_label.text()
    asking.columns[1].setCurrentIndex(0)
    ok.click()
    assert "Välj vilken kolumn som är Namn" in asking.error_label.text()
    asking.columns[1].setCurrentIndex(asking.columns[1].findData("name"))
    ok.click()
    clerk.wait(dialog.run_button.isEnabled)
    dialog.show_files([file])
    clerk.wait(dialog.run_button.isEnabled)
    assert dialog.details.text() == "Används inte: Where."
    dialog.columns_button.click()
    again = next(each for each in dialog.findChildren(ImportLayoutDialog) if each.isVisible())
    assert again.columns[1].currentText() == "Namn *"


def test_a_file_that_is_no_table_gets_a_sentence(clerk: Clerk, dialog: ImportDialog, tmp_path: Path) -> None:
    file = tmp_path / "bild.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")

    dialog.show_files([file])
    clerk.wait(lambda: "bild.csv" in dialog.message_label.text())

    assert not dialog.run_button.isEnabled()
