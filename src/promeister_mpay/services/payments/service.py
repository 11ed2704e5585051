"""The use cases of mobile payment: send, void, check, send to another number, and watch all open requests."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from promeister_mpay.domain.approvals import GuardedAct
from promeister_mpay.domain.events import Event
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.transitions import held
from promeister_mpay.domain.payments import history_texts, journal
from promeister_mpay.domain.payments.readiness import check_payable
from promeister_mpay.domain.payments.request import Observation, PaymentOutcome, PaymentRequest
from promeister_mpay.domain.phones import parse_mobile
from promeister_mpay.errors import (
    GatewayError,
    GatewayRefused,
    InputError,
    MpayError,
    NotWrittenDown,
    OrderLocked,
    StoreError,
)
from promeister_mpay.services.approvals import Approvals
from promeister_mpay.services.orders.changed import changed_since
from promeister_mpay.services.orders.rounding import round_for_mobile
from promeister_mpay.services.payments.loop import LoopResult, PaymentLoop, why_not_stored, write_down
from promeister_mpay.services.payments.lost_links import RESTORED_BLIND, LostLinks
from promeister_mpay.services.payments.method_terms import MethodTerms
from promeister_mpay.services.payments.search import PaymentSearch
from promeister_mpay.services.payments.sending import check_kind_of_customer, check_unknown, new_payment, new_request
from promeister_mpay.services.payments.watching import TOGETHER, WatchRound
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.gateway import Gateway
from promeister_mpay.services.ports.store import Store, UnitOfWork
from promeister_mpay.services.settings import load_settings

ASKS_AGAIN = timedelta(minutes=1)
"""Until the search for lost links is tried again at a gateway that does not answer."""
WATCHED_AT_ONCE = 50
"""Requests that one call of `watch` checks at most."""
CLOCK_TOLERANCE = timedelta(seconds=30)
"""A greater difference to the gateway's clock is worth a warning."""

FIELDS = {
    "customer.mobilePhone": "mobile_phone",
    "customer.email": "email",
    "customer.governmentId": "customer_number",
    "customer.contactPerson": "customer_name",
    "customer.deliveryAddress.postalCode": "postal_code",
    "customer.deliveryAddress.postalArea": "city",
    "customer.deliveryAddress.addressRow1": "address",
    "customer.deliveryAddress": "customer_name",
    "order.orderLines": "lines[0].number",
}
"""The gateway's field names (`gateway.md §13`) as fields of the order form."""


@dataclass(frozen=True, slots=True)
class Change:
    """A request that the watch found changed."""

    before: PaymentRequest
    after: PaymentRequest

    @property
    def came_in(self) -> bool:
        """Whether the customer has just paid."""
        return self.after.is_paid and not self.before.is_paid and not self.after.refunded

    @property
    def came_late(self) -> bool:
        """Whether the customer has just paid with a link that had been voided."""
        return self.after.paid_late and not self.before.paid_late


class ForeignNumber(MpayError):
    """The SMS would go to a number that is not Swedish, and the clerk has not agreed; `shown` is the number."""

    def __init__(self, shown: str) -> None:
        super().__init__(f"{shown} är inte ett svenskt mobilnummer.")
        self.shown = shown


class PaymentService:
    """The mobile payments of the workshop's orders. Blocking; run it off the UI thread, in the lane of changes."""

    def __init__(
        self,
        *,
        store: Store,
        gateway: Gateway,
        clock: Clock,
        owner: str,
        chance: Callable[[], float] = random.random,
        approvals: Approvals | None = None,
    ) -> None:
        self._approvals = approvals or Approvals(writing=store.writing, clock=clock)
        self.watched_together = TOGETHER
        """How many payments a round of the watch looks at together."""
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._lost_links = LostLinks(store=store, gateway=gateway, clock=clock)
        self._terms = MethodTerms(store=store, gateway=gateway, clock=clock)
        self._loop = PaymentLoop(
            store=store, gateway=gateway, clock=clock, owner=owner, create=self._create, chance=chance
        )
        self.search = PaymentSearch(
            store=store, gateway=gateway, clock=clock, asking=self._loop.asking, approvals=self._approvals
        )

    @property
    def gateway_trouble(self) -> GatewayError | None:
        """The error of the last call to the gateway, also by `try_gateway`; None when that call succeeded."""
        return self._loop.last_trouble

    @property
    def clock_warning(self) -> str:
        """A sentence when this computer's clock differs too much from the gateway's; else empty."""
        skew = self._gateway.clock_skew
        if skew is None or abs(skew) < CLOCK_TOLERANCE:
            return ""
        minutes, way = abs(skew) // timedelta(minutes=1), "före" if skew > timedelta() else "efter"
        how = f"{minutes} minuter" if minutes > 1 else f"{abs(skew) // timedelta(seconds=1)} sekunder"
        return (
            f"Datorns klocka går {how} {way} Resurs. Ställ klockan: tider på order, kvitton och verifikat blir fel, "
            "och en betalning kan synas senare än annars. Inget dras eller betalas tillbaka två gånger för det."
        )

    def send(self, order_number: int, *, version: int, who: str) -> LoopResult:
        """Lock the order and have the gateway send the link (Ctrl+S). Raises as `lock` and `deliver` do."""
        return self.deliver(self.lock(order_number, version=version, who=who), who=who)

    def lock(self, order_number: int, *, version: int, who: str, foreign_agreed: bool = True) -> int:
        """Make the request and lock the order in one transaction, before any call; returns the request's id.

        `version` is that of the order on the clerk's screen. Raises `InputError` with the field at fault,
        `OrderLocked`, `OrderChanged`, and `ForeignNumber` unless the clerk has agreed to send to one. `deliver` sends
        the link, or the watch if the program ends before that.
        """
        now = self._clock.now()
        with self._store.writing() as work:
            settings = load_settings(work.settings)
            order = _sendable(work, work.orders.get(order_number), version, who)
            order = round_for_mobile(work, order, settings, who=who, at=now)
            number = check_payable(order, settings.amount_limits)
            check_kind_of_customer(work, order, settings)
            if not (number.swedish or foreign_agreed):
                raise ForeignNumber(number.shown)
            request = work.requests.add(new_request(work, order, number, settings, who=who, now=now))
            work.orders.set_state(held(order), who=who, at=now)
            work.events.add(Event(order_number, now, who, history_texts.sms_requested_text(request), request.reference))
            work.commit()
        return request.id

    def deliver(self, request_id: int, *, who: str) -> LoopResult:
        """Have the gateway send the link of a request that `lock` made.

        Raises `GatewayError`, or `InputError` for a field, when nothing was sent; then the order is open again. A lost
        answer raises nothing: the order stays locked, and `LoopResult.trouble` has the error. `NotWrittenDown` when the
        store fails after the lock or after the call.
        """
        with _not_begun("Betalnings-SMS:et är begärt men inte skickat"):
            result = self._loop.run(request_id, who=who)
        if result.request.outcome is PaymentOutcome.NOT_SENT and result.trouble:
            raise _at_its_field(result.trouble)
        return result

    def void(self, order_number: int, *, who: str) -> LoopResult:
        """Void the link (Annullera); a payment already made is refunded. Raises as `give_up` does."""
        return self.carry_on(self.give_up(order_number, who=who), who=who)

    def give_up(self, order_number: int, *, who: str) -> int:
        """Change the intent of the request that holds the order to void; returns its id. Needs no lease, makes no call.

        Raises `MpayError` when no request holds the order, `OrderLocked` when it is booked.
        """
        now = self._clock.now()
        with self._store.writing() as work:
            # Lock the request before its order, as the loop does: otherwise two counters could deadlock.
            request = work.requests.get(_holding(work, order_number))
            _check_not_posted(work.orders.get(order_number))
            event = Event(order_number, now, who, "", request.reference)
            is_paid = request.captured > request.refunded
            about = f" (order {order_number})"
            with self._approvals.approved_if(is_paid, work, GuardedAct.REFUND, who=who, about=about):
                write_down(work, request, journal.voided(request, now, who), event)
                work.commit()
        return request.id

    def carry_on(self, request_id: int, *, who: str) -> LoopResult:
        """Run the payment loop for a request, as far as possible now. Raises `NotWrittenDown`."""
        with _not_begun("Det som ska göras är antecknat men inte gjort"):
            return self._loop.run(request_id, who=who)

    def check(self, order_number: int, *, who: str) -> LoopResult:
        """Ask the gateway about the order's payments now (Ctrl+L); when none is under way, about each of them again.

        Answers at once about one that is being asked about already (`LoopResult.is_under_way`).
        Raises `MpayError` when the order has never had one.
        """
        with self._store.reading() as work:
            requests = work.requests.of_order(order_number)
        if not requests:
            raise MpayError("Ordern har ingen mobilbetalning att kontrollera.")
        is_under_way = any(not each.is_settled for each in requests)
        asked = [each for each in requests if not is_under_way or not each.is_over or each.is_doubtful]
        results = [self._loop.run(request.id, who=who, waits=False) for request in asked]
        return max(reversed(results), key=lambda result: (result.request.holds_order, not result.request.is_over))

    def send_to(self, order_number: int, phone: str, *, who: str) -> LoopResult:
        """Void the link and send a new one to `phone`.

        Raises as `send` and `void` do, and `MpayError` when voiding did not open the order or the customer had paid.
        """
        number = parse_mobile(phone)
        result = self.void(order_number, who=who)
        if result.request.holds_order:
            raise MpayError(
                "Den gamla länken kunde inte tas tillbaka ännu, så ingen ny skickades. "
                "Kontrollera med Ctrl+L och försök igen när ordern är öppen."
            )
        if result.request.outcome is PaymentOutcome.REFUNDED:
            raise MpayError(
                "Kunden hade redan betalat. Pengarna är återbetalda och ordern är öppen; ingen ny länk skickades."
            )
        with self._store.writing() as work:
            order = replace(work.orders.get(order_number), mobile_phone=number.shown)
            order = work.orders.save(order, who=who, at=self._clock.now())
            work.commit()
        return self.send(order_number, version=order.version, who=who)

    def watch(self) -> Sequence[Change]:
        """Run the loop for the requests that are due; returns those with a change that a clerk can see.

        While the gateway wants to be left alone (Retry-After), nothing is asked. A payment that gets no answer while
        others do says nothing against the gateway.
        """
        if self._loop.rest:
            return []
        watched = WatchRound(self._look, lambda: bool(self._loop.rest), together=self.watched_together)
        with self._store.reading() as work:
            due = [work.requests.get(each) for each in work.requests.due(self._clock.now(), most=WATCHED_AT_ONCE)]
        results = [*watched.run(due)]
        if not watched.is_stopped:
            results += watched.run(self._find_lost_links())
        changes = [Change(before, result.request) for before, result in results]
        if watched.is_answered:
            self._loop.last_trouble = None
        self._terms.refresh_if_due()
        return [change for change in changes if _visible_state(change.before) != _visible_state(change.after)]

    def _look(self, request: PaymentRequest) -> LoopResult:
        return self._loop.run(request.id, who=journal.PROGRAM, waits=False)

    def _find_lost_links(self) -> Sequence[PaymentRequest]:
        """After a blind restore, the requests of links that the gateway still knows; what it cannot tell now waits."""
        if not self._lost_links.is_due:
            return ()
        try:
            found = [each.request_id for each in self._lost_links.look() if each.request_id is not None]
        except GatewayError as error:
            self._loop.last_trouble = error
            return ()
        with self._store.reading() as work:
            return [work.requests.get(request_id) for request_id in found]

    def try_gateway(self) -> None:
        """Test the connection: ask the gateway for its stores, which changes nothing; raises `GatewayError`."""
        with self._loop.asking():
            self._gateway.stores()

    def next_watch(self) -> datetime | None:
        """When the next request is due for the watch (UTC), or None."""
        if self._lost_links.is_due:
            return self._clock.now() + (ASKS_AGAIN if self.gateway_trouble else timedelta())
        with self._store.reading() as work:
            return work.requests.next_due()

    def _create(self, request: PaymentRequest) -> Observation:
        with self._store.reading() as work:
            payment = new_payment(work, request)
            is_blind = RESTORED_BLIND in work.settings.all()
        if is_blind:
            check_unknown(request, self._gateway.find(request.store_id, request.reference))
        return self._gateway.create(payment)


@contextmanager
def _not_begun(what: str) -> Iterator[None]:
    """Turn a store's error at the beginning of a run into one that says what is stored, instead of "nothing"."""
    try:
        yield
    except NotWrittenDown:
        raise
    except StoreError as error:
        raise NotWrittenDown(f"{what}: {why_not_stored(error)} Programmet går vidare av sig självt.") from error


def _sendable(work: UnitOfWork, order: Order, version: int, who: str) -> Order:
    if not order.status.is_open:
        raise OrderLocked(f"Ordern har status {order.status} och kan inte skickas för betalning.")
    if order.version != version:
        raise changed_since(work, order.number, who=who, advice="Titta igenom den och skicka igen.")
    return order


def _holding(work: UnitOfWork, order_number: int) -> int:
    """The id of the request that holds the order."""
    for request in work.requests.of_order(order_number):
        if request.holds_order:
            return request.id
    raise MpayError("Ordern har inget betalnings-SMS att annullera.")


def _check_not_posted(order: Order) -> None:
    if order.status is OrderStatus.POSTED:
        raise OrderLocked("Ordern är bokförd. Kreditera fakturan först; därefter kan betalningen annulleras.")


def _visible_state(request: PaymentRequest) -> tuple[object, ...]:
    """The parts of a request that show on screen."""
    return (
        request.standing,
        request.outcome,
        request.intent,
        request.deviation,
        request.paid_late,
        request.holds_order,
        request.link,
        request.refunds,
    )


def _at_its_field(error: GatewayError) -> MpayError:
    """The gateway's error as an `InputError`, if it is about a field that the clerk can correct."""
    fields = error.fields if isinstance(error, GatewayRefused) else {}
    for name in fields:
        for known, field in FIELDS.items():
            if name.startswith(known):
                return InputError(f"{error} Inget SMS har skickats.", field)
    return error
