"""A window that books payouts one after the other: what Esc means while one is being booked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from promeister_mpay.ui.common.background import Background, Lane, Refused
from promeister_mpay.ui.common.jobs import LatestResult

if TYPE_CHECKING:
    from promeister_mpay.services.settlement.service import Booking


class PayoutDialog(QDialog):
    """Stays open after a payout is booked. `booked` is emitted when one was.

    Esc while a payout is being booked is kept: the window closes when it is booked, and stays if it is refused.
    """

    booked = Signal()

    def __init__(self, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self.job = LatestResult(background, self)
        self._closes_when_booked = False

    def run_booking(
        self,
        book: Callable[[], "Booking"],
        done: Callable[["Booking"], object],
        *,
        refused: Refused,
        on_error: Callable[[], object],
    ) -> None:
        """Book off the UI thread. `done` gets what was booked, unless the window closes.

        `on_error` is called before any error is shown; then nothing is being booked any more.
        """
        self._closes_when_booked = False
        self.job.run(
            book,
            lambda made: self._on_made(made, done),
            refused=refused,
            on_error=on_error,
            lane=Lane.CHANGING,
            firm=True,
        )

    def _on_made(self, made: "Booking", done: Callable[["Booking"], object]) -> None:
        self.booked.emit()
        if self._closes_when_booked:
            self.reject()
        else:
            done(made)

    def reject(self) -> None:
        """Close; while a payout is being booked, close when that is done."""
        if self.job.is_firm:
            self._closes_when_booked = True
        else:
            super().reject()
