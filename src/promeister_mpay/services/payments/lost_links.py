"""After a blind restore: asks the gateway for links that were sent after the copy, which the store does not know.

Each open order is asked about once, the newest first, and then the numbers above the newest order. A link that asks for
what its order costs holds that order again, and is followed like any other; any other is told in the history.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.transitions import held
from promeister_mpay.domain.payments.journal import PROGRAM
from promeister_mpay.domain.payments.request import Observation, PaymentRequest
from promeister_mpay.services.payments.references import reference_of
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.gateway import Gateway
from promeister_mpay.services.ports.orders import Move
from promeister_mpay.services.ports.store import Store, UnitOfWork
from promeister_mpay.services.settings import Settings, load_settings

logger = logging.getLogger(__name__)

RESTORED_BLIND = "restored_blind"
"""The setting of a store restored from a copy when the payments made after the copy could not be read.

Its value is how far the search has come: 'true' before it, then the number of the order that was asked about last, and
'looked' after it.
"""
LOOKED = "looked"
ORDERS_AT_ONCE = 20
"""Orders that one call asks about at most; the watch calls again."""
MOST_NEW = 100
"""Numbers above the newest order that are asked about: orders that were lost with the store."""


@dataclass(frozen=True, slots=True)
class Found:
    """A payment that the store did not know; `request_id` when it holds its order now."""

    reference: str
    request_id: int | None


class LostLinks:
    """The search, which continues where it was interrupted. Blocking; run it off the UI thread."""

    def __init__(self, *, store: Store, gateway: Gateway, clock: Clock) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock

    @property
    def is_due(self) -> bool:
        """Whether the store was restored blind and not everything has been asked yet."""
        with self._store.looking() as work:
            stored = work.settings.all()
        return stored.get(RESTORED_BLIND, LOOKED) != LOOKED and "resurs_store_id" in stored

    def look(self) -> Sequence[Found]:
        """Ask about the next orders; gives what was found. Raises `GatewayError`: then these are asked again."""
        with self._store.reading() as work:
            settings, reached = load_settings(work.settings), work.settings.all().get(RESTORED_BLIND, LOOKED)
            if reached == LOOKED or not settings.resurs_store_id:
                return ()
            numbers = work.orders.open_below(int(reached) if reached.isdecimal() else None, most=ORDERS_AT_ONCE)
            newest = work.orders.go(None, Move.LAST) or 0
            attempts = {number: work.requests.next_attempt(number) for number in numbers}
        found = [each for number in numbers for each in self._of_order(settings, number, attempts[number])]
        if len(numbers) < ORDERS_AT_ONCE:
            found += self._of_lost_orders(settings, newest)
        self._note(LOOKED if len(numbers) < ORDERS_AT_ONCE else str(numbers[-1]))
        return found

    def _note(self, reached: str) -> None:
        with self._store.writing() as work:
            work.settings.put(RESTORED_BLIND, reached)
            work.commit()

    def _of_order(self, settings: Settings, number: int, attempt: int) -> Sequence[Found]:
        """What the gateway has with this order's next references, until it has none."""
        found: list[Found] = []
        while hits := self._find(settings, number, attempt):
            found += [self._take_up(settings, number, attempt, hit) for hit in hits]
            attempt += 1
        return found

    def _find(self, settings: Settings, number: int, attempt: int) -> Sequence[Observation]:
        return self._gateway.find(settings.resurs_store_id, reference_of(settings, number, attempt))

    def _take_up(self, settings: Settings, number: int, attempt: int, hit: Observation) -> Found:
        """Let the link hold its order, if it asks for what the order costs; the loop then does the rest."""
        reference, now = reference_of(settings, number, attempt), self._clock.now()
        with self._store.writing() as work:
            order = work.orders.get(number)
            request_id = None
            text = f"Resurs har en betalning med referensen {reference} på {format_kronor(hit.total)}, {_FROM_AFTER}"
            if _is_of(order, hit) and work.requests.next_attempt(number) == attempt and not _is_held(work, number):
                request = work.requests.add(request_of(settings, order, attempt, hit, now=now))
                request_id = request.id
                work.orders.set_state(held(order), who=PROGRAM, at=now)
                text += "Ordern är låst av den igen."
            else:
                text += _COMPARE
            work.events.add(Event(number, now, PROGRAM, text, reference, hit.trace_id))
            work.commit()
        is_taken_up = request_id is not None
        logger.warning("order %d: its payment %d was unknown; taken up: %s", number, attempt, is_taken_up)
        return Found(reference, request_id)

    def _of_lost_orders(self, settings: Settings, newest: int) -> list[Found]:
        """Links of orders that are not in the store at all."""
        found = []
        for number in range(newest + 1, newest + 1 + MOST_NEW):
            for hit in self._find(settings, number, 1):
                reference = reference_of(settings, number, 1)
                text = (
                    f"Resurs har en betalning med referensen {reference} på {format_kronor(hit.total)}, {_FROM_AFTER}"
                    f"Ordern finns inte här. {_LOST_ORDER}"
                )
                with self._store.writing() as work:
                    work.events.add(Event(WORKSHOP, self._clock.now(), PROGRAM, text, reference, hit.trace_id))
                    work.commit()
                found.append(Found(reference, None))
        return found


_FROM_AFTER = "från tiden efter säkerhetskopian. "
_COMPARE = "Sök den med Funktion → Sök betalning hos Resurs…: där kan det som är betalt gå tillbaka."
_LOST_ORDER = "Se efter i Resurs Merchant Portal om den är betald eller väntar."


def _is_of(order: Order, hit: Observation) -> bool:
    return order.status.is_open and bool(hit.request_key) and hit.total == order.totals.to_pay


def _is_held(work: UnitOfWork, number: int) -> bool:
    return any(request.holds_order for request in work.requests.of_order(number))


def request_of(settings: Settings, order: Order, attempt: int, hit: Observation, *, now: datetime) -> PaymentRequest:
    """A request, not stored yet, for a payment that the gateway has and the store does not know."""
    made = PaymentRequest(
        id=0,
        order_number=order.number,
        attempt=attempt,
        reference=hit.reference or reference_of(settings, order.number, attempt),
        key=hit.request_key,
        amount=hit.total,
        phone=order.mobile_phone,
        link_life=settings.link_life,
        store_id=settings.resurs_store_id,
        created_at=hit.created_at or now,
        created_by=PROGRAM,
    )
    return replace(made, payment_id=hit.payment_id, link=hit.link, sent_at=hit.created_at or now)
