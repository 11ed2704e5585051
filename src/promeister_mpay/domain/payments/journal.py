"""How each event changes a payment request: every function returns the changed request, and the caller stores it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.payments.part_refunds import PartRefund, RefundOutcome
from promeister_mpay.domain.payments.request import (
    DOUBLE,
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
from promeister_mpay.domain.payments.safety_times import LAST_RETRY, LATE, LATEST_CHECK
from promeister_mpay.domain.payments.steps import CHANGING, RefundDouble, RefundPart, Step

SOONEST = timedelta(seconds=10)
FIRST_RETRY = LATE
"""The first pause after a refusal: a network may have sent the refused call twice, and the second may arrive late."""
DAY = timedelta(days=1)
MOST_DOUBLES = 20
"""Other payments of one request whose ids are stored."""
PROGRAM = "M-PAY"
"""The name in the history for what the program does without a clerk."""
REFUNDABLE = timedelta(days=60)
"""How long a paid request is still polled: somebody may refund it in the gateway's portal, unknown to us."""


def begun(request: PaymentRequest, step: Step, now: datetime) -> PaymentRequest:
    """Note the call that the program is about to make; committed before the call is made (design §4 rule 1)."""
    kind = CHANGING[type(step)]
    ids = {CallKind.CAPTURE: request.capture_id, CallKind.REFUND: request.refund_id}
    transaction_id = step.transaction_id if isinstance(step, RefundPart) else ids.get(kind, "")
    if isinstance(step, RefundDouble):
        transaction_id = request.double_refund_id(step.payment_id)
    return replace(request, call=Call(kind, now, transaction_id))


def call_timed_out(request: PaymentRequest, now: datetime) -> PaymentRequest:
    """Note that a call got no answer in time; the waiting time for its late arrival starts now."""
    return replace(request, call=request.call and replace(request.call, started_at=now))


def part_credited(request: PaymentRequest, credit_invoice: int, amount: int, now: datetime) -> PaymentRequest:
    """Add a part refund of `amount` öre for a part credit; the next check, due at once, asks the gateway for it."""
    transaction_id = f"K-{request.reference}-{len(request.refunds) + 1}"
    owes = PartRefund(transaction_id, credit_invoice, amount, now)
    return replace(request, refunds=(*request.refunds, owes), next_check_at=now)


def observed(request: PaymentRequest, seen: Observation, now: datetime) -> PaymentRequest:
    """Note what the gateway showed: adopt its id and link, store its amounts, clear a call whose effect is visible."""
    request = _with_shown_parts(_reopened(request, seen, now), seen, now)
    stands = standing(seen, request)
    if request.is_paid and stands is not Standing.PAID:
        request = replace(request, outcome=None, settled_at=None)
    sent_at = request.sent_at or _believable(seen.created_at, request, now) or now
    noted = replace(
        request,
        payment_id=_followed_id(request, seen),
        doubles=_doubles(request, seen, now),
        link=seen.link or request.link,
        sent_at=sent_at,
        expires_at=sent_at + request.link_life,
        call=None if _shows(request, seen, stands) else request.call,
        standing=stands,
        captured=seen.captured,
        refunded=seen.refunded,
        paid_at=(request.paid_at or _believable(seen.captured_at, request, now) or now) if seen.captured else None,
        paid_late=request.paid_late or (seen.captured > 0 and not request.holds_order),
        reason=seen.reason,
        deviation=_deviation(request, seen, stands) or _double_text(request, seen),
        checked_at=now,
        failures=0,
    )
    return voided(noted, now, PROGRAM) if _asks_wrongly(noted, seen) else noted


def _believable(moment: datetime | None, request: PaymentRequest, now: datetime) -> datetime | None:
    """A moment that the gateway tells, if it is between the request and now, as far as two clocks can differ."""
    return moment if moment and request.created_at - DAY <= moment <= now + DAY else None


def _reopened(request: PaymentRequest, seen: Observation, now: datetime) -> PaymentRequest:
    """The request when the gateway shows life in one that had ended: as given up, so that its money goes back.

    A link that was searched for in vain turns up, or one that was dead is paid (design §14 rule 9).
    """
    is_dead = standing(seen, request) in (Standing.DEAD, Standing.REFUNDED) and request.payment_id
    if not request.is_over or is_dead:
        return request
    return voided(replace(request, outcome=None, settled_at=None), now, PROGRAM)


def _with_shown_parts(request: PaymentRequest, seen: Observation, now: datetime) -> PaymentRequest:
    """Mark part refunds as done: the action log shows their ids, or all that is credited has been refunded.

    The second case is a refund made in the gateway's portal and credited afterwards: it must not be refunded again.
    """
    all_back = seen.captured > 0 and seen.net_captured == request.amount - request.credited
    shown = [refund for refund in request.pending if all_back or refund.transaction_id in seen.refund_ids]
    return _with_parts(request, {refund: _ended(refund, RefundOutcome.DONE, now) for refund in shown})


def _with_parts(request: PaymentRequest, changed: Mapping[PartRefund, PartRefund]) -> PaymentRequest:
    """Return the request with some of its part refunds replaced."""
    return replace(request, refunds=tuple(changed.get(each, each) for each in request.refunds)) if changed else request


def _ended(refund: PartRefund, outcome: RefundOutcome, now: datetime) -> PartRefund:
    return replace(refund, outcome=outcome, settled_at=now, retry_at=None, is_overdue=False)


def _followed_id(request: PaymentRequest, seen: Observation) -> str:
    """The stored id, in its first form; a search may have chosen another of several payments with our key."""
    is_same = request.payment_id.casefold() == seen.payment_id.casefold()
    return request.payment_id if is_same else seen.payment_id


def _doubles(request: PaymentRequest, seen: Observation, now: datetime) -> str | None:
    """The ids of the other payments; a search without any counts only when no late create can come after it."""
    if seen.doubles is None:
        return request.doubles
    found = " ".join(double.payment_id for double in seen.doubles[:MOST_DOUBLES])
    return found or ("" if now >= request.created_at + LATE else None)


def with_double(request: PaymentRequest, payment_id: str) -> PaymentRequest:
    """Return the request with one more payment of it that was found elsewhere; the next look searches for all."""
    return replace(request, doubles=" ".join(dict.fromkeys([*(request.doubles or "").split(), payment_id])))


def _double_text(request: PaymentRequest, seen: Observation) -> str:
    """The deviation when the gateway has several payments for one request: a network made the create twice."""
    if not seen.doubles:
        return request.deviation if request.doubles and seen.doubles is None else ""
    ended = (Standing.DEAD, Standing.REFUNDED)
    alive = [double for double in seen.doubles if standing(double, request) not in ended]
    if not alive:
        return ""
    paid = sum(double.net_captured for double in alive)
    return (
        f"Resurs har mer än en betalning med referensen {request.reference}: kunden kan ha fått flera SMS. "
        f"På de andra är {format_kronor(paid)} betalt. När en har betalat ordern går det som betalas på de andra "
        "tillbaka av sig självt. Annullera tar tillbaka alla."
    )


def _shows(request: PaymentRequest, seen: Observation, stands: Standing) -> bool:
    call = request.call
    if call is not None and call.transaction_id.startswith(DOUBLE):
        return _shows_double_refund(request, seen, call)
    if call is None or call.kind is CallKind.CREATE:
        return True
    if call.kind is CallKind.CAPTURE:
        return seen.captured > 0 or stands is Standing.DEAD
    if call.kind is CallKind.CANCEL:
        return stands is Standing.DEAD or seen.captured > 0
    return seen.net_captured == 0 or call.transaction_id in seen.refund_ids


def _shows_double_refund(request: PaymentRequest, seen: Observation, call: Call) -> bool:
    """Whether a search shows the double whose refund is under way as refunded; it may have become the followed one."""
    for shown in (seen, *(seen.doubles or ())):
        if request.double_refund_id(shown.payment_id) == call.transaction_id:
            return shown.net_captured == 0 or call.transaction_id in shown.refund_ids
    return False


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
    """Whether the link asks for another amount than the order's; it must not go on collecting (design §4, I1)."""
    return request.intent is Intent.COLLECT and seen.total != request.amount and not seen.captured


def voided(request: PaymentRequest, now: datetime, who: str) -> PaymentRequest:
    """Return the request voided by `who`; a payment that has come in will be refunded."""
    if request.intent is Intent.VOID:
        return request
    return replace(
        request, intent=Intent.VOID, voided_at=now, voided_by=who, outcome=None, settled_at=None, next_check_at=now
    )


def create_refused(request: PaymentRequest, why: str, now: datetime) -> PaymentRequest:
    """Note that the gateway refused the create; the call stays until a search has shown that there is no payment."""
    return replace(request, refusal=Refusal(CallKind.CREATE, 1, now), reason=why)


def refused(request: PaymentRequest, kind: CallKind, now: datetime) -> PaymentRequest:
    """Note that the gateway refused a call of `kind`: no call is pending, and the next attempt waits for a pause."""
    for refund in request.pending if request.call else ():
        if request.call and request.call.transaction_id == refund.transaction_id:
            return _with_parts(replace(request, call=None), {refund: _refused_part(refund, now)})
    earlier = request.refusal.times if request.refusal and request.refusal.kind is kind else 0
    return replace(request, call=None, refusal=Refusal(kind, earlier + 1, now + _pause_after(earlier)))


def _refused_part(refund: PartRefund, now: datetime) -> PartRefund:
    """Each part refund has its own pause, so that one that is refused does not delay the others."""
    return replace(refund, refusals=refund.refusals + 1, retry_at=now + _pause_after(refund.refusals))


def _pause_after(refusals: int) -> timedelta:
    return min(FIRST_RETRY * (1 << min(refusals, 10)), LAST_RETRY)


def settled(request: PaymentRequest, outcome: PaymentOutcome, now: datetime) -> PaymentRequest:
    """End the request: unless it is paid it stops holding its order, and waiting part refunds end with it."""
    if outcome is PaymentOutcome.PAID:
        since = request.settled_at if request.outcome is outcome else now
        return replace(request, outcome=outcome, settled_at=since, call=None, refusal=None)
    ended = replace(request, outcome=outcome, settled_at=now, call=None, refusal=None)
    rest = {refund: _ended(refund, RefundOutcome.WITH_THE_REST, now) for refund in request.pending}
    return released(_with_parts(ended, rest), now)


def released(request: PaymentRequest, now: datetime) -> PaymentRequest:
    """Return the request as it no longer holds its order."""
    return request if request.released_at else replace(request, released_at=now)


def unanswered(request: PaymentRequest) -> PaymentRequest:
    """Count a check that could not reach the gateway; each one in a row delays the next check."""
    return replace(request, failures=request.failures + 1)


def not_found(request: PaymentRequest, now: datetime) -> PaymentRequest:
    """Note that the gateway answered that it has no payment with our reference."""
    return replace(request, standing=Standing.NOT_FOUND, checked_at=now, failures=0)


def unreadable(request: PaymentRequest, why: str, now: datetime) -> PaymentRequest:
    """Note that the gateway does not show this payment, but answers other questions (design §14 rule 10).

    One without money that has been unreadable until a day after its link's life is gone; one that is paid stays paid.
    """
    if request.outcome is not None:
        return replace(request, checked_at=now)
    noted = replace(request, standing=Standing.UNREADABLE, checked_at=now, failures=request.failures + 1)
    has_money = request.captured > request.refunded
    is_gone = request.expires_at is not None and now >= request.expires_at + DAY
    return settled(replace(noted, reason=why), PaymentOutcome.GONE, now) if is_gone and not has_money else noted


def scheduled(
    request: PaymentRequest, now: datetime, *, chance: float, until: datetime | None = None
) -> PaymentRequest:
    """Return the time of the next check: every 10 s at first, backing off to 15 min, more when the gateway fails.

    `chance` in 0…1 spreads the checks of many requests by ±10 %; `until` is when a delayed call may be made. A paid
    request is checked after one day, two, four and so on: a refund in the portal is found with few calls. A part
    refund that is still not shown when its call can no longer arrive is marked overdue, for a clerk to look at. What
    was paid or ended before a late create could no longer arrive is searched for once then: the network may have
    made two.
    """
    if request.is_over:
        return replace(request, next_check_at=_look_again(request, now, chance))
    since = now - (request.settled_at or now)
    is_watched = request.has_living_doubles and since < REFUNDABLE
    if request.is_settled and not request.failures and not is_watched:
        look = now + max(since, DAY) * (0.9 + 0.2 * chance)
        late = request.created_at + LATE
        if request.doubles is None and late > now:
            look = min(look, late)
        return replace(request, next_check_at=look if since < REFUNDABLE else None)
    pause = min(max(_age(request, now) / 6, SOONEST) * 2 ** min(request.failures, 10), LATEST_CHECK)
    look = now + pause * (0.9 + 0.2 * chance)
    overdue = [refund for refund in request.pending if now >= refund.created_at + LATE]
    marked = _with_parts(request, {refund: replace(refund, is_overdue=True) for refund in overdue})
    return replace(marked, next_check_at=min(look, until) if until and until > now else look)


def _look_again(request: PaymentRequest, now: datetime, chance: float) -> datetime | None:
    """When a link that counts as not sent or gone, or is unsearched, is looked at again; None for other ends.

    At the last moment when its creation may arrive, when its life is over, and then as seldom as a paid request
    (design §14 rules 9 and 10).
    """
    if not request.is_doubtful and not request.is_unsearched:
        return None
    if request.failures:
        return now + min(SOONEST * (1 << min(request.failures, 10)), LATEST_CHECK)
    since = max(now - (request.settled_at or now), timedelta())
    if since >= max(REFUNDABLE, LATE + request.link_life):
        return None
    seldom = max(since, DAY) * (0.9 + 0.2 * chance)
    marks = (mark - since for mark in (LATE, LATE + request.link_life) if mark > since)
    return now + min([seldom, *marks])


def _age(request: PaymentRequest, now: datetime) -> timedelta:
    """Time since a clerk last acted on it: voiding or crediting a request starts the frequent checks again."""
    times = [request.created_at, request.voided_at, request.call.started_at if request.call else None]
    times += [refund.created_at for refund in request.pending]
    return max(now - max(time for time in times if time), timedelta())
