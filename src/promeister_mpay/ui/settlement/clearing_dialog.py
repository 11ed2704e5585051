"""Saldo 1931 per order: explains the clearing account's balance order by order, next to the ledger's balance."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.domain.money import format_hundredths, format_kronor
from promeister_mpay.domain.settlement.clearing import ExplainedAccount, ExplainedLine
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.jobs import LatestResult
from promeister_mpay.ui.common.plain_text import TextLabel, set_title
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.common.wheel import ChoiceBox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from promeister_mpay.services.settlement.service import SettlementService


def columns(today: "date") -> "Sequence[TableColumn[ExplainedLine]]":
    """The table's columns; the age is counted up to `today`."""
    return (
        TableColumn("Order", 70, lambda each: str(each.line.order_number), right=True),
        TableColumn("Referens", 110, lambda each: each.line.reference),
        TableColumn("Bokfört", 95, lambda each: format_hundredths(each.line.booked), right=True),
        TableColumn("Krediterat", 95, lambda each: format_hundredths(each.line.credited), right=True),
        TableColumn("Utbetalt", 95, lambda each: format_hundredths(each.line.paid_out), right=True),
        TableColumn("Saldo", 95, lambda each: format_hundredths(each.line.balance), right=True),
        TableColumn("Dagar", 55, lambda each: str(each.line.age(today)), right=True),
        TableColumn("Väntar på", 260, lambda each: each.waits_for),
    )


class ClearingDialog(QDialog):
    """The clearing account by order; `order_requested` asks to show an order."""

    order_requested = Signal(int)

    def __init__(self, service: "SettlementService", background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._service = service
        self._reading = LatestResult(background, self)
        self.account = ChoiceBox(self)
        self.balanced_too = QCheckBox("Visa även &utjämnade", self)
        self.lines: ReadOnlyTable[ExplainedLine] = ReadOnlyTable("Saldo per order", columns(service.today()), self)
        self.sums = TextLabel("Räknar …", self)
        self.order_button = QPushButton("&Visa order", self)
        self.close_button = QPushButton("Stäng", self)
        self._lay_out()
        self.read()

    def _lay_out(self) -> None:
        self.setWindowTitle("Saldo på avräkningskontot per order")
        self.resize(960, 480)
        self.sums.setWordWrap(True)
        self.sums.setAccessibleName("Saldo")
        column, foot = QVBoxLayout(self), QHBoxLayout()
        for widget in (self.sums, self.account, self.balanced_too, self.lines):
            column.addWidget(widget)
        self.account.setAccessibleName("Konto")
        self.account.hide()
        self.account.activated.connect(self.read)
        foot.addStretch(1)
        for button, slot in ((self.order_button, self._show_order), (self.close_button, self.reject)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            foot.addWidget(button)
        column.addLayout(foot)
        self.balanced_too.toggled.connect(self.read)
        self.lines.doubleClicked.connect(self._show_order)
        enter = QShortcut(Qt.Key.Key_Return, self.lines, context=Qt.ShortcutContext.WidgetShortcut)
        enter.activated.connect(self._show_order)

    def read(self) -> None:
        """Read the account; when called several times only the last result is shown."""
        balanced_too, account = self.balanced_too.isChecked(), self.account.currentData()
        self._reading.run(
            lambda: self._service.explained(account, balanced_too=balanced_too),
            self._show,
            lane=Lane.LONG,
        )

    def _show(self, found: ExplainedAccount) -> None:
        if self.account.count() != len(found.accounts):
            self.account.clear()
            for account in found.accounts:
                self.account.addItem(f"Konto {account}", account)
            # Only where the workshop has changed the account for MOBIL.
            self.account.setVisible(len(found.accounts) > 1)
        self.lines.rows.set_rows(found.lines)
        self.lines.to_first()
        self.lines.setFocus()
        verdict = "De är lika." if found.agrees else "DE SKILJER SIG: kontakta supporten."
        self.sums.setText(
            f"Konto {found.account}: per order {format_kronor(found.by_order)}, i huvudboken "
            f"{format_kronor(found.ledger)}. {verdict}"
        )
        set_title(self, f"Saldo {found.account} per order")

    def _show_order(self) -> None:
        each = self.lines.current()
        if each is not None:
            self.order_requested.emit(each.line.order_number)
