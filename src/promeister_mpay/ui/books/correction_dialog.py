"""Rätta verifikation…: reverses a voucher by a new one, with a reason."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from promeister_mpay.errors import MpayError
from promeister_mpay.ui.books.voucher_rows import rows_table, sums_label
from promeister_mpay.ui.common.plain_text import TextLabel, add_field, set_title
from promeister_mpay.ui.common.text_field import TextField

if TYPE_CHECKING:
    from promeister_mpay.services.books.service import VoucherCard


class CorrectionDialog(QDialog):
    """Asks for the reason; `correction_requested` carries it; the dialog stays open until the correction is booked."""

    correction_requested = Signal(str)

    def __init__(self, card: "VoucherCard", parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, f"Rätta verifikation {card.voucher.name}")
        self.resize(620, 380)
        self.why = TextField(self)
        self.message_label = TextLabel(parent=self)
        self.message_label.setObjectName("error")
        self.message_label.setWordWrap(True)
        self.table = rows_table(card.voucher.rows, card.account_names, self)
        self.buttons = QDialogButtonBox(self)
        self.ok_button = self.buttons.addButton("&Rätta", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("Avbryt", QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out(card)
        self.why.setFocus()

    def _lay_out(self, card: "VoucherCard") -> None:
        name = card.voucher.name
        text = TextLabel(
            f"{name}, {card.voucher.text}, tas tillbaka rad för rad med en ny verifikation i dag. Den gamla står kvar, "
            "och de två visar till varandra. Bokför sedan på nytt det som skulle ha stått där.",
            self,
        )
        text.setWordWrap(True)
        form = QFormLayout()
        add_field(form, "&Varför", self.why)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addWidget(self.table, 1)
        column.addWidget(sums_label(card.voucher.rows, self))
        column.addLayout(form)
        column.addWidget(self.message_label)
        column.addWidget(self.buttons)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)

    def _on_accepted(self) -> None:
        """Disable the button until the correction is booked or refused, so that it is booked once."""
        self.ok_button.setEnabled(False)
        self.correction_requested.emit(self.why.text())

    def show_error(self, error: MpayError) -> None:
        """Show the error; the reason can be edited."""
        self.message_label.setText(str(error))
        self.ok_button.setEnabled(True)
        self.why.setFocus()

    def reject(self) -> None:
        """Close, but not while the correction is being booked: its result is shown here."""
        if self.ok_button.isEnabled():
            super().reject()
