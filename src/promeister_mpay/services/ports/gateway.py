"""The gateway that takes payments: Resurs Merchant API 2.0."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments.readiness import AmountLimits
from promeister_mpay.domain.payments.request import Observation

UNLIMITED = AmountLimits()


@dataclass(frozen=True, slots=True)
class GatewayStore:
    """A store of the gateway's account (`gateway.md §3`)."""

    id: str
    name: str
    national_id: int


@dataclass(frozen=True, slots=True)
class GatewayMethod:
    """A payment method of a gateway store (`gateway.md §4`); limits in öre, both ends included.

    What the gateway does not tell of limits and customers is no limit here: it refuses by itself what it does not take.
    """

    id: str
    name: str
    type: str
    least: int = UNLIMITED.least
    most: int = UNLIMITED.most
    for_persons: bool = True
    for_companies: bool = True


class Gateway(Protocol):
    """Resurs Merchant API 2.0. Every call may raise a `GatewayError`; its type says whether anything was done."""

    @property
    def clock_skew(self) -> timedelta | None:
        """How far this computer's clock is ahead of the gateway's; None before the first answer."""
        ...

    def create(self, payment: NewPayment) -> Observation:
        """Create the payment; never repeated by the client."""
        ...

    def find(self, store_id: str, reference: str) -> Sequence[Observation]:
        """All payments with our reference; empty when there is none (yet)."""
        ...

    def read(self, payment_id: str) -> Observation:
        """The payment as it is now."""
        ...

    def capture(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        """Capture the whole authorized amount."""
        ...

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        """Cancel the amount that is not captured."""
        ...

    def refund(
        self, payment_id: str, *, transaction_id: str, creator: str, lines: Sequence[PaymentLine] = ()
    ) -> Observation:
        """Refund the sum of the lines, or without lines all captured money that is left."""
        ...

    def stores(self) -> Sequence[GatewayStore]:
        """The account's stores."""
        ...

    def methods(self, store_id: str) -> Sequence[GatewayMethod]:
        """The store's payment methods."""
        ...
