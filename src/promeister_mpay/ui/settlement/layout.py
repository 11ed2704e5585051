"""How the window of a settlement file is laid out."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

if TYPE_CHECKING:
    from promeister_mpay.ui.settlement.settlement_dialog import SettlementDialog


def lay_out(dialog: "SettlementDialog") -> None:
    """What was read above, payouts and rows below it, and at the bottom what will be booked."""
    dialog.setWindowTitle("Avräkning Resurs (1931)")
    dialog.resize(1000, 680)
    dialog.told.setWordWrap(True)
    dialog.told.setAccessibleName("Besked")
    dialog.filter.setAccessibleName("Visa rader")
    dialog.filter.setMinimumWidth(220)
    dialog.bundles.setMaximumHeight(120)
    dialog.progress.setRange(0, 0)
    column = QVBoxLayout(dialog)
    for widget in (dialog.told, dialog.progress, dialog.bundles):
        column.addWidget(widget)
    column.addLayout(_head(dialog))
    column.addWidget(dialog.rows, 1)
    column.addWidget(dialog.terms)
    column.addWidget(dialog.voucher)
    column.addLayout(_foot(dialog))


def _head(dialog: "SettlementDialog") -> QHBoxLayout:
    label = QLabel("Vi&sa", dialog)
    label.setBuddy(dialog.filter)
    row = QHBoxLayout()
    row.addWidget(label)
    row.addWidget(dialog.filter)
    row.addStretch(1)
    row.addWidget(dialog.order_button)
    return row


def _foot(dialog: "SettlementDialog") -> QHBoxLayout:
    row = QHBoxLayout()
    for button in (dialog.open_button, dialog.training_button, dialog.columns_button):
        row.addWidget(button)
    row.addStretch(1)
    for button in (dialog.book_button, dialog.close_button):
        row.addWidget(button)
    for button in (dialog.open_button, dialog.training_button, dialog.columns_button, dialog.order_button,
                   dialog.book_button, dialog.close_button):  # fmt: skip
        button.setAutoDefault(False)
    return row
