"""What becomes of a payment request when something happened to it: pure, so that the store only writes it down."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.payments.part_refunds import PartRefund, RefundOutcome
from promeister_mpay.domain.payments.request import (
    Call,
    CallKind,
    GatewayStatus,
    Intent,
    Observation,
    PaymentOutcome,
    PaymentRequest,
    Refusal,
    Standing,
    standing,
)
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.domain.payments.steps import CHANGING, RefundPart, Step

SOONEST = timedelta(seconds=10)
LATEST = timedelta(minutes=15)
FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=1)
DAY = timedelta(days=1)
REFUNDABLE = timedelta(days=60)
"""How long a paid request is looked at again: money may be given back in the gateway's portal, unknown to us."""


def begun(request: PaymentRequest, step: Step, now: datetime) -> PaymentRequest:
    """The call that a step asks for is about to be made; committed before it is (design §4 rule 1)."""
    kind = CHANGING[type(step)]
    ids = {CallKind.CAPTURE: request.capture_id, CallKind.REFUND: request.refund_id}
    transaction_id = step.transaction_id if isinstance(step, RefundPart) else ids.get(kind, "")
    return replace(request, call=Call(kind, now, transaction_id))


def given_up(request: PaymentRequest, now: datetime) -> PaymentRequest:
    """The answer to a call did not come: from now on it is late."""
    return replace(request, call=request.call and replace(request.call, started_at=now))


def part_credited(request: PaymentRequest, credit_invoice: int, amount: int, now: datetime) -> PaymentRequest:
    """A part credit owes `amount` öre of it; the gateway is asked for it at the next look, which is due."""
    transaction_id = f"K-{request.reference}-{len(request.refunds) + 1}"
    owes = PartRefund(transaction_id, credit_invoice, amount, now)
    return replace(request, refunds=(*request.refunds, owes), next_check_at=now)


def observed(request: PaymentRequest, seen: Observation, now: datetime) -> PaymentRequest:
    """The gateway showed the payment: adopt its id and link, note its amounts, clear the call whose effect shows."""
    request = _with_shown_parts(request, seen, now)
    stands = standing(seen, request)
    if request.is_paid and stands is not Standing.PAID:
        request = replace(request, outcome=None, settled_at=None)
    sent_at = request.sent_at or seen.created_at or now
    noted = replace(
        request,
        payment_id=seen.payment_id,
        link=seen.link or request.link,
        sent_at=sent_at,
        expires_at=sent_at + request.link_life,
        call=None if _shows(seen, stands, request.call) else request.call,
        standing=stands,
        captured=seen.captured,
        refunded=seen.refunded,
        paid_at=(request.paid_at or seen.captured_at or now) if seen.captured else None,
        paid_late=request.paid_late or (seen.captured > 0 and not request.holds_order),
        reason=seen.reason,
        deviation=_deviation(request, seen, stands),
        checked_at=now,
        failures=0,
    )
    return voided(noted, now, "M-PAY") if _asks_wrongly(noted, seen) else noted


def _with_shown_parts(request: PaymentRequest, seen: Observation, now: datetime) -> PaymentRequest:
    """Its part refunds are done when the action log shows their ids, or when all that is credited has gone back anyhow.

    The latter is how a refund made in the gateway's portal is credited afterwards, and does not go back again.
    """
    all_back = seen.captured > 0 and seen.money_here == request.amount - request.credited
    shown = [refund for refund in request.pending if all_back or refund.transaction_id in seen.refund_ids]
    return _with_parts(request, {refund: _ended(refund, RefundOutcome.DONE, now) for refund in shown})


def _with_parts(request: PaymentRequest, changed: Mapping[PartRefund, PartRefund]) -> PaymentRequest:
    """The same with some of its part refunds changed."""
    return replace(request, refunds=tuple(changed.get(each, each) for each in request.refunds)) if changed else request


def _ended(refund: PartRefund, outcome: RefundOutcome, now: datetime) -> PartRefund:
    return replace(refund, outcome=outcome, settled_at=now, retry_at=None, is_overdue=False)


def _shows(seen: Observation, stands: Standing, call: Call | None) -> bool:
    if call is None or call.kind is CallKind.CREATE:
        return True
    if call.kind is CallKind.CAPTURE:
        return seen.captured > 0 or stands is Standing.DEAD
    if call.kind is CallKind.CANCEL:
        return stands is Standing.DEAD or seen.captured > 0
    return seen.money_here == 0 or call.transaction_id in seen.refund_ids


def _deviation(request: PaymentRequest, seen: Observation, stands: Standing) -> str:
    if stands is not Standing.DEVIATION:
        return ""
    asked = format_kronor(request.amount)
    if seen.total != request.amount:
        return f"Resurs har beloppet {format_kronor(seen.total)}, men {asked} begärdes."
    if seen.status is GatewayStatus.UNKNOWN:
        return "Resurs visar en status som programmet inte känner till."
    credited = f", men {format_kronor(request.credited)} är krediterat" if request.refunds else ""
    return (
        f"Av {asked} visar Resurs {format_kronor(seen.captured)} betalt, {format_kronor(seen.refunded)} "
        f"återbetalt och {format_kronor(seen.authorized)} reserverat{credited}."
    )


def _asks_wrongly(request: PaymentRequest, seen: Observation) -> bool:
    """A link for another amount than its order's may not go on collecting (design §4, I1)."""
    return request.intent is Intent.COLLECT and seen.total != request.amount and not seen.captured


def voided(request: PaymentRequest, now: datetime, who: str) -> PaymentRequest:
    """The same request, given up by `who`; a payment that had come in is to go back."""
    if request.intent is Intent.VOID:
        return request
    return replace(
        request, intent=Intent.VOID, voided_at=now, voided_by=who, outcome=None, settled_at=None, next_check_at=now
    )


def refused(request: PaymentRequest, kind: CallKind, now: datetime) -> PaymentRequest:
    """The gateway did not do `kind`; nothing is on its way, and it is asked again only after a pause."""
    for refund in request.pending if request.call else ():
        if request.call and request.call.transaction_id == refund.transaction_id:
            return _with_parts(replace(request, call=None), {refund: _refused_part(refund, now)})
    earlier = request.refusal.times if request.refusal and request.refusal.kind is kind else 0
    return replace(request, call=None, refusal=Refusal(kind, earlier + 1, now + _pause_after(earlier)))


def _refused_part(refund: PartRefund, now: datetime) -> PartRefund:
    """Each part has its own pause: one that the gateway will not do must not keep back the others."""
    return replace(refund, refusals=refund.refusals + 1, retry_at=now + _pause_after(refund.refusals))


def _pause_after(refusals: int) -> timedelta:
    return min(FIRST_RETRY * (1 << min(refusals, 10)), LAST_RETRY)


def settled(request: PaymentRequest, outcome: PaymentOutcome, now: datetime) -> PaymentRequest:
    """It has ended; only a paid request goes on holding its order, and a part refund that waits goes with the rest."""
    if outcome is PaymentOutcome.PAID:
        since = request.settled_at if request.outcome is outcome else now
        return replace(request, outcome=outcome, settled_at=since, call=None, refusal=None)
    ended = replace(request, outcome=outcome, settled_at=now, call=None, refusal=None)
    rest = {refund: _ended(refund, RefundOutcome.WITH_THE_REST, now) for refund in request.pending}
    return released(_with_parts(ended, rest), now)


def released(request: PaymentRequest, now: datetime) -> PaymentRequest:
    """It no longer holds its order."""
    return request if request.released_at else replace(request, released_at=now)


def unanswered(request: PaymentRequest) -> PaymentRequest:
    """The gateway could not be asked; the next look comes later for each time in a row."""
    return replace(request, failures=request.failures + 1)


def not_found(request: PaymentRequest, now: datetime) -> PaymentRequest:
    """The gateway answered that it has no payment with our reference, yet."""
    return replace(request, standing=Standing.NOT_FOUND, checked_at=now, failures=0)


def scheduled(
    request: PaymentRequest, now: datetime, *, chance: float, until: datetime | None = None
) -> PaymentRequest:
    """When to look again: every 10 s while young, backing off to 15 min, further when the gateway fails.

    `chance` in 0…1 spreads the looks of many requests by ±10 %; `until` is when a held-back call may be made. What is
    paid is looked at after a day, two, four and so on: a refund in the portal is found, and few calls are made. A part
    refund that is still not seen when no call of it could arrive any more wants a person's eye.
    """
    if request.is_over:
        return replace(request, next_check_at=None)
    if request.is_settled and not request.failures:
        since = now - (request.settled_at or now)
        look = now + max(since, DAY) * (0.9 + 0.2 * chance)
        return replace(request, next_check_at=look if since < REFUNDABLE else None)
    pause = min(max(_age(request, now) / 6, SOONEST) * 2 ** min(request.failures, 10), LATEST)
    look = now + pause * (0.9 + 0.2 * chance)
    overdue = [refund for refund in request.pending if now >= refund.created_at + LATE]
    marked = _with_parts(request, {refund: replace(refund, is_overdue=True) for refund in overdue})
    return replace(marked, next_check_at=min(look, until) if until and until > now else look)


def _age(request: PaymentRequest, now: datetime) -> timedelta:
    """Since somebody last did something to it: a request that was just voided or credited is young again."""
    times = [request.created_at, request.voided_at, request.call.started_at if request.call else None]
    times += [refund.created_at for refund in request.pending]
    return max(now - max(time for time in times if time), timedelta())
