"""What a payment request is, what the gateway shows of it, and how that is judged (design §4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from promeister_mpay.domain.payments.part_refunds import PartRefund


class Intent(StrEnum):
    """What we want of a payment request; goes from COLLECT to VOID and never back."""

    COLLECT = "COLLECT"
    VOID = "VOID"


class CallKind(StrEnum):
    """A gateway call that changes something there."""

    CREATE = "CREATE"
    CAPTURE = "CAPTURE"
    CANCEL = "CANCEL"
    REFUND = "REFUND"


class PaymentOutcome(StrEnum):
    """How a payment request ended; only PAID can change: when it is voided, or when the gateway shows another sum."""

    PAID = "PAID"
    REFUNDED = "REFUNDED"
    REJECTED = "REJECTED"
    VOIDED = "VOIDED"
    NOT_SENT = "NOT_SENT"


class GatewayStatus(StrEnum):
    """The gateway's own words (`gateway.md §9`); UNKNOWN is any word that we do not know."""

    WAITING = "TASK_REDIRECTION_REQUIRED"
    INSPECTION = "INSPECTION"
    SUPPLEMENTING = "SUPPLEMENTING_REQUIRED"
    FROZEN = "FROZEN"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"


class Standing(StrEnum):
    """Where a payment stands, judged by its amounts before its status word."""

    NOT_FOUND = "NOT_FOUND"
    WAITING = "WAITING"
    HELD = "HELD"
    AUTHORIZED = "AUTHORIZED"
    PAID = "PAID"
    REFUNDED = "REFUNDED"
    DEAD = "DEAD"
    DEVIATION = "DEVIATION"


@dataclass(frozen=True, slots=True)
class Observation:
    """What the gateway showed of one payment when it was asked at `asked_at`; amounts in öre, times in UTC."""

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
    request_key: str = ""
    created_at: datetime | None = None
    captured_at: datetime | None = None
    refund_ids: frozenset[str] = frozenset()
    trace_id: str = ""
    asked_at: datetime | None = None

    @property
    def money_here(self) -> int:
        """What is captured and not given back, in öre."""
        return self.captured - self.refunded

    @property
    def holds_money(self) -> bool:
        """Whether any of the customer's money is taken or reserved, as far as amounts tell (`gateway.md` U12)."""
        reserved = self.authorized > 0 and self.status is GatewayStatus.ACCEPTED
        return self.money_here > 0 or reserved


@dataclass(frozen=True, slots=True)
class NotFound:
    """The gateway was asked for our reference and shows no such payment."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was journaled before it was made, and whose effect has not been seen yet."""

    kind: CallKind
    started_at: datetime
    transaction_id: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The gateway's last no to a call of ours, and when that kind of call may be tried again."""

    kind: CallKind
    times: int
    retry_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """One payment link that we want, or wanted, from the gateway: 'Betalnings-SMS'.

    Amounts in öre, times in UTC. `key` is our own random id, carried in the payment's metadata.
    It holds its order until `released_at`. `captured` and `refunded` are what the gateway showed last. `refunds` are
    what part credits have given back of it, or shall, in their order.
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
    refunds: tuple[PartRefund, ...] = ()

    @property
    def holds_order(self) -> bool:
        """Whether the order may not be edited because of this request (design §3)."""
        return self.released_at is None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to do or to wait for."""
        return self.outcome is not None and not self.pending and self.call is None

    @property
    def is_over(self) -> bool:
        """Whether nothing can change any more: what is paid can still be given back."""
        return self.outcome not in (None, PaymentOutcome.PAID)

    @property
    def pending(self) -> tuple[PartRefund, ...]:
        """The part refunds that the gateway has not shown yet."""
        return tuple(refund for refund in self.refunds if refund.is_pending)

    @property
    def credited(self) -> int:
        """All that part credits give back of it, done or not, in öre."""
        return sum(refund.amount for refund in self.refunds)

    @property
    def owed(self) -> int:
        """What the gateway should have of it for us, in öre: what was asked for, less the part refunds it showed."""
        return self.amount - sum(refund.amount for refund in self.refunds if refund.is_done)

    @property
    def refund_id(self) -> str:
        """Our transaction id for giving all of it back; the settlement file prints it (`gateway.md §16`)."""
        return f"R-{self.reference}"

    @property
    def capture_id(self) -> str:
        """Our transaction id for taking the money, where the gateway did not by itself."""
        return f"C-{self.reference}"

    @property
    def is_paid(self) -> bool:
        """Whether its money is on the order: collected, seen at the gateway, and not on its way back."""
        return self.outcome is PaymentOutcome.PAID


_BY_STATUS = {
    GatewayStatus.WAITING: Standing.WAITING,
    GatewayStatus.INSPECTION: Standing.HELD,
    GatewayStatus.SUPPLEMENTING: Standing.HELD,
    GatewayStatus.FROZEN: Standing.HELD,
}


def standing(seen: Observation, request: PaymentRequest) -> Standing:
    """Judge a request's payment: by its amounts, not by status words (design §4 rule 4)."""
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
    """Part credits may have given all of it back, row by row; then nothing is what should be there."""
    if seen.authorized:
        return Standing.DEVIATION
    if seen.money_here == 0 and (request.owed > 0 or request.intent is Intent.VOID):
        return Standing.REFUNDED
    return Standing.PAID if seen.money_here == request.owed else Standing.DEVIATION
