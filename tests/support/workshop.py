"""A workshop for tests: the real services over a real store and the sandbox over HTTP, and a customer with a phone."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.request import Intent, PaymentRequest, Standing
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.errors import MpayError
from promeister_mpay.services.books.service import BookkeepingService, Credited, Posted
from promeister_mpay.services.orders.service import OrderCard, OrderService
from promeister_mpay.services.payments.connection import GatewayAccount, connect_first
from promeister_mpay.services.payments.loop import LoopResult
from promeister_mpay.services.payments.service import Change, PaymentService
from promeister_mpay.services.ports.gateway import Gateway
from promeister_mpay.services.settings import load_settings, save_settings
from support.books import with_seller
from support.fakes.clock import FakeClock
from support.gateways import CLIENT_ID, CLIENT_SECRET, Sandbox
from support.payment_invariants import BothSides, both_sides, kept_always, kept_at_rest
from support.stores import an_order, stored

NUMBER = 14790
WHO = "BH"
LINK_LIFE = timedelta(minutes=5)
A_WHILE = timedelta(minutes=3)
MOST_LOOKS = 40
CARD = {"method": "card", "card": "4111111111111111", "pay": "1"}


def together(tasks: Sequence[Callable[[], object]]) -> list[object]:
    """Run all tasks in parallel; returns for each its result or its `MpayError`."""
    start = threading.Barrier(len(tasks), timeout=30)

    def run(task: Callable[[], object]) -> object:
        start.wait()
        try:
            return task()
        except MpayError as error:
            return error

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


class Workshop:
    """A counter with an order that is ready to be paid; `number` is the current order."""

    def __init__(
        self, store: SqlStore, sandbox: Sandbox, gateway: ResursGateway, *, clock: FakeClock | None = None
    ) -> None:
        self.store, self.sandbox, self.gateway = store, sandbox, gateway
        self.clock = clock or FakeClock(datetime.now(UTC))
        self.orders = OrderService(store=store, clock=self.clock)
        self.books = BookkeepingService(store=store, clock=self.clock)
        self.payments = self.program("Kassa 1")
        self.number = NUMBER
        connect_first(store, gateway, GatewayAccount("integration", CLIENT_ID, CLIENT_SECRET))
        self.choose(link_life_minutes=LINK_LIFE // timedelta(minutes=1), round_mobile=False)

    def program(self, owner: str, *, gateway: Gateway | None = None, clock: FakeClock | None = None) -> PaymentService:
        """Another window, or the same one after a new start."""
        return PaymentService(
            store=self.store,
            gateway=gateway or self.gateway,
            clock=clock or self.clock,
            owner=owner,
            chance=lambda: 0.5,
        )

    def choose(self, **values: Any) -> None:
        """Change settings."""
        with self.store.writing() as work:
            save_settings(work.settings, replace(load_settings(work.settings), **values))
            work.commit()

    # -- the clerk

    def take_in(self, number: int = NUMBER, **changes: Any) -> Order:
        """Save a new order and make it the current one."""
        self.number = number
        return stored(self.store, an_order(number, **changes))

    def card(self) -> OrderCard:
        """The order as the order window opens it."""
        return self.orders.open(self.number)

    @property
    def order(self) -> Order:
        """The order as it is stored."""
        return self.card().order

    @property
    def request(self) -> PaymentRequest:
        """The order's newest request."""
        return self.card().requests[-1]

    @property
    def reported(self) -> str:
        """The history, oldest first."""
        return " ".join(event.text for event in reversed(self.card().events))

    def edit(self, **changes: Any) -> Order:
        """Change the order and save it."""
        return self.orders.save(replace(self.order, **changes), who=WHO).order

    def make_dearer(self) -> Order:
        """One hour more."""
        first, *rest = self.order.lines
        return self.edit(lines=(replace(first, quantity=first.quantity + 100), *rest))

    def send(self) -> LoopResult:
        """Ctrl+S."""
        return self.payments.send(self.number, version=self.order.version, who=WHO)

    def void(self) -> LoopResult:
        """Annullera."""
        return self.payments.void(self.number, who=WHO)

    def check(self) -> LoopResult:
        """Ctrl+L."""
        return self.payments.check(self.number, who=WHO)

    # -- the books

    def post_paid(self, number: int = NUMBER, **changes: Any) -> Posted:
        """A new order, which its customer pays by mobile, booked."""
        with_seller(self.store)
        self.take_in(number, **changes)
        self.send()
        self.pay()
        self.check()
        return self.post()

    def post(self) -> Posted:
        """F11."""
        return self.books.post(self.number, version=self.order.version, who=WHO)

    def credit(self, quantities: Mapping[int, int] | None = None) -> Credited:
        """Kreditera these quantities of the invoice that stands, or all that is left; and no call yet."""
        invoice = self.order.invoice_number or 0
        chosen = self.books.creditable(invoice).left if quantities is None else quantities
        return self.books.credit(invoice, chosen, reason="Reklamation", who=WHO)

    def credit_and_give_back(self, quantities: Mapping[int, int]) -> LoopResult:
        """Kreditera a part, and have it paid back."""
        request_id = self.credit(quantities).request_id
        assert request_id is not None
        return self.payments.carry_on(request_id, who=WHO)

    # -- the customer

    def pay(self) -> int:
        """Fill in the newest link's form with a card; gives the page's answer."""
        return self.sandbox.http.post(self.newest_link(), data=CARD).status_code

    def act(self, action: str) -> None:
        """The customer, or Resurs, acts on the newest payment, if there is one that still can be acted on."""
        for payment in self.sandbox.payments()[-1:]:
            self.sandbox.act(payment["id"], action)

    def page(self) -> str:
        """What the customer sees behind the newest link."""
        return self.sandbox.http.get(self.newest_link()).text

    def newest_link(self) -> str:
        return str(self.sandbox.messages()[0]["link"])

    # -- time and the final state

    def pass_time(self, step: timedelta = A_WHILE) -> None:
        """Advance the clocks of program and gateway."""
        self.clock.advance(step)
        self.sandbox.advance(int(step.total_seconds()))

    def sides(self) -> BothSides:
        """The order from both sides."""
        return both_sides(self.store, self.sandbox, self.number)

    def come_to_rest(self) -> list[Change]:
        """Run the watch until it has nothing more to do, and check the invariants on both sides."""
        seen: list[Change] = []
        for _ in range(MOST_LOOKS):
            self.pass_time()
            seen += self.payments.watch()
            sides = self.sides()
            kept_always(sides)
            if all(self._rests(request) for request in sides.requests):
                kept_at_rest(sides)
                return seen
        raise AssertionError(f"never came to rest: {self.reported}")

    def _rests(self, request: PaymentRequest) -> bool:
        """Whether only a person can advance the request: the customer who pays, or the clerk who voids."""
        if request.is_settled:
            return True
        if request.intent is Intent.VOID:
            return False
        if request.standing is Standing.NOT_FOUND:
            return request.call is not None and self.clock.now() >= request.call.started_at + LATE
        just_seen = request.checked_at == self.clock.now()
        return just_seen and request.standing is Standing.WAITING and request.call is None

    def go_on(self) -> None:
        """Whatever has happened to the order, clerk and customer can bring it to its payment (I5)."""
        holding = self.card().holding
        if holding and holding.standing is Standing.NOT_FOUND:
            self.void()
        if self.order.status.is_open:
            self.make_dearer()
            self.send()
        if not self.order.payment_received:
            assert self.pay() == 303
        self.come_to_rest()
        assert self.order.payment_received
