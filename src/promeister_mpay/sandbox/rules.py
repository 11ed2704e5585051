"""The gateway's rules for payments: gateway.md §6–§11, and our choices where it does not say."""

import uuid
from datetime import datetime, timedelta

from msgspec.structs import replace

from promeister_mpay.sandbox.catalogue import Fate
from promeister_mpay.sandbox.ledger import Entry, Line, Planned, SandboxPayment

NEVER = timedelta(days=3650)


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


def captured(payment: SandboxPayment, now: datetime, *, said: dict[str, str]) -> SandboxPayment:
    """The payment with the whole authorized amount captured."""
    if payment.status != "ACCEPTED" or not payment.authorized:
        raise NotAllowed
    log = entry("CAPTURE", payment.authorized, now, lines=payment.lines, said=said)
    return replace(payment, captured=payment.captured + payment.authorized, authorized=0, log=(*payment.log, log))


def canceled(payment: SandboxPayment, now: datetime, *, said: dict[str, str], waiting_too: bool) -> SandboxPayment:
    """The payment with the uncaptured amount cancelled; a waiting link only with `waiting_too` (U6)."""
    if (payment.waits and waiting_too) or payment.status == "FROZEN":
        return rejected(payment, "CANCELED")
    if payment.status != "ACCEPTED" or not payment.authorized:
        raise NotAllowed
    log = entry("CANCEL", payment.authorized, now, lines=payment.lines, said=said)
    return replace(payment, canceled=payment.canceled + payment.authorized, authorized=0, log=(*payment.log, log))


def refunded(
    payment: SandboxPayment, now: datetime, *, lines: tuple[Line, ...], said: dict[str, str]
) -> SandboxPayment:
    """The payment with the sum of `lines` refunded, or without lines all that is left; never more than that."""
    left = payment.captured - payment.refunded
    amount = sum(line.amount for line in lines) if lines else left
    if amount <= 0 or amount > left:
        raise NotAllowed
    log = entry("REFUND", amount, now, lines=lines or payment.lines, said=said)
    return replace(payment, refunded=payment.refunded + amount, log=(*payment.log, log))


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
