"""The header of the ledger: account, period, and the balance before and after."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.errors import InputError
from promeister_mpay.ui.books.period_fields import PeriodFields
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.wheel import ChoiceBox

if TYPE_CHECKING:
    from promeister_mpay.services.books.ledger import LedgerSums, Span


class LedgerHeader(QWidget):
    """`changed` carries the new `Span`."""

    changed = Signal(object)

    def __init__(self, accounts: Sequence[tuple[int, str]], span: "Span", today: date, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._span = span
        self._numbers = [account for account, _ in accounts]
        self.account = ChoiceBox(self)
        self.account.addItems([f"{account} {name}".strip() for account, name in accounts])
        self.account.setCurrentIndex(self._numbers.index(span.account) if span.account in self._numbers else 0)
        self.account.setAccessibleName("Konto")
        self.period = PeriodFields(span.period, today, self)
        self.sums = TextLabel(parent=self)
        self.sums.setAccessibleName("Ingående och utgående saldo")
        self._lay_out()
        self.account.activated.connect(lambda _at: self._emit_span())
        self.period.changed.connect(self._emit_span)

    def _lay_out(self) -> None:
        label = TextLabel("&Konto", self)
        label.setBuddy(self.account)
        row = QHBoxLayout()
        row.addWidget(label)
        row.addWidget(self.account, 1)
        row.addWidget(self.period)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.sums)

    def _emit_span(self) -> None:
        try:
            period = self.period.period()
        except InputError as error:
            self.sums.setText(str(error))
            return
        self._span = replace(self._span, account=self._numbers[self.account.currentIndex()], period=period)
        self.changed.emit(self._span)

    def show_sums(self, sums: "LedgerSums") -> None:
        """Show the opening and closing balance and the turnover."""
        self.sums.setText(
            f"Ingående saldo {format_hundredths(sums.opening)}   Debet {format_hundredths(sums.debit)}   "
            f"Kredit {format_hundredths(sums.credit)}   Utgående saldo {format_hundredths(sums.closing)}"
        )
