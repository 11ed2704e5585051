"""Avräkning at the window: a file read, looked at and booked, by hand, and 1931 explained; all on the keyboard."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox

from promeister_mpay.domain.settlement.layouts import SettlementField
from promeister_mpay.ui.books.voucher_dialog import VoucherDialog
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.lists.window import ListWindow
from promeister_mpay.ui.settlement.by_hand_dialog import INSTRUCTION, ByHandDialog
from promeister_mpay.ui.settlement.clearing_dialog import ClearingDialog
from promeister_mpay.ui.settlement.layout_dialog import LayoutDialog
from promeister_mpay.ui.settlement.settlement_dialog import SettlementDialog
from promeister_mpay.ui.settlement.terms_panel import BOOK, LEAVE_OUT
from support.books import with_seller
from support.clerks import Clerk
from support.settlement_files import TITLES, Paid, written
from support.settlement_workshop import SettlementWorkshop

A = ActionName
Key = Qt.Key
PAID = Paid("20000-1", 168_100, 4_203)
NUMBER = 20000


@pytest.fixture
def shop(clerk: Clerk) -> SettlementWorkshop:
    """Beside order 14790 one that is paid by mobile and booked."""
    with_seller(clerk.store)
    shop = SettlementWorkshop(clerk.store)
    shop.pays(NUMBER)
    shop.post(NUMBER)
    return shop


@pytest.fixture
def dialog(clerk: Clerk, shop: SettlementWorkshop) -> SettlementDialog:
    clerk.choose(A.SETTLEMENT)
    found = clerk.dialog(SettlementDialog)
    assert isinstance(found, SettlementDialog)
    return found


def read(clerk: Clerk, dialog: SettlementDialog, file: Path) -> None:
    dialog.show_file(file)
    clerk.settle()


def states(dialog: SettlementDialog) -> list[str]:
    return [row.state for row in dialog.rows.rows.shown]


def voucher(dialog: SettlementDialog | ByHandDialog) -> dict[int, int]:
    return {row.account: row.amount for row in dialog.voucher.table.rows.shown}


def test_a_file_that_is_never_read_to_its_end_is_cancelled_and_another_is_read(
    clerk: Clerk, dialog: SettlementDialog, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "avrakning.csv")
    dialog.show_file(tmp_path / "avrakning.csv")
    assert dialog.message_label.text() == "Läser filen …"
    dialog.reject()
    assert dialog.message_label.text().startswith("Avbrutet.")
    read(clerk, dialog, written(tmp_path / "avrakning-2.csv", [PAID]))
    assert dialog.message_label.text().startswith("avrakning-2.csv: 1 rader")


def test_a_file_is_shown_with_its_outcomes_and_its_voucher_and_booked_once(
    clerk: Clerk, shop: SettlementWorkshop, dialog: SettlementDialog, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", [PAID])
    read(clerk, dialog, file)
    assert states(dialog) == ["Stämmer"]
    assert voucher(dialog) == {1930: 163_897, 6064: 4_203, 1931: -168_100}
    assert "Banken har fått 1\N{NO-BREAK SPACE}638,97" in dialog.voucher.message_label.text()
    dialog.footer.book_button.click()
    clerk.settle()
    assert "verifikation U 1" in dialog.message_label.text()
    assert (states(dialog), dialog.footer.book_button.isEnabled()) == (["Redan avräknad"], False)
    read(clerk, dialog, file)
    assert "inget nytt" in dialog.voucher.message_label.text()
    assert shop.waits() == []


def test_deviating_and_bad_rows_keep_it_from_being_booked_until_it_is_said_what_becomes_of_them(
    clerk: Clerk, shop: SettlementWorkshop, dialog: SettlementDialog, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", [PAID, Paid("okänd", 5_000)])
    file.write_bytes(file.read_bytes() + b"24396;x;0;0;0;2026-11-03;2026-11-03;5785585;1;summa;-;-;KK\r\n")
    read(clerk, dialog, file)
    assert states(dialog) == ["Stämmer", "Okänd", "Felaktig rad"]
    assert not dialog.footer.book_button.isEnabled()
    assert "avvikande" in dialog.voucher.message_label.text()

    dialog.terms.deviating.setCurrentText(LEAVE_OUT)
    clerk.settle()
    assert not dialog.footer.book_button.isEnabled()
    dialog.terms.skip_bad.click()
    clerk.settle()
    assert dialog.footer.book_button.isEnabled()
    assert "resten, 50,00" in dialog.voucher.message_label.text()

    dialog.terms.deviating.setCurrentText(BOOK)
    dialog.terms.account.setText("1931")
    dialog.terms.account.textEdited.emit("1931")
    clerk.settle()
    assert "order för order" in dialog.voucher.message_label.text()
    assert not dialog.footer.book_button.isEnabled()
    dialog.terms.account.setText("2890")
    dialog.terms.account.textEdited.emit("2890")
    clerk.settle()
    assert voucher(dialog) == {1930: 168_897, 6064: 4_203, 1931: -168_100, 2890: -5_000}
    dialog.footer.book_button.click()
    clerk.settle()
    assert shop.waits() == []


def test_the_rows_can_be_narrowed_to_one_outcome(clerk: Clerk, dialog: SettlementDialog, tmp_path: Path) -> None:
    read(clerk, dialog, written(tmp_path / "a.csv", [Paid("okänd", 5_000)]))
    assert states(dialog) == ["Okänd", "Saknas i filen"]
    dialog.filter.choice.setCurrentIndex(2)
    assert states(dialog) == ["Saknas i filen"]
    dialog.rows.setFocus()
    QTest.keyClick(dialog.rows, Key.Key_Return)
    clerk.wait(lambda: clerk.card.order.number == NUMBER)
    assert not dialog.isVisible()


def test_vat_on_the_fee_is_typed(clerk: Clerk, dialog: SettlementDialog, tmp_path: Path) -> None:
    read(clerk, dialog, written(tmp_path / "a.csv", [PAID]))
    dialog.terms.vat.setText("10,51")
    dialog.terms.vat.textEdited.emit("10,51")
    dialog.terms.vat_place.setCurrentIndex(1)
    clerk.settle()
    assert voucher(dialog) == {1930: 162_846, 6064: 4_203, 2641: 1_051, 1931: -168_100}
    assert "Banken har fått 1\N{NO-BREAK SPACE}628,46" in dialog.voucher.message_label.text()


def test_what_cannot_be_booked_any_more_is_not_booked_by_an_older_answer(
    clerk: Clerk, dialog: SettlementDialog, tmp_path: Path
) -> None:
    read(clerk, dialog, written(tmp_path / "a.csv", [PAID]))
    assert dialog.footer.book_button.isEnabled()

    for typed in ("10,51", "inget belopp"):
        dialog.terms.vat.setText(typed)
        dialog.terms.vat.textEdited.emit(typed)
    clerk.settle()

    assert not dialog.footer.book_button.isEnabled()
    assert voucher(dialog) == {}


def test_columns_that_nobody_knows_are_asked_for_and_remembered(
    clerk: Clerk, dialog: SettlementDialog, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", [PAID])
    text = file.read_text(encoding="cp1252").replace("Köpbelopp", "Summa").replace("Kvitto", "Vad")
    file.write_text(text, encoding="cp1252")
    read(clerk, dialog, file)
    asking = next(child for child in dialog.findChildren(LayoutDialog) if child.isVisible())
    asking.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    assert "Köpbelopp" in asking.error_label.text()
    for field in (SettlementField.GROSS, SettlementField.REFERENCE):
        asking.columns[field].setCurrentIndex(TITLES.index(field.value) + 1)
    asking.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    clerk.settle()
    assert states(dialog) == ["Stämmer"]
    read(clerk, dialog, file)
    assert states(dialog) == ["Stämmer"]


def test_dates_that_can_be_read_in_several_ways_are_asked_about_with_the_readings_and_remembered(
    clerk: Clerk, dialog: SettlementDialog, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", [PAID])
    file.write_bytes(file.read_bytes().replace(b"2026-11-03", b"26-11-03"))
    read(clerk, dialog, file)
    asking = next(child for child in dialog.findChildren(LayoutDialog) if child.isVisible())
    assert "flera sätt" in dialog.message_label.text()
    assert "datum" in asking.error_label.text()
    assert [asking.dates.itemText(at) for at in range(3)] == [
        "år-månad-dag: 26-11-03 är 2026-11-03",
        "dag-månad-år: 26-11-03 är 2003-11-26",
        "månad-dag-år: 26-11-03 går inte att läsa",
    ]
    assert states(dialog) == []
    asking.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    clerk.settle()
    assert [batch.posted_on.isoformat() for batch in dialog.batches.rows.shown] == ["2026-11-03"]
    read(clerk, dialog, file)
    assert states(dialog) == ["Stämmer"]


def test_other_columns_suggest_other_readings(clerk: Clerk, dialog: SettlementDialog, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", [PAID])
    text = file.read_text(encoding="cp1252").replace("Bokfdatum", "När").replace("2026-11-03", "05.11.2026")
    file.write_text(text, encoding="cp1252")
    read(clerk, dialog, file)
    asking = next(child for child in dialog.findChildren(LayoutDialog) if child.isVisible())
    asking.columns[SettlementField.POSTED_ON].setCurrentIndex(6)
    assert asking.dates.currentText() == "dag-månad-år: 05.11.2026 är 2026-11-05"
    assert "datum" in asking.error_label.text()
    asking.columns[SettlementField.GROSS].setCurrentIndex(0)
    asking.columns[SettlementField.FEE].setCurrentIndex(0)
    asking.columns[SettlementField.NET].setCurrentIndex(0)
    assert [asking.decimal.itemText(at) for at in range(2)] == ["komma", "punkt"]


def test_what_is_unusual_must_be_ticked_before_it_is_booked(
    clerk: Clerk, shop: SettlementWorkshop, dialog: SettlementDialog, tmp_path: Path
) -> None:
    read(clerk, dialog, written(tmp_path / "a.csv", [replace(PAID, posted_on=date(2005, 11, 26))]))
    assert "inte är öppnat" in dialog.voucher.message_label.text()
    assert not dialog.footer.book_button.isEnabled()
    dialog.voucher.accept.click()
    assert dialog.footer.book_button.isEnabled()
    dialog.footer.book_button.click()
    clerk.settle()
    assert shop.waits() == []


def test_by_hand_what_is_unusual_must_be_ticked_too(clerk: Clerk, shop: SettlementWorkshop) -> None:
    clerk.choose(A.SETTLEMENT_BY_HAND)
    form = clerk.dialog(ByHandDialog)
    assert isinstance(form, ByHandDialog)
    clerk.settle()
    texts = (("batch_number", "7"), ("gross", "1681"), ("net", "1681"), ("posted_on", "2005-11-26"))
    for name, text in texts:
        form.fields[name].setText(text)
    form.all_button.click()
    clerk.settle()
    assert "inte är öppnat" in form.voucher.message_label.text()
    assert not form.book_button.isEnabled()
    form.voucher.accept.click()
    form.book_button.click()
    clerk.settle()
    assert (shop.waits(), form.voucher.accept.isVisible()) == ([], False)


def test_what_is_no_table_gets_a_sentence(clerk: Clerk, dialog: SettlementDialog, tmp_path: Path) -> None:
    file = tmp_path / "bild.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    read(clerk, dialog, file)
    assert "bild.csv" in dialog.message_label.text()
    assert not dialog.footer.book_button.isEnabled()


def test_esc_while_a_payout_is_booked_closes_the_window_when_it_is(
    clerk: Clerk, shop: SettlementWorkshop, dialog: SettlementDialog, tmp_path: Path
) -> None:
    read(clerk, dialog, written(tmp_path / "a.csv", [PAID]))
    dialog.book()
    QTest.keyClick(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    clerk.settle()
    assert (shop.waits(), dialog.isVisible()) == ([], False)


def test_esc_while_a_payout_is_booked_keeps_the_window_when_it_is_refused(
    clerk: Clerk, shop: SettlementWorkshop, dialog: SettlementDialog, tmp_path: Path
) -> None:
    read(clerk, dialog, written(tmp_path / "a.csv", [PAID]))
    shop.settles(PAID)
    dialog.book()
    QTest.keyClick(dialog, Key.Key_Escape)
    clerk.settle()
    assert dialog.isVisible()
    assert dialog.message_label.text() not in ("", "Bokför …")


def test_esc_while_the_booked_file_is_read_again_closes_the_window_and_does_not_say_that_nothing_is_booked(
    clerk: Clerk, shop: SettlementWorkshop, dialog: SettlementDialog, tmp_path: Path
) -> None:
    read(clerk, dialog, written(tmp_path / "a.csv", [PAID]))
    dialog.booked.connect(lambda: QTimer.singleShot(0, lambda: QTest.keyClick(dialog, Key.Key_Escape)))
    dialog.book()
    clerk.settle()
    assert (shop.waits(), dialog.isVisible()) == ([], False)
    assert "Ingenting är bokfört" not in dialog.message_label.text()


def test_by_hand_a_payout_that_is_refused_is_not_said_to_be_booking_any_more(
    clerk: Clerk, shop: SettlementWorkshop
) -> None:
    clerk.choose(A.SETTLEMENT_BY_HAND)
    form = clerk.dialog(ByHandDialog)
    clerk.settle()
    for name, text in (("batch_number", "7"), ("gross", "1681"), ("net", "1681")):
        form.fields[name].setText(text)
    form.all_button.click()
    clerk.settle()
    shop.settles(PAID)
    form.book_button.click()
    assert form.message_label.text() == "Bokför …"
    clerk.settle()
    assert form.message_label.text() == INSTRUCTION
    assert form.voucher.message_label.text()
    assert form.isVisible()


def test_by_hand_esc_while_the_payout_is_booked_closes_the_window_when_it_is(
    clerk: Clerk, shop: SettlementWorkshop
) -> None:
    clerk.choose(A.SETTLEMENT_BY_HAND)
    form = clerk.dialog(ByHandDialog)
    assert isinstance(form, ByHandDialog)
    clerk.settle()
    for name, text in (("batch_number", "7"), ("gross", "1681"), ("net", "1681")):
        form.fields[name].setText(text)
    form.all_button.click()
    clerk.settle()
    form.book_button.click()
    QTest.keyClick(form, Key.Key_Escape)
    assert form.isVisible()
    clerk.settle()
    assert (shop.waits(), form.isVisible()) == ([], False)


def test_by_hand_the_sums_must_add_up_and_the_payments_are_ticked(clerk: Clerk, shop: SettlementWorkshop) -> None:
    clerk.choose(A.SETTLEMENT_BY_HAND)
    form = clerk.dialog(ByHandDialog)
    assert isinstance(form, ByHandDialog)
    clerk.settle()
    for name, text in (("batch_number", "Besked 7"), ("gross", "1681"), ("fee", "42,03"), ("net", "1638")):
        form.fields[name].setText(text)
    form.open_items.setFocus()
    QTest.keyClick(form.open_items, Key.Key_Space)
    clerk.settle()
    assert "är 1\N{NO-BREAK SPACE}638,97" in form.voucher.message_label.text()
    assert not form.book_button.isEnabled()
    form.fields["net"].setText("1638,97")
    form.fields["net"].textEdited.emit("1638,97")
    clerk.settle()
    assert voucher(form) == {1930: 163_897, 6064: 4_203, 1931: -168_100}
    form.book_button.click()
    clerk.settle()
    assert "verifikation U 1" in form.message_label.text()
    assert (form.open_items.rows.shown, shop.waits()) == ((), [])


def test_1931_is_shown_order_by_order_beside_the_ledgers_figure(clerk: Clerk, shop: SettlementWorkshop) -> None:
    clerk.choose(A.CLEARING)
    view = clerk.dialog(ClearingDialog)
    assert isinstance(view, ClearingDialog)
    clerk.settle()
    ((line,), reported) = view.lines.rows.shown, view.sums.text()
    assert (line.line.order_number, line.line.balance, line.waits_for) == (NUMBER, 168_100, "Utbetalning från Resurs")
    assert reported.count("1\N{NO-BREAK SPACE}681,00") == 2
    assert "De är lika" in reported
    shop.settles(PAID)
    view.balanced_too.click()
    clerk.settle()
    assert [each.line.balance for each in view.lines.rows.shown] == [0]
    view.lines.setFocus()
    QTest.keyClick(view.lines, Key.Key_Return)
    clerk.wait(lambda: clerk.card.order.number == NUMBER)


def test_payouts_are_listed_and_one_that_is_chosen_shows_its_voucher(clerk: Clerk, shop: SettlementWorkshop) -> None:
    shop.settles(PAID)
    clerk.choose(A.PAYOUTS)
    listed = clerk.dialog(ListWindow)
    assert isinstance(listed, ListWindow)
    clerk.settle()
    clerk.wait(listed.footer.ok_button.isEnabled)
    listed.footer.ok_button.click()
    shown = clerk.dialog(VoucherDialog)
    clerk.settle()
    assert shown.windowTitle() == "Verifikation U 1"
