"""Where the process ends: what services ask of the store, the gateway, the clock and the keyring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from types import TracebackType
from typing import Protocol, Self

from promeister_mpay.domain.events import Event
from promeister_mpay.domain.list_filters import Wanted
from promeister_mpay.domain.lists import Key, Row, Survey, Value, View
from promeister_mpay.domain.orders import Order
from promeister_mpay.domain.payment_lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments import Observation, PaymentRequest
from promeister_mpay.domain.registers import Article, Customer, Vehicle
from promeister_mpay.services.book_ports import AccountSums, Batches, Clearing, Invoices, Payouts, Vouchers


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time in UTC, aware."""
        ...


class Move(Enum):
    """Where to go from an order: PgUp, PgDn, Ctrl+Home, Ctrl+End."""

    FIRST = "first"
    PREVIOUS = "previous"
    NEXT = "next"
    LAST = "last"


class Orders(Protocol):
    """The orders of the store. All raise `StoreError` when it cannot be read or written."""

    def next_number(self) -> int:
        """Draw the next order number, inside the transaction."""
        ...

    def add(self, order: Order) -> Order:
        """Insert a new order; gives it with version 1. An order number that exists raises `OrderChanged`."""
        ...

    def get(self, number: int) -> Order:
        """The order; raises `NotFoundError`. In a writing unit of work its row is locked until the end."""
        ...

    def save(self, order: Order, *, who: str, at: datetime) -> Order:
        """Write a clerk's changes if `order.version` is the stored one and nothing holds the order.

        Gives the order with its new version. Raises `OrderLocked`, or `OrderChanged` with who changed it and when.
        Writes header and lines; never status MOBILBET/BOKFÖRD nor the fields of payment.
        """
        ...

    def set_state(self, order: Order, *, who: str, at: datetime) -> Order:
        """Write status, payment and booking only (the program's part, not a clerk's); gives the new version."""
        ...

    def delete(self, number: int, *, version: int) -> None:
        """Delete an order that has no payment request and is not booked; raises `OrderLocked`, `OrderChanged`."""
        ...

    def go(self, number: int | None, move: Move) -> int | None:
        """The number of the order that `move` leads to from `number`, or None at the end."""
        ...


class PaymentRequests(Protocol):
    """The payment requests of the store."""

    def next_attempt(self, order_number: int) -> int:
        """1 for the order's first request, and so on."""
        ...

    def add(self, request: PaymentRequest) -> PaymentRequest:
        """Insert (its `id` is ignored) and give it with its id; a second that holds the order raises `OrderLocked`."""
        ...

    def get(self, request_id: int) -> PaymentRequest:
        """The request; raises `NotFoundError`. In a writing unit of work its row is locked until the end."""
        ...

    def save(self, request: PaymentRequest) -> None:
        """Write all its fields, and its part refunds; more of those than was captured raises `StoreError`."""
        ...

    def of_order(self, order_number: int) -> list[PaymentRequest]:
        """All of an order, oldest first."""
        ...

    def due(self, now: datetime, *, most: int) -> list[int]:
        """Ids of requests whose next look is due: the unsettled before the paid, and the longest due first."""
        ...

    def next_due(self) -> datetime | None:
        """When the next look at any request is due (UTC), or None when none is watched."""
        ...

    def take_lease(self, request_id: int, *, owner: str, now: datetime, until: datetime) -> bool:
        """Take or renew the right to step this request; False while another owner's lease has not run out."""
        ...

    def give_lease(self, request_id: int, *, owner: str) -> None:
        """Give the lease back, if `owner` has it."""
        ...

    def has_lease(self, request_id: int, *, owner: str) -> bool:
        """Whether `owner` (still) has the lease."""
        ...


class Events(Protocol):
    """The history; only grows."""

    def add(self, event: Event) -> None:
        """Append."""
        ...

    def of_order(self, order_number: int) -> list[Event]:
        """All of an order, or of the `WORKSHOP`, newest first."""
        ...


class Registers(Protocol):
    """Customers, vehicles and articles."""

    def customer(self, number: str) -> Customer | None:
        """The customer with this number."""
        ...

    def vehicle(self, registration: str) -> Vehicle | None:
        """The vehicle with this plate, however it is spaced or cased (`plate_key`)."""
        ...

    def article(self, number: str) -> Article | None:
        """The article with this number, case folded."""
        ...

    def put_customer(self, customer: Customer) -> None:
        """Insert or replace by number."""
        ...

    def put_vehicle(self, vehicle: Vehicle) -> None:
        """Insert or replace by plate."""
        ...

    def put_article(self, article: Article) -> None:
        """Insert or replace by number."""
        ...


class Lists(Protocol):
    """The lists of orders and registers; a key says where a row stands in the list that `wanted` asks for."""

    def around(
        self, wanted: Wanted, identity: Value, *, above: int, below: int
    ) -> tuple[Sequence[Row], Sequence[Row]] | None:
        """Rows just before the one with this identity, and from it on; None when it is not in the list."""
        ...

    def after(
        self, wanted: Wanted, key: Key | None, *, most: int, skip: int = 0, inclusive: bool = False
    ) -> Sequence[Row]:
        """Rows after a key, or from the first on without one; `inclusive` begins with the row at the key itself."""
        ...

    def before(self, wanted: Wanted, key: Key | None, *, most: int) -> Sequence[Row]:
        """The rows just before a key, or the last ones without one; in the order of the list."""
        ...

    def survey(self, wanted: Wanted, *, step: int) -> Survey:
        """The number of rows, and the keys of those at 0, step, 2·step and so on."""
        ...

    def count_between(self, wanted: Wanted, first: Key, last: Key) -> int:
        """How many rows stand from one key on and before another."""
        ...

    def counts(self) -> Mapping[View, int]:
        """How many orders are in each ready view but ALL."""
        ...


class SettingValues(Protocol):
    """Settings as JSON texts by key."""

    def all(self) -> dict[str, str]:
        """Every stored value."""
        ...

    def put(self, key: str, value: str) -> None:
        """Write one."""
        ...

    def lock(self) -> None:
        """Let nobody else change any until the transaction ends, so that what is read from now on stays true."""
        ...


class UnitOfWork(Protocol):
    """One transaction: rolled back unless committed."""

    @property
    def orders(self) -> Orders:
        """The orders."""
        ...

    @property
    def requests(self) -> PaymentRequests:
        """The payment requests."""
        ...

    @property
    def events(self) -> Events:
        """The history."""
        ...

    @property
    def registers(self) -> Registers:
        """Customers, vehicles and articles."""
        ...

    @property
    def lists(self) -> Lists:
        """The lists of orders and registers."""
        ...

    @property
    def invoices(self) -> Invoices:
        """The invoices."""
        ...

    @property
    def vouchers(self) -> Vouchers:
        """The vouchers."""
        ...

    @property
    def batches(self) -> Batches:
        """What has been exported."""
        ...

    @property
    def payouts(self) -> Payouts:
        """The payouts."""
        ...

    @property
    def clearing(self) -> Clearing:
        """Accounts order by order."""
        ...

    @property
    def account_sums(self) -> AccountSums:
        """The ledger's sums."""
        ...

    @property
    def settings(self) -> SettingValues:
        """The settings."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make it durable; raises `StoreError`, `StoreBusy`."""
        ...


class Store(Protocol):
    """Where everything is kept; safe to use from any thread."""

    def reading(self) -> UnitOfWork:
        """A unit of work that only reads, sees one moment, and waits for nobody."""
        ...

    def looking(self) -> UnitOfWork:
        """The same for questions that need not be answered as of one moment; the cheapest."""
        ...

    def writing(self) -> UnitOfWork:
        """A unit of work that writes; raises `StoreBusy` on entering when others keep it too long."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...


@dataclass(frozen=True, slots=True)
class GatewayStore:
    """A store of the gateway's account (`merchant-api.md §3`)."""

    id: str
    name: str
    national_id: int
    country: str


@dataclass(frozen=True, slots=True)
class GatewayMethod:
    """A payment method of a gateway store (`merchant-api.md §4`); limits in öre, both ends included."""

    id: str
    name: str
    type: str
    least: int
    most: int
    for_companies: bool
    for_persons: bool


class Gateway(Protocol):
    """Resurs Merchant API 2.0. Every call may raise a `GatewayError`; which one says if anything was done."""

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
        """The payment as it stands."""
        ...

    def capture(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        """Take all that is authorized."""
        ...

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        """Withdraw all that is not captured."""
        ...

    def refund(
        self, payment_id: str, *, transaction_id: str, creator: str, lines: Sequence[PaymentLine] = ()
    ) -> Observation:
        """Give back what the lines come to, or without lines all captured money that is left."""
        ...

    def stores(self) -> Sequence[GatewayStore]:
        """The account's stores."""
        ...

    def methods(self, store_id: str) -> Sequence[GatewayMethod]:
        """The store's payment methods."""
        ...


class Secrets(Protocol):
    """Where secrets are kept. Every call may raise `SecretError`."""

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""
        ...

    def put(self, name: str, value: str) -> None:
        """Keep the secret."""
        ...

    def delete(self, name: str) -> None:
        """Forget the secret."""
        ...
