"""A store in memory that keeps the rules of the real one: transactions, versions, one holding request per order."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from promeister_mpay.domain.events import Event
from promeister_mpay.domain.lists.filters import ParsedQuery
from promeister_mpay.domain.lists.query import VIEWS_OF, ListKind, ListRow, View
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.request import Lease, PaymentRequest
from promeister_mpay.domain.payments.safety_times import LONGEST_PAUSE
from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.search import finds, search_text
from promeister_mpay.errors import NotFoundError, OrderChanged, OrderLocked, StoreError
from promeister_mpay.services.ports.orders import Move
from support.fakes.books import (
    Books,
    FakeAccountSums,
    FakeBatches,
    FakeInvoices,
    FakeProof,
    FakeVouchers,
    copied_tables,
)
from support.fakes.listed import Entry, FakeLists, listed
from support.fakes.payouts import FakeClearing, FakePayouts


@dataclass
class Data:
    """All stored data; replaced as a whole at each commit."""

    orders: dict[int, Order] = field(default_factory=dict)
    saved: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    requests: dict[int, PaymentRequest] = field(default_factory=dict)
    leases: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    customers: dict[str, Customer] = field(default_factory=dict)
    vehicles: dict[str, Vehicle] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    books: Books = field(default_factory=Books)

    def copied(self) -> "Data":
        return Data(**copied_tables(self) | {"books": self.books.copied()})


class FakeOrders:
    def __init__(self, data: Data) -> None:
        self._data = data

    def next_number(self) -> int:
        return max(self._data.orders, default=13_999) + 1

    def add(self, order: Order) -> Order:
        if order.number in self._data.orders:
            raise OrderChanged("Ordernumret finns redan.", changed_by="", changed_at=datetime.min.replace(tzinfo=UTC))
        new = replace(order, version=1)
        self._data.orders[order.number] = new
        return new

    def get(self, number: int) -> Order:
        if number not in self._data.orders:
            raise NotFoundError(f"Order {number} finns inte.")
        return self._data.orders[number]

    def save(self, order: Order, *, who: str, at: datetime) -> Order:
        stored = self._checked(order.number, order.version)
        new = replace(order, payment_received_at=stored.payment_received_at, version=stored.version + 1)
        return self._put(new, who, at)

    def _checked(self, number: int, version: int) -> Order:
        stored = self.get(number)
        held = any(r.holds_order for r in self._data.requests.values() if r.order_number == number)
        if held or not stored.status.is_open:
            raise OrderLocked(f"Order {number} är låst.")
        if stored.version != version:
            who, at = self._data.saved[number]
            raise OrderChanged(f"Order {number} ändrades av {who}.", changed_by=who, changed_at=at)
        return stored

    def _put(self, order: Order, who: str, at: datetime) -> Order:
        self._data.orders[order.number] = order
        self._data.saved[order.number] = (who, at)
        return order

    def set_state(self, order: Order, *, who: str, at: datetime) -> Order:
        stored = self.get(order.number)
        new = replace(
            stored,
            status=order.status,
            payment_method=order.payment_method,
            payment_received_at=order.payment_received_at,
            invoice_number=order.invoice_number,
            posted_on=order.posted_on,
            version=stored.version + 1,
        )
        return self._put(new, who, at)

    def last_change(self, number: int) -> tuple[str, datetime]:
        return self._data.saved[number]

    def delete(self, number: int, *, version: int) -> None:
        self._checked(number, version)
        if any(r.order_number == number for r in self._data.requests.values()):
            raise OrderLocked(f"Order {number} har betalnings-SMS och kan inte raderas.")
        del self._data.orders[number]

    def open_below(self, number: int | None, *, most: int) -> list[int]:
        held = {each.order_number for each in self._data.requests.values() if each.holds_order}
        numbers = [each for each, order in self._data.orders.items() if order.status.is_open and each not in held]
        return [each for each in sorted(numbers, reverse=True) if number is None or each < number][:most]

    def go(self, number: int | None, move: Move) -> int | None:
        numbers = sorted(self._data.orders)
        ahead = {
            Move.FIRST: numbers,
            Move.LAST: numbers[::-1],
            Move.NEXT: [n for n in numbers if number is not None and n > number],
            Move.PREVIOUS: [n for n in numbers[::-1] if number is None or n < number],
        }[move]
        return ahead[0] if ahead else None


class FakeRequests:
    def __init__(self, data: Data) -> None:
        self._data = data

    def next_attempt(self, order_number: int) -> int:
        return max((r.attempt for r in self.of_order(order_number)), default=0) + 1

    def add(self, request: PaymentRequest) -> PaymentRequest:
        if any(r.holds_order for r in self.of_order(request.order_number)):
            raise OrderLocked("Ordern har redan ett betalnings-SMS.")
        new = replace(request, id=max(self._data.requests, default=0) + 1)
        self._data.requests[new.id] = new
        return new

    def get(self, request_id: int) -> PaymentRequest:
        if request_id not in self._data.requests:
            raise NotFoundError(f"Betalnings-SMS {request_id} finns inte.")
        return self._data.requests[request_id]

    def save(self, request: PaymentRequest) -> None:
        self.get(request.id)
        if request.credited > request.captured:
            raise StoreError("Mer betalas tillbaka än vad som är betalt.")
        self._data.requests[request.id] = request

    def of_order(self, order_number: int) -> list[PaymentRequest]:
        return [r for _, r in sorted(self._data.requests.items()) if r.order_number == order_number]

    def due(self, now: datetime, *, most: int) -> list[int]:
        ready = [r for r in self._watched() if _is_due(r, now)]
        ready.sort(key=lambda r: (r.outcome is not None, r.next_check_at is not None, r.next_check_at, r.id))
        return [r.id for r in ready[:most]]

    def next_due(self) -> datetime | None:
        return min((r.next_check_at or r.created_at for r in self._watched()), default=None)

    def has_watched(self) -> bool:
        return any(r.outcome is None or r.is_paid for r in self._watched())

    def _watched(self) -> list[PaymentRequest]:
        requests = self._data.requests.values()
        return [r for r in requests if r.outcome is None or r.next_check_at is not None]

    def take_lease(self, request_id: int, lease: Lease, *, over: Lease | None = None) -> bool:
        held = self.lease(request_id)
        if held is not None and held.owner != lease.owner and held != over:
            return False
        self._data.leases[request_id] = (lease.owner, lease.until)
        return True

    def give_lease(self, request_id: int, *, owner: str) -> None:
        held = self.lease(request_id)
        if held is not None and held.owner == owner:
            del self._data.leases[request_id]

    def lease(self, request_id: int) -> Lease | None:
        held = self._data.leases.get(request_id)
        return held and Lease(*held)


def _is_due(request: PaymentRequest, now: datetime) -> bool:
    look = request.next_check_at
    return look is None or look <= now or (request.outcome is None and look > now + LONGEST_PAUSE)


class FakeEvents:
    def __init__(self, data: Data) -> None:
        self._data = data

    def add(self, event: Event) -> None:
        self._data.events = (*self._data.events, event)

    def of_order(self, order_number: int) -> list[Event]:
        return [event for event in reversed(self._data.events) if event.order_number == order_number]


class FakeRegisters:
    def __init__(self, data: Data) -> None:
        self._data = data

    def customer(self, number: str) -> Customer | None:
        return self._data.customers.get(number)

    def vehicle(self, registration: str) -> Vehicle | None:
        return self._data.vehicles.get(plate_key(registration))

    def article(self, number: str) -> Article | None:
        return self._data.articles.get(number.casefold())

    def put_customer(self, customer: Customer) -> None:
        self._data.customers[customer.number] = customer

    def put_vehicle(self, vehicle: Vehicle) -> None:
        self._data.vehicles[plate_key(vehicle.registration)] = vehicle

    def put_article(self, article: Article) -> None:
        self._data.articles[article.number.casefold()] = article


class FakePersonalData:
    """Of registers and orders alone."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def of_customer(self, number: str) -> dict[str, list[dict[str, object]]]:
        orders = [asdict(self._data.orders[each]) for each in self.orders_of(number)]
        customers = [asdict(each) for key, each in self._data.customers.items() if key == number]
        return {name: rows for name, rows in (("customers", customers), ("orders", orders)) if rows}

    def orders_of(self, number: str) -> list[int]:
        return sorted(each for each, order in self._data.orders.items() if order.customer_number == number)

    def drop_from_registers(self, number: str) -> int:
        plates = [key for key, vehicle in self._data.vehicles.items() if vehicle.customer_number == number]
        gone = [self._data.vehicles.pop(key) for key in plates]
        return len(gone) + (self._data.customers.pop(number, None) is not None)


class FakeSettings:
    def __init__(self, data: Data) -> None:
        self._data = data

    def all(self) -> dict[str, str]:
        return dict(self._data.settings)

    def put(self, key: str, value: str) -> None:
        self._data.settings[key] = value

    def lock(self) -> None:
        """Nothing to lock: there is one writer."""


def _listed(data: Data, query: ParsedQuery) -> list[ListRow]:
    registers: dict[ListKind, Mapping[str, Customer | Vehicle | Article]] = {
        ListKind.CUSTOMERS: data.customers,
        ListKind.VEHICLES: data.vehicles,
        ListKind.ARTICLES: data.articles,
    }
    if query.kind is ListKind.ORDERS:
        entries = [_entry(data, order) for order in data.orders.values()]
    else:
        entries = [Entry(key, asdict(entry), _words(entry)) for key, entry in registers[query.kind].items()]
    return listed(query, entries, lambda text: finds(query.terms, text))


def _entry(data: Data, order: Order) -> Entry:
    who, at = data.saved.get(order.number, (order.clerk, datetime.min.replace(tzinfo=UTC)))
    newest = [r for r in data.requests.values() if r.order_number == order.number][-1:]
    values = {name: getattr(order, name) for name in (field.name for field in fields(order)) if name != "lines"}
    values |= {"to_pay": order.totals.to_pay, "changed_by": who, "changed_at": at}
    values |= {"sms_sent_at": None, "link_expires_at": None}
    for request in newest:
        values |= {"sms_sent_at": request.sent_at, "link_expires_at": request.expires_at}
    held = any(request.holds_order for request in newest)
    return Entry(order.number, values, _words(order), held, any(request.deviation for request in newest))


def _words(entry: object) -> str:
    return search_text(*(str(value) for value in vars_of(entry).values() if isinstance(value, str | int)))


def vars_of(entry: object) -> dict[str, object]:
    return {name: getattr(entry, name) for name in type(entry).__dataclass_fields__}  # type: ignore[attr-defined]


def _counts(data: Data) -> dict[View, int]:
    entries = [_entry(data, order) for order in data.orders.values()]
    return {
        view: sum(entry.is_in(view) for entry in entries) for view in VIEWS_OF[ListKind.ORDERS] if view is not View.ALL
    }


class FakeUnit:
    def __init__(self, store: "FakeStore", data: Data, *, leave: Callable[[], None]) -> None:
        self._store, self._data, self._leave = store, data, leave
        self.orders = FakeOrders(data)
        self.requests = FakeRequests(data)
        self.events = FakeEvents(data)
        self.registers = FakeRegisters(data)
        self.lists = FakeLists(lambda query: _listed(data, query), lambda: _counts(data))
        self.settings = FakeSettings(data)
        self.invoices = FakeInvoices(data.books)
        self.vouchers = FakeVouchers(data.books)
        self.batches = FakeBatches(data.books)
        self.payouts = FakePayouts(data.books, data.requests)
        self.clearing = FakeClearing(data.books)
        self.account_sums = FakeAccountSums(data.books)
        self.proof = FakeProof()
        self.personal_data = FakePersonalData(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def commit(self) -> None:
        self._store.before_commit()
        self._store.data = self._data.copied()
        self._store.after_commit()


class FakeStore:
    """`before_commit` and `after_commit` may be set to raise, as if the program died there."""

    def __init__(self, data: Data | None = None) -> None:
        self.data = data or Data()
        self.before_commit: Callable[[], None] = lambda: None
        self.after_commit: Callable[[], None] = lambda: None
        self._lock = threading.RLock()

    def reading(self) -> FakeUnit:
        return FakeUnit(self, self.data.copied(), leave=lambda: None)

    looking = reading

    def writing(self) -> FakeUnit:
        self._lock.acquire()
        return FakeUnit(self, self.data.copied(), leave=self._lock.release)

    def close(self) -> None:
        self.data = Data()
