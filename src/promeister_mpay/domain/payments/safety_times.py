"""The times that keep a payment from being asked for, cancelled or refunded twice; their order is tested.

A changing call is journaled, begun within `AT_ONCE`, and has ended within `EXCHANGE`, whatever the network does: the
HTTP client has its deadline and its time-outs from here. A question may go before it within the same step, with an
`EXCHANGE` of its own. Only then may another counter take the request over (`LEASE`), and only after `LATE` is a call
whose effect has not been seen taken for one that never arrived.
"""

from datetime import timedelta

AT_ONCE = timedelta(seconds=30)
"""How soon after it was journaled a call must be made, or others would take it for one that can no longer come."""

EXCHANGE = timedelta(seconds=25)
"""How long a whole exchange with the gateway may take, its tokens included, however slowly the network sends."""
CONNECT_TIMEOUT = timedelta(seconds=5)
"""How long the HTTP client waits for a connection to the gateway."""
POOL_TIMEOUT = timedelta(seconds=5)
"""How long a call waits for a free connection."""
WRITE_TIMEOUT = timedelta(seconds=10)
"""How long the gateway may take to receive a piece of a call."""
READ_TIMEOUT = timedelta(seconds=20)
"""How long the gateway may take to send the next piece of an answer."""

LEASE = timedelta(seconds=90)
"""How long a counter has a request for itself from each step; then another may carry it on."""

LATEST_CHECK = timedelta(minutes=15)
"""The longest pause between two checks of a request that is not settled, but for the spread."""
LONGEST_PAUSE = LATEST_CHECK * 11 // 10
"""The longest pause with its spread."""
LAST_RETRY = timedelta(hours=1)
"""The longest pause after a refusal."""

LATE = timedelta(minutes=2)
"""How long after it was made a call whose answer was lost may still arrive (design §4 rule 1)."""
