"""What is done with a voucher: shown with what it is linked to, and corrected."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from promeister_mpay.domain.books.vouchers import Voucher
from promeister_mpay.errors import MpayError
from promeister_mpay.ui.books.correction_dialog import CorrectionDialog
from promeister_mpay.ui.books.voucher_dialog import VoucherDialog
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.lists.opener import ListOpener

if TYPE_CHECKING:
    from promeister_mpay.services.books.service import BookkeepingService, VoucherCard


class VoucherActions(QObject):
    """Opens vouchers on top of the list that they were chosen in."""

    def __init__(
        self, lists: ListOpener, background: Background, who: Callable[[], str], books: "BookkeepingService"
    ) -> None:
        super().__init__(lists)
        self._lists = lists
        self._background = background
        self._who = who
        self._books = books

    def show_of_invoice(self, invoice_number: int) -> None:
        """The voucher of an invoice."""
        books = self._books
        self._background.run(
            lambda: books.invoice(invoice_number).voucher, self._on_voucher_of, refused=self._lists.show_error
        )

    def _on_voucher_of(self, voucher: Voucher | None) -> None:
        if voucher is None:
            self._lists.show_error(MpayError("Fakturan är på noll kronor och har ingen verifikation."))
        else:
            self.show(voucher.id)

    def show(self, voucher_id: int) -> None:
        """A voucher, on top of what is open."""
        self._read(voucher_id, self._show)

    def _read(self, voucher_id: int, then: "Callable[[VoucherCard], None]") -> None:
        books = self._books
        self._background.run(lambda: books.voucher_card(voucher_id), then, refused=self._lists.show_error)

    def _show(self, card: "VoucherCard") -> None:
        dialog = VoucherDialog(card, self._lists.front)
        dialog.voucher_requested.connect(self.show)
        dialog.document_requested.connect(self._lists.document_requested)
        dialog.order_requested.connect(self._lists.show_order)
        dialog.correction_requested.connect(self.correct)
        for leading_away in (dialog.voucher_requested, dialog.order_requested, dialog.correction_requested):
            leading_away.connect(dialog.close)
        dialog.open()

    # -- correcting

    def correct(self, voucher_id: int) -> None:
        """Rätta…: ask why, book the correction, and show it with what it corrects."""
        self._read(voucher_id, self._ask_why)

    def _ask_why(self, card: "VoucherCard") -> None:
        if card.why_not_corrected:
            self._lists.show_error(MpayError(card.why_not_corrected))
            return
        dialog = CorrectionDialog(card, self._lists.front)
        dialog.correction_requested.connect(lambda why: self._book(dialog, card.voucher.id, why))
        dialog.open()

    def _book(self, dialog: CorrectionDialog, voucher_id: int, why: str) -> None:
        books, who = self._books, self._who()
        self._background.run(
            lambda: books.correct(voucher_id, why=why, who=who),
            lambda made: self._on_corrected(dialog, made),
            refused=dialog.show_error,
            lane=Lane.CHANGING,
        )

    def _on_corrected(self, dialog: CorrectionDialog, made: Voucher) -> None:
        dialog.accept()
        self._lists.refresh()
        self.show(made.id)
