"""Orders and requests with only what rules look at, and with times as one of three: now, a while ago, long ago."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.part_refunds import PartRefund
from promeister_mpay.domain.payments.request import Call, PaymentRequest, Refusal
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.errors import GatewayError, GatewayRefused, GatewayUnavailable, OutcomeUnknown, PaymentUnreadable
from promeister_mpay.services.payments.loop import Answer, Failure
from support.fakes.clock import NOON

LIFE = timedelta(minutes=1440)
AWHILE = NOON - LATE - timedelta(minutes=1)
LONG_AGO = NOON - LIFE - timedelta(days=1)


@cache
def plain_order(order: Order) -> Order:
    """An order with only what rules look at."""
    return replace(order, version=0, payment_received_at=order.payment_received_at and NOON)


@cache
def plain(request: PaymentRequest) -> PaymentRequest:
    """A request with only what rules look at, and with times as one of the three words."""
    call, refusal = request.call, request.refusal
    return PaymentRequest(
        id=request.id,
        order_number=request.order_number,
        attempt=request.attempt,
        reference=request.reference,
        key="",
        amount=request.amount,
        phone=request.phone,
        link_life=request.link_life,
        store_id=request.store_id,
        created_at=_word(request.created_at),
        created_by=request.created_by,
        intent=request.intent,
        call=call and Call(call.kind, _word(call.started_at), call.transaction_id),
        refusal=refusal and Refusal(refusal.kind, 1, NOON + LATE),
        payment_id=request.payment_id,
        sent_at=request.sent_at and _long_ago_or_now(request.sent_at),
        expires_at=request.expires_at and _long_ago_or_now(request.expires_at - LIFE) + LIFE,
        captured=request.captured,
        refunded=request.refunded,
        paid_late=request.paid_late,
        deviation=request.deviation and "!",
        outcome=request.outcome,
        released_at=request.released_at and NOON,
        refunds=tuple(_plain_part(refund) for refund in request.refunds),
    )


def _plain_part(refund: PartRefund) -> PartRefund:
    retry_at = refund.retry_at and NOON + LATE
    return replace(refund, created_at=NOON, settled_at=None, refusals=0, retry_at=retry_at, is_overdue=False)


def _long_ago_or_now(time: datetime) -> datetime:
    """When a link was sent matters only for its end."""
    return LONG_AGO if time <= LONG_AGO else NOON


def _word(time: datetime) -> datetime:
    if time <= LONG_AGO:
        return LONG_AGO
    return AWHILE if time <= AWHILE else NOON


@cache
def aged(request: PaymentRequest, to: datetime) -> PaymentRequest:
    refunds = tuple(replace(refund, retry_at=None) for refund in request.refunds)
    sent_at, expires_at = request.sent_at, request.expires_at
    aged = replace(
        request,
        created_at=min(request.created_at, to),
        sent_at=sent_at and min(sent_at, to),
        expires_at=expires_at and min(expires_at, to + LIFE),
        refusal=None,
        refunds=refunds,
    )
    return replace(aged, call=replace(aged.call, started_at=min(aged.call.started_at, to))) if aged.call else aged


_ERRORS: dict[type[GatewayError], GatewayError] = {
    kind: kind("Resurs…") for kind in (GatewayRefused, GatewayUnavailable, OutcomeUnknown, PaymentUnreadable)
}


def plain_answer(answer: Answer) -> Answer:
    return Failure(answer.kind, _ERRORS[type(answer.error)]) if isinstance(answer, Failure) else answer
