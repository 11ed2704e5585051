"""Shows the gateway's status, observed at each call, and polled while the gateway is unavailable."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from promeister_mpay.errors import GatewayLogin, MpayError, NotConnected
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.shell.status_line import StatusLine

if TYPE_CHECKING:
    from promeister_mpay.services.payments.service import PaymentService

EVERY = 30_000


class GatewayMonitor(QObject):
    """Asks the gateway at the start, and every half minute until it answers."""

    clock_is_wrong = Signal(str)

    def __init__(
        self, status_line: StatusLine, background: Background, parent: QObject, payments: "PaymentService"
    ) -> None:
        super().__init__(parent)
        self._status_line = status_line
        self._background = background
        self._payments = payments
        self._has_warned = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.ask)
        self.ask()

    def ask(self) -> None:
        """Ask the gateway whether it is available."""
        try_gateway = self._payments.try_gateway
        self._background.run(try_gateway, lambda _: self._show(None), refused=self._show, lane=Lane.WATCH)

    def show_last_call(self) -> None:
        """Show the result of the latest call."""
        self._show(self._payments.gateway_trouble)

    def _show(self, trouble: MpayError | None) -> None:
        self._show_trouble(trouble)
        warning = self._payments.clock_warning
        if warning and not self._has_warned:
            self._has_warned = True
            self.clock_is_wrong.emit(warning)

    def _show_trouble(self, trouble: MpayError | None) -> None:
        if trouble is None:
            self._status_line.show_gateway("ansluten")
            self._timer.stop()
            return
        self._status_line.show_gateway(_word(trouble), str(trouble))
        if not self._timer.isActive():
            self._timer.start()


def _word(trouble: MpayError) -> str:
    if isinstance(trouble, NotConnected):
        return "ej ansluten"
    return "inloggningen nekas" if isinstance(trouble, GatewayLogin) else "svarar inte"
