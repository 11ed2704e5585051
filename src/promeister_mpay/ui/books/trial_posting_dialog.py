"""Provbokför…: shows the voucher that posting would create, without creating it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.ui.books.voucher_rows import rows_table, sums_label
from promeister_mpay.ui.common.plain_text import TextLabel, set_title

if TYPE_CHECKING:
    from promeister_mpay.services.books.service import Posted


class TrialPostingDialog(QDialog):
    """Shows the voucher; nothing is booked."""

    def __init__(self, trial: "Posted", names: Mapping[int, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, f"Provbokföring av order {trial.invoice.order_number}")
        rows = trial.voucher.rows if trial.voucher else ()
        self.table = rows_table(rows, names, self)
        self.sums = sums_label(rows, self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (TextLabel(self._summary(trial), self), self.table, self.sums, buttons):
            column.addWidget(widget)
        self.resize(540, 300)

    def _summary(self, trial: "Posted") -> str:
        invoice = trial.invoice
        series = f", serie {trial.voucher.series}" if trial.voucher else ""
        method = f"{invoice.payment_method}, " if invoice.payment_method else ""
        return (
            f"Så här skulle ordern bokföras {invoice.issued_on}{series}: {method}"
            f"att betala {format_kronor(invoice.to_pay)}. Ingenting är bokfört."
        )
