"""How long this program has known a lease or a call, on its own clock that nobody can set (design §14 rule 11).

No decision to make a call a second time compares the clocks of two computers: what another program has written, or this
one before it was started again, is as old as this program has known it unchanged.
"""

from datetime import datetime, timedelta

from promeister_mpay.domain.payments.request import Call, Lease
from promeister_mpay.services.ports.clock import Clock

BELIEVED = timedelta(days=1)
"""What a written time says is believed as far as it is older than this: no clock that is used is so wrong."""


class Sightings:
    """The leases and calls that this program has seen, by the id of their request; safe to use from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[tuple[int, type], tuple[object, timedelta]] = {}

    def age(self, request_id: int, seen: Lease | Call) -> timedelta:
        """How long a request's lease or call has been known unchanged; at the first sight only what is believed."""
        key, now = (request_id, type(seen)), self._clock.elapsed()
        known, since = self._known.get(key, (None, now))
        if known != seen:
            written = seen.until if isinstance(seen, Lease) else seen.started_at
            since = now - max(self._clock.now() - written - BELIEVED, timedelta())
            self._known[key] = (seen, since)
        return now - since

    def own_time(self, request_id: int, call: Call, now: datetime) -> Call:
        """The call with its start as this program has measured it, on the clock that says `now`."""
        return Call(call.kind, now - self.age(request_id, call), call.transaction_id)
