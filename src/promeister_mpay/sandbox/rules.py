"""The gateway's rules for payments: gateway.md §6–§11, and our choices where it does not say."""

import uuid
from collections import Counter
from datetime import datetime, timedelta

from msgspec.structs import replace

from promeister_mpay.sandbox.catalogue import Fate
from promeister_mpay.sandbox.ledger import Entry, Line, Planned, SandboxPayment

NEVER = timedelta(days=3650)
REST = "Återstående belopp"
MOST_LINES = 1_000
MOST_LOGGED_LINES = 5_000
"""Of all entries of one payment's action log together."""


class NotAllowed(Exception):
    """The action is not possible in the payment's state (U7)."""


def entry(kind: str, amount: int, now: datetime, *, lines: tuple[Line, ...] = (), said: dict[str, str]) -> Entry:
    """A new entry of the action log; `said` is the caller's `transactionId` and `creator`."""
    return Entry(str(uuid.uuid4()), kind, now, amount, lines, said.get("transactionId", ""), said.get("creator", ""))


def as_of(payment: SandboxPayment, now: datetime) -> SandboxPayment:
    """The payment at time `now`: its link may have expired, or its hold ended."""
    if payment.waits and now >= payment.expires:
        return rejected(payment, "TIMEOUT")
    planned = payment.planned
    if planned and now >= planned.at:
        freed = replace(payment, planned=None)
        return accepted(freed, planned.at) if planned.act == "accept" else rejected(freed, planned.act)
    return payment


def rejected(payment: SandboxPayment, reason: str) -> SandboxPayment:
    """The payment, rejected with `reason`."""
    return replace(payment, status="REJECTED", reason=reason, planned=None)


def accepted(payment: SandboxPayment, now: datetime) -> SandboxPayment:
    """The payment after the customer has paid: authorized, and captured if automatic capture was requested."""
    agreed = replace(payment, status="ACCEPTED", authorized=payment.total, planned=None)
    return captured(agreed, now, said={}) if payment.automatic_capture else agreed


def decided(payment: SandboxPayment, fate: Fate, now: datetime) -> SandboxPayment:
    """The payment after a credit decision; a hold that the merchant does not accept is a rejection (our choice)."""
    takes = {"FROZEN": payment.takes_frozen, "INSPECTION": payment.takes_inspection}
    if fate.hold and not takes[fate.hold]:
        return rejected(payment, "PAYMENT_FROZEN" if fate.hold == "FROZEN" else "CREDIT_DENIED")
    if fate.hold:
        until = now + (NEVER if fate.seconds is None else timedelta(seconds=fate.seconds))
        return replace(payment, status=fate.hold, planned=Planned(until, fate.ends))
    return accepted(payment, now) if fate.ends == "accept" else rejected(payment, fate.ends)


def captured(
    payment: SandboxPayment, now: datetime, *, lines: tuple[Line, ...] = (), said: dict[str, str]
) -> SandboxPayment:
    """The payment with the sum of `lines` captured, or without lines all that is authorized; never more than that."""
    amount = _amount(lines, payment.authorized)
    if payment.status != "ACCEPTED":
        raise NotAllowed
    log = entry("CAPTURE", amount, now, lines=lines or _rest(payment, "CREATE", amount), said=said)
    return _logged(payment, log, captured=payment.captured + amount, authorized=payment.authorized - amount)


def canceled(
    payment: SandboxPayment, now: datetime, *, lines: tuple[Line, ...] = (), said: dict[str, str], waiting_too: bool
) -> SandboxPayment:
    """The payment with the sum of `lines` cancelled, or without lines all that is authorized; never more than that.

    A waiting link can be cancelled only with `waiting_too` (U6).
    """
    if (payment.waits and waiting_too) or payment.status == "FROZEN":
        return rejected(payment, "CANCELED")
    amount = _amount(lines, payment.authorized)
    if payment.status != "ACCEPTED":
        raise NotAllowed
    log = entry("CANCEL", amount, now, lines=lines or _rest(payment, "CREATE", amount), said=said)
    return _logged(payment, log, canceled=payment.canceled + amount, authorized=payment.authorized - amount)


def refunded(
    payment: SandboxPayment, now: datetime, *, lines: tuple[Line, ...], said: dict[str, str]
) -> SandboxPayment:
    """The payment with the sum of `lines` refunded, or without lines all that is left; never more than that."""
    amount = _amount(lines, payment.captured - payment.refunded)
    log = entry("REFUND", amount, now, lines=lines or _rest(payment, "CAPTURE", amount), said=said)
    return _logged(payment, log, refunded=payment.refunded + amount)


def extended(payment: SandboxPayment, now: datetime, *, lines: tuple[Line, ...]) -> SandboxPayment:
    """The payment with lines added and authorized; their sum must fit within the credit that was granted (§7)."""
    amount = _amount(lines, payment.limit - payment.authorized - payment.captured + payment.refunded)
    every = (*payment.lines, *lines)
    if payment.status != "ACCEPTED" or len(every) > MOST_LINES:
        raise NotAllowed
    log = entry("MODIFY_ORDER", amount, now, lines=lines, said={})
    return _logged(payment, log, lines=every, authorized=payment.authorized + amount)


def _amount(lines: tuple[Line, ...], left: int) -> int:
    """The sum of the lines, or what is left when there are none."""
    amount = sum(line.amount for line in lines) if lines else left
    if not 0 < amount <= left:
        raise NotAllowed
    return amount


def _logged(payment: SandboxPayment, log: Entry, **changes: object) -> SandboxPayment:
    """The changed payment with a new entry of its action log, which is bounded."""
    every = (*payment.log, log)
    if sum(len(each.lines) for each in every) > MOST_LOGGED_LINES:
        raise NotAllowed
    return replace(payment, log=every, **changes)


def _rest(payment: SandboxPayment, source: str, amount: int) -> tuple[Line, ...]:
    """The lines that an action without lines is about; one line for the amount if earlier actions had other lines.

    They are what is left of the entries of the type `source`: of what was ordered (CREATE) or of what was captured.
    """
    taken = ("CAPTURE", "CANCEL") if source == "CREATE" else ("REFUND",)
    given = payment.lines if source == "CREATE" else _lines_of(payment, (source,))
    done = Counter(_lines_of(payment, taken))
    left = [line for line in given if not _took(done, line)]
    if left and sum(line.amount for line in left) == amount:
        return tuple(left)
    first = payment.lines[0]
    return (Line(100, first.unit, first.vat_rate, amount, REST),)


def _lines_of(payment: SandboxPayment, kinds: tuple[str, ...]) -> tuple[Line, ...]:
    return tuple(line for each in payment.log if each.type in kinds for line in each.lines)


def _took(done: Counter[Line], line: Line) -> bool:
    """Whether the line is among those done, of which it is then taken off."""
    if not done[line]:
        return False
    done[line] -= 1
    return True


def possible_actions(payment: SandboxPayment, *, cancels_waiting: bool) -> list[str]:
    """The actions that are possible now (`gateway.md §11`)."""
    actions: list[str] = []
    if payment.status == "ACCEPTED" and payment.authorized:
        actions += ["CAPTURE", "PARTIAL_CAPTURE", "CANCEL", "PARTIAL_CANCEL"]
    if payment.captured > payment.refunded:
        actions += ["REFUND", "PARTIAL_REFUND"]
    if payment.status == "FROZEN" or (payment.waits and cancels_waiting):
        actions.append("CANCEL")
    return actions
