"""The gateway object that services keep; the account behind it can be replaced while the program runs."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments.request import Observation
from promeister_mpay.errors import NotConnected
from promeister_mpay.services.ports.gateway import Gateway, GatewayMethod, GatewayStore


class GatewayProxy:
    """See `services.ports.Gateway`; until a gateway is connected, every call raises `NotConnected`."""

    def __init__(self, why_not: str) -> None:
        self._why_not = why_not
        self._connected: Gateway | None = None
        self._begin: Callable[[], object] = lambda: None

    def begin_with(self, begin: Callable[[], object]) -> None:
        """Run `begin`, which may call `connect`, before a call that comes when no gateway is connected."""
        self._begin = begin

    def connect(self, gateway: Gateway) -> None:
        """Send new calls to `gateway`; calls under way finish at the previous one."""
        self._connected = gateway

    @property
    def _gateway(self) -> Gateway:
        if self._connected is None:
            self._begin()
        if self._connected is None:
            raise NotConnected(self._why_not)
        return self._connected

    @property
    def clock_skew(self) -> timedelta | None:
        """See the port."""
        return self._connected.clock_skew if self._connected else None

    def create(self, payment: NewPayment) -> Observation:
        """See the port."""
        return self._gateway.create(payment)

    def find(self, store_id: str, reference: str) -> Sequence[Observation]:
        """See the port."""
        return self._gateway.find(store_id, reference)

    def read(self, payment_id: str) -> Observation:
        """See the port."""
        return self._gateway.read(payment_id)

    def capture(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        """See the port."""
        return self._gateway.capture(payment_id, transaction_id=transaction_id, creator=creator)

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        """See the port."""
        return self._gateway.cancel(payment_id, creator=creator)

    def refund(
        self, payment_id: str, *, transaction_id: str, creator: str, lines: Sequence[PaymentLine] = ()
    ) -> Observation:
        """See the port."""
        return self._gateway.refund(payment_id, transaction_id=transaction_id, creator=creator, lines=lines)

    def stores(self) -> Sequence[GatewayStore]:
        """See the port."""
        return self._gateway.stores()

    def methods(self, store_id: str) -> Sequence[GatewayMethod]:
        """See the port."""
        return self._gateway.methods(store_id)
