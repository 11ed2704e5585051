"""Payment requests and observations of the gateway, for tests of the rules."""

from dataclasses import replace
from datetime import timedelta

from promeister_mpay.domain.payments import journal
from promeister_mpay.domain.payments.request import (
    Call,
    CallKind,
    GatewayStatus,
    Observation,
    PaymentRequest,
)
from promeister_mpay.domain.payments.steps import (
    Step,
    next_step,
)
from support.fakes.clock import NOON

ASKED = 843_200
REQUEST = PaymentRequest(
    id=1,
    order_number=14790,
    attempt=2,
    reference="14790-2",
    key="k",
    amount=ASKED,
    phone="+46701122333",
    link_life=timedelta(hours=24),
    store_id="s",
    created_at=NOON,
    created_by="BH",
)
LOST = replace(REQUEST, call=Call(CallKind.CREATE, NOON))
KNOWN = replace(REQUEST, payment_id="p")


def void(request: PaymentRequest) -> PaymentRequest:
    return journal.voided(request, NOON, "BH")


def seen(status: GatewayStatus = GatewayStatus.WAITING, **amounts: object) -> Observation:
    return replace(Observation("p", status, ASKED), **amounts)  # type: ignore[arg-type]


WAITING = seen()
HELD = seen(GatewayStatus.INSPECTION)
AUTHORIZED = seen(GatewayStatus.ACCEPTED, authorized=ASKED)
PAID = seen(GatewayStatus.ACCEPTED, captured=ASKED)
REFUNDED = seen(GatewayStatus.ACCEPTED, captured=ASKED, refunded=ASKED)
DEAD = seen(GatewayStatus.REJECTED, reason="TIMEOUT")
CANCELED = seen(GatewayStatus.ACCEPTED, canceled=ASKED)
FIRST, SECOND = "K-14790-2-1", "K-14790-2-2"
BOTH = journal.part_credited(journal.part_credited(replace(KNOWN, captured=ASKED), 1002, 13_200, NOON), 1003, 100, NOON)


def back(*ids: str, refunded: int) -> Observation:
    """The observation when `refunded` öre are refunded, with these transaction ids."""
    return replace(PAID, refunded=refunded, refund_ids=frozenset(ids))


def after(request: PaymentRequest, looked: Observation, at: timedelta = timedelta()) -> Step:
    """The next step after this observation."""
    return next_step(journal.observed(request, looked, NOON + at), looked, NOON + at)
