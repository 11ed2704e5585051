"""Arkiv → Inställningar: found, typed and saved on the keyboard; what is wrong is told at its field."""

import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from promeister_mpay.services.settings import LABELS
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.help.pages import read_pages
from promeister_mpay.ui.help.topics import topic_of
from promeister_mpay.ui.settings.dialog import SettingsDialog
from promeister_mpay.ui.settings.history_dialog import HistoryDialog
from promeister_mpay.ui.settings.logo_field import LogoField
from promeister_mpay.ui.settings.printing_page import PrintingPage
from support.clerks import Clerk, Key, key_in
from support.settings_clerks import Settled


def test_what_is_typed_on_several_pages_is_saved_at_once_and_told(clerk: Clerk) -> None:
    clerk.shortcut(ActionName.SETTINGS)
    dialog = clerk.dialog(SettingsDialog)
    clerk.wait(lambda: clerk.window.background.is_idle)
    dialog.reject()
    settled = Settled(clerk, "Verkstaden")
    settled.fill("workshop_name", "Åkes Bil & Däck AB")
    settled.fill("bankgiro", "9912346")
    settled.turn_to("Betalning")
    settled.fill("payment_days", "20")
    settled.save()

    kept = settled.kept
    assert (kept.workshop_name, kept.bankgiro, kept.payment_days) == ("Åkes Bil & Däck AB", "991-2346", 20)
    assert clerk.said == "Inställningarna är sparade."


def test_who_changed_what_can_be_read(clerk: Clerk) -> None:
    settled = Settled(clerk, "Betalning")
    settled.fill("payment_days", "20")
    settled.save()
    settled = Settled(clerk, "Betalning")
    settled.dialog.history_button.click()
    history = settled.dialog.findChildren(HistoryDialog)[0]
    clerk.wait(lambda: bool(history.table.rows.shown))
    assert [(event.who, event.text) for event in history.table.rows.shown] == [
        ("BH", "Betalningsvillkor, dagar: 30 → 20")
    ]
    history.reject()


def test_a_wrong_value_is_told_at_its_field_whose_page_is_shown_and_nothing_is_lost(clerk: Clerk) -> None:
    settled = Settled(clerk, "Verkstaden")
    settled.fill("workshop_name", "Åkes Bil")
    settled.fill("organisation_number", "556036-0794")
    settled.turn_to("Betalning")
    settled.fill("payment_days", "ett år")
    settled.save_in_vain()
    assert settled.page.title == "Betalning"
    assert "är inget heltal" in settled.page.form.error_text("payment_days")
    clerk.wait(settled.editor("payment_days").hasFocus)

    settled.fill("payment_days", "400")
    settled.save_in_vain()
    assert settled.page.title == "Verkstaden"
    assert "556036-0793" in settled.page.form.error_text("organisation_number")
    clerk.wait(settled.editor("organisation_number").hasFocus)
    titles = [settled.dialog.list.item(at).text() for at in range(settled.dialog.list.count())]
    assert [title.split()[0] for title in titles if "●" in title] == ["Verkstaden", "Betalning"]
    assert settled.editor("workshop_name").text() == "Åkes Bil"
    assert settled.kept.workshop_name != "Åkes Bil"

    settled.fill("organisation_number", "556036-0793")
    settled.turn_to("Betalning")
    settled.fill("payment_days", "40")
    settled.save()
    assert (settled.kept.organisation_number, settled.kept.payment_days) == ("5560360793", 40)
    again = Settled(clerk, "Verkstaden")
    assert again.editor("organisation_number").text() == "556036-0793"
    assert not again.page.is_edited
    again.dialog.reject()
    assert not again.dialog.isVisible()


def test_the_vat_number_follows_from_the_organisation_number(clerk: Clerk) -> None:
    settled = Settled(clerk, "Verkstaden")
    settled.fill("organisation_number", "556036-0793")
    settled.editor("vat_number").setFocus()
    assert settled.editor("vat_number").text() == "SE556036079301"


def test_another_pcs_change_stays_and_of_the_same_setting_one_is_told(clerk: Clerk) -> None:
    settled = Settled(clerk, "Betalning")
    seen = settled.kept
    settled.counter.settings.change(seen, replace(seen, payment_days=10, round_cash=False), who="ML")

    settled.fill("payment_days", "20")
    settled.save_in_vain()
    assert "ML har ändrat Betalningsvillkor, dagar till 10" in settled.page.form.error_text("payment_days")
    assert settled.editor("payment_days").text() == "20"

    settled.save()
    assert (settled.kept.payment_days, settled.kept.round_cash) == (20, False)


def test_esc_does_not_throw_away_what_is_typed_without_asking(clerk: Clerk) -> None:
    settled = Settled(clerk, "Betalning")
    settled.fill("payment_days", "20")
    with clerk.answering("Fortsätt redigera"):
        QTest.keyClick(settled.dialog, Key.Key_Escape)
    assert settled.dialog.isVisible()
    assert settled.editor("payment_days").text() == "20"
    with clerk.answering("Kasta"):
        QTest.keyClick(settled.dialog, Key.Key_Escape)
    assert not settled.dialog.isVisible()
    assert settled.kept.payment_days == 30


def test_pages_turn_with_ctrl_tab_and_a_name_finds_its_field(clerk: Clerk) -> None:
    settled = Settled(clerk, "")
    titles = [page.title for page in settled.dialog.pages]
    assert titles == [
        "Drift", "Verkstaden", "Resurs", "Konton", "Moms och serier", "Betalning", "Säkerhetskopior",
        "Chefskod", "Utskrift", "Import",
    ]  # fmt: skip
    settled.dialog.turn(1)
    assert settled.page.title == "Verkstaden"
    settled.dialog.turn(-2)
    assert settled.page.title == "Import"

    settled.dialog.finder.setFocus()
    key_in(settled.dialog.finder, "öresavrundning kort")
    QTest.keyClick(settled.dialog.finder, Key.Key_Return)
    assert settled.page.title == "Betalning"
    clerk.wait(settled.page.form.rows["round_card"].editor.hasFocus)
    assert settled.dialog.isVisible()


def test_every_setting_that_is_the_workshops_own_can_be_found(clerk: Clerk) -> None:
    """What the gateway says of itself is picked on the page Resurs."""
    settled = Settled(clerk, "")
    there = {name for page in settled.dialog.pages for name in page.form.fields}
    picked = {name for name in LABELS if name.startswith(("resurs_", "method_"))}
    missing = set(LABELS) - there - picked
    assert not missing, f"put it on a page in ui/settings/field_specs.py: {missing}"


def test_f1_leads_from_every_page_to_its_heading_in_the_help(clerk: Clerk) -> None:
    headings = {page.name: page.headings for page in read_pages()}
    settled = Settled(clerk, "")
    for page in settled.dialog.pages:
        name, _, heading = topic_of(next(iter(page.form.rows.values())).editor).partition("#")
        assert heading in headings[name], page.title


def test_every_letter_reaches_one_thing_only(clerk: Clerk) -> None:
    settled = Settled(clerk, "")
    for page in settled.dialog.pages:
        labels: list[QLabel | QAbstractButton] = [
            *page.findChildren(QLabel),
            *page.findChildren(QAbstractButton),
            *settled.dialog.buttons.findChildren(QAbstractButton),
        ]
        letters = [label.text().partition("&")[2][:1].lower() for label in labels if "&" in label.text()]
        assert len(letters) == len(set(letters)), page.title


def test_a_new_vat_rate_and_an_accounts_name_are_typed_into_tables(clerk: Clerk) -> None:
    settled = Settled(clerk, "Moms och serier")
    rates = settled.page.form.fields["vat_rates"]
    rates.show_rows([*rates.rows(), ["10", "3011", "", "2631"]])  # type: ignore[attr-defined]
    settled.turn_to("Konton")
    names = settled.page.form.fields["account_names"]
    names.show_rows([*names.rows(), ["3011", "Cyklar"]])  # type: ignore[attr-defined]
    settled.save()
    rate = settled.kept.accounts.of_rate(10)
    assert (rate.goods_account, rate.labour_account, rate.vat_account) == (3011, 3011, 2631)
    assert settled.kept.account_names[3011] == "Cyklar"


def test_a_logo_is_chosen_from_a_file_and_a_bad_one_is_told(clerk: Clerk, tmp_path: Path) -> None:
    good, bad = tmp_path / "logo.png", tmp_path / "logo.svg"
    image = QImage(600, 200, QImage.Format.Format_RGB32)
    image.fill(0x1F5FB0)
    assert image.save(str(good))
    bad.write_text("<svg/>")
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(good.read_bytes()[:60])
    settled = Settled(clerk, "Verkstaden")
    logo = settled.page.form.fields["logo"]
    assert isinstance(logo, LogoField)

    for path, sentence in (
        (bad, "PNG- eller JPEG-bild"),
        (damaged, "skadad"),
        (tmp_path / "none.png", "kan inte läsas"),
    ):
        logo.take(path)
        clerk.wait(lambda sentence=sentence: sentence in settled.page.form.error_text("logo"))  # type: ignore[misc]
    logo.take(good)
    clerk.wait(lambda: not logo.preview.pixmap().isNull())
    settled.editor("workshop_name").setFocus()
    settled.save()
    assert settled.kept.logo
    assert settled.history_texts[0].startswith("Logotyp: (tomt) → PNG, 600 × 200")


def test_a_picture_that_is_never_read_to_its_end_is_cancelled(clerk: Clerk, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "logo.png")
    logo = Settled(clerk, "Verkstaden").page.form.fields["logo"]
    assert isinstance(logo, LogoField)
    logo.take(tmp_path / "logo.png")
    assert (logo.preview.text(), logo.choose_button.isEnabled()) == ("Läser filen …", False)
    logo.remove_button.click()
    clerk.wait(logo.choose_button.isEnabled)
    assert (logo.preview.text(), logo.value()) == ("Ingen logotyp", "")


def test_the_printer_belongs_to_this_computer(clerk: Clerk) -> None:
    settled = Settled(clerk, "Utskrift")
    page = settled.page
    assert isinstance(page, PrintingPage)
    page.printer.put("Kontoret")
    settled.fill("copies", "21")
    settled.save_in_vain()
    assert "mellan 1 och 20" in page.form.error_text("copies")
    settled.fill("copies", "2")
    settled.save()
    assert (clerk.window.workstation.printer, clerk.window.workstation.copies) == ("Kontoret", 2)
    assert settled.history_texts == []


def test_a_chosen_method_shows_at_once_what_is_to_pay(clerk: Clerk) -> None:
    clerk.settle()
    assert "2 988,75" in clerk.window.page.totals.text().replace("\N{NO-BREAK SPACE}", " ")
    clerk.fill("payment_method", "KONTANT")
    assert "2 989,00" in clerk.window.page.totals.text().replace("\N{NO-BREAK SPACE}", " ")
    clerk.window.editor.save()
    clerk.settle()
    assert clerk.stored().totals.to_pay == 298_900
