"""Shows a voucher and the documents it is linked to."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.domain.books.vouchers import DocumentKind, Voucher
from promeister_mpay.ui.books.voucher_rows import rows_table, sums_label
from promeister_mpay.ui.common.formats import local
from promeister_mpay.ui.common.plain_text import TextLabel, add_field, set_title, set_tool_tip, without_mnemonics

if TYPE_CHECKING:
    from promeister_mpay.services.books.service import VoucherCard


class VoucherDialog(QDialog):
    """Shows a voucher; the signals ask to open what it is linked to."""

    voucher_requested = Signal(int)
    document_requested = Signal(int)
    order_requested = Signal(int)
    correction_requested = Signal(int)

    def __init__(self, card: "VoucherCard", parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.card = card
        self.table = rows_table(card.voucher.rows, card.account_names, self)
        self.sums = sums_label(card.voucher.rows, self)
        self.links: list[QPushButton] = []
        self._lay_out(card)

    def _lay_out(self, card: "VoucherCard") -> None:
        set_title(self, f"Verifikation {card.voucher.name}")
        self.resize(620, 430)
        column = QVBoxLayout(self)
        column.addLayout(self._head(card.voucher))
        column.addWidget(self.table, 1)
        column.addWidget(self.sums)
        column.addLayout(self._foot(card))

    def _head(self, voucher: Voucher) -> QFormLayout:
        form = QFormLayout()
        registered = f"{local(voucher.registered_at)} av {voucher.who}, löpnr {voucher.id}"
        for title, text in (
            ("Bokföringsdatum", voucher.event_date.isoformat()),
            ("Text", voucher.text),
            ("Motpart", voucher.counterparty),
            ("Registrerad", registered),
        ):
            shown = TextLabel(text, self)
            shown.setWordWrap(True)
            add_field(form, title, shown)
        return form

    def _foot(self, card: "VoucherCard") -> QHBoxLayout:
        """Buttons for the linked documents, for correcting, and the default button that closes."""
        row = QHBoxLayout()
        voucher = card.voucher
        if voucher.document_kind is DocumentKind.INVOICE and voucher.document:
            document = voucher.document
            self._link(row, f"&Faktura {document}", lambda: self.document_requested.emit(document))
        for order in {item.order_number for item in voucher.items[:1]}:
            self._link(row, f"&Order {order}", partial(self.order_requested.emit, order))
        for text, other in (("Rättar", card.corrects), ("Rättad av", card.corrected_by)):
            if other is not None:
                self._link(
                    row, f"{text} &{without_mnemonics(other.name)}", partial(self.voucher_requested.emit, other.id)
                )
        correct = self._link(row, "&Rätta…", lambda: self.correction_requested.emit(voucher.id))
        correct.setEnabled(not card.why_not_corrected)
        set_tool_tip(correct, card.why_not_corrected)
        row.addStretch(1)
        close = QPushButton("S&täng", self)
        close.setDefault(True)
        close.clicked.connect(self.reject)
        row.addWidget(close)
        return row

    def _link(self, row: QHBoxLayout, text: str, go: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: go())
        row.addWidget(button)
        self.links.append(button)
        return button
