"""The gateway that the services talk to, whichever account is behind it: it can be connected while the program runs."""

from collections.abc import Sequence
from datetime import timedelta

from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments.request import Observation
from promeister_mpay.errors import NotConnected
from promeister_mpay.services.ports.gateway import Gateway, GatewayMethod, GatewayStore


class GatewayProxy:
    """See `services.ports.Gateway`; until something is connected every call raises `NotConnected`, nothing done."""

    def __init__(self, why_not: str) -> None:
        self._why_not = why_not
        self._connected: Gateway | None = None

    def connect(self, gateway: Gateway) -> None:
        """Send calls there from now on; those under way end where they began."""
        self._connected = gateway

    @property
    def _line(self) -> Gateway:
        if self._connected is None:
            raise NotConnected(self._why_not)
        return self._connected

    @property
    def clock_skew(self) -> timedelta | None:
        """See the port."""
        return self._connected.clock_skew if self._connected else None

    def create(self, payment: NewPayment) -> Observation:
        """See the port."""
        return self._line.create(payment)

    def find(self, store_id: str, reference: str) -> Sequence[Observation]:
        """See the port."""
        return self._line.find(store_id, reference)

    def read(self, payment_id: str) -> Observation:
        """See the port."""
        return self._line.read(payment_id)

    def capture(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        """See the port."""
        return self._line.capture(payment_id, transaction_id=transaction_id, creator=creator)

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        """See the port."""
        return self._line.cancel(payment_id, creator=creator)

    def refund(
        self, payment_id: str, *, transaction_id: str, creator: str, lines: Sequence[PaymentLine] = ()
    ) -> Observation:
        """See the port."""
        return self._line.refund(payment_id, transaction_id=transaction_id, creator=creator, lines=lines)

    def stores(self) -> Sequence[GatewayStore]:
        """See the port."""
        return self._line.stores()

    def methods(self, store_id: str) -> Sequence[GatewayMethod]:
        """See the port."""
        return self._line.methods(store_id)
