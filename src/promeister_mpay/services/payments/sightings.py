"""How long this program has known a lease or a call, on its own clock that nobody can set (design §14 rule 11).

No decision to make a call a second time compares the clocks of two computers: what another program has written, or this
one before it was started again, is as old as this program has known it unchanged.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from promeister_mpay.domain.payments.part_refunds import PartRefund
from promeister_mpay.domain.payments.request import Call, CallKind, Lease, PaymentRequest, Refusal
from promeister_mpay.domain.payments.safety_times import LATE
from promeister_mpay.services.ports.clock import Clock

BELIEVED = timedelta(days=1)
"""What a written time says is believed as far as it is older than this: no clock that is used is so wrong."""

Sighted = Lease | Call | Refusal


class Sightings:
    """The leases, calls and refusals that this program has seen, by request; safe to use from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[tuple[int, object], tuple[Sighted, timedelta]] = {}

    def age(self, request_id: int, seen: Sighted, part: str = "") -> timedelta:
        """How long a request's lease, call or refusal has been known unchanged; at first only what is believed.

        `part` is the transaction id of a refused part refund.
        """
        key, now = (request_id, part or type(seen)), self._clock.elapsed()
        known, since = self._known.get(key, (None, now))
        if known != seen:
            since = now - max(self._clock.now() - _written(seen) - BELIEVED, timedelta())
            self._known[key] = (seen, since)
        return now - since

    def own_time(self, request: PaymentRequest, now: datetime) -> PaymentRequest:
        """The request with the times of its call and refusals as this program has measured them, on the clock `now`."""
        call, refusal = request.call, request.refusal
        if call is None and refusal is None and not request.refunds:
            return request
        if call is not None:
            call = replace(call, started_at=now - self.age(request.id, call))
        if refusal is not None:
            refusal = replace(refusal, retry_at=self._retry_at(request, refusal, now))
        parts = tuple(self._own_part(request, refund, now) for refund in request.refunds)
        return replace(request, call=call, refusal=refusal, refunds=parts)

    def _own_part(self, request: PaymentRequest, refund: PartRefund, now: datetime) -> PartRefund:
        if refund.retry_at is None:
            return refund
        refusal = Refusal(CallKind.REFUND, refund.refusals, refund.retry_at)
        return replace(refund, retry_at=self._retry_at(request, refusal, now, refund.transaction_id))

    def _retry_at(self, request: PaymentRequest, refusal: Refusal, now: datetime, part: str = "") -> datetime:
        """A refused call may have been sent twice by the network, so it is not made again before it is late."""
        return max(refusal.retry_at, now - self.age(request.id, refusal, part) + LATE)

    def note(self, request: PaymentRequest, now: datetime) -> None:
        """Begin to measure what has just been written."""
        self.own_time(request, now)


def as_written(before: PaymentRequest, mine: PaymentRequest, after: PaymentRequest) -> PaymentRequest:
    """The request to store: times that only this program has measured are again what was written `before`."""
    call = before.call if after.call == mine.call else after.call
    refusal = before.refusal if after.refusal == mine.refusal else after.refusal
    written = dict(zip(mine.refunds, before.refunds, strict=True))
    return replace(after, call=call, refusal=refusal, refunds=tuple(written.get(each, each) for each in after.refunds))


def _written(seen: Sighted) -> datetime:
    if isinstance(seen, Lease):
        return seen.until
    return seen.started_at if isinstance(seen, Call) else seen.retry_at
