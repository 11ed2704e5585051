"""A clerk books the order at the window, and prints what came of it (S10)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from promeister_mpay.domain.books.invoices import InvoiceKind
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.services.settings import load_settings
from promeister_mpay.ui.books.method_dialog import MethodDialog
from promeister_mpay.ui.books.trial_posting_dialog import TrialPostingDialog
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.settings.dialog import SettingsDialog
from support.books import SELLER
from support.clerks import Clerk
from support.counters import CLOCK, prepare
from support.gateways import Sandbox
from support.stores import NOW, an_order, stored

A = ActionName
Key = Qt.Key
SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def seller(clerk: Clerk) -> None:
    """The workshop can write invoices."""
    prepare(clerk.store, **SELLER)


def disabled(clerk: Clerk) -> dict[ActionName, str]:
    actions = clerk.window.actions_of_window
    names = (A.POST, A.POST_AND_PRINT, A.TRIAL, A.SHOW_INVOICE, A.PRINT)
    return {name: actions[name].statusTip() for name in names if not actions[name].isEnabled()}


def test_f11_books_what_is_typed_and_the_card_greys(clerk: Clerk) -> None:
    assert disabled(clerk) == {A.SHOW_INVOICE: "Ordern har ingen faktura"}

    clerk.post()

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
    tab = clerk.main.billing
    assert (tab.invoice.text(), tab.voucher.text()) == ("1001", "F 1")
    assert tab.posted_on.text() == tab.due_on.text() == day.isoformat()
    assert [(head.number, head.kind) for head in tab.documents.rows.shown] == [(1001, InvoiceKind.INVOICE)]
    assert "Bokförd: faktura 1001, verifikation F 1." in [event.text for event in clerk.card.events]


WORK = an_order().lines[0]


def open_order(clerk: Clerk, line: OrderLine) -> None:
    """Another order, of one row, on the screen."""
    stored(clerk.store, an_order(14791, lines=(line,)))
    clerk.window.navigator.open(14791)
    clerk.wait(lambda: clerk.card.order.number == 14791)


def test_an_order_below_zero_is_booked_as_a_credit_invoice_when_it_is_known_how_it_is_paid_out(clerk: Clerk) -> None:
    open_order(clerk, replace(WORK, quantity=-100))
    dialog = clerk.opened(MethodDialog, lambda: clerk.shortcut(A.POST))
    question = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert f"att betala ut 1{SPACE}195,00{SPACE}kr. Hur får kunden pengarna?" in question
    clerk.qtbot.keyClick(dialog, Key.Key_K)
    clerk.qtbot.keyClick(dialog, Key.Key_Return)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)
    assert clerk.said == "Bokförd: kreditfaktura 1001."


def test_an_order_with_nothing_to_pay_is_booked_without_asking_how_it_is_paid(clerk: Clerk) -> None:
    open_order(clerk, replace(WORK, discount=10_000))
    clerk.shortcut(A.POST)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)
    assert clerk.said == "Bokförd: faktura 1001."
    assert clerk.main.billing.voucher.text() == ""


@pytest.mark.parametrize(
    ("typed", "method"),
    [
        ("k", PaymentMethod.CASH),
        ("kk", PaymentMethod.CARD),
        ("kkk", PaymentMethod.CASH),
        ("kon", PaymentMethod.CASH),
        ("kor", PaymentMethod.CARD),
        ("o", PaymentMethod.CARD),
        ("s", PaymentMethod.SWISH),
        ("f", PaymentMethod.INVOICE),
        ("fx", PaymentMethod.INVOICE),
        ("sk", PaymentMethod.CASH),
    ],
)
def test_without_a_payment_method_letters_choose_it_and_enter_books(
    clerk: Clerk, typed: str, method: PaymentMethod
) -> None:
    dialog = clerk.opened(MethodDialog, lambda: clerk.shortcut(A.POST))
    assert isinstance(dialog, MethodDialog)
    # Keys that Qt has no name for are nothing to it.
    QApplication.sendEvent(dialog, QKeyEvent(QEvent.Type.KeyPress, 0x0416, Qt.KeyboardModifier.NoModifier, "Ж"))
    clerk.qtbot.keyClicks(dialog, typed)
    assert dialog.message_label.text() == f"Bokför order 14790, 2{SPACE}989,00{SPACE}kr, {method.value}?"
    assert clerk.stored().status is OrderStatus.DONE
    clerk.qtbot.keyClick(dialog, Key.Key_Return)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)
    assert clerk.stored().payment_method is method


def test_enter_without_a_method_books_nothing_and_says_what_is_missing(clerk: Clerk) -> None:
    dialog = clerk.opened(MethodDialog, lambda: clerk.shortcut(A.POST))
    assert isinstance(dialog, MethodDialog)
    assert dialog.chosen is None
    for widget in (dialog, *dialog.buttons.values(), dialog.ok_button):
        clerk.qtbot.keyClick(widget, Key.Key_Return)
        assert dialog.message_label.text() == "Välj först hur kunden betalar."
    assert dialog.isVisible()
    clerk.qtbot.keyClick(dialog, Key.Key_Escape)
    assert clerk.stored().status is OrderStatus.DONE


def test_esc_at_the_question_for_the_method_books_nothing(clerk: Clerk) -> None:
    dialog = clerk.opened(MethodDialog, lambda: clerk.shortcut(A.POST))
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


def test_an_order_that_somebody_else_has_changed_is_shown_anew_instead_of_booked(clerk: Clerk) -> None:
    clerk.fill("payment_method", "KONTANT")
    clerk.window.editor.save()
    clerk.settle()
    with clerk.store.writing() as work:
        work.orders.save(replace(clerk.stored(), customer_name="Östen Ek"), who="ÅÖ", at=NOW)
        work.commit()
    clerk.shortcut(A.POST)
    clerk.wait(lambda: "Ordern har ändrats av " in clerk.said and "sedan du läste den" in clerk.said)
    clerk.wait(lambda: clerk.text("customer_name") == "Östen Ek")
    assert clerk.stored().status is OrderStatus.DONE


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
    prepare(clerk.store, **SELLER | {"vat_number": ""})
    clerk.fill("payment_method", "KONTANT")
    with clerk.answering("Öppna") as asked:
        clerk.shortcut(A.POST)
    assert "Arkiv → Inställningar → Verkstaden" in asked[0]
    dialog = clerk.dialog(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    page = dialog.pages[dialog.list.currentRow()]
    assert page.title == "Verkstaden"
    clerk.wait(lambda: dialog.focusWidget() is page.form.rows["vat_number"].editor)
    assert clerk.stored().status is OrderStatus.DONE


def test_an_empty_order_is_neither_booked_nor_printed(clerk: Clerk) -> None:
    clerk.choose(A.NEW)
    clerk.wait(lambda: clerk.card.order.number == 0)
    for name, reported in ((A.POST, "Kunden saknas"), (A.TRIAL, "Kunden saknas"), (A.PRINT, "Ordern är tom")):
        clerk.choose(name)
        clerk.wait(lambda reported=reported: reported in clerk.said)  # type: ignore[misc]
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

    clerk.post(None)

    assert "faktura 1001 · Betald " in clerk.band
    assert clerk.window.actions_of_window[A.VOID].statusTip() == "Ordern är bokförd: kreditera fakturan först"
    with clerk.store.reading() as work:
        assert work.invoices.get(1001).payment_reference == "14790-1"


def test_a_booked_order_still_tells_of_a_link_that_the_customer_can_open(clerk: Clerk) -> None:
    clerk.send()
    clerk.void()
    clerk.post()
    assert "faktura 1001" in clerk.band
    assert "kan ännu öppnas" in clerk.band


def test_the_trial_shows_the_voucher_and_books_nothing(clerk: Clerk) -> None:
    clerk.fill("payment_method", "KONTANT")
    dialog = clerk.opened(TrialPostingDialog, lambda: clerk.choose(A.TRIAL))
    assert isinstance(dialog, TrialPostingDialog)
    rows = [(row.account, row.amount) for row in dialog.table.rows.shown]
    assert rows == [(1910, 298_900), (3001, -239_100), (2611, -59_775), (3740, -25)]
    assert dialog.sums.text() == f"Debet 2{SPACE}989,00   Kredit 2{SPACE}989,00"
    clerk.qtbot.keyClick(dialog, Key.Key_Escape)
    assert clerk.stored().status is OrderStatus.DONE
    assert clerk.stored().payment_method is PaymentMethod.CASH


def test_a_day_before_the_last_invoice_is_asked_about(clerk: Clerk) -> None:
    clerk.post()
    stored(clerk.store, an_order(14791, payment_method=PaymentMethod.CASH))
    clerk.window.navigator.open(14791)
    clerk.wait(lambda: clerk.card.order.number == 14791)
    CLOCK.ahead = timedelta(days=-60)
    with clerk.answering("Avbryt") as asked:
        clerk.shortcut(A.POST)
    assert "den senaste fakturan är daterad" in asked[0]
    assert clerk.said == "Ordern är inte bokförd."
    with clerk.answering("Bokför"):
        clerk.shortcut(A.POST)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)


# -- the question before


def asks(clerk: Clerk) -> None:
    """F11 asks, as it does until the setting is off."""
    prepare(clerk.store, **SELLER, asks_before_posting=True)
    clerk.fill("payment_method", "KONTANT")


@pytest.mark.parametrize("name", [A.POST, A.POST_AND_PRINT])
def test_f11_asks_with_amount_and_method_and_a_no_books_nothing(clerk: Clerk, name: ActionName) -> None:
    asks(clerk)
    with clerk.answering("Avbryt") as asked:
        clerk.shortcut(name)
    assert asked == [f"Bokför order 14790, 2{SPACE}989,00{SPACE}kr, KONTANT?"]
    assert clerk.said == "Ordern är inte bokförd."
    assert clerk.stored().status is OrderStatus.DONE


def test_enter_answers_the_question_when_it_has_been_seen_and_not_when_typed_ahead(clerk: Clerk) -> None:
    asks(clerk)
    keys: list[bool] = []
    timer = QTimer()
    timer.setInterval(5)

    def enter() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            button = box.defaultButton()
            assert button.text() == "&Bokför"
            QTest.keyClick(button, Key.Key_Return)
            keys.append(box.isVisible())

    timer.timeout.connect(enter)
    timer.start()
    clerk.shortcut(A.POST)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)
    timer.stop()
    assert keys[0]
    assert keys.count(False) == 1


@pytest.mark.parametrize("way", ["tree", "menu"])
def test_the_tree_and_the_menu_ask_whatever_the_setting_says(clerk: Clerk, way: str) -> None:
    clerk.fill("payment_method", "SWISH")
    clerk.window.editor.save()
    clerk.settle()
    with clerk.answering("Avbryt") as asked:
        if way == "menu":
            clerk.choose(A.POST)
        else:
            [item] = clerk.frame.navigation.findItems("Bokför", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
            clerk.frame.navigation.itemClicked.emit(item, 0)
    assert asked == [f"Bokför order 14790, 2{SPACE}989,00{SPACE}kr, SWISH?"]
    assert clerk.stored().status is OrderStatus.DONE
    with clerk.answering("Bokför"):
        clerk.choose(A.POST)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)


@pytest.mark.parametrize("method", ["FAKTURA", "SWISH"])
def test_the_method_dialog_shows_the_amount_as_the_method_rounds_it_and_asks_once(clerk: Clerk, method: str) -> None:
    prepare(clerk.store, **SELLER, round_invoice=False, asks_before_posting=True)
    with clerk.store.reading() as work:
        clerk.window.page.follow(load_settings(work.settings).rounds)
    amount = f"2{SPACE}98{'8,75' if method == 'FAKTURA' else '9,00'}{SPACE}kr"
    dialog = clerk.opened(MethodDialog, lambda: clerk.shortcut(A.POST))
    assert isinstance(dialog, MethodDialog)
    for typed in "fsf"[: 3 if method == "FAKTURA" else 2]:
        clerk.qtbot.keyClicks(dialog, typed)
    assert dialog.message_label.text() == f"Bokför order 14790, {amount}, {method}?"
    clerk.qtbot.keyClick(dialog, Key.Key_Return)
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)
    assert amount in clerk.band


def test_an_amount_that_is_another_when_it_is_saved_is_asked_about_again(clerk: Clerk) -> None:
    prepare(clerk.store, **SELLER, round_invoice=False)  # at another counter: this window does not know
    dialog = clerk.opened(MethodDialog, lambda: clerk.shortcut(A.POST))
    clerk.qtbot.keyClicks(dialog, "f")
    with clerk.answering("Bokför") as asked:
        clerk.qtbot.keyClick(dialog, Key.Key_Return)
    assert asked == [f"Bokför order 14790, 2{SPACE}988,75{SPACE}kr, FAKTURA?"]
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.POSTED)
