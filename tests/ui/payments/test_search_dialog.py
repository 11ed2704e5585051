"""Sök betalning hos Resurs at the window: from the menu and from a settlement file's row."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.payments.search_dialog import PaymentSearchDialog
from promeister_mpay.ui.settlement.settlement_dialog import SettlementDialog
from support.clerks import Clerk
from support.gateways import Sandbox, a_payment
from support.settlement_files import Paid, written

A = ActionName
LOST = "14790-7"


@pytest.fixture
def lost(sandbox: Sandbox, gateway: ResursGateway) -> str:
    """The id of a paid payment of order 14790 that the store does not know."""
    made = gateway.create(a_payment(reference=LOST, key="lost", amount=50_000)).payment_id
    sandbox.act(made, "pay")
    return made


def test_a_row_that_is_unknown_is_searched_for_taken_up_and_then_known(clerk: Clerk, lost: str, tmp_path: Path) -> None:
    clerk.choose(A.SETTLEMENT)
    settlement = clerk.dialog(SettlementDialog)
    settlement.show_file(written(tmp_path / "a.csv", [Paid(lost, 50_000)]))
    clerk.settle()
    assert [row.state for row in settlement.rows.rows.shown] == ["Okänd"]
    settlement.filter.search_button.click()
    dialog = clerk.dialog(PaymentSearchDialog)
    clerk.settle()
    (found,) = dialog.found.rows.shown
    assert found.order_number == 14790
    assert "500,00 kr tillbaka till kunden" in dialog.message_label.text().replace("\N{NO-BREAK SPACE}", " ")

    dialog.take_up_button.click()
    clerk.settle()

    assert "återbetalt till kunden" in dialog.message_label.text()
    assert [row.state for row in settlement.rows.rows.shown] == ["Stämmer", "Saknas i filen"], "the refund comes later"
    assert [event.text for event in clerk.card.events if "söktes fram" in event.text]


def test_what_the_gateway_does_not_have_and_what_is_known_already_is_said(clerk: Clerk) -> None:
    clerk.send()
    clerk.choose(A.SEARCH_PAYMENT)
    dialog = clerk.dialog(PaymentSearchDialog)
    for text, words in (("", "Skriv"), ("99-1", "ingen betalning för ”99-1”"), ("14790", "Ingenting behöver göras")):
        dialog.name.setText(text)
        QTest.keyClick(dialog.name, Qt.Key.Key_Return)
        clerk.settle()
        assert words in dialog.message_label.text()
        assert not dialog.take_up_button.isEnabled()
    QTest.keyClick(dialog.found, Qt.Key.Key_Return)
    clerk.wait(lambda: not dialog.isVisible())
