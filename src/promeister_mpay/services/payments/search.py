"""Searching the gateway for a payment that a clerk names, and taking up one that the store does not know.

Money that a settlement file shows and nobody here knows is found in this way (design §14 rule 9). What is taken up is
a payment request that is given up, so that the payment loop pays its money back like any other's (rule 2).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from promeister_mpay.domain.approvals import GuardedAct
from promeister_mpay.domain.events import Event
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.found_payments import FoundPayment, Knowledge, known_as
from promeister_mpay.domain.payments.request import Observation, PaymentRequest
from promeister_mpay.domain.text_limits import PAYMENT_NAME, check_text
from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import (
    GatewayLogin,
    GatewayRefused,
    GatewayUnavailable,
    InputError,
    MpayError,
    NotConnected,
    NotFoundError,
)
from promeister_mpay.services.approvals import Approvals
from promeister_mpay.services.payments.answers import ANOTHER_PAYMENT, GONE
from promeister_mpay.services.payments.lost_links import request_of
from promeister_mpay.services.payments.references import named_attempt, named_order, reference_of
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.gateway import Gateway
from promeister_mpay.services.ports.store import Store, UnitOfWork
from promeister_mpay.services.settings import Settings, load_settings

MOST_ATTEMPTS = 100
"""References of one order that are asked about at most."""
_PAYMENT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TRANSACTION = re.compile(r"[CR]-(?P<whole>.+)|[KD]-(?P<part>.+)-[0-9a-f]+")
"""Our transaction ids (`gateway.md §16`), which have the reference in them."""
NOTHING_TYPED = "Skriv betalningens id, dess referens eller ordernumret."
NOT_CONNECTED = "Verkstaden är inte ansluten till Resurs. Välj Arkiv → Inställningar → Resurs."


class PaymentSearch:
    """Asks the gateway by payment id, reference or order number. Blocking; run it off the UI thread.

    `asking` is the block in which questions are asked that belong to no payment request.
    """

    def __init__(
        self,
        *,
        store: Store,
        gateway: Gateway,
        clock: Clock,
        asking: Callable[[], AbstractContextManager[None]],
        approvals: Approvals,
    ) -> None:
        self._approvals = approvals
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._asking = asking

    def find(self, text: str) -> Sequence[FoundPayment]:
        """The payments that `text` names, as they are at the gateway now; nothing is written.

        Raises `InputError` when nothing is typed or too much, `GatewayError` when the gateway gives no answer.
        """
        name = one_line(text)
        if not name:
            raise InputError(NOTHING_TYPED, "name")
        check_text(name, PAYMENT_NAME, "name")
        with self._store.reading() as work:
            settings = load_settings(work.settings)
            references = list(dict.fromkeys(_references(work, settings, name)))
        if not settings.resurs_store_id:
            raise NotConnected(NOT_CONNECTED)
        with self._asking():
            seen = {each.payment_id.casefold(): each for each in self._asked(settings, name, references)}
        with self._store.reading() as work:
            return [known_of(work, settings, each) for each in seen.values()]

    def take_up(self, found: FoundPayment, *, who: str) -> int:
        """Store what was found as a request that is given up, or as seen by its own; returns the request's id.

        It makes no call: `PaymentService.carry_on` then does what is due. Raises `MpayError` for a payment that
        cannot be taken up, also when another counter has taken it up meanwhile.
        """
        now = self._clock.now()
        about = f" ({found.seen.reference})"
        with (
            self._store.writing() as work,
            self._approvals.approved(work, GuardedAct.REFUND, who=who, about=about),
        ):
            settings = load_settings(work.settings)
            current = known_of(work, settings, found.seen)
            is_as_found = current.knowledge is found.knowledge and current.may_be_taken_up
            if not is_as_found or current.order_number is None:
                raise MpayError("Betalningen är redan känd här, eller kan inte tas upp. Sök igen.")
            request = current.request
            if request is not None and current.knowledge is Knowledge.KNOWN:
                return request.id
            if request is None:
                request = self._adopt(work, settings, current.order_number, found.seen)
            elif current.knowledge is Knowledge.UNSEEN and request.payment_id:
                work.requests.save(journal.with_double(request, found.seen.payment_id))
            text = _TAKEN_UP.format(found.seen.reference, format_kronor(found.seen.total))
            work.events.add(Event(current.order_number, now, who, text, request.reference, found.seen.trace_id))
            work.commit()
        return request.id

    def _adopt(self, work: UnitOfWork, settings: Settings, number: int, seen: Observation) -> PaymentRequest:
        """Add a request that is given up from the start: it holds no order, and what is paid on it goes back."""
        now, order = self._clock.now(), work.orders.get(number)
        attempts = {request.attempt for request in work.requests.of_order(number)}
        named = named_attempt(settings, seen.reference)
        attempt = named[1] if named and named[1] not in attempts else work.requests.next_attempt(number)
        request = request_of(settings, order, attempt, seen, now=now)
        return work.requests.add(journal.released(journal.voided(request, now, journal.PROGRAM), now))

    # -- asking the gateway

    def _asked(self, settings: Settings, name: str, references: Iterable[str]) -> Iterator[Observation]:
        if _PAYMENT_ID.fullmatch(name):
            yield from self._by_id(settings, name)
            return
        for reference in references:
            yield from self._by_reference(settings, reference)
        number = named_order(settings, name)
        if number is not None:
            yield from self._of_order(settings, number, set(references))

    def _by_id(self, settings: Settings, payment_id: str) -> Iterator[Observation]:
        """The payment with this id; a search in the same store tells one that is not there from lost access."""
        for form in dict.fromkeys((payment_id, payment_id.lower())):
            seen = self._read(form)
            if seen is not None:
                yield seen
                return
        yield from self._by_reference(settings, payment_id)

    def _read(self, payment_id: str) -> Observation | None:
        try:
            seen = self._gateway.read(payment_id)
        except (GatewayLogin, GatewayRefused) as error:
            if error.status not in GONE:
                raise
            return None
        if seen.payment_id.casefold() != payment_id.casefold():
            raise GatewayUnavailable(ANOTHER_PAYMENT, trace_id=seen.trace_id)
        return seen

    def _by_reference(self, settings: Settings, reference: str) -> Sequence[Observation]:
        hits = self._gateway.find(settings.resurs_store_id, reference)
        named = [replace(hit, reference=reference) for hit in hits if hit.reference in ("", reference)]
        if hits and not named:
            raise GatewayUnavailable(ANOTHER_PAYMENT, trace_id=hits[0].trace_id)
        return named

    def _of_order(self, settings: Settings, number: int, asked: set[str]) -> Iterator[Observation]:
        """The payments with the order's further references, until the gateway has none."""
        for attempt in range(1, MOST_ATTEMPTS + 1):
            reference = reference_of(settings, number, attempt)
            if reference in asked:
                continue
            hits = self._by_reference(settings, reference)
            if not hits:
                return
            yield from hits


_TAKEN_UP = (
    "Resurs har en betalning med referensen {} på {}, som söktes fram. Den är upptagen; det som är betalt utan att "
    "höra till ordern går tillbaka av sig självt."
)


def _references(work: UnitOfWork, settings: Settings, name: str) -> Iterator[str]:
    """The references that a name may stand for: itself, the one in a transaction id, and those of an order."""
    yield name
    if in_it := _TRANSACTION.fullmatch(name):
        yield in_it["whole"] or in_it["part"]
    number = named_order(settings, name)
    if number is not None:
        yield from (request.reference for request in work.requests.of_order(number))


def known_of(work: UnitOfWork, settings: Settings, seen: Observation) -> FoundPayment:
    """Compare a payment of the gateway with the store."""
    named = named_attempt(settings, seen.reference)
    open_items = work.payouts.open_items({name for name in (seen.reference, seen.payment_id) if name})
    numbers = {open_item.order_number for items in open_items.values() for open_item in items}
    requests = [each for number in sorted(numbers) for each in work.requests.of_order(number)]
    known = known_as(requests, seen)
    if known is not None:
        return known
    if named is None or not seen.request_key:
        return FoundPayment(seen, Knowledge.NOT_OURS)
    try:
        order = work.orders.get(named[0])
    except NotFoundError:
        return FoundPayment(seen, Knowledge.NOT_OURS)
    return FoundPayment(seen, Knowledge.LOST, order.number)
