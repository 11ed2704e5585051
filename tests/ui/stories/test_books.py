"""The books at the window: lists that lead to documents and vouchers, the ledger, corrections, closing, SIE files."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox
from pytestqt.modeltest import ModelTester

from promeister_mpay.domain.books.financial_years import year_of
from promeister_mpay.domain.books.sie_batches import SieBatch
from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher, rows_of
from promeister_mpay.domain.lists.query import ListKind, ListRow
from promeister_mpay.services.books.service import BookkeepingService, book
from promeister_mpay.services.books.sie_files import SieService
from promeister_mpay.services.settings import load_settings
from promeister_mpay.ui.books.correction_dialog import CorrectionDialog
from promeister_mpay.ui.books.ledger_header import LedgerHeader
from promeister_mpay.ui.books.list_actions import BookListActions
from promeister_mpay.ui.books.period_dialog import PeriodDialog
from promeister_mpay.ui.books.sie_dialog import NOTHING, SieDialog
from promeister_mpay.ui.books.voucher_dialog import VoucherDialog
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.documents.preview import PreviewDialog
from promeister_mpay.ui.lists.window import ListWindow
from support.books import with_seller, worked_order
from support.clerks import Clerk
from support.sie_reader import read_sie
from support.stores import stored

A = ActionName
Key = Qt.Key
ALL = {0: 100, 1: 100, 2: 100}
TODAY = date.today()


@pytest.fixture
def books(clerk: Clerk) -> BookkeepingService:
    """Invoice 1001 of order 15001, credited by 1002; invoice 1003 of order 15002; and a payout."""
    with_seller(clerk.store)
    service = clerk.window.services.bookkeeping
    for number in (15001, 15002):
        order = stored(clerk.store, worked_order(number, customer_name="Nils Ek"))
        service.post(order.number, version=order.version, who="BH")
        if number == 15001:
            service.credit(1001, ALL, reason="Fel kund", who="ÅÖ")
    rows = rows_of([(1930, 163_897), (6064, 4_203), (1686, -168_100)])
    payout = Voucher("U", TODAY, "Utbetalning", "Resurs Bank", rows, DocumentKind.PAYOUT, 1)
    with clerk.store.writing() as work:
        book(work, payout, load_settings(work.settings), who="BH", at=service._clock.now(), approvals=None)
        work.commit()
    return service


def opened(clerk: Clerk, name: ActionName) -> ListWindow:
    """The list behind a function, read and counted."""
    clerk.choose(name)
    window = clerk.dialog(ListWindow)
    assert isinstance(window, ListWindow)
    clerk.wait(lambda: clerk.window.background.is_idle and window.reader.count is not None)
    return window


def shown(window: ListWindow, *keys: str) -> list[tuple[object, ...]]:
    rows = [row for at in range(window.model.rowCount()) if (row := window.model.row(at))]
    return [tuple(row.values[key] for key in keys) for row in rows]


def at(window: ListWindow, place: int) -> ListRow:
    window.table.to(place)
    row = window.current()
    assert row is not None
    return row


def press(window: QDialog, key: Qt.Key, clerk: Clerk) -> None:
    clerk.qtbot.keyClick(window.focusWidget(), key)


def linked(clerk: Clerk, window: ListWindow, text: str) -> None:
    """Choose a link of the row with the cursor."""
    row = window.current()
    assert row is not None
    assert window._links is not None
    links = {link.text: link.go for link in window._links(row)}
    assert text in links, list(links)
    links[text]()


def button(dialog: VoucherDialog, text: str) -> None:
    next(each for each in dialog.links if each.text().replace("&", "") == text).click()


# -- the lists


def test_invoices_are_listed_the_newest_first_and_enter_shows_one_as_it_is_printed(
    clerk: Clerk, books: BookkeepingService
) -> None:
    window = opened(clerk, A.INVOICES)
    ModelTester(window.model)
    assert shown(window, "number", "order_number", "credits") == [
        (1003, 15002, None),
        (1002, 15001, 1001),
        (1001, 15001, None),
    ]
    assert window.footer.ok_button.text() == "&Öppna"
    at(window, 1)
    press(window, Key.Key_Return, clerk)
    preview = clerk.dialog(PreviewDialog)
    assert preview.windowTitle() == "Kreditfaktura 1002"
    assert window.isVisible()


def test_the_credit_invoices_are_a_view_of_them(clerk: Clerk, books: BookkeepingService) -> None:
    window = opened(clerk, A.CREDITS)
    assert shown(window, "number") == [(1002,)]
    assert [window.header.views.itemText(each) for each in range(2)] == ["Alla fakturor", "Krediteringar"]
    assert "Krediteringar" in window.footer.count.text()
    window.header.views.setCurrentIndex(0)
    clerk.wait(lambda: window.reader.count == 3)


def test_an_invoice_leads_to_its_voucher_its_order_and_what_it_credits(clerk: Clerk, books: BookkeepingService) -> None:
    window = opened(clerk, A.INVOICES)
    at(window, 1)
    linked(clerk, window, "Verifikation")
    dialog = clerk.dialog(VoucherDialog)
    assert dialog.windowTitle() == "Verifikation F 2"
    dialog.close()
    linked(clerk, window, "Krediterar faktura 1001")
    assert clerk.dialog(PreviewDialog).windowTitle() == "Faktura 1001"
    linked(clerk, window, "Order 15001")
    clerk.wait(lambda: clerk.card.order.number == 15001)
    clerk.wait(lambda: not any(child.isVisible() for child in clerk.frame.findChildren(ListWindow)))


def test_an_order_leads_to_its_invoice(clerk: Clerk, books: BookkeepingService) -> None:
    window = opened(clerk, A.LIST_WAITING)
    window.header.views.setCurrentIndex(0)
    clerk.wait(lambda: window.reader.count == 3)
    at(window, 0)
    linked(clerk, window, "Faktura 1003")
    assert clerk.dialog(PreviewDialog).windowTitle() == "Faktura 1003"


def test_a_voucher_shows_its_rows_their_sums_and_its_document(clerk: Clerk, books: BookkeepingService) -> None:
    window = opened(clerk, A.VOUCHERS)
    assert shown(window, "series", "number") == [("U", 1), ("F", 3), ("F", 2), ("F", 1)]
    at(window, 1)
    press(window, Key.Key_Return, clerk)
    dialog = clerk.dialog(VoucherDialog)
    assert isinstance(dialog, VoucherDialog)
    ModelTester(dialog.table.rows)
    rows = [
        [str(dialog.table.rows.data(dialog.table.rows.index(at, column))) for column in range(4)] for at in range(4)
    ]
    assert rows[0] == ["1686", "Fordringar för kontokort och kuponger", "1\N{NO-BREAK SPACE}681,00", ""]
    assert rows[3] == ["3740", "Öres- och kronutjämning", "", "0,06"]
    assert dialog.sums.text().split("   ") == ["Debet 1\N{NO-BREAK SPACE}681,00", "Kredit 1\N{NO-BREAK SPACE}681,00"]
    assert [each.isEnabled() for each in dialog.links if each.text() == "&Rätta…"] == [False]
    button(dialog, "Faktura 1003")
    assert clerk.dialog(PreviewDialog).windowTitle() == "Faktura 1003"


def test_what_is_not_exported_and_what_corrects_are_views_of_the_vouchers(
    clerk: Clerk, books: BookkeepingService
) -> None:
    window = opened(clerk, A.VOUCHERS)
    for place, many in ((1, 4), (2, 0), (0, 4)):
        window.header.views.setCurrentIndex(place)
        clerk.wait(lambda many=many: window.reader.count == many)  # type: ignore[misc]


# -- corrections


def test_a_voucher_is_corrected_with_a_reason_and_the_two_lead_to_each_other(
    clerk: Clerk, books: BookkeepingService
) -> None:
    window = opened(clerk, A.CORRECT)
    assert window.windowTitle() == "Vilken verifikation ska rättas?"
    at(window, 0)
    press(window, Key.Key_Return, clerk)
    dialog = clerk.dialog(CorrectionDialog)
    assert isinstance(dialog, CorrectionDialog)
    dialog.ok_button.click()
    clerk.wait(lambda: "varför" in dialog.message_label.text())
    clerk.qtbot.keyClicks(dialog.why, "Fel konto")
    dialog.ok_button.click()
    made = clerk.dialog(VoucherDialog)
    assert isinstance(made, VoucherDialog)
    assert (made.windowTitle(), made.card.voucher.text) == ("Verifikation R 1", "Rättelse av U 1: Fel konto")
    button(made, "Rättar U 1")
    clerk.wait(lambda: clerk.dialog(VoucherDialog).windowTitle() == "Verifikation U 1")
    original = clerk.dialog(VoucherDialog)
    assert isinstance(original, VoucherDialog)
    assert [each.text() for each in original.links][-2:] == ["Rättad av &R 1", "&Rätta…"]
    clerk.wait(lambda: window.reader.count == 5)


def test_an_invoice_is_not_corrected_and_the_list_says_what_to_do(clerk: Clerk, books: BookkeepingService) -> None:
    window = opened(clerk, A.CORRECT)
    at(window, 3)
    press(window, Key.Key_F2, clerk)
    clerk.wait(lambda: "Kreditera fakturan i stället" in window.strip.text())


# -- the ledger


def test_the_ledger_shows_an_account_with_its_balance_after_each_row(clerk: Clerk, books: BookkeepingService) -> None:
    window = opened(clerk, A.LEDGER)
    head = window.head
    assert isinstance(head, LedgerHeader)
    assert head.account.currentText() == "1931 Avräkning mobilbetalning"
    assert shown(window, "balance") == []
    head.account.setCurrentText("1686 Fordringar för kontokort och kuponger")
    head.account.activated.emit(head.account.currentIndex())
    clerk.wait(lambda: window.reader.count == 4)
    assert shown(window, "debit", "credit", "balance") == [
        (168_100, None, 168_100),
        (None, 168_100, 0),
        (168_100, None, 168_100),
        (None, 168_100, 0),
    ]
    space = "\N{NO-BREAK SPACE}"
    expected = f"Ingående saldo 0,00   Debet 3{space}362,00   Kredit 3{space}362,00   Utgående saldo 0,00"
    clerk.wait(lambda: head.sums.text() == expected)
    assert head.period.first.text() == year_of(TODAY, 1).first_day.isoformat()
    ModelTester(window.model)
    at(window, 2)
    press(window, Key.Key_Return, clerk)
    assert clerk.dialog(VoucherDialog).windowTitle() == "Verifikation F 3"


def test_the_ledgers_period_can_be_typed_and_one_that_cannot_be_is_said(
    clerk: Clerk, books: BookkeepingService
) -> None:
    window = opened(clerk, A.LEDGER)
    head = window.head
    assert isinstance(head, LedgerHeader)
    head.account.setCurrentIndex(head.account.findText("1930", Qt.MatchFlag.MatchStartsWith))
    head.account.activated.emit(head.account.currentIndex())
    clerk.wait(lambda: window.reader.count == 1)
    later = (TODAY + timedelta(days=1)).isoformat()
    for text, said in (("igår igen", "kan inte läsas"), (later, "slutar innan den börjar")):
        head.period.first.setText(text)
        head.period.first.editingFinished.emit()
        assert said in head.sums.text()
    head.period.last.setText(later)
    press_enter_in(head.period.last)
    clerk.wait(lambda: window.reader.count == 0)
    assert not clerk.frame.findChildren(VoucherDialog)
    clerk.wait(lambda: "Ingående saldo 1\N{NO-BREAK SPACE}638,97" in head.sums.text())


def press_enter_in(field: QLineEdit) -> None:
    """It reads the day, and does not open the row with the cursor."""
    QTest.keyClick(field, Key.Key_Return)


# -- closing a period


def test_a_period_is_closed_after_asking_and_nothing_is_booked_in_it(clerk: Clerk, books: BookkeepingService) -> None:
    yesterday = TODAY - timedelta(days=1)
    clerk.choose(A.CLOSE_PERIOD)
    dialog = clerk.dialog(PeriodDialog)
    assert isinstance(dialog, PeriodDialog)
    assert dialog.day.text() == (TODAY.replace(day=1) - timedelta(days=1)).isoformat()
    dialog.day.setText(TODAY.isoformat())
    answered(clerk, dialog.ok_button.click)
    clerk.wait(lambda: "till och med igår" in dialog.message_label.text())
    dialog.day.setText("i går")
    answered(clerk, dialog.ok_button.click)
    clerk.wait(lambda: books.closed_through() == yesterday)
    clerk.wait(lambda: clerk.said == f"Bokföringen är stängd till och med {yesterday}.")


def answered(clerk: Clerk, act: Callable[[], object]) -> None:
    """Do something that asks, and say yes."""
    with clerk.answering("Stäng perioden"):
        act()


# -- SIE


def sie_dialog(clerk: Clerk) -> SieDialog:
    clerk.choose(A.EXPORT_SIE)
    dialog = clerk.dialog(SieDialog)
    assert isinstance(dialog, SieDialog)
    clerk.wait(lambda: clerk.window.background.is_idle)
    return dialog


def test_all_that_is_not_exported_becomes_a_file_and_can_be_saved_again(
    clerk: Clerk, books: BookkeepingService, tmp_path: Path
) -> None:
    dialog = sie_dialog(clerk)
    ModelTester(dialog.table.rows)
    assert [year.vouchers for year in dialog.table.rows.shown] == [4]
    assert dialog.message_label.text() == "Det blir en SIE-fil."
    dialog.export_to(tmp_path)
    name = f"FAKT-{TODAY.year}-0001.SI"
    clerk.wait(lambda: dialog.message_label.text() == f"Exporterat: {name} (4 verifikationer).")
    content = (tmp_path / name).read_bytes()
    assert [voucher.sign for voucher in read_sie(content, is_own=True).vouchers] == ["BH", "ÅÖ", "BH", "BH"]
    dialog.close()

    again = sie_dialog(clerk)
    assert (again.message_label.text(), again.ok_button.isEnabled()) == (NOTHING, False)
    again.close()

    window = opened(clerk, A.SIE_FILES)
    assert shown(window, "file_name", "vouchers", "created_by") == [(name, 4, "BH")]
    assert window.footer.ok_button.text() == "&Spara igen…"
    [actions] = clerk.frame.findChildren(BookListActions)
    actions.save_again(1, tmp_path / "igen.SI")
    clerk.wait(lambda: "byte för byte" in window.strip.text())
    assert (tmp_path / "igen.SI").read_bytes() == content
    actions.save_again(1, tmp_path / "ingenstans" / "x.SI")
    clerk.wait(lambda: "mappen finns inte" in window.strip.text())


def test_a_period_is_counted_as_it_is_typed(clerk: Clerk, books: BookkeepingService) -> None:
    dialog = sie_dialog(clerk)
    dialog.period_button.click()
    clerk.wait(lambda: [year.vouchers for year in dialog.table.rows.shown] == [4])
    dialog.period.last.setText("")
    dialog.period.first.setText((TODAY + timedelta(days=1)).isoformat())
    dialog.period.first.editingFinished.emit()
    clerk.wait(lambda: dialog.message_label.text() == NOTHING)
    dialog.period.first.setText("x")
    dialog.period.first.editingFinished.emit()
    assert "kan inte läsas" in dialog.message_label.text()
    assert not dialog.ok_button.isEnabled()


def test_windows_that_are_closed_while_they_count_are_not_missed(clerk: Clerk, books: BookkeepingService) -> None:
    clerk.choose(A.EXPORT_SIE)
    clerk.dialog(SieDialog).close()
    window = opened(clerk, A.LEDGER)
    assert isinstance(window.head, LedgerHeader)
    window.head.account.activated.emit(0)
    window.close()
    clerk.settle()
    assert clerk.said == ""


class Interrupted(SieService):
    """The service of a clerk who stops each export when its first file is about to be written."""

    def __init__(self, service: SieService, stop: Callable[[], None]) -> None:
        vars(self).update(vars(service))
        self._stop_it = stop

    def export(self, *args: Any, **named: Any) -> SieBatch | None:
        self._stop_it()
        return super().export(*args, **named)


def test_an_export_that_is_stopped_or_refused_says_so_and_leaves_nothing(
    clerk: Clerk, books: BookkeepingService, tmp_path: Path
) -> None:
    dialog = sie_dialog(clerk)
    dialog._service = Interrupted(dialog._service, dialog.stop.set)
    dialog.export_to(tmp_path)
    clerk.wait(lambda: dialog.message_label.text() == "Exporten avbröts. Ingenting är exporterat.")
    dialog.close()
    with_seller(clerk.store, workshop_name="")
    refused = sie_dialog(clerk)
    refused.export_to(tmp_path)
    clerk.wait(lambda: "Företagets namn" in refused.message_label.text())
    assert list(tmp_path.glob("*.SI")) == []


def test_the_books_lists_are_kinds_of_the_one_list(clerk: Clerk, books: BookkeepingService) -> None:
    for name, kind, title in (
        (A.INVOICES, ListKind.INVOICES, "Bokförda fakturor"),
        (A.VOUCHERS, ListKind.VOUCHERS, "Verifikationer"),
        (A.SIE_FILES, ListKind.BATCHES, "SIE-filer"),
        (A.LEDGER, ListKind.LEDGER, "Huvudbok"),
    ):
        window = opened(clerk, name)
        assert (window.kind, window.windowTitle()) == (kind, title)
        window.close()
        clerk.wait(lambda: not clerk.frame.findChildren(QMessageBox))
