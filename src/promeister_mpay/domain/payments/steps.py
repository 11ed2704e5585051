"""Deciding the next step of a payment request from our intent and what the gateway shows (design §4)."""

from dataclasses import dataclass
from datetime import datetime

from promeister_mpay.domain.payments.request import (
    CallKind,
    Intent,
    NotFound,
    Observation,
    PaymentOutcome,
    PaymentRequest,
    Standing,
    standing,
)
from promeister_mpay.domain.payments.safety_times import LAST_RETRY, LATE


@dataclass(frozen=True, slots=True)
class Create:
    """Create the payment and its link."""


@dataclass(frozen=True, slots=True)
class Find:
    """Search the gateway for our reference."""


@dataclass(frozen=True, slots=True)
class Read:
    """Read the payment."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Capture the authorized money."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel what is not captured."""


@dataclass(frozen=True, slots=True)
class Refund:
    """Refund all captured money that is not refunded yet."""


@dataclass(frozen=True, slots=True)
class RefundPart:
    """Refund the amount of one part credit."""

    transaction_id: str


@dataclass(frozen=True, slots=True)
class RefundDouble:
    """Refund all of a payment that the network made a second time, while the followed one pays the order."""

    payment_id: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do now; `until` is when a delayed call may be made, None when we wait for customer or gateway."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """End the request with an outcome."""

    outcome: PaymentOutcome


LastAnswer = Observation | NotFound | None
Step = Create | Find | Read | Capture | Cancel | Refund | RefundPart | RefundDouble | Wait | Settle

CHANGING: dict[type[Step], CallKind] = {
    Create: CallKind.CREATE,
    Capture: CallKind.CAPTURE,
    Cancel: CallKind.CANCEL,
    Refund: CallKind.REFUND,
    RefundPart: CallKind.REFUND,
    RefundDouble: CallKind.REFUND,
}


def next_step(request: PaymentRequest, seen: LastAnswer, now: datetime) -> Step:
    """Decide the next step from the intent and the gateway's last answer, None before the first; design §4's table.

    `request` has noted `seen` already (`journal.observed`). The payment may have changed while the answer was on its
    way, so the answer counts as of the moment when the gateway was asked.
    """
    if seen is None:
        return _first_look(request, now)
    if request.is_over:
        return Wait()
    if isinstance(seen, NotFound):
        return _when_not_found(request, now)
    now = min(seen.asked_at or now, now)
    step = _to_collect(request, seen, now) if request.intent is Intent.COLLECT else _to_void(request, seen)
    if isinstance(step, Settle) and request.doubles and seen.doubles is None:
        return Find()
    return _held_back(request, step, now)


def _first_look(request: PaymentRequest, now: datetime) -> Step:
    """Search for our reference instead of reading when there may be more than one payment with it."""
    is_unsearched = request.doubles is None and now >= request.created_at + LATE
    if request.payment_id and (request.doubles or is_unsearched):
        return Find()
    if request.payment_id:
        return Read()
    if request.call is not None or request.is_over:
        return Find()
    return Create() if request.intent is Intent.COLLECT else Settle(PaymentOutcome.NOT_SENT)


def _when_not_found(request: PaymentRequest, now: datetime) -> Step:
    """A link whose creation got no answer may still appear; wait for its whole lifetime before ending the request.

    One whose creation was refused has been searched for now, and there is none.
    """
    if request.refusal and request.refusal.kind is CallKind.CREATE:
        return Settle(PaymentOutcome.NOT_SENT)
    if request.intent is Intent.VOID and now >= latest_expiry(request):
        return Settle(PaymentOutcome.NOT_SENT)
    return Wait()


def latest_expiry(request: PaymentRequest) -> datetime:
    """When a link whose creation got no answer has expired for certain (UTC)."""
    started = request.call.started_at if request.call else request.created_at
    return started + LATE + request.link_life


def _to_collect(request: PaymentRequest, seen: Observation, now: datetime) -> Step:
    stands = standing(seen, request)
    table: dict[Standing, Step] = {
        Standing.AUTHORIZED: Capture(),
        Standing.REFUNDED: Settle(PaymentOutcome.REFUNDED),
        Standing.DEAD: Settle(PaymentOutcome.REJECTED),
    }
    return _when_paid(request, seen, now) if stands is Standing.PAID else table.get(stands, Wait())


def _when_paid(request: PaymentRequest, seen: Observation, now: datetime) -> Step:
    """Refund the waiting part refunds one by one: the amounts show that none of them is refunded yet.

    Once the order is paid, what is paid on a double goes back too (design §4 rule 2).
    """
    times = {refund.transaction_id: _bounded(refund.retry_at or now, now) for refund in request.pending}
    for transaction_id, time in times.items():
        if time <= now:
            return RefundPart(transaction_id)
    if request.is_paid and (surplus := _surplus(request, seen)):
        return RefundDouble(surplus)
    if times:
        return Wait(min(times.values()))
    # A refund call may still arrive although its money was refunded in another way.
    late = request.call and request.call.started_at + LATE
    return Wait(late) if late and now < late else Settle(PaymentOutcome.PAID)


def _surplus(request: PaymentRequest, seen: Observation) -> str:
    """The id of a double that bears our key and holds money that we have not refunded; empty when there is none."""
    known = (request.doubles or "").split()
    for double in seen.doubles or ():
        ours = {request.refund_id, request.double_refund_id(double.payment_id)}
        is_named = double.request_key == request.key and double.payment_id in known
        if is_named and double.net_captured > 0 and not ours & double.refund_ids:
            return double.payment_id
    return ""


def _to_void(request: PaymentRequest, seen: Observation) -> Step:
    table: dict[Standing, Step] = {
        Standing.REFUNDED: Settle(PaymentOutcome.REFUNDED),
        Standing.DEAD: Settle(PaymentOutcome.VOIDED),
    }
    return table.get(standing(seen, request)) or _withdraw(request, seen)


def _withdraw(request: PaymentRequest, seen: Observation) -> Step:
    """Refund or cancel money first; cancel an unpaid link only when the gateway offers it (`gateway.md` U6)."""
    if seen.net_captured > 0:
        return Wait() if request.refund_id in seen.refund_ids else Refund()
    return Cancel() if seen.can_cancel or seen.holds_money else Wait()


def _held_back(request: PaymentRequest, step: Step, now: datetime) -> Step:
    """Wait instead of calling while an earlier call may still arrive, or just after a refusal."""
    kind = CHANGING.get(type(step))
    if kind is None:
        return step
    call, refusal = request.call, request.refusal
    if call and call.kind is kind and now < call.started_at + LATE:
        return Wait(call.started_at + LATE)
    if refusal and refusal.kind is kind and now < _bounded(refusal.retry_at, now):
        return Wait(refusal.retry_at)
    return step


def _bounded(retry_at: datetime, now: datetime) -> datetime:
    """The time of the next attempt; now when it lies further ahead than any pause: the clock was put right since."""
    return retry_at if retry_at <= now + LAST_RETRY else now


def opens_order(request: PaymentRequest, seen: LastAnswer, step: Step) -> bool:
    """Whether the order may be opened: its request is voided and the gateway has answered that no money is held."""
    if isinstance(step, Settle):
        return step.outcome is not PaymentOutcome.PAID
    if request.intent is Intent.COLLECT or seen is None or not isinstance(step, Wait):
        return False
    return isinstance(seen, NotFound) or not seen.holds_money
