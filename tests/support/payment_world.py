"""One order, the real payment service and a gateway, as a state that can be saved, compared and restored.

Time is three words: now, a while ago (no given-up call can arrive any more), and long ago (every link has died).
The clock stands still; 'time passes' makes what was now lie in the past. What no rule looks at is left out.
A run of the loop is part of the state, so that everything can happen between its transactions and its calls.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property, partial

from promeister_mpay.domain.books.crediting import credited_by, left_of
from promeister_mpay.domain.books.invoices import Invoice
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.payments.request import Call, GatewayStatus, PaymentRequest
from promeister_mpay.domain.payments.safety_times import LEASE
from promeister_mpay.domain.payments.steps import CHANGING, Step
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.orders.service import OrderService
from promeister_mpay.services.payments.loop import Answer
from promeister_mpay.services.payments.service import PaymentService
from support.books import with_seller
from support.fakes.books import Books
from support.fakes.clock import NOON, FakeClock
from support.fakes.gateway import PORTAL, FakeGateway, Fate, LateCall, Payment, always
from support.fakes.store import Data, FakeStore
from support.plain_states import AWHILE, LONG_AGO, aged, plain, plain_answer, plain_order

NUMBER = 14790
PRICES = (10_000, 25_000)
PART = {0: 25}
"""A quarter of the row: what a part credit takes."""


@dataclass(frozen=True)
class Running:
    """A run of the payment loop between two acts: `step` is the call to make, else `answer` is to be written down."""

    request_id: int
    step: Step | None = None
    answer: Answer = None
    has_lease: bool = False


@dataclass(frozen=True)
class State:
    """Everything that decides which acts are possible next."""

    order: Order
    requests: tuple[PaymentRequest, ...] = ()
    payments: tuple[Payment, ...] = ()
    late: tuple[LateCall, ...] = ()
    running: Running | None = None
    invoices: tuple[Invoice, ...] = ()

    @property
    def invoice(self) -> Invoice | None:
        """The newest invoice."""
        return next((each for each in reversed(self.invoices) if not each.is_credit), None)

    def left(self, invoice: Invoice) -> dict[int, int]:
        """What is left to credit of an invoice."""
        earlier = Books({each.number: each for each in self.invoices}).credits_of(invoice.number)
        return left_of(invoice, credited_by(earlier))


Act = Callable[["World"], None]


class World:
    """Services and gateway in a given state, to perform one act."""

    def __init__(self, state: State, *, cancels_waiting: bool) -> None:
        self.was = state
        self.running = state.running
        self.store = FakeStore(_data(state))
        self.gateway = FakeGateway(cancels_waiting=cancels_waiting)
        self.gateway.payments = {payment.id: payment for payment in state.payments}
        self.gateway.late = list(state.late)
        self.clock = FakeClock(NOON)

    @cached_property
    def service(self) -> PaymentService:
        """This program's."""
        return self._service("this", self.clock)

    @cached_property
    def books(self) -> BookkeepingService:
        """The program's books."""
        return BookkeepingService(store=self.store, clock=self.clock)

    def _service(self, owner: str, clock: FakeClock) -> PaymentService:
        """A program that has known each call since it was made."""
        made = PaymentService(store=self.store, gateway=self.gateway, clock=clock, owner=owner, chance=lambda: 0.5)
        for request in self.was.requests:
            if request.call is not None:
                known = (request.call, clock.elapsed() - (NOON - request.call.started_at))
                made._loop._sightings._known[request.id, Call] = known
        return made

    # -- the clerk and the program

    def edit(self) -> None:
        """The clerk changes the price."""
        order = self.store.data.orders[NUMBER]
        price = PRICES[1] if order.lines[0].unit_price == PRICES[0] else PRICES[0]
        lines = (replace(order.lines[0], unit_price=price),)
        OrderService(store=self.store, clock=self.clock).save(replace(order, lines=lines), who="BH")

    def send(self) -> None:
        """Ctrl+S, up to its first call."""
        version = self.store.data.orders[NUMBER].version
        self.running = Running(self.service.lock(NUMBER, version=version, who="BH"))

    def void(self) -> None:
        """Annullera, up to its first call; when a run is under way it is another counter's."""
        request_id = self.service.give_up(NUMBER, who="BH")
        self.running = self.running or Running(request_id)

    def post(self) -> None:
        """F11."""
        self.books.post(NUMBER, version=self.store.data.orders[NUMBER].version, who="BH")

    def credit(self, quantities: Mapping[int, int]) -> None:
        """Kreditera, up to its first call; when a run is under way it is another counter's."""
        invoice = self.was.invoice
        assert invoice is not None
        made = self.books.credit(invoice.number, quantities, reason="", who="BH")
        if made.request_id is not None:
            self.running = self.running or Running(made.request_id)

    def look(self, request_id: int) -> None:
        """The watch, Ctrl+L or the start of the program."""
        self.running = Running(request_id)

    def other_looks(self, request_id: int, ahead: timedelta) -> None:
        """Another counter, whose clock is wrong, carries the request as far as it goes."""
        self._service("other", FakeClock(NOON + ahead))._loop.run(request_id, who="other")

    def turn(self) -> None:
        """The run's next transaction."""
        running = self._now_running()
        request, step = self.service._loop._turn(running.request_id, running.answer, "BH")
        self.running = Running(request.id, step, has_lease=True) if step is not None else None

    def call(self, fate: Fate) -> None:
        """The run's next gateway call, with this outcome."""
        running = self._now_running()
        assert running.step is not None
        self.gateway.fate = always(fate)
        request = self.store.data.requests[running.request_id]
        asked = self.was.requests[running.request_id - 1]
        assert request == asked
        answer = self.service._loop._call(request, running.step, "BH")
        self.running = Running(request.id, answer=plain_answer(answer), has_lease=True)

    def die(self) -> None:
        """kill -9."""
        self.running = None

    def taken_over(self) -> None:
        """The lease runs out while the run hangs, and another program carries the request as far as it goes."""
        running = self._now_running()
        self.store.data.leases.clear()
        self._service("other", self.clock)._loop.run(running.request_id, who="other")
        self.running = replace(running, has_lease=False)

    def _now_running(self) -> Running:
        assert self.running is not None
        return self.running

    # -- customer, portal, network and time

    def customer(self, act: str, payment_id: str) -> None:
        """The customer, or the gateway by itself, acts on a payment."""
        reasons = {"declines": "ABORTED_BY_CUSTOMER", "lets it expire": "TIMEOUT"}
        if act in reasons:
            self.gateway.reject(payment_id, reasons[act])
        else:
            plays = {"pays": self.gateway.pay, "accepts": self.gateway.authorize, "is inspected": self.gateway.inspect}
            plays[act](payment_id)

    def portal(self, payment_id: str, amount: int | None) -> None:
        """Somebody gives money back in the gateway's portal."""
        self.gateway.give_back(payment_id, amount)

    def arrives(self, late: LateCall) -> None:
        """A call that was given up reaches the gateway."""
        self.gateway.arrive(late)

    def awhile_passes(self) -> None:
        """No call that was given up can arrive any more, and every pause is over."""
        self.gateway.late.clear()
        self._age(AWHILE)

    def long_passes(self) -> None:
        """Every link that still waits has died."""
        self.awhile_passes()
        for payment in list(self.gateway.payments.values()):
            if not payment.is_closed and payment.status in (GatewayStatus.WAITING, GatewayStatus.INSPECTION):
                self.gateway.reject(payment.id, "TIMEOUT")
        self._age(LONG_AGO)

    def _age(self, to: datetime) -> None:
        requests = self.store.data.requests
        self.store.data.requests = {number: aged(request, to) for number, request in requests.items()}

    def state(self) -> State:
        """The state after the act."""
        order, payments = self.store.data.orders[NUMBER], self.gateway.payments
        return State(
            plain_order(order),
            tuple(plain(request) for _, request in sorted(self.store.data.requests.items())),
            tuple(_bare(payment) for _, payment in sorted(payments.items())),
            tuple(sorted((replace(c, payment=_bare(c.payment)) for c in self.gateway.late), key=repr)),
            self.running,
            tuple(self.store.data.books.invoices.values()),
        )


@dataclass(frozen=True)
class Scope:
    """How much may happen: the more requests, the fewer kinds of trouble, or the states are too many to visit."""

    requests: int
    fates: tuple[Fate, ...] = tuple(fate for fate in Fate if fate not in (Fate.HIDDEN, Fate.MIXED_UP))
    customer: tuple[str, ...] = ("pays", "accepts", "is inspected", "declines", "lets it expire")
    leases_run_out: bool = True
    looks_at_paid: bool = True
    cancels_waiting: bool = False
    part_credits: int = 0
    portal: bool = False
    readings: tuple[Fate, ...] = (Fate.ANSWERED, Fate.NEVER)
    other_clocks: tuple[timedelta, ...] = ()


def acts(state: State, scope: Scope) -> Iterator[tuple[str, Act]]:
    """Everything that anybody may do in this state."""
    yield from _program_acts(state, scope)
    yield from _clerk_acts(state, scope)
    yield from _booking_acts(state, scope)
    for payment in state.payments:
        for act in scope.customer if _may_act(payment) else ():
            if act != "is inspected" or payment.waits:
                yield f"customer {act}", partial(World.customer, act=act, payment_id=payment.id)
        if scope.portal and payment.net_captured and PORTAL not in payment.refund_ids:
            yield "all back in the portal", partial(World.portal, payment_id=payment.id, amount=None)
            yield "a part back in the portal", partial(World.portal, payment_id=payment.id, amount=PRICES[0] // 4)
    for late in state.late:
        yield f"{late.kind} arrives late", partial(World.arrives, late=late)
    if state.running is None:
        yield "a while passes", World.awhile_passes
        yield "long passes", World.long_passes


def _may_act(payment: Payment) -> bool:
    return payment.status in (GatewayStatus.WAITING, GatewayStatus.INSPECTION) and not payment.is_closed


def _program_acts(state: State, scope: Scope) -> Iterator[tuple[str, Act]]:
    running = state.running
    for ahead in scope.other_clocks:
        for request in state.requests:
            looks = partial(World.other_looks, request_id=request.id, ahead=ahead)
            yield f"a counter whose clock is {ahead} ahead looks at {request.reference}", looks
    if running is None:
        for request in state.requests:
            again = request.is_paid and scope.looks_at_paid
            if not request.is_settled or again or request.is_doubtful:
                yield f"look at {request.reference}", partial(World.look, request_id=request.id)
        return
    yield "the program is killed", World.die
    if running.has_lease and scope.leases_run_out:
        yield "its lease runs out", World.taken_over
    if running.step is None:
        yield "turn", World.turn
        return
    fates = scope.fates if type(running.step) in CHANGING else scope.readings
    for fate in fates:
        yield f"{type(running.step).__name__}: {fate.value}", partial(World.call, fate=fate)


def _clerk_acts(state: State, scope: Scope) -> Iterator[tuple[str, Act]]:
    if any(request.holds_order for request in state.requests):
        if state.order.status is not OrderStatus.POSTED:
            yield "Annullera", World.void
    elif state.running is None and len(state.requests) < scope.requests:
        if state.requests:
            yield "edit", World.edit
        yield "Ctrl+S", World.send


def _booking_acts(state: State, scope: Scope) -> Iterator[tuple[str, Act]]:
    invoice = state.invoice
    if not scope.part_credits or state.order.status is not OrderStatus.POSTED or invoice is None:
        return
    left = state.left(invoice)
    if len(state.invoices) <= scope.part_credits:
        yield "credit a part", partial(World.credit, quantities=PART)
    yield "credit the rest", partial(World.credit, quantities=left)


def posted() -> State:
    """The order paid and booked, and nothing more."""
    state = start()
    answered: tuple[Act, ...] = (World.turn, partial(World.call, fate=Fate.ANSWERED), World.turn)
    pays = partial(World.customer, act="pays", payment_id=f"p-{NUMBER}-1")
    acts: tuple[Act, ...] = (World.send, *answered, pays, partial(World.look, request_id=1), *answered, World.post)
    for act in acts:
        world = World(state, cancels_waiting=False)
        act(world)
        state = world.state()
    return state


def start() -> State:
    """An order ready to be paid, and nothing sent."""
    order = Order(
        number=NUMBER,
        order_date=date(2026, 11, 23),
        status=OrderStatus.DONE,
        customer_name="Ingrid Björk",
        mobile_phone="070-174 06 08",
        lines=(OrderLine(description="Service", unit_price=PRICES[0]),),
    )
    return State(order)


def _data(state: State) -> Data:
    data = Data(orders={NUMBER: state.order})
    data.saved[NUMBER] = ("", NOON)
    data.requests = {request.id: request for request in state.requests}
    if state.order.payment_received or state.invoices:
        data.books = Books({invoice.number: invoice for invoice in state.invoices})
        data.settings = dict(_settings())
    if state.running and state.running.has_lease:
        data.leases[state.running.request_id] = ("this", NOON + LEASE)
    return data


@cache
def _settings() -> Mapping[str, str]:
    store = FakeStore()
    with_seller(store)
    return store.data.settings


@cache
def _bare(payment: Payment) -> Payment:
    """A payment with only what rules look at."""
    return replace(payment, key="", reason="")
