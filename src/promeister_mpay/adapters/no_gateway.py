"""The gateway of a workshop that has not been connected to Resurs yet: every call says so, and nothing is done."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NoReturn

from promeister_mpay.domain.payment_lines import NewPayment
from promeister_mpay.domain.payments import Observation
from promeister_mpay.errors import GatewayLogin
from promeister_mpay.services.ports import GatewayMethod, GatewayStore


class NoGateway:
    """See `services.ports.Gateway`; raises `GatewayLogin` with why there is none."""

    def __init__(self, why: str) -> None:
        self._why = why

    def _refuse(self) -> NoReturn:
        raise GatewayLogin(self._why)

    @property
    def clock_skew(self) -> timedelta | None:
        """Nobody to compare with."""
        return None

    def create(self, payment: NewPayment) -> Observation:
        """Refused."""
        self._refuse()

    def find(self, store_id: str, reference: str) -> Sequence[Observation]:
        """Refused."""
        self._refuse()

    def read(self, payment_id: str) -> Observation:
        """Refused."""
        self._refuse()

    def capture(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        """Refused."""
        self._refuse()

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        """Refused."""
        self._refuse()

    def refund(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        """Refused."""
        self._refuse()

    def stores(self) -> Sequence[GatewayStore]:
        """Refused."""
        self._refuse()

    def methods(self, store_id: str) -> Sequence[GatewayMethod]:
        """Refused."""
        self._refuse()
