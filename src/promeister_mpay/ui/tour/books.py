"""The tour's last part: the order is posted, its invoice previewed and saved as PDF."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.ui.books.credit_dialog import CreditDialog
from promeister_mpay.ui.books.trial_posting_dialog import TrialPostingDialog
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.documents.preview import PreviewDialog
from promeister_mpay.ui.tour.robot import TourRobot, Until


class BookScenes(TourRobot):
    """Scenes for an order that is ready to be posted."""

    def _try(self) -> Iterator[Until]:
        """Show the trial posting."""
        self._choose(ActionName.TRIAL)
        yield Until("the trial", lambda: isinstance(self._dialog(), TrialPostingDialog))
        dialog = self._dialog()
        if dialog is not None:
            self._picture("trial", dialog)
            dialog.close()
        yield self._in_front()

    def _post(self) -> Iterator[Until]:
        """S10: F11 and a yes, and the order is booked."""
        answered: list[bool] = []
        self._answer_when_asked("post", answered)
        self._press(Qt.Key.Key_F11)
        yield Until("the question", lambda: bool(answered))
        yield Until("the booked order", lambda: self._card().order.status is OrderStatus.POSTED)
        self._window.page.show_tab("Fakturering")
        yield self._quiet()
        self._picture("posted")
        self._window.page.tabs.setCurrentIndex(0)

    def _look_at_invoice(self) -> Iterator[Until]:
        """Show the preview of the invoice."""
        self._choose(ActionName.SHOW_INVOICE)
        yield Until("the preview", lambda: self._preview() is not None)
        preview = self._preview()
        if preview is not None:
            yield Until("the page", lambda: not preview.paper.pixmap().isNull())
            self._picture("preview", preview)
            preview.close()
        yield self._in_front()

    def _preview(self) -> PreviewDialog | None:
        dialog = self._dialog()
        return dialog if isinstance(dialog, PreviewDialog) else None

    def _look_at_credit(self) -> Iterator[Until]:
        """Show the credit dialog; nothing is credited."""
        self._choose(ActionName.CREDIT)
        yield Until("the credit", lambda: isinstance(self._dialog(), CreditDialog))
        dialog = self._dialog()
        if dialog is not None:
            yield self._quiet()
            self._picture("credit", dialog)
            dialog.reject()
        yield self._in_front()

    def _keep_documents(self) -> Iterator[Until]:
        """Save every document of the order as a PDF."""
        invoice = self._window.services.documents.invoice
        for head in self._card().documents:
            path = self._folder / f"{self._next():02}-{head.kind.value} {head.number}.pdf"
            self._window.printing.save(partial(invoice, head.number), path)
            yield Until(path.name, path.exists)
