"""A clerk credits an invoice at the window (S12): rows, sums and consequences while typing, and the money goes back."""

from typing import cast

import pytest
from PySide6.QtCore import Qt

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.ui.books.credit_dialog import CreditDialog
from promeister_mpay.ui.books.credit_rows import TYPED
from promeister_mpay.ui.common.actions import ActionName
from support.books import SELLER
from support.clerks import Clerk, buttons_of
from support.counters import prepare
from support.gateways import Sandbox, trouble

A = ActionName
Key = Qt.Key


@pytest.fixture(autouse=True)
def seller(clerk: Clerk) -> None:
    """The workshop can write invoices."""
    prepare(clerk.store, **SELLER)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def paid_by_mobile(clerk: Clerk, sandbox: Sandbox) -> None:
    """The order is sent, paid and booked."""
    clerk.send()
    sandbox.act(sandbox.payments()[-1]["id"], "pay")
    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: clerk.card.order.payment_received)
    clerk.settle()
    clerk.post(None)


def open_dialog(clerk: Clerk) -> CreditDialog:
    return cast("CreditDialog", clerk.opened(CreditDialog, lambda: clerk.choose(A.CREDIT)))


def type_quantity(dialog: CreditDialog, row: int, text: str) -> None:
    dialog.rows.setData(dialog.rows.index(row, TYPED), text)


def credit(clerk: Clerk, dialog: CreditDialog) -> None:
    """Press Kreditera… and say yes."""
    with clerk.answering("Kreditera"):
        buttons_of(dialog)["Kreditera…"].click()
    clerk.settle()


def test_only_a_booked_order_has_something_to_credit(clerk: Clerk) -> None:
    action = clerk.window.actions_of_window[A.CREDIT]
    assert (action.isEnabled(), action.statusTip()) == (
        False,
        "Ordern är inte bokförd: det finns ingen faktura att kreditera",
    )


def test_the_dialog_begins_with_all_that_is_left_and_says_what_will_happen(clerk: Clerk, sandbox: Sandbox) -> None:
    paid_by_mobile(clerk, sandbox)
    dialog = open_dialog(clerk)
    shown = [dialog.rows.index(row, TYPED).data() for row in range(dialog.rows.rowCount())]
    assert shown == ["1,50", "1"]
    assert plain(dialog.sums.text()).endswith("Att kreditera 2 988,75 kr")
    assert "betalar sedan tillbaka 2 988,75 kr till kunden genom Resurs" in plain(dialog.message_label.text())

    dialog.all_button.click()
    assert dialog.message_label.text() == "Krediteringen måste minska fakturans belopp. Välj rader med belopp."
    type_quantity(dialog, 1, "1")
    assert plain(dialog.sums.text()) == "Netto 957,00   Moms 25 % 239,25   Att kreditera 1 196,25 kr"
    assert plain(dialog.message_label.text()) == "1 196,25 kr betalas tillbaka till kunden genom Resurs."


def test_a_part_is_credited_with_the_keyboard_and_just_that_goes_back(clerk: Clerk, sandbox: Sandbox) -> None:
    paid_by_mobile(clerk, sandbox)
    dialog = open_dialog(clerk)
    clerk.qtbot.keyClicks(dialog.focusWidget(), "0")
    clerk.qtbot.keyClick(dialog.focusWidget(), Key.Key_Return)
    clerk.wait(lambda: dialog.table.hasFocus() and dialog.table.currentIndex().row() == 1)
    clerk.qtbot.keyClick(dialog.table, Key.Key_Return)
    assert dialog.reason.hasFocus()
    dialog.reason.setText("Återlämnat")
    credit(clerk, dialog)
    clerk.wait(lambda: clerk.card.requests[-1].refunded == 119_625)
    clerk.settle()
    assert plain(clerk.said) == "1 196,25 kr är återbetalt till kunden (kreditfaktura 1002)."
    assert clerk.card.order.status is OrderStatus.POSTED
    assert "varav 1 196,25 kr återbetalt" in plain(clerk.band)
    table = clerk.main.requests.rows
    cells = [plain(str(table.index(1, column).data())) for column in range(table.columnCount())]
    assert cells[:3] == ["K-14790-1-1", "-1 196,25", "Återbetald"]
    assert cells[4] == "Kredit 1002"
    assert sandbox.calls().count("refund") == 1


def test_enter_never_presses_all_or_none(clerk: Clerk, sandbox: Sandbox) -> None:
    paid_by_mobile(clerk, sandbox)
    dialog = open_dialog(clerk)
    type_quantity(dialog, 0, "0")
    type_quantity(dialog, 1, "0")
    dialog.all_button.setFocus()
    clerk.qtbot.keyClick(dialog.all_button, Key.Key_Return)
    assert [dialog.rows.index(row, TYPED).data() for row in (0, 1)] == ["0", "0"]


def test_a_wrong_quantity_gets_its_sentence_and_nothing_is_lost(clerk: Clerk, sandbox: Sandbox) -> None:
    paid_by_mobile(clerk, sandbox)
    dialog = open_dialog(clerk)
    type_quantity(dialog, 0, "0,5")
    type_quantity(dialog, 1, "7")
    assert dialog.message_label.text() == "Rad 2: det finns 1 kvar att kreditera."
    assert dialog.rows.index(1, TYPED).data(Qt.ItemDataRole.ToolTipRole) == dialog.message_label.text()
    type_quantity(dialog, 1, "abc")
    dialog.credit()
    assert "Rad 2: antalet ”abc” kan inte läsas" in dialog.message_label.text()
    assert dialog.table.currentIndex().row() == 1
    assert [dialog.rows.index(row, TYPED).data() for row in (0, 1)] == ["0,5", "abc"]
    assert len(clerk.card.documents) == 1


def test_a_part_that_another_counter_has_credited_meanwhile_is_refused_and_the_dialog_stays(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    paid_by_mobile(clerk, sandbox)
    dialog = open_dialog(clerk)
    counter = clerk.window.services
    counter.bookkeeping.credit(1001, {1: 100}, reason="", who="ML")
    credit(clerk, dialog)
    assert dialog.isVisible()
    assert dialog.message_label.text() == "Rad 2: det finns 0 kvar att kreditera."


def test_a_whole_credit_is_a_deviation_until_annullera_has_paid_back(clerk: Clerk, sandbox: Sandbox) -> None:
    paid_by_mobile(clerk, sandbox)
    credit(clerk, open_dialog(clerk))
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.MOBILE_PAYMENT)
    assert plain(clerk.band).startswith("Fakturan är krediterad, men 2 988,75 kr av betalningen står kvar hos Resurs")
    clerk.void("Betala tillbaka")
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.DONE)
    assert sandbox.calls().count("refund") == 1
    assert clerk.band == ""


def test_a_part_that_the_gateway_will_not_do_is_told_and_shown(clerk: Clerk, sandbox: Sandbox) -> None:
    paid_by_mobile(clerk, sandbox)
    sandbox.switch(trouble("busy", "refund", times=0, seconds=1))
    dialog = open_dialog(clerk)
    type_quantity(dialog, 0, "0")
    credit(clerk, dialog)
    clerk.wait(lambda: "Krediteringen är bokförd" in clerk.said)
    assert clerk.card.requests[-1].pending
    assert "betalas tillbaka (kreditfaktura 1002)" in clerk.band
    sandbox.switch()
    clerk.later(3600)
    clerk.wait(lambda: clerk.card.requests[-1].is_settled)
    assert "Betald" in clerk.band


def test_what_was_given_back_in_the_portal_is_found_by_reading_again(clerk: Clerk, sandbox: Sandbox) -> None:
    paid_by_mobile(clerk, sandbox)
    counter = clerk.window.services
    assert not clerk.window.actions_of_window[A.CHECK].isEnabled()
    payment = clerk.card.requests[-1].payment_id
    counter.payments._gateway.refund(payment, transaction_id="portal", creator="Anna")
    clerk.choose(A.READ_AGAIN)
    clerk.wait(lambda: "återbetaldes utanför programmet" in clerk.band)
    assert "kreditera det i fakturan" in clerk.band
    credit(clerk, open_dialog(clerk))
    clerk.wait(lambda: clerk.card.order.status is OrderStatus.DONE)
    assert clerk.band == ""


WORDS = {
    PaymentMethod.CARD: "till kundens kort",
    PaymentMethod.SWISH: "med Swish",
    PaymentMethod.CASH: "kontant",
    PaymentMethod.INVOICE: "Kundens skuld minskar",
}


@pytest.mark.parametrize("method", WORDS)
def test_other_payments_are_given_back_by_hand_and_the_dialog_says_how(clerk: Clerk, method: PaymentMethod) -> None:
    clerk.window.page.form.type_in("payment_method", method.value)
    clerk.post(None)
    dialog = open_dialog(clerk)
    assert WORDS[method] in dialog.message_label.text()
    assert dialog.message_label.text().endswith("Ordern öppnas (KLART).")
