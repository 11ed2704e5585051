"""A clerk books the order at the window, and prints what came of it (S10)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from books import SELLER
from clerks import Clerk, buttons_of
from gateways import Sandbox
from promeister_mpay.domain.invoices import InvoiceKind
from promeister_mpay.domain.orders import OrderStatus, PaymentMethod
from promeister_mpay.errors import PrinterError
from promeister_mpay.services.settings import load_settings, save_settings
from promeister_mpay.ui.actions import ActionName
from promeister_mpay.ui.documents.layout import LaidOut
from promeister_mpay.ui.documents.preview import Preview
from promeister_mpay.ui.documents.print_dialog import PrintDialog
from promeister_mpay.ui.documents.printing import PRINTER
from promeister_mpay.ui.method_dialog import MethodDialog
from promeister_mpay.ui.trial_dialog import TrialDialog

A = ActionName
Key = Qt.Key
SPACE = "\N{NO-BREAK SPACE}"


class Office:
    """The printers of a computer; what was printed on them, and how one fails."""

    def __init__(self, *names: str, trouble: str = "") -> None:
        self._names = names
        self.trouble = trouble
        self.printed: list[tuple[str, str, int]] = []

    def names(self) -> Sequence[str]:
        return self._names

    def print(self, document: LaidOut, printer: str, *, copies: int) -> None:
        if self.trouble or printer not in self._names:
            raise PrinterError(self.trouble or f"Skrivaren {printer} finns inte på den här datorn.")
        self.printed.append((printer, document.name, copies))


def settings(clerk: Clerk, **values: object) -> None:
    with clerk.store.writing() as work:
        chosen = replace(load_settings(work.settings), **values)  # type: ignore[arg-type]
        save_settings(work.settings, chosen)
        work.commit()


@pytest.fixture(autouse=True)
def seller(clerk: Clerk) -> None:
    """The workshop can write invoices."""
    settings(clerk, **SELLER)


@pytest.fixture
def office(clerk: Clerk) -> Office:
    """Two printers."""
    clerk.window.printing.printers = office = Office("Disken", "Kontoret")
    return office


def post(clerk: Clerk, method: PaymentMethod | None = PaymentMethod.CASH) -> None:
    """F11, until it is booked."""
    if method:
        clerk.fill("payment_method", method.value)
    clerk.shortcut(A.POST)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)
    clerk.settle()


def disabled(clerk: Clerk) -> dict[ActionName, str]:
    actions = clerk.window.actions_of_window
    names = (A.POST, A.POST_AND_PRINT, A.TRIAL, A.SHOW_INVOICE, A.PRINT)
    return {name: actions[name].statusTip() for name in names if not actions[name].isEnabled()}


def open_dialog(clerk: Clerk, kind: type[QDialog], function: Callable[[], None]) -> QDialog:
    clerk.to_front()
    function()
    dialog = clerk.dialog(kind)
    clerk.wait(dialog.isActiveWindow)
    return dialog


def test_f11_books_what_is_typed_and_the_card_greys(clerk: Clerk) -> None:
    assert disabled(clerk) == {A.SHOW_INVOICE: "Ordern har ingen faktura"}

    post(clerk)

    assert clerk.said == "Bokförd: faktura 1001."
    assert clerk.text("status") == "BOKFÖRD"
    assert clerk.window.page.is_locked
    day = clerk.card.order.posted_on
    assert day is not None
    assert clerk.band == f"Bokförd {day} · faktura 1001 · 2{SPACE}989,00{SPACE}kr · KONTANT"
    assert disabled(clerk) == {
        A.POST: "Ordern är redan bokförd: faktura 1001",
        A.POST_AND_PRINT: "Ordern är redan bokförd: faktura 1001. Skriv ut den med Ctrl+P",
        A.TRIAL: "Ordern är redan bokförd: faktura 1001",
    }
    tab = clerk.window.billing
    assert (tab.invoice.text(), tab.voucher.text()) == ("1001", "F 1")
    assert tab.posted_on.text() == tab.due_on.text() == day.isoformat()
    assert [(head.number, head.kind) for head in tab.documents.rows.shown] == [(1001, InvoiceKind.INVOICE)]
    assert "Bokförd: faktura 1001, verifikation F 1." in [event.text for event in clerk.card.events]


@pytest.mark.parametrize(
    ("key", "method"),
    [
        (Key.Key_K, PaymentMethod.CASH),
        (Key.Key_O, PaymentMethod.CARD),
        (Key.Key_S, PaymentMethod.SWISH),
        (Key.Key_F, PaymentMethod.INVOICE),
    ],
)
def test_without_a_payment_method_one_key_chooses_it(clerk: Clerk, key: Key, method: PaymentMethod) -> None:
    dialog = open_dialog(clerk, MethodDialog, lambda: clerk.shortcut(A.POST))
    clerk.qtbot.keyClick(dialog, key)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)
    assert clerk.stored().payment_method is method


def test_esc_at_the_question_for_the_method_books_nothing(clerk: Clerk) -> None:
    dialog = open_dialog(clerk, MethodDialog, lambda: clerk.shortcut(A.POST))
    clerk.qtbot.keyClick(dialog, Key.Key_Escape)
    clerk.settle()
    assert clerk.stored().status is OrderStatus.DONE


def test_f11_pressed_three_times_in_a_hurry_books_one_invoice(clerk: Clerk) -> None:
    clerk.fill("payment_method", "KONTANT")
    for _ in range(3):
        clerk.shortcut(A.POST)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)
    clerk.settle()
    assert len(clerk.card.documents) == 1
    assert clerk.said == "Bokförd: faktura 1001."


def test_what_is_missing_is_told_with_the_cursor_in_its_field(clerk: Clerk) -> None:
    clerk.fill("customer_name", "")
    clerk.shortcut(A.POST)
    clerk.wait(lambda: "Kunden saknas" in clerk.said)
    clerk.wait(lambda: clerk.field("customer_name").hasFocus())
    assert clerk.stored().status is OrderStatus.DONE


def test_a_big_invoice_wants_the_customers_address(clerk: Clerk) -> None:
    clerk.to_cell(0, "quantity")
    clerk.write("9", Key.Key_Return)
    clerk.fill("payment_method", "KONTANT")
    clerk.shortcut(A.POST)
    clerk.wait(lambda: "ska ha kundens adress" in clerk.said)
    clerk.wait(lambda: clerk.field("address").hasFocus())


def test_a_workshop_without_its_details_is_told_where_to_fill_them_in(clerk: Clerk) -> None:
    settings(clerk, vat_number="")
    clerk.fill("payment_method", "KONTANT")
    clerk.shortcut(A.POST)
    clerk.wait(lambda: "Arkiv → Inställningar" in clerk.said)
    assert clerk.stored().status is OrderStatus.DONE


def test_an_empty_order_is_neither_booked_nor_printed(clerk: Clerk) -> None:
    clerk.choose(A.NEW)
    clerk.wait(lambda: clerk.card.order.number == 0)
    for name, told in ((A.POST, "Kunden saknas"), (A.TRIAL, "Kunden saknas"), (A.PRINT, "Ordern är tom")):
        clerk.choose(name)
        clerk.wait(lambda told=told: told in clerk.said)  # type: ignore[misc]
        clerk.window.strip.clear_message()


def test_an_order_that_waits_for_its_payment_says_the_two_ways_out(clerk: Clerk) -> None:
    clerk.send()
    clerk.shortcut(A.POST)
    assert "Ctrl+L" in clerk.said
    assert "annullera" in clerk.said
    assert clerk.stored().status is OrderStatus.MOBILE_PAYMENT


def test_an_order_paid_by_mobile_is_booked_as_usual(clerk: Clerk, sandbox: Sandbox) -> None:
    request = clerk.send()
    sandbox.act(request.payment_id, "pay")
    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: clerk.card.order.payment_received)
    clerk.settle()

    post(clerk, None)

    assert "faktura 1001 · Betald " in clerk.band
    assert clerk.window.actions_of_window[A.VOID].statusTip() == "Ordern är bokförd: kreditera fakturan först"
    with clerk.store.reading() as work:
        assert work.invoices.get(1001).payment_reference == "14790-1"


def test_a_booked_order_still_tells_of_a_link_that_the_customer_can_open(clerk: Clerk) -> None:
    clerk.send()
    clerk.void()
    post(clerk)
    assert "faktura 1001" in clerk.band
    assert "kan ännu öppnas" in clerk.band


def test_the_trial_shows_the_voucher_and_books_nothing(clerk: Clerk) -> None:
    clerk.fill("payment_method", "KONTANT")
    dialog = open_dialog(clerk, TrialDialog, lambda: clerk.choose(A.TRIAL))
    assert isinstance(dialog, TrialDialog)
    rows = [(row.account, row.amount) for row in dialog.table.rows.shown]
    assert rows == [(1910, 298_900), (3001, -239_100), (2611, -59_775), (3740, -25)]
    assert dialog.sums.text() == f"Debet 2{SPACE}989,00   Kredit 2{SPACE}989,00"
    clerk.qtbot.keyClick(dialog, Key.Key_Escape)
    assert clerk.stored().status is OrderStatus.DONE
    assert clerk.stored().payment_method is PaymentMethod.CASH


# -- paper


def test_ctrl_p_asks_for_the_printer_and_the_next_time_it_is_chosen_already(clerk: Clerk, office: Office) -> None:
    post(clerk)
    dialog = open_dialog(clerk, PrintDialog, lambda: clerk.shortcut(A.PRINT))
    assert isinstance(dialog, PrintDialog)
    clerk.qtbot.keyClick(dialog.printers, Key.Key_Down)
    clerk.qtbot.keyClick(dialog.printers, Key.Key_Return)
    clerk.wait(lambda: clerk.said == "Faktura 1001 är skickad till skrivaren Kontoret.")

    again = open_dialog(clerk, PrintDialog, lambda: clerk.shortcut(A.PRINT))
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


def test_shift_f11_asks_for_a_printer_the_first_time(clerk: Clerk, office: Office) -> None:
    clerk.fill("payment_method", "KONTANT")
    dialog = open_dialog(clerk, PrintDialog, lambda: clerk.shortcut(A.POST_AND_PRINT))
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
    dialog = open_dialog(clerk, PrintDialog, lambda: clerk.shortcut(A.PRINT))
    buttons_of(dialog)["Skriv ut"].click()
    clerk.wait(lambda: office.printed == [("Disken", "Faktura 1001", 1)])


def test_without_a_printer_the_pdf_is_offered_and_written_whole(clerk: Clerk, tmp_path: Path) -> None:
    clerk.window.printing.printers = Office()
    clerk.window.printing.ask_pdf = lambda parent, folder, name: tmp_path / name
    post(clerk)
    dialog = open_dialog(clerk, PrintDialog, lambda: clerk.shortcut(A.PRINT))
    buttons_of(dialog)["Skriv ut"].click()
    clerk.wait(lambda: clerk.said == "Faktura 1001 är sparad som Faktura 1001.pdf.")
    assert (tmp_path / "Faktura 1001.pdf").read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.glob("*.tmp")] == []


def test_a_pdf_that_cannot_be_written_says_why(clerk: Clerk, tmp_path: Path) -> None:
    clerk.window.printing.printers = Office()
    clerk.window.printing.ask_pdf = lambda parent, folder, name: tmp_path / "saknas" / name
    post(clerk)
    dialog = open_dialog(clerk, PrintDialog, lambda: clerk.shortcut(A.PRINT))
    buttons_of(dialog)["Skriv ut"].click()
    clerk.wait(lambda: "kan inte skrivas: mappen finns inte" in clerk.said)


def test_an_order_that_is_not_booked_is_printed_as_a_work_order(clerk: Clerk, office: Office) -> None:
    dialog = open_dialog(clerk, PrintDialog, lambda: clerk.shortcut(A.PRINT))
    buttons_of(dialog)["Skriv ut"].click()
    clerk.wait(lambda: office.printed == [("Disken", "Arbetsorder 14790", 1)])


def test_the_preview_is_gone_through_with_the_keyboard(clerk: Clerk, office: Office) -> None:
    lines = clerk.card.order.lines
    clerk.window.page.model.show(lines * 40, locked=False)
    clerk.window.page.model.edited.emit()
    clerk.fill("address", "Glassgatan 15")
    clerk.fill("postal", "416 55 Göteborg")
    post(clerk)
    window = open_dialog(clerk, Preview, lambda: clerk.choose(A.SHOW_INVOICE))
    assert isinstance(window, Preview)
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
    assert window.told.text() == f"Sida {pages} av {pages}   |   100 %"
    clerk.qtbot.keyClick(window, Key.Key_Home)
    clerk.qtbot.keyClick(window, Key.Key_Plus)
    assert window.told.text() == f"Sida 1 av {pages}   |   125 %"
    clerk.wait(lambda: window.paper.pixmap().deviceIndependentSize().width() == 1000)

    clerk.qtbot.keyClick(window, Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = clerk.dialog(PrintDialog)
    buttons_of(dialog)["Skriv ut"].click()
    clerk.wait(lambda: office.printed == [("Disken", "Faktura 1001", 1)])
    clerk.qtbot.keyClick(window, Key.Key_Escape)
    clerk.settle()


def test_a_credit_invoice_is_shown_from_the_tab_fakturering(clerk: Clerk) -> None:
    post(clerk)
    counter = clerk.window.counter
    assert counter is not None
    counter.bookkeeping.credit(1001, {0: 150, 1: 100}, reason="Fel kund", who="BH")
    clerk.window.editor.reload()
    clerk.settle()
    table = clerk.window.billing.documents
    assert [head.number for head in table.rows.shown] == [1001, 1002]
    assert not clerk.window.page.is_locked
    table.selectRow(1)
    window = open_dialog(clerk, Preview, lambda: table.activated.emit(table.currentIndex()))
    assert window.windowTitle() == "Kreditfaktura 1002"
