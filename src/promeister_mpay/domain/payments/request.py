"""The payment request, what the gateway shows of its payment, and the standing that follows from both (design §4)."""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from promeister_mpay.domain.payments.part_refunds import PartRefund

DOUBLE = "D-"
"""Begins the transaction id of a double's refund."""


class Intent(StrEnum):
    """Whether we want the payment or want it void; changes from COLLECT to VOID and never back."""

    COLLECT = "COLLECT"
    VOID = "VOID"


class CallKind(StrEnum):
    """A gateway call that changes the payment."""

    CREATE = "CREATE"
    CAPTURE = "CAPTURE"
    CANCEL = "CANCEL"
    REFUND = "REFUND"


class PaymentOutcome(StrEnum):
    """How a payment request ended; only PAID can change: by voiding, or when the gateway shows another amount."""

    PAID = "PAID"
    REFUNDED = "REFUNDED"
    REJECTED = "REJECTED"
    VOIDED = "VOIDED"
    NOT_SENT = "NOT_SENT"
    GONE = "GONE"


class GatewayStatus(StrEnum):
    """The gateway's status words (`gateway.md §9`); UNKNOWN stands for any other word."""

    WAITING = "TASK_REDIRECTION_REQUIRED"
    INSPECTION = "INSPECTION"
    SUPPLEMENTING = "SUPPLEMENTING_REQUIRED"
    FROZEN = "FROZEN"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"


class Standing(StrEnum):
    """The state of a payment, decided by its amounts before its status word."""

    NOT_FOUND = "NOT_FOUND"
    UNREADABLE = "UNREADABLE"
    WAITING = "WAITING"
    HELD = "HELD"
    SUPPLEMENTING = "SUPPLEMENTING"
    FROZEN = "FROZEN"
    AUTHORIZED = "AUTHORIZED"
    PAID = "PAID"
    REFUNDED = "REFUNDED"
    DEAD = "DEAD"
    DEVIATION = "DEVIATION"


@dataclass(frozen=True, slots=True)
class Observation:
    """The gateway's answer about one payment, asked for at `asked_at`; amounts in öre, times in UTC."""

    payment_id: str
    status: GatewayStatus
    total: int
    authorized: int = 0
    captured: int = 0
    refunded: int = 0
    canceled: int = 0
    can_cancel: bool = False
    reason: str = ""
    link: str = ""
    reference: str = ""
    request_key: str = ""
    created_at: datetime | None = None
    captured_at: datetime | None = None
    refund_ids: frozenset[str] = frozenset()
    trace_id: str = ""
    asked_at: datetime | None = None
    doubles: "tuple[Observation, ...] | None" = None
    """The other payments with our reference and key; None when the answer does not come from a search."""

    @property
    def net_captured(self) -> int:
        """The captured amount less the refunded one, in öre."""
        return self.captured - self.refunded

    @property
    def holds_money(self) -> bool:
        """Whether the amounts show that any of the customer's money is captured or reserved (`gateway.md` U12)."""
        reserved = self.authorized > 0 and self.status is GatewayStatus.ACCEPTED
        return self.net_captured > 0 or reserved


@dataclass(frozen=True, slots=True)
class NotFound:
    """The gateway's answer that it has no payment with our reference."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was stored before it was made, and whose effect the gateway has not shown yet."""

    kind: CallKind
    started_at: datetime
    transaction_id: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one program to step a request; `until`, by its own clock, changes with each renewal."""

    owner: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """The gateway's last refusal of a call, and when a call of that kind may be tried again."""

    kind: CallKind
    times: int
    retry_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """One payment link that a clerk asked for: 'Betalnings-SMS' on the screen.

    Amounts in öre, times in UTC. `key` is our own random id, carried in the payment's metadata.
    It holds its order until `released_at`. `captured` and `refunded` are what the gateway showed last. `refunds` are
    its part refunds, done or waiting, in the order in which they were asked for. `doubles` are the ids of other
    payments that the gateway has with our reference and key, separated by spaces; None until a search that no late
    create can come after (`gateway.md` U4).
    """

    id: int
    order_number: int
    attempt: int
    reference: str
    key: str
    amount: int
    phone: str
    link_life: timedelta
    store_id: str
    created_at: datetime
    created_by: str
    intent: Intent = Intent.COLLECT
    voided_at: datetime | None = None
    voided_by: str = ""
    call: Call | None = None
    refusal: Refusal | None = None
    payment_id: str = ""
    link: str = ""
    sent_at: datetime | None = None
    expires_at: datetime | None = None
    standing: Standing | None = None
    captured: int = 0
    refunded: int = 0
    paid_at: datetime | None = None
    outcome: PaymentOutcome | None = None
    reason: str = ""
    deviation: str = ""
    paid_late: bool = False
    settled_at: datetime | None = None
    released_at: datetime | None = None
    checked_at: datetime | None = None
    next_check_at: datetime | None = None
    failures: int = 0
    doubles: str | None = None
    refunds: tuple[PartRefund, ...] = ()

    @property
    def holds_order(self) -> bool:
        """Whether the order may not be edited because of this request (design §3)."""
        return self.released_at is None

    @property
    def is_settled(self) -> bool:
        """Whether it has an outcome and nothing is left to do or to wait for."""
        return self.outcome is not None and not self.pending and self.call is None

    @property
    def is_over(self) -> bool:
        """Whether it has ended; a paid request is not over, for it can still be refunded."""
        return self.outcome not in (None, PaymentOutcome.PAID)

    @property
    def is_doubtful(self) -> bool:
        """Whether it has ended without the gateway having shown a dead payment; it is looked at again (design §14)."""
        return self.outcome in (PaymentOutcome.NOT_SENT, PaymentOutcome.GONE)

    @property
    def is_unsearched(self) -> bool:
        """Whether it has ended before a search could show that the network made no second payment of it."""
        return self.is_over and bool(self.payment_id) and self.doubles is None

    @property
    def pending(self) -> tuple[PartRefund, ...]:
        """The part refunds that the gateway has not shown yet."""
        return tuple(refund for refund in self.refunds if refund.is_pending)

    @property
    def credited(self) -> int:
        """The sum of all part refunds, done or waiting, in öre."""
        return sum(refund.amount for refund in self.refunds)

    @property
    def owed(self) -> int:
        """The amount that should be captured and not refunded, in öre: the amount less its done part refunds."""
        return self.amount - sum(refund.amount for refund in self.refunds if refund.is_done)

    @property
    def refund_id(self) -> str:
        """Our transaction id for refunding all of it; the settlement file prints it (`gateway.md §16`)."""
        return f"R-{self.reference}"

    @property
    def capture_id(self) -> str:
        """Our transaction id for capturing the money, when the gateway did not capture it automatically."""
        return f"C-{self.reference}"

    def double_refund_id(self, payment_id: str) -> str:
        """Our transaction id for refunding all of a payment that the network made a second time."""
        return f"{DOUBLE}{self.reference}-{zlib.crc32(payment_id.casefold().encode()) & 0xFFFFFF:06x}"

    def double_of(self, transaction_id: str) -> str:
        """The id of the known double that a refund with this transaction id is of; empty for any other refund."""
        ids = (self.doubles or "").split()
        return next((each for each in ids if self.double_refund_id(each) == transaction_id), "")

    @property
    def has_living_doubles(self) -> bool:
        """Whether it pays its order while another payment of it can still be paid, or is."""
        return self.is_paid and bool(self.doubles) and bool(self.deviation)

    @property
    def is_paid(self) -> bool:
        """Whether it pays its order: the gateway has shown the money, and it is not voided."""
        return self.outcome is PaymentOutcome.PAID


_BY_STATUS = {
    GatewayStatus.WAITING: Standing.WAITING,
    GatewayStatus.INSPECTION: Standing.HELD,
    GatewayStatus.SUPPLEMENTING: Standing.SUPPLEMENTING,
    GatewayStatus.FROZEN: Standing.FROZEN,
}


def is_answer_to(request: PaymentRequest, seen: Observation) -> bool:
    """Whether an answer is about this request (design §14 rule 8): its payment's id, our reference and our key.

    Each counts wherever the answer carries it; ids are compared case folded, for a uuid may come back in either case.
    """
    same_id = not request.payment_id or seen.payment_id.casefold() == request.payment_id.casefold()
    same_reference = seen.reference in ("", request.reference)
    same_key = seen.request_key in ("", request.key)
    return same_id and same_reference and same_key


def is_double_of(request: PaymentRequest, seen: Observation) -> bool:
    """Whether a search has chosen another payment of this request: the network made the create twice."""
    is_named = seen.request_key == request.key and seen.reference in ("", request.reference)
    return seen.doubles is not None and is_named


def standing(seen: Observation, request: PaymentRequest) -> Standing:
    """Return the standing of a request's payment: by its amounts, not by status words (design §4 rule 4)."""
    if seen.captured:
        return _by_money(seen, request)
    if seen.status is GatewayStatus.REJECTED or 0 < seen.total <= seen.canceled:
        return Standing.DEAD if not seen.authorized else Standing.DEVIATION
    if seen.total != request.amount:
        return Standing.DEVIATION
    if seen.status is GatewayStatus.ACCEPTED and seen.authorized == request.amount:
        return Standing.AUTHORIZED
    return _BY_STATUS.get(seen.status, Standing.DEVIATION)


def _by_money(seen: Observation, request: PaymentRequest) -> Standing:
    """Part credits may have refunded all of it, row by row; then zero is the expected amount."""
    if seen.authorized:
        return Standing.DEVIATION
    if seen.net_captured == 0 and (request.owed > 0 or request.intent is Intent.VOID):
        return Standing.REFUNDED
    return Standing.PAID if seen.net_captured == request.owed else Standing.DEVIATION
