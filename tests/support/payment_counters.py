"""A counter with an order ready to be paid, over a store and a gateway in memory."""

from dataclasses import replace
from datetime import datetime

from promeister_mpay.domain.payments.request import GatewayStatus, Observation, PaymentRequest
from promeister_mpay.services.orders.service import OrderCard, OrderService
from promeister_mpay.services.payments.service import PaymentService
from support.fakes.clock import NOON, FakeClock
from support.fakes.gateway import FakeGateway
from support.fakes.store import FakeStore
from support.payment_world import NUMBER, start

PAYMENT = f"p-{NUMBER}-1"
"""The id of the order's first payment."""


class Counter:
    """A clerk at the counter, with order 14790 ready to be paid."""

    def __init__(self, gateway: FakeGateway | None = None, clock: FakeClock | None = None) -> None:
        self.store, self.gateway, self.clock = FakeStore(), gateway or FakeGateway(), clock or FakeClock()
        self.take_in(NUMBER)
        self.orders = OrderService(store=self.store, clock=self.clock)
        self.payments = self.program("Kassa 1")

    def take_in(self, number: int, **changes: object) -> None:
        """Another order like the first."""
        self.store.data.orders[number] = replace(start().order, number=number, **changes)  # type: ignore[arg-type]
        self.store.data.saved[number] = ("BH", self.clock.now())

    def program(self, owner: str) -> PaymentService:
        """Another program at the same store and gateway."""
        return PaymentService(store=self.store, gateway=self.gateway, clock=self.clock, owner=owner, chance=lambda: 0.5)

    def lock(self, number: int = NUMBER) -> PaymentRequest:
        """Make the request without a call."""
        version = self.card(number).order.version
        request_id = self.payments.lock(number, version=version, who="BH")
        return self.store.data.requests[request_id]

    def send(self, number: int = NUMBER) -> PaymentRequest:
        """Ctrl+S."""
        return self.payments.send(number, version=self.card(number).order.version, who="BH").request

    def send_and_pay(self) -> PaymentRequest:
        """Ctrl+S, the customer pays, Ctrl+L."""
        self.gateway.pay(self.send().payment_id)
        return self.payments.check(NUMBER, who="BH").request

    def card(self, number: int = NUMBER) -> OrderCard:
        """The order as the order window opens it."""
        return self.orders.open(number)

    @property
    def now(self) -> datetime:
        """The time on the counter's clock."""
        return self.clock.now()

    @property
    def reported(self) -> str:
        """The order's history, oldest first."""
        return " ".join(event.text for event in reversed(self.card().events))


def seen(request: PaymentRequest, **changes: object) -> Observation:
    """The gateway's answer about a request whose link waits; `changes` are fields of the answer."""
    found = Observation(
        "p-1",
        GatewayStatus.WAITING,
        request.amount,
        reference=request.reference,
        request_key=request.key,
        created_at=NOON,
    )
    return replace(found, **changes)  # type: ignore[arg-type]
