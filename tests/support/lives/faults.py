"""What can happen to a call on its way to the gateway and back, and how often it does."""

import random
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

LONGEST_LATE = 110
"""Seconds after which a call that was given up arrives at the latest: within `safety_times.LATE`."""
STATUSES = (400, 403, 404, 408, 409, 425, 429, 499)


class FaultKind(StrEnum):
    """A fault of the network or of the gateway."""

    SLOW = "slow"
    LOST = "done, answer lost"
    NEVER = "never arrived"
    LATE = "arrives late"
    TWICE = "arrives twice"
    DONE_AND_REFUSED = "done, answered 4xx"
    DONE_AND_FAILED = "done, answered 5xx"
    FAILED = "not done, answered 5xx"
    BUSY = "not done, answered 429"
    LOGGED_OUT = "not done, answered 401"
    HALF = "done, half an answer"
    DRIP = "answer in small pieces"
    PAGE = "done, answered with a page"
    SWAPPED = "answered about another payment"
    KILLED = "program killed during the call"
    MEANWHILE = "something else happens meanwhile"


CHANGING = ("create", "capture", "cancel", "refund")
ONLY_CHANGING = {FaultKind.LATE, FaultKind.TWICE, FaultKind.DONE_AND_REFUSED}
"""A call that only reads may arrive whenever and as often as it likes."""


@dataclass(frozen=True)
class Fault:
    """A fault of one call; `seconds` pass during it, `status` is that of the answer."""

    kind: FaultKind
    seconds: int = 0
    status: int = 0
    is_page: bool = False


def drawn(chance: random.Random, operation: str, without: Collection[str]) -> Fault | None:
    """A fault for one call of this operation, mostly none; `without` has the names of kinds that do not happen."""
    if chance.random() < 0.65:
        return None
    kinds = [kind for kind in FaultKind if kind.name not in without]
    if operation not in CHANGING:
        kinds = [kind for kind in kinds if kind not in ONLY_CHANGING]
    kind = chance.choice(kinds)
    return Fault(kind, _seconds(chance, kind), _status(chance, kind), is_page=chance.random() < 0.5)


def _seconds(chance: random.Random, kind: FaultKind) -> int:
    if kind is FaultKind.LATE:
        return chance.randint(1, LONGEST_LATE)
    slow = (FaultKind.SLOW, FaultKind.LOST, FaultKind.NEVER, FaultKind.HALF)
    return chance.randint(1, 20) if kind in slow else 0


def _status(chance: random.Random, kind: FaultKind) -> int:
    if kind is FaultKind.DONE_AND_REFUSED:
        return chance.choice(STATUSES)
    return chance.choice((500, 502, 503, 504))
