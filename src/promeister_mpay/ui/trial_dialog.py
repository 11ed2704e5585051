"""Provbokför…: the voucher that posting would make, without making it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from promeister_mpay.domain.money import format_hundredths, format_kronor
from promeister_mpay.domain.vouchers import VoucherRow
from promeister_mpay.ui.read_only_table import Column, ReadOnlyTable

if TYPE_CHECKING:
    from promeister_mpay.services.bookkeeping import Posted


def columns(names: Mapping[int, str]) -> tuple[Column[VoucherRow], ...]:
    """Account, its name, debit and credit."""
    return (
        Column("Konto", 60, lambda row: str(row.account)),
        Column("Benämning", 230, lambda row: names.get(row.account, "")),
        Column("Debet", 100, lambda row: format_hundredths(row.amount) if row.amount > 0 else "", right=True),
        Column("Kredit", 100, lambda row: format_hundredths(-row.amount) if row.amount < 0 else "", right=True),
    )


class TrialDialog(QDialog):
    """Shows what would be booked; nothing is."""

    def __init__(self, trial: "Posted", names: Mapping[int, str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Provbokföring av order {trial.invoice.order_number}")
        rows = trial.voucher.rows if trial.voucher else ()
        self.table: ReadOnlyTable[VoucherRow] = ReadOnlyTable("Verifikationens rader", columns(names), self)
        self.table.rows.set_rows(rows)
        self.table.to_first()
        debit = sum(row.amount for row in rows if row.amount > 0)
        credit = -sum(row.amount for row in rows if row.amount < 0)
        self.sums = QLabel(f"Debet {format_hundredths(debit)}   Kredit {format_hundredths(credit)}", self)
        self.sums.setAlignment(Qt.AlignmentFlag.AlignRight)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (QLabel(self._told(trial), self), self.table, self.sums, buttons):
            column.addWidget(widget)
        self.resize(540, 300)

    def _told(self, trial: "Posted") -> str:
        invoice = trial.invoice
        series = f", serie {trial.voucher.series}" if trial.voucher else ""
        return (
            f"Så här skulle ordern bokföras {invoice.issued_on}{series}: {invoice.payment_method}, "
            f"att betala {format_kronor(invoice.to_pay)}. Ingenting är bokfört."
        )
