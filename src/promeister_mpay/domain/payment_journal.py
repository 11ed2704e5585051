"""What becomes of a payment request when something happened to it: pure, so that the store only writes it down."""

from dataclasses import replace
from datetime import datetime, timedelta

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.payments import (
    Call,
    CallKind,
    GatewayStatus,
    Intent,
    Observation,
    Outcome,
    PaymentRequest,
    Refusal,
    Standing,
    standing,
)

SOONEST = timedelta(seconds=10)
LATEST = timedelta(minutes=15)
FIRST_RETRY = timedelta(minutes=1)
LAST_RETRY = timedelta(hours=1)


def begun(request: PaymentRequest, kind: CallKind, now: datetime) -> PaymentRequest:
    """A call is about to be made; committed before it is (design §4 rule 1)."""
    ids = {CallKind.CAPTURE: request.capture_id, CallKind.REFUND: request.refund_id}
    return replace(request, call=Call(kind, now, ids.get(kind, "")))


def observed(request: PaymentRequest, seen: Observation, now: datetime) -> PaymentRequest:
    """The gateway showed the payment: adopt its id and link, note its amounts, clear the call whose effect shows."""
    stands = standing(seen, request.amount)
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
    return (
        f"Av {asked} visar Resurs {format_kronor(seen.captured)} betalt, {format_kronor(seen.refunded)} "
        f"återbetalt och {format_kronor(seen.authorized)} reserverat."
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
    earlier = request.refusal.times if request.refusal and request.refusal.kind is kind else 0
    pause = min(FIRST_RETRY * 2 ** min(earlier, 10), LAST_RETRY)
    return replace(request, call=None, refusal=Refusal(kind, earlier + 1, now + pause))


def settled(request: PaymentRequest, outcome: Outcome, now: datetime) -> PaymentRequest:
    """It has ended; only a paid request goes on holding its order."""
    ended = replace(request, outcome=outcome, settled_at=now, call=None, refusal=None, next_check_at=None)
    return ended if outcome is Outcome.PAID else released(ended, now)


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

    `chance` in 0…1 spreads the looks of many requests by ±10 %; `until` is when a held-back call may be made.
    """
    if request.is_settled:
        return replace(request, next_check_at=None)
    pause = min(max(_age(request, now) / 6, SOONEST) * 2 ** min(request.failures, 10), LATEST)
    look = now + pause * (0.9 + 0.2 * chance)
    return replace(request, next_check_at=min(look, until) if until and until > now else look)


def _age(request: PaymentRequest, now: datetime) -> timedelta:
    """Since somebody last did something to it: a request that was just voided is young again."""
    times = [request.created_at, request.voided_at, request.call.started_at if request.call else None]
    return max(now - max(time for time in times if time), timedelta())
