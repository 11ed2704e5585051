"""The heart of the product: what a payment request wants, what the gateway shows, and the one next step (design §4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


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


class Outcome(StrEnum):
    """How a payment request ended; only PAID can be reopened, by voiding it."""

    PAID = "PAID"
    REFUNDED = "REFUNDED"
    REJECTED = "REJECTED"
    VOIDED = "VOIDED"
    NOT_SENT = "NOT_SENT"


class GatewayStatus(StrEnum):
    """The gateway's own words (`merchant-api.md §9`); UNKNOWN is any word that we do not know."""

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
    """What the gateway showed of one payment; amounts in öre, times in UTC."""

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

    @property
    def money_here(self) -> int:
        """What is captured and not given back, in öre."""
        return self.captured - self.refunded

    @property
    def holds_money(self) -> bool:
        """Whether any of the customer's money is taken or reserved, as far as amounts tell (`merchant-api.md` U12)."""
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
    It holds its order until `released_at`. `seen_*` is what the gateway showed last.
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
    outcome: Outcome | None = None
    reason: str = ""
    deviation: str = ""
    paid_late: bool = False
    settled_at: datetime | None = None
    released_at: datetime | None = None
    checked_at: datetime | None = None
    next_check_at: datetime | None = None
    failures: int = 0

    @property
    def holds_order(self) -> bool:
        """Whether the order may not be edited because of this request (design §3)."""
        return self.released_at is None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to do or watch."""
        return self.outcome is not None

    @property
    def refund_id(self) -> str:
        """Our transaction id for giving all of it back; the settlement file prints it (`merchant-api.md §16`)."""
        return f"R-{self.reference}"

    @property
    def capture_id(self) -> str:
        """Our transaction id for taking the money, where the gateway did not by itself."""
        return f"C-{self.reference}"

    @property
    def is_paid(self) -> bool:
        """Whether its money is on the order: collected, seen at the gateway, and not on its way back."""
        return self.outcome is Outcome.PAID


LATE = timedelta(minutes=2)
"""How long after it was made a call whose answer was lost may still arrive (design §4 rule 1)."""


@dataclass(frozen=True, slots=True)
class Create:
    """Ask the gateway for the payment and its link."""


@dataclass(frozen=True, slots=True)
class Find:
    """Ask the gateway for our reference."""


@dataclass(frozen=True, slots=True)
class Read:
    """Read the payment."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Take the authorized money."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Withdraw what is not captured."""


@dataclass(frozen=True, slots=True)
class Refund:
    """Give all of the captured money back."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do now; `until` is when a held-back call may be made, None when only the world can change."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """It has ended."""

    outcome: Outcome


Step = Create | Find | Read | Capture | Cancel | Refund | Wait | Settle
Seen = Observation | NotFound | None

CHANGING: dict[type[Step], CallKind] = {
    Create: CallKind.CREATE,
    Capture: CallKind.CAPTURE,
    Cancel: CallKind.CANCEL,
    Refund: CallKind.REFUND,
}


def next_step(request: PaymentRequest, seen: Seen, now: datetime) -> Step:
    """Decide the one next step from what we want and what was just seen (None: not looked yet); design §4's table."""
    if request.is_settled:
        return Wait()
    if seen is None:
        return _first_look(request)
    if isinstance(seen, NotFound):
        return _when_not_found(request, now)
    wanted = _to_collect(request, seen) if request.intent is Intent.COLLECT else _to_void(request, seen)
    return _held_back(request, wanted, now)


def _first_look(request: PaymentRequest) -> Step:
    if request.payment_id:
        return Read()
    if request.call is not None:
        return Find()
    return Create() if request.intent is Intent.COLLECT else Settle(Outcome.NOT_SENT)


def _when_not_found(request: PaymentRequest, now: datetime) -> Step:
    """A link nobody has seen may still come and live its life; only then is it sure that it never was."""
    if request.intent is Intent.VOID and now >= gone_at(request):
        return Settle(Outcome.NOT_SENT)
    return Wait()


def gone_at(request: PaymentRequest) -> datetime:
    """When a link whose creation was never answered can no longer live (UTC)."""
    started = request.call.started_at if request.call else request.created_at
    return started + LATE + request.link_life


def _to_collect(request: PaymentRequest, seen: Observation) -> Step:
    table: dict[Standing, Step] = {
        Standing.AUTHORIZED: Capture(),
        Standing.PAID: Settle(Outcome.PAID),
        Standing.REFUNDED: Settle(Outcome.REFUNDED),
        Standing.DEAD: Settle(Outcome.REJECTED),
    }
    return table.get(standing(seen, request.amount), Wait())


def _to_void(request: PaymentRequest, seen: Observation) -> Step:
    table: dict[Standing, Step] = {
        Standing.REFUNDED: Settle(Outcome.REFUNDED),
        Standing.DEAD: Settle(Outcome.VOIDED),
    }
    return table.get(standing(seen, request.amount)) or _withdraw(request, seen)


def _withdraw(request: PaymentRequest, seen: Observation) -> Step:
    """Money first, by the amounts; a waiting link only when the gateway offers to cancel it (`merchant-api.md` U6)."""
    if seen.money_here > 0:
        return Wait() if request.refund_id in seen.refund_ids else Refund()
    return Cancel() if seen.can_cancel or seen.holds_money else Wait()


def _held_back(request: PaymentRequest, wanted: Step, now: datetime) -> Step:
    """Never make a call again while the first may still arrive, nor straight after a refusal."""
    kind = CHANGING.get(type(wanted))
    if kind is None:
        return wanted
    call, refusal = request.call, request.refusal
    if call and call.kind is kind and now < call.started_at + LATE:
        return Wait(call.started_at + LATE)
    if refusal and refusal.kind is kind and now < refusal.retry_at:
        return Wait(refusal.retry_at)
    return wanted


_BY_STATUS = {
    GatewayStatus.WAITING: Standing.WAITING,
    GatewayStatus.INSPECTION: Standing.HELD,
    GatewayStatus.SUPPLEMENTING: Standing.HELD,
    GatewayStatus.FROZEN: Standing.HELD,
}


def standing(seen: Observation, amount: int) -> Standing:
    """Judge a payment that should be `amount` öre: by its amounts, not by status words (design §4 rule 4)."""
    if seen.captured:
        return _by_money(seen, amount)
    if seen.status is GatewayStatus.REJECTED or 0 < seen.total <= seen.canceled:
        return Standing.DEAD if not seen.authorized else Standing.DEVIATION
    if seen.total != amount:
        return Standing.DEVIATION
    if seen.status is GatewayStatus.ACCEPTED and seen.authorized == amount:
        return Standing.AUTHORIZED
    return _BY_STATUS.get(seen.status, Standing.DEVIATION)


def _by_money(seen: Observation, amount: int) -> Standing:
    if seen.authorized:
        return Standing.DEVIATION
    if seen.money_here == amount:
        return Standing.PAID
    return Standing.REFUNDED if seen.money_here == 0 else Standing.DEVIATION


def opens_order(request: PaymentRequest, seen: Seen, step: Step) -> bool:
    """Whether the order may open: the link is given up and the gateway has answered that no money is held."""
    if isinstance(step, Settle):
        return step.outcome is not Outcome.PAID
    if request.intent is Intent.COLLECT or seen is None or not isinstance(step, Wait):
        return False
    return isinstance(seen, NotFound) or not seen.holds_money
