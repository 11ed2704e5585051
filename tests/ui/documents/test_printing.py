"""What a clerk books comes onto paper: on a printer, into a PDF, or on the screen first; and when it does not."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.errors import PrinterError
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.workstation import ASK_PRINTER
from promeister_mpay.ui.documents.layout import LaidOutDocument
from promeister_mpay.ui.documents.preview import PreviewDialog
from promeister_mpay.ui.documents.print_dialog import PrintDialog
from promeister_mpay.ui.documents.printing import PRINTER
from support.books import SELLER
from support.clerks import Clerk, buttons_of
from support.counters import prepare

A = ActionName
Key = Qt.Key


class Office:
    """The printers of a computer; what was printed on them, and how one fails."""

    def __init__(self, *names: str, trouble: str = "") -> None:
        self._names = names
        self.trouble = trouble
        self.printed: list[tuple[str, str, int]] = []

    def names(self) -> Sequence[str]:
        return self._names

    def print(self, document: LaidOutDocument, printer: str, *, copies: int) -> None:
        if self.trouble or printer not in self._names:
            raise PrinterError(self.trouble or f"Skrivaren {printer} finns inte på den här datorn.")
        self.printed.append((printer, document.name, copies))


@pytest.fixture(autouse=True)
def seller(clerk: Clerk) -> None:
    """The workshop can write invoices."""
    prepare(clerk.store, **SELLER)


@pytest.fixture
def office(clerk: Clerk) -> Office:
    """Two printers."""
    clerk.window.printing.printers = office = Office("Disken", "Kontoret")
    return office


def test_ctrl_p_asks_for_the_printer_and_the_next_time_it_is_chosen_already(clerk: Clerk, office: Office) -> None:
    clerk.post()
    dialog = clerk.opened(PrintDialog, lambda: clerk.shortcut(A.PRINT))
    assert isinstance(dialog, PrintDialog)
    clerk.qtbot.keyClick(dialog.printers, Key.Key_Down)
    clerk.qtbot.keyClick(dialog.printers, Key.Key_Return)
    clerk.wait(lambda: clerk.said == "Faktura 1001 är skickad till skrivaren Kontoret.")

    again = clerk.opened(PrintDialog, lambda: clerk.shortcut(A.PRINT))
    assert isinstance(again, PrintDialog)
    again.copies.setValue(2)
    buttons_of(again)["Skriv ut"].click()
    clerk.wait(lambda: len(office.printed) == 2)
    assert office.printed == [("Kontoret", "Faktura 1001", 1), ("Kontoret", "Faktura 1001", 2)]


def test_shift_f11_books_and_prints_on_the_printer_of_last_time(clerk: Clerk, office: Office) -> None:
    clerk.window.workstation.keep(PRINTER, "Disken")
    clerk.fill("payment_method", "KONTANT")
    clerk.shortcut(A.POST_AND_PRINT)
    clerk.wait(lambda: office.printed == [("Disken", "Faktura 1001", 1)])
    clerk.settle()
    assert clerk.card.order.status is OrderStatus.POSTED


def test_shift_f11_prints_on_the_chosen_printer_so_many_copies(clerk: Clerk, office: Office) -> None:
    clerk.window.workstation.keep(PRINTER, "Disken")
    clerk.window.workstation.put_printing("Kontoret", 2)
    clerk.fill("payment_method", "KONTANT")
    clerk.shortcut(A.POST_AND_PRINT)
    clerk.wait(lambda: office.printed == [("Kontoret", "Faktura 1001", 2)])


def test_shift_f11_asks_each_time_if_that_is_chosen(clerk: Clerk, office: Office) -> None:
    clerk.window.workstation.keep(PRINTER, "Disken")
    clerk.window.workstation.put_printing(ASK_PRINTER, 3)
    clerk.fill("payment_method", "KONTANT")
    clerk.shortcut(A.POST_AND_PRINT)
    buttons_of(clerk.dialog(PrintDialog))["Skriv ut"].click()
    clerk.wait(lambda: office.printed == [("Disken", "Faktura 1001", 3)])


def test_shift_f11_asks_for_a_printer_the_first_time(clerk: Clerk, office: Office) -> None:
    clerk.fill("payment_method", "KONTANT")
    dialog = clerk.opened(PrintDialog, lambda: clerk.shortcut(A.POST_AND_PRINT))
    assert clerk.card.order.status is OrderStatus.POSTED
    buttons_of(dialog)["Skriv ut"].click()
    clerk.wait(lambda: office.printed == [("Disken", "Faktura 1001", 1)])


@pytest.mark.parametrize("office_now", [Office("Disken", trouble="Papperet är slut."), Office("Kontoret")])
def test_a_printer_that_fails_or_is_gone_leaves_a_booked_invoice_that_can_be_printed_again(
    clerk: Clerk, office_now: Office
) -> None:
    clerk.window.printing.printers = office_now
    clerk.window.workstation.keep(PRINTER, "Disken")
    clerk.fill("payment_method", "KONTANT")
    clerk.shortcut(A.POST_AND_PRINT)
    clerk.wait(lambda: clerk.said.startswith("Faktura 1001 skrevs inte ut."))
    assert clerk.said.endswith("Skriv ut igen med Ctrl+P.")
    clerk.settle()
    assert clerk.stored().status is OrderStatus.POSTED

    clerk.window.printing.printers = office = Office("Disken")
    dialog = clerk.opened(PrintDialog, lambda: clerk.shortcut(A.PRINT))
    buttons_of(dialog)["Skriv ut"].click()
    clerk.wait(lambda: office.printed == [("Disken", "Faktura 1001", 1)])


def test_without_a_printer_the_pdf_is_offered_and_written_whole(clerk: Clerk, tmp_path: Path) -> None:
    clerk.window.printing.printers = Office()
    clerk.window.printing.ask_pdf = lambda parent, folder, name: tmp_path / name
    clerk.post()
    dialog = clerk.opened(PrintDialog, lambda: clerk.shortcut(A.PRINT))
    buttons_of(dialog)["Spara…"].click()
    clerk.wait(lambda: clerk.said == "Faktura 1001 är sparad som Faktura 1001.pdf.")
    assert (tmp_path / "Faktura 1001.pdf").read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.glob("*.tmp")] == []


def test_a_pdf_that_cannot_be_written_says_why(clerk: Clerk, tmp_path: Path) -> None:
    clerk.window.printing.printers = Office()
    clerk.window.printing.ask_pdf = lambda parent, folder, name: tmp_path / "saknas" / name
    clerk.post()
    dialog = clerk.opened(PrintDialog, lambda: clerk.shortcut(A.PRINT))
    buttons_of(dialog)["Spara…"].click()
    clerk.wait(lambda: "kan inte skrivas: mappen finns inte" in clerk.said)


def test_an_order_that_is_not_booked_is_printed_as_a_work_order(clerk: Clerk, office: Office) -> None:
    dialog = clerk.opened(PrintDialog, lambda: clerk.shortcut(A.PRINT))
    buttons_of(dialog)["Skriv ut"].click()
    clerk.wait(lambda: office.printed == [("Disken", "Arbetsorder 14790", 1)])


def test_the_preview_is_gone_through_with_the_keyboard(clerk: Clerk, office: Office) -> None:
    lines = clerk.card.order.lines
    clerk.window.page.model.show(lines * 40, locked=False)
    clerk.window.page.model.edited.emit()
    clerk.fill("address", "Glassgatan 15")
    clerk.fill("postal", "416 55 Göteborg")
    clerk.post()
    window = clerk.opened(PreviewDialog, lambda: clerk.choose(A.SHOW_INVOICE))
    assert isinstance(window, PreviewDialog)
    clerk.wait(lambda: not window.paper.pixmap().isNull())
    pages = len(window.document.sheets)
    assert pages > 2

    bar = window.area.verticalScrollBar()
    clerk.wait(lambda: bar.maximum() > 0)
    for _ in range(10):
        if window.page == 1:
            clerk.qtbot.keyClick(window, Key.Key_PageDown)
    assert window.page == 2
    clerk.qtbot.keyClick(window, Key.Key_End)
    assert window.message_label.text() == f"Sida {pages} av {pages}   |   100 %"
    clerk.qtbot.keyClick(window, Key.Key_Home)
    clerk.qtbot.keyClick(window, Key.Key_Plus)
    assert window.message_label.text() == f"Sida 1 av {pages}   |   125 %"
    clerk.wait(lambda: window.paper.pixmap().deviceIndependentSize().width() == 1000)

    clerk.qtbot.keyClick(window, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = clerk.dialog(PrintDialog)
    buttons_of(dialog)["Skriv ut"].click()
    clerk.wait(lambda: office.printed == [("Disken", "Faktura 1001", 1)])
    clerk.qtbot.keyClick(window, Key.Key_Escape)
    clerk.settle()


def test_a_credit_invoice_is_shown_from_the_tab_fakturering(clerk: Clerk) -> None:
    clerk.post()
    counter = clerk.window.services
    counter.bookkeeping.credit(1001, {0: 150, 1: 100}, reason="Fel kund", who="BH")
    clerk.window.editor.reload()
    clerk.settle()
    table = clerk.main.billing.documents
    assert [head.number for head in table.rows.shown] == [1001, 1002]
    assert not clerk.window.page.is_locked
    table.selectRow(1)
    window = clerk.opened(PreviewDialog, lambda: table.activated.emit(table.currentIndex()))
    assert window.windowTitle() == "Kreditfaktura 1002"
