"""The one loop that carries out a payment request: record the answer, decide, journal, call (design §4)."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from promeister_mpay.domain.books.credit_refund import refund_lines
from promeister_mpay.domain.events import Event
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.transitions import paid, reopened, unpaid
from promeister_mpay.domain.payments import history_texts, journal
from promeister_mpay.domain.payments.lines import PaymentLine
from promeister_mpay.domain.payments.request import (
    DOUBLE,
    Call,
    CallKind,
    Lease,
    NotFound,
    Observation,
    PaymentOutcome,
    PaymentRequest,
)
from promeister_mpay.domain.payments.safety_times import AT_ONCE, LEASE
from promeister_mpay.domain.payments.steps import CHANGING, Find, Read, Settle, Step, Wait, next_step, opens_order
from promeister_mpay.errors import (
    GatewayError,
    GatewayLogin,
    GatewayRefused,
    GatewayUnavailable,
    NotWrittenDown,
    OutcomeUnknown,
    PaymentUnreadable,
    StoreError,
)
from promeister_mpay.services.orders.rounding import round_again
from promeister_mpay.services.payments.answers import GONE, check_identity, check_refunded, ours, unreadable
from promeister_mpay.services.payments.sightings import Sightings, as_written
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.gateway import Gateway
from promeister_mpay.services.ports.store import Store, UnitOfWork

MOST_TURNS = 12
"""Turns in one run of the loop, plus one for each part refund; more is a bug."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A call that raised; `kind` is None for a call that only reads."""

    kind: CallKind | None
    error: GatewayError


Answer = Observation | NotFound | Failure | None


@dataclass(frozen=True, slots=True)
class LoopResult:
    """The request after a run, and the last gateway error of the run if there was one.

    `is_unanswered`: the error is that of the last call, so that the request is not known as it is now.
    `is_under_way`: this program or another is carrying it out just now, so that this run has not.
    """

    request: PaymentRequest
    trouble: GatewayError | None = None
    is_unanswered: bool = False
    is_under_way: bool = False


class PaymentLoop:
    """Runs one request at a time, under a lease; `owner` identifies this program among those that share the store."""

    def __init__(
        self,
        *,
        store: Store,
        gateway: Gateway,
        clock: Clock,
        owner: str,
        create: Callable[[PaymentRequest], Observation],
        chance: Callable[[], float],
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._owner = owner
        self._create = create
        self._chance = chance
        self._sightings = Sightings(clock)
        self._rests_until = timedelta()
        self._stepped: set[int] = set()
        # Requests whose lease another program had at the last turn here.
        self._taken: set[int] = set()
        self._free = threading.Condition()
        self.last_trouble: GatewayError | None = None

    @property
    def rest(self) -> timedelta:
        """How long the gateway still wants to be left alone (Retry-After); zero when it does not."""
        return max(self._rests_until - self._clock.elapsed(), timedelta())

    def check_rest(self) -> None:
        """Raise `GatewayUnavailable` while the gateway wants to be left alone."""
        if self.rest:
            seconds = -(-self.rest // timedelta(seconds=1))
            unit = "sekund" if seconds == 1 else "sekunder"
            raise GatewayUnavailable(
                f"Resurs har bett programmet att vänta {seconds} {unit} till. Ingenting har gjorts."
            )

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask the gateway something that belongs to no request; raises `GatewayUnavailable` while it wants to rest."""
        try:
            self.check_rest()
            yield
        except GatewayError as error:
            self._note_trouble(error)
            raise
        self.last_trouble = None

    def _note_trouble(self, error: GatewayError) -> None:
        self.last_trouble = error
        rest = timedelta(seconds=error.retry_after or 0)
        self._rests_until = max(self._rests_until, self._clock.elapsed() + rest)

    def run(self, request_id: int, *, who: str, waits: bool = True) -> LoopResult:
        """Carry out the request as far as possible now; does nothing while another program has its lease.

        While another thread of this program carries it out, waits for that, or with `waits` off does nothing.
        Raises `StoreError`; the gateway's errors come back in `LoopResult.trouble`.
        """
        with self._alone_with(request_id, waits=waits) as is_alone:
            return self._run(request_id, who) if is_alone else self._under_way(request_id)

    def _under_way(self, request_id: int) -> LoopResult:
        with self._store.reading() as work:
            return LoopResult(work.requests.get(request_id), is_under_way=True)

    @contextmanager
    def _alone_with(self, request_id: int, *, waits: bool) -> Iterator[bool]:
        """Keep other threads of this program from the request; the lease keeps other programs from it."""
        with self._free:
            is_free = self._free.wait_for(lambda: request_id not in self._stepped, None if waits else 0)
            if is_free:
                self._stepped.add(request_id)
        if not is_free:
            yield False
            return
        try:
            yield True
        finally:
            with self._free:
                self._stepped.remove(request_id)
                self._free.notify_all()

    def _run(self, request_id: int, who: str) -> LoopResult:
        answer: Answer = None
        trouble: GatewayError | None = None
        step: Step | None = None
        for turn in count():
            with _written_down(step):
                request, step = self._turn(request_id, answer, who)
            if step is None:
                return LoopResult(request, trouble, isinstance(answer, Failure), request_id in self._taken)
            if turn >= MOST_TURNS + len(request.refunds):
                break
            answer = self._call(request, step, who)
            trouble = answer.error if isinstance(answer, Failure) else trouble
        raise RuntimeError(f"payment request {request_id} did not come to rest")

    def _turn(self, request_id: int, answer: Answer, who: str) -> tuple[PaymentRequest, Step | None]:
        """One transaction: record the last answer, decide the next step, and journal it before the call is made.

        If the lease ran out during the call, the answer is dropped: another program may have acted since, so ask again.
        """
        now = self._clock.now()
        with self._store.writing() as work:
            before = work.requests.get(request_id)
            held = work.requests.lease(request_id)
            known = answer if held and held.owner == self._owner else None
            over = held if held and self._sightings.age(request_id, held) >= LEASE else None
            if not work.requests.take_lease(request_id, Lease(self._owner, now + LEASE), over=over):
                self._taken.add(request_id)
                return before, None
            self._taken.discard(request_id)
            after, step = self._decide(before, known, now)
            if step is None:
                work.requests.give_lease(request_id, owner=self._owner)
            event = Event(before.order_number, now, who, "", before.reference, _trace_id(answer))
            write_down(work, before, after, event)
            if type(step) in CHANGING:
                work.events.add(replace(event, text=history_texts.gateway_call_text(after)))
            work.commit()
        return after, step

    def _decide(self, before: PaymentRequest, answer: Answer, now: datetime) -> tuple[PaymentRequest, Step | None]:
        """Decide by the times that this program has measured; what is stored is what was written before."""
        mine = self._sightings.own_time(before, now)
        decided, step = decide(mine, answer, now, chance=self._chance())
        after = as_written(before, mine, decided)
        if self.rest and after.outcome is None and step is None:
            after = replace(after, next_check_at=now + self.rest)
        self._sightings.note(after, now)
        return after, step

    def _call(self, request: PaymentRequest, step: Step, who: str) -> Answer:
        """Make one call to the gateway; no transaction is open (design §4 rule 1)."""
        kind, asked = CHANGING.get(type(step)), self._clock.elapsed()
        try:
            self.check_rest()
            answer: Observation | NotFound | None = (
                self._change(request, request.call, who) if kind and request.call else self._ask(request, step)
            )
            check_identity(request, answer, changes=kind is not None)
        except GatewayError as error:
            self._note_trouble(error)
            if isinstance(error, PaymentUnreadable):
                # A payment that cannot be read says nothing against the gateway.
                self.last_trouble = None
            return Failure(kind, error)
        self.last_trouble = None
        if not isinstance(answer, Observation):
            return answer
        return replace(answer, asked_at=self._clock.now() - (self._clock.elapsed() - asked))

    def _ask(self, request: PaymentRequest, step: Step) -> Observation | NotFound:
        if isinstance(step, Read):
            return self._read(request)
        found = self._find(request)
        is_behind = isinstance(found, NotFound) and request.payment_id
        return self._read(request) if is_behind else found

    def _find(self, request: PaymentRequest) -> Observation | NotFound:
        return ours(request, self._gateway.find(request.store_id, request.reference))

    def _read(self, request: PaymentRequest) -> Observation | NotFound:
        """Read the payment; when only that is refused, a search in the same store tells no access from a gone payment.

        Raises `PaymentUnreadable` when the search is answered without it (design §14 rule 10).
        """
        try:
            return self._gateway.read(request.payment_id)
        except (GatewayLogin, GatewayRefused) as error:
            if error.status not in GONE:
                raise
            found = self._find(request)
            if isinstance(found, NotFound):
                raise unreadable(error) from error
            return found

    def _change(self, request: PaymentRequest, call: Call, who: str) -> Observation | None:
        """Make the call; None after one that is about another payment than the followed one: a search shows more."""
        # The clock may have been put back, and while the computer sleeps nothing may be measured: both must be short.
        if max(self._clock.now() - call.started_at, self._sightings.age(request.id, call)) > AT_ONCE:
            raise GatewayUnavailable("Datorn stod stilla innan Resurs hann anropas. Ingenting har gjorts. Försök igen.")
        if call.kind is CallKind.CREATE:
            return self._create(request)
        if call.kind is CallKind.CANCEL:
            return self._gateway.cancel(request.payment_id, creator=who)
        keys = {"transaction_id": call.transaction_id, "creator": who}
        if call.kind is CallKind.CAPTURE:
            return self._gateway.capture(request.payment_id, **keys)
        if call.transaction_id.startswith(DOUBLE):
            self._refund_double(request, call, who)
            return None
        return self._gateway.refund(request.payment_id, lines=self._lines(request, call.transaction_id), **keys)

    def _refund_double(self, request: PaymentRequest, call: Call, who: str) -> None:
        double = request.double_of(call.transaction_id)
        if not double:
            raise RuntimeError(f"no double of {request.reference} is refunded by {call.transaction_id}")
        check_refunded(self._gateway.refund(double, transaction_id=call.transaction_id, creator=who), double)

    def _lines(self, request: PaymentRequest, transaction_id: str) -> Sequence[PaymentLine]:
        """The lines to refund for a part credit; empty to refund all that is left."""
        owing = [each.credit_invoice for each in request.refunds if each.transaction_id == transaction_id]
        if not owing:
            return ()
        with self._store.reading() as work:
            credit = work.invoices.get(owing[0])
            return refund_lines(work.invoices.get(credit.credits or 0), credit)


MAYBE_DONE = {
    CallKind.CREATE: "Betalnings-SMS:et kan vara skickat",
    CallKind.CAPTURE: "Beloppet kan vara draget",
    CallKind.CANCEL: "Länken kan vara tillbakatagen",
    CallKind.REFUND: "Pengarna kan vara återbetalda",
}


@contextmanager
def _written_down(step: Step | None) -> Iterator[None]:
    """Turn a store's error after a changing call into one that says that the call was made."""
    try:
        yield
    except StoreError as error:
        kind = CHANGING.get(type(step)) if step is not None else None
        if kind is None:
            raise
        raise NotWrittenDown(
            f"{MAYBE_DONE[kind]}: Resurs har anropats, men svaret kunde inte antecknas. {why_not_stored(error)} "
            "Programmet frågar Resurs av sig självt; gör ingenting om innan det har svarat (Ctrl+L frågar nu)."
        ) from error


def why_not_stored(error: StoreError) -> str:
    """Why the store failed, without what it says of its own transaction: that nothing was stored, and to try again."""
    return str(error).partition(" Ingenting sparades.")[0]


def decide(
    before: PaymentRequest, answer: Answer, now: datetime, *, chance: float
) -> tuple[PaymentRequest, Step | None]:
    """The request after `answer`, and the next call to make; None when there is nothing to do now."""
    noted = _noted(before, answer, now)
    if isinstance(answer, Failure) and answer.kind is None:
        return journal.scheduled(noted, now, chance=chance), None
    seen = answer if isinstance(answer, Observation | NotFound) else None
    step = next_step(noted, seen, now)
    if isinstance(step, Wait) and _is_just_created(before, answer):
        return noted, Find()
    if isinstance(step, Settle):
        noted = journal.settled(noted, step.outcome, now)
    if not isinstance(step, Settle | Wait):
        return (journal.begun(noted, step, now) if type(step) in CHANGING else noted), step
    freed = journal.released(noted, now) if opens_order(noted, seen, step) else noted
    until = step.until if isinstance(step, Wait) else None
    return journal.scheduled(freed, now, chance=chance, until=until), None


def _is_just_created(before: PaymentRequest, answer: Answer) -> bool:
    """Whether the answer is that of the create: one search then shows whether the network has made it twice."""
    is_create = before.call is not None and before.call.kind is CallKind.CREATE
    return is_create and isinstance(answer, Observation) and answer.doubles is None


def _noted(request: PaymentRequest, answer: Answer, now: datetime) -> PaymentRequest:
    if isinstance(answer, Observation):
        return journal.observed(request, answer, now)
    if isinstance(answer, NotFound):
        return journal.not_found(request, now)
    return request if answer is None else _failed(request, answer, now)


def _failed(request: PaymentRequest, failure: Failure, now: datetime) -> PaymentRequest:
    """The request after a failed call; the type of the error says whether anything was done (`errors.py`)."""
    if isinstance(failure.error, PaymentUnreadable):
        return journal.unreadable(request, str(failure.error), now)
    if failure.kind is None:
        return journal.unanswered(request)
    if isinstance(failure.error, OutcomeUnknown):
        return journal.call_timed_out(request, now)
    if failure.kind is CallKind.CREATE and isinstance(failure.error, GatewayRefused):
        return journal.create_refused(request, str(failure.error), now)
    if failure.kind is CallKind.CREATE:
        return journal.settled(replace(request, reason=str(failure.error)), PaymentOutcome.NOT_SENT, now)
    return journal.refused(request, failure.kind, now)


def write_down(work: UnitOfWork, before: PaymentRequest, after: PaymentRequest, event: Event) -> None:
    """Save the request, update the order it holds, and add an event for each change."""
    if after == before:
        return
    work.requests.save(after)
    order = work.orders.get(before.order_number) if before.holds_order else None
    # A booked order changes only when its invoice is credited, whatever happens to its payment.
    is_booked = order is not None and order.status is OrderStatus.POSTED
    if order is not None and not is_booked:
        _follow(work, order, before, after, event=event)
    for text in history_texts.change_texts(before, after, is_booked=is_booked):
        work.events.add(replace(event, text=text))


def _follow(work: UnitOfWork, order: Order, before: PaymentRequest, after: PaymentRequest, *, event: Event) -> None:
    """Update the status of the order that the request held; the caller has checked that it did."""
    new = order
    if not after.holds_order:
        new = reopened(order)
    elif after.is_paid and after.paid_at:
        new = paid(order, after.paid_at)
    elif before.is_paid:
        new = unpaid(order)
    if new != order:
        work.orders.set_state(new, who=event.who, at=event.at)
    if not after.holds_order:
        round_again(work, order.number, who=event.who, at=event.at)


def _trace_id(answer: Answer) -> str:
    if isinstance(answer, Observation):
        return answer.trace_id
    return answer.error.trace_id if isinstance(answer, Failure) else ""
