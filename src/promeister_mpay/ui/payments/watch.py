"""The watch: asks the payment service to poll the gateway when the next poll is due, and reports changes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from promeister_mpay.ui.common.background import Background, Lane

if TYPE_CHECKING:
    from promeister_mpay.services.payments.service import Change, PaymentService

SOONEST = timedelta(seconds=1)
LATEST = timedelta(seconds=5)
"""How often the store is asked for what is due: another counter may have sent a link."""


class Watch(QObject):
    """Polls at once and by a timer; `changed` carries each visible change, `polled` is emitted after every poll."""

    changed = Signal(object)
    polled = Signal()

    def __init__(self, background: Background, parent: QObject, payments: "PaymentService") -> None:
        super().__init__(parent)
        self._background = background
        self._payments = payments
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.poll)
        self._looking = False
        # Links may have been paid while the program was closed.
        self.poll()

    def poll(self) -> None:
        """Poll now, unless a poll is under way."""
        payments = self._payments
        if not self._looking:
            self._looking = True
            self._background.run(
                lambda: (payments.watch(), payments.next_watch()), self._on_polled, failed=self._failed, lane=Lane.WATCH
            )

    def _on_polled(self, polled: "tuple[Sequence[Change], datetime | None]") -> None:
        changes, due = polled
        self._again(due)
        for change in changes:
            self.changed.emit(change)
        self.polled.emit()

    def _failed(self, error: Exception) -> None:
        self._again(None)
        self._background.failed.emit(error)

    def _again(self, due: datetime | None) -> None:
        self._looking = False
        rest = due - datetime.now(UTC) if due else LATEST
        self._timer.start(int(min(max(rest, SOONEST), LATEST) / timedelta(milliseconds=1)))
