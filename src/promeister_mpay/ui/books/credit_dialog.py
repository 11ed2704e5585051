"""Bokföring → Kreditera faktura…: choose rows and quantities; totals and consequences are updated while typing."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.domain.books.crediting import Quantities, checked_sums
from promeister_mpay.domain.money import format_hundredths, format_kronor
from promeister_mpay.domain.orders.lines import Totals
from promeister_mpay.errors import InputError, MpayError
from promeister_mpay.ui.books.credit_consequences import what_happens
from promeister_mpay.ui.books.credit_rows import CreditRows, CreditTable
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.dialogs import ask
from promeister_mpay.ui.common.plain_text import TextLabel, add_field, set_title
from promeister_mpay.ui.common.text_field import TextField

if TYPE_CHECKING:
    from promeister_mpay.services.books.service import BookkeepingService, Creditable, Credited

SIZE = (820, 430)


class CreditDialog(QDialog):
    """Books nothing until the user confirms; an error is shown at its row, and all input stays."""

    credited = Signal(object)
    """What was booked (`Credited`)."""

    def __init__(
        self,
        service: "BookkeepingService",
        found: "Creditable",
        background: Background,
        who: Callable[[], str],
        *,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, f"Kreditera faktura {found.invoice.number}")
        self._service = service
        self._found = found
        self._background = background
        self._who = who
        self.rows = CreditRows(found.invoice, found.left)
        self.table = CreditTable(self.rows, self)
        self.all_button = QPushButton("&Alla / inga", self)
        self.reason = TextField(self)
        self.sums, self.message_label = TextLabel(parent=self), TextLabel(parent=self)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.credit_button = self.buttons.addButton("&Kreditera…", QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self._connect()
        self._show()
        self.table.to_row(0)

    def _lay_out(self) -> None:
        invoice = self._found.invoice
        method = f" · {invoice.payment_method}" if invoice.payment_method else ""
        head = f"{invoice.title} {invoice.number} · {invoice.issued_on} · {invoice.buyer.name}{method}"
        self.sums.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.sums.setAccessibleName("Summor")
        self.message_label.setWordWrap(True)
        self.message_label.setMinimumHeight(36)
        reason = QFormLayout()
        self.reason.setAccessibleName("Orsak")
        add_field(reason, "&Orsak", self.reason)
        row = QHBoxLayout()
        row.addWidget(self.all_button)
        row.addLayout(reason, 1)
        column = QVBoxLayout(self)
        column.addWidget(TextLabel(f"{head} · {format_kronor(invoice.to_pay)}", self))
        column.addWidget(self.table, 1)
        column.addLayout(row)
        for widget in (self.sums, self.message_label, self.buttons):
            column.addWidget(widget)
        self.resize(*SIZE)

    def _connect(self) -> None:
        self.rows.changed.connect(self._show)
        self.all_button.clicked.connect(self.rows.choose_all_or_none)
        # One Enter too many after the last row must not credit everything.
        self.all_button.setAutoDefault(False)
        self.table.last_row_left.connect(self.reason.setFocus)
        self.buttons.accepted.connect(self.credit)
        self.buttons.rejected.connect(self.reject)

    # -- while typing

    def _show(self) -> None:
        """Show the totals and consequences, or the error."""
        try:
            now, sums = self._chosen()
        except InputError as error:
            self.sums.setText("")
            self._show_message(str(error), is_wrong=True)
            return
        self.sums.setText(_summed(sums))
        self._show_message(what_happens(self._found, now, -sums.to_pay))

    def _show_message(self, text: str, *, is_wrong: bool = False) -> None:
        self.message_label.setText(text)
        self.message_label.setObjectName("error" if is_wrong else "")
        self.message_label.style().polish(self.message_label)

    def _chosen(self) -> tuple[Quantities, Totals]:
        now = self.rows.quantities()
        return now, checked_sums(self._found.invoice, self._found.earlier, now)

    # -- booking

    def credit(self) -> None:
        """Ask for confirmation, and book."""
        try:
            now, sums = self._chosen()
        except InputError as error:
            self._show_error(error)
            return
        if ask(self, "Bekräfta krediteringen", self._question(now, sums), yes="&Kreditera", safe=True):
            self._book(now)

    def _question(self, now: Quantities, sums: Totals) -> str:
        what = f"Kreditera {format_kronor(-sums.to_pay)} av faktura {self._found.invoice.number}?"
        return f"{what}\n\n{what_happens(self._found, now, -sums.to_pay)}\n\nEn kreditfaktura kan inte tas tillbaka."

    def _book(self, now: Quantities) -> None:
        number, reason, who = self._found.invoice.number, self.reason.text().strip(), self._who()
        self.credit_button.setEnabled(False)
        self._show_message("Krediterar …")
        self._background.run(
            partial(self._service.credit, number, now, reason=reason, who=who),
            self._on_credited,
            refused=self._show_error,
            on_error=self._allow_again,
            lane=Lane.CHANGING,
        )

    def _on_credited(self, made: "Credited") -> None:
        self.credited.emit(made)
        self.accept()

    def _allow_again(self) -> None:
        self.credit_button.setEnabled(True)
        self._show()

    def _show_error(self, error: MpayError) -> None:
        """Show an error and move the cursor to its row."""
        self._show_message(str(error), is_wrong=True)
        if isinstance(error, InputError) and error.field.startswith("lines"):
            self.table.to_row(self.rows.row_of(error.field))


def _summed(sums: Totals) -> str:
    """The credited totals as positive amounts, as the customer receives them."""
    parts = [f"Netto {format_hundredths(-sums.net)}"]
    parts += [f"Moms {rate.rate} % {format_hundredths(-rate.vat)}" for rate in sums.by_rate if rate.vat]
    if sums.rounding:
        parts.append(f"Öresavrundning {format_hundredths(-sums.rounding)}")
    return "   ".join([*parts, f"Att kreditera {format_kronor(-sums.to_pay)}"])
