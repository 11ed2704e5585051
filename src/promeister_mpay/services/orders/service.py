"""The use cases of orders: make, open, save, delete, and go to the next or previous one."""

from dataclasses import dataclass, replace

from promeister_mpay.domain.books.invoices import InvoiceHead
from promeister_mpay.domain.events import Event
from promeister_mpay.domain.orders.order import Order, OrderStatus, check_order
from promeister_mpay.domain.payments.request import Intent, PaymentOutcome, PaymentRequest
from promeister_mpay.errors import NotFoundError
from promeister_mpay.services.orders.rounding import as_chosen
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.orders import Move
from promeister_mpay.services.ports.store import Store, UnitOfWork
from promeister_mpay.services.settings import load_settings

UNSAVED = 0
"""The number of an order that is not in the store yet; it draws its number when it is first saved."""


@dataclass(frozen=True, slots=True)
class OrderCard:
    """The content of the order page: the order with its payment requests, documents and events.

    Requests and documents are sorted oldest first, events newest first.
    """

    order: Order
    requests: tuple[PaymentRequest, ...] = ()
    events: tuple[Event, ...] = ()
    documents: tuple[InvoiceHead, ...] = ()

    @property
    def holding(self) -> PaymentRequest | None:
        """The request that holds the order, if any."""
        return next((request for request in self.requests if request.holds_order), None)

    @property
    def watched(self) -> tuple[PaymentRequest, ...]:
        """Requests that are not settled, including voided ones whose link may still be paid."""
        return tuple(request for request in self.requests if not request.is_settled)

    @property
    def credited_payment(self) -> PaymentRequest | None:
        """The mobile payment that remains after its whole invoice was credited; Annullera refunds it (S12)."""
        holding = self.holding
        if holding is None or self.order.status is OrderStatus.POSTED:
            return None
        return holding if self._was_booked_with(holding) else None

    @property
    def taken_payment(self) -> PaymentRequest | None:
        """The newest payment, when it was refunded outside this program and the books do not show that yet.

        The clerk then credits the invoice that it paid or, without one, books the order with another payment method.
        """
        last = self.requests[-1] if self.requests else None
        if last is None or last.intent is Intent.VOID or last.outcome is not PaymentOutcome.REFUNDED:
            return None
        is_posted = self.order.status is OrderStatus.POSTED
        if self._was_booked_with(last):
            standing = [each for each in self.documents if each.number == self.order.invoice_number]
            return last if any(each.payment_reference == last.reference for each in standing) else None
        return None if is_posted else last

    def _was_booked_with(self, request: PaymentRequest) -> bool:
        return any(each.payment_reference == request.reference for each in self.documents)


class OrderService:
    """The orders of the workshop. Blocking; run it off the UI thread."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def new(self, *, clerk: str) -> OrderCard:
        """An empty order, not in the store until it is saved."""
        with self._store.reading() as work:
            settings = load_settings(work.settings)
        today = self._clock.now().astimezone().date()
        return OrderCard(
            Order(
                number=UNSAVED,
                order_date=today,
                clerk=clerk,
                prices_include_vat=settings.prices_include_vat,
                round_to_krona=settings.round_to_krona,
            )
        )

    def open(self, number: int) -> OrderCard:
        """The order with its requests, events and documents; raises `NotFoundError`."""
        with self._store.reading() as work:
            return _card(work, number)

    def open_or_newest(self, number: int, *, clerk: str) -> OrderCard:
        """The order with this number, else the newest one, else an empty one."""
        with self._store.reading() as work:
            try:
                return _card(work, number)
            except NotFoundError:
                newest = work.orders.go(None, Move.LAST)
            if newest is not None:
                return _card(work, newest)
        return self.new(clerk=clerk)

    def save(self, order: Order, *, who: str) -> OrderCard:
        """Write the clerk's changes; an order not saved before gets its number.

        Raises `InputError` with the field at fault, `OrderLocked`, or `OrderChanged` with who saved it first.
        """
        check_order(order)
        now = self._clock.now()
        with self._store.writing() as work:
            order = as_chosen(work, order)
            if order.number == UNSAVED:
                order = work.orders.add(replace(order, number=work.orders.next_number()))
                work.events.add(Event(order.number, now, who, "Ordern skapad."))
            else:
                order = work.orders.save(order, who=who, at=now)
            card = _card(work, order.number)
            work.commit()
        return card

    def delete(self, order: Order, *, who: str) -> None:
        """Delete an order without payment requests and record that. Raises `OrderLocked`, `OrderChanged`."""
        with self._store.writing() as work:
            work.orders.delete(order.number, version=order.version)
            text = f"Ordern raderad, {len(order.lines)} rader."
            work.events.add(Event(order.number, self._clock.now(), who, text))
            work.commit()

    def go(self, number: int | None, move: Move) -> OrderCard | None:
        """The order that `move` leads to from `number` (None: no order is open); None when there is none."""
        with self._store.reading() as work:
            found = work.orders.go(number, move)
            return None if found is None else _card(work, found)


def _card(work: UnitOfWork, number: int) -> OrderCard:
    return OrderCard(
        work.orders.get(number),
        tuple(work.requests.of_order(number)),
        tuple(work.events.of_order(number)),
        tuple(work.invoices.heads_of(number)),
    )
