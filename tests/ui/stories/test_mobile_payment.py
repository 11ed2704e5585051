"""The manual's story in the window, on the keyboard: S2 to S9 and S11."""

from contextlib import closing
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.payments.link_dialog import LinkDialog
from promeister_mpay.ui.payments.training_phone import TrainingPhone
from support.clerks import Clerk, at_a_window
from support.counters import counter_on
from support.gateways import Sandbox, client_of, trouble

A = ActionName
Key = Qt.Key


def test_ctrl_s_sends_one_sms_and_greys_the_order_out(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.send()

    (message,) = sandbox.messages()
    assert message["to"] == "+46701740605"
    assert message["amount"] == clerk.card.order.totals.to_pay == 298_875
    assert clerk.text("status") == "MOBILBET"
    assert clerk.band.startswith("Betalnings-SMS skickat")
    assert "väntar på kund" in clerk.band
    assert "Betalnings-SMS skickat till +46 70-174 06 05" in clerk.said


def test_no_key_changes_a_locked_order(clerk: Clerk) -> None:
    clerk.send()
    before = clerk.stored()

    for name in ("customer_name", "mobile_phone", "registration", "note"):
        clerk.to_field(name)
        clerk.write("xyz")
    for row, column in ((0, "description"), (0, "unit_price"), (3, "number")):
        clerk.to_cell(row, column)
        clerk.write("99", Key.Key_Return)
    for name in (A.ROW_INSERT, A.ROW_DELETE, A.ROW_DOWN, A.DELETE, A.COPY_PREVIOUS):
        clerk.window.actions_of_window[name].trigger()
    clerk.settle()

    assert clerk.stored() == before
    assert clerk.text("customer_name") == "Åsa Öberg"
    assert not clerk.frame.isWindowModified()


def test_a_payment_is_seen_without_a_key_being_pressed(clerk: Clerk, sandbox: Sandbox) -> None:
    request = clerk.send()
    sandbox.act(request.payment_id, "pay")

    clerk.later(11)
    clerk.wait(lambda: clerk.card.order.payment_received)

    assert "Order 14790: betalning mottagen, 2\N{NO-BREAK SPACE}988,75\N{NO-BREAK SPACE}kr." in clerk.said
    assert clerk.band.startswith("Betald ")
    assert clerk.text("payment_method") == "MOBIL"
    assert clerk.main.billing.received.isChecked()
    assert clerk.main.billing.received_at.text()


def test_ctrl_l_shows_the_payment_and_is_grey_afterwards(clerk: Clerk, sandbox: Sandbox) -> None:
    request = clerk.send()
    sandbox.act(request.payment_id, "pay")

    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: clerk.card.order.payment_received)
    clerk.settle()

    check = clerk.window.actions_of_window[A.CHECK]
    assert not check.isEnabled()
    assert check.statusTip() == "Ordern är redan betald"
    assert clerk.stored().payment_method is PaymentMethod.MOBILE


def test_annullera_opens_the_order_and_a_late_payment_goes_back(clerk: Clerk, sandbox: Sandbox) -> None:
    request = clerk.send()

    clerk.void()

    assert clerk.stored().status is OrderStatus.DONE
    assert not clerk.window.page.is_locked
    assert "kan ännu öppnas" in clerk.band
    sandbox.act(request.payment_id, "pay")
    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: clerk.request.outcome is PaymentOutcome.REFUNDED)
    (payment,) = sandbox.payments()
    assert payment["order"]["refundedAmount"] == payment["order"]["capturedAmount"] > 0
    assert not clerk.card.order.payment_received


def test_annullera_with_a_gateway_that_kills_links_shows_a_dead_link(clerk: Clerk, sandbox: Sandbox) -> None:
    sandbox.switch(cancels_waiting=True)
    clerk.send()

    clerk.void()

    assert clerk.request.outcome is PaymentOutcome.VOIDED
    assert clerk.said == "Länken är tillbakatagen. Ordern är öppen."
    assert clerk.band == ""


def test_annullera_of_a_paid_order_pays_everything_back_once(clerk: Clerk, sandbox: Sandbox) -> None:
    request = clerk.send()
    sandbox.act(request.payment_id, "pay")
    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: clerk.card.order.payment_received)
    clerk.settle()

    with clerk.answering("Betala tillbaka") as asked:
        clerk.choose(A.VOID)
    clerk.wait(lambda: clerk.request.outcome is PaymentOutcome.REFUNDED)
    clerk.settle()

    assert "Kunden har betalat 2\N{NO-BREAK SPACE}988,75\N{NO-BREAK SPACE}kr" in asked[0]
    assert sandbox.calls().count("refund") == 1
    assert clerk.text("payment_method") == ""
    assert clerk.text("status") == "KLART"


def test_no_to_the_question_changes_nothing(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.send()

    with clerk.answering("Avbryt"):
        clerk.choose(A.VOID)

    assert clerk.window.page.is_locked
    assert "cancel" not in sandbox.calls()


def test_a_changed_order_gets_a_new_link_with_its_new_amount(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.send()
    clerk.void()

    clerk.to_cell(0, "unit_price")
    clerk.write("1000", Key.Key_Return)
    clerk.wait(lambda: clerk.cell(0, 5) == "1\N{NO-BREAK SPACE}000,00")
    clerk.shortcut(A.SEND)
    clerk.wait(lambda: len(clerk.card.requests) == 2 and bool(clerk.request.link))

    assert clerk.request.reference == "14790-2"
    assert [message["amount"] for message in sandbox.messages()] == [269_625, 298_875]


def test_another_way_of_paying_is_stored_after_annullera(clerk: Clerk) -> None:
    clerk.send()
    clerk.void()

    clerk.fill("payment_method", "KONTANT")
    clerk.window.editor.save()
    clerk.settle()

    assert clerk.stored().payment_method is PaymentMethod.CASH


def test_a_new_link_to_another_number_replaces_the_first(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.send()

    with clerk.typing_into_dialog("070-174 06 06"):
        clerk.choose(A.SEND_TO)
    clerk.wait(lambda: len(clerk.card.requests) == 2 and bool(clerk.request.link))
    clerk.settle()

    assert [message["to"] for message in sandbox.messages()] == ["+46701740606", "+46701740605"]
    assert clerk.text("mobile_phone").endswith("174 06 06")
    assert clerk.window.page.is_locked


def test_a_number_that_is_no_mobile_leaves_the_first_link_alone(clerk: Clerk) -> None:
    clerk.send()

    with clerk.typing_into_dialog("08-465 004 12"):
        clerk.choose(A.SEND_TO)
    clerk.wait(lambda: "är inte ett mobilnummer" in clerk.said)

    assert len(clerk.card.requests) == 1
    assert clerk.window.page.is_locked


def test_the_link_is_shown_for_a_customer_at_the_counter(clerk: Clerk) -> None:
    request = clerk.send()

    clerk.choose(A.SHOW_LINK)
    dialog = clerk.dialog(LinkDialog)

    assert request.link in [field.text() for field in dialog.findChildren(QLineEdit)]


def test_the_training_phone_shows_the_sms(clerk: Clerk) -> None:
    clerk.send()

    clerk.shortcut(A.PHONE)
    [phone] = clerk.frame.findChildren(TrainingPhone)
    clerk.wait(lambda: bool(phone.findChildren(QPushButton)))

    assert phone.isVisible()


def test_what_a_customer_declines_opens_the_order_and_says_why(clerk: Clerk, sandbox: Sandbox) -> None:
    request = clerk.send()
    sandbox.act(request.payment_id, "decline")

    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: clerk.request.outcome is PaymentOutcome.REJECTED)
    clerk.settle()

    assert clerk.text("status") == "KLART"
    assert "avbruten av kunden" in clerk.said


def test_a_link_that_ran_out_opens_the_order(clerk: Clerk, sandbox: Sandbox) -> None:
    clerk.send()
    sandbox.advance(25 * 3600)

    clerk.shortcut(A.CHECK)
    clerk.wait(lambda: clerk.request.outcome is PaymentOutcome.REJECTED)
    clerk.settle()

    assert clerk.text("status") == "KLART"
    assert "tidsgränsen nåddes" in clerk.said


def test_a_lost_answer_keeps_the_order_locked_and_finds_the_link(clerk: Clerk, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("lose_after", "create"))

    clerk.shortcut(A.SEND)
    clerk.wait(lambda: bool(clerk.card.requests and clerk.request.link))

    assert len(sandbox.messages()) == 1
    assert clerk.window.page.is_locked


def test_ctrl_s_pressed_three_times_in_a_hurry_sends_one_sms_and_complains_of_nothing(
    clerk: Clerk, sandbox: Sandbox
) -> None:
    for _ in range(3):
        clerk.shortcut(A.SEND)
    clerk.wait(lambda: bool(clerk.card.requests and clerk.request.link))
    clerk.settle()

    assert len(sandbox.messages()) == 1
    assert "Betalnings-SMS skickat till" in clerk.said


def test_two_windows_press_ctrl_s_on_one_order_and_one_sms_goes_out(
    clerk: Clerk, sandbox: Sandbox, qtbot: QtBot, tmp_path: Path
) -> None:
    with (
        closing(client_of(sandbox)) as other_gateway,
        at_a_window(
            qtbot, clerk.store, counter_on(clerk.store, other_gateway, owner="Kassa 2"), tmp_path / "2.ini"
        ) as other,
    ):
        clerk.choose(A.SEND)
        other.choose(A.SEND)
        for one in (clerk, other):
            one.wait(lambda one=one: bool(one.card.requests) and one.window.page.is_locked)  # type: ignore[misc]
            one.settle()

        assert len(sandbox.messages()) == 1
        refused = [one.said for one in (clerk, other) if "skickat till" not in one.said]
        assert len(refused) == 1
