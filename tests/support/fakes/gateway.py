"""A gateway in memory: payments with the effects of gateway.md §6–§11, and answers that get lost or come late."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum

from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments.request import CallKind, GatewayStatus, Observation
from promeister_mpay.errors import GatewayLogin, GatewayNotFound, GatewayRefused, GatewayUnavailable, OutcomeUnknown
from promeister_mpay.services.ports.gateway import GatewayMethod, GatewayStore

PORTAL = ""
"""A refund that was made in the gateway's portal has no transaction id of ours."""


class Fate(Enum):
    """The outcome of a call."""

    ANSWERED = "done and answered"
    LOST = "done, answer lost"
    LATE = "not done yet, answer lost, may arrive later"
    NEVER = "not done, answer lost"
    UNREACHABLE = "not done, and known so"
    REFUSED = "refused"
    REFUSED_DONE = "done, and refused all the same"
    HIDDEN = "read: this payment is refused, and no search shows it"
    MIXED_UP = "done, and answered about another payment, which is paid"
    REFUSED_LATE = "refused, may arrive later"


@dataclass(frozen=True)
class Payment:
    """A payment as the gateway keeps it."""

    id: str
    reference: str
    key: str
    total: int
    status: GatewayStatus = GatewayStatus.WAITING
    authorized: int = 0
    captured: int = 0
    refunded: int = 0
    canceled: int = 0
    reason: str = ""
    refunds: tuple[tuple[str, int], ...] = ()

    @property
    def refund_ids(self) -> tuple[str, ...]:
        return tuple(transaction_id for transaction_id, _ in self.refunds)

    @property
    def waits(self) -> bool:
        return self.status is GatewayStatus.WAITING

    @property
    def net_captured(self) -> int:
        return self.captured - self.refunded

    @property
    def is_dead(self) -> bool:
        """Nobody can pay it and it holds no money."""
        return not self.net_captured and not self.authorized and (self.captured > 0 or self.is_closed)

    @property
    def is_closed(self) -> bool:
        return self.status is GatewayStatus.REJECTED or 0 < self.total <= self.canceled


@dataclass(frozen=True)
class LateCall:
    """A call that may still arrive after its caller has given up."""

    kind: CallKind
    payment: Payment
    transaction_id: str = ""
    amount: int | None = None


def mixed_up(seen: Observation) -> Observation:
    """The answer as another payment of the same amount has it, which is paid."""
    paid = replace(seen, status=GatewayStatus.ACCEPTED, authorized=0, captured=seen.total, refunded=0)
    return replace(paid, payment_id="another", reference="99-1", request_key="another")


Decide = Callable[[CallKind | None], Fate]


def always(fate: Fate) -> Decide:
    return lambda _: fate


class FakeGateway:
    """`fate` decides each call's outcome (None: a reading call); the test acts as customer by `pay`, `decline` …"""

    def __init__(self, *, cancels_waiting: bool = False) -> None:
        self.payments: dict[str, Payment] = {}
        self.late: list[LateCall] = []
        self.fate: Decide = always(Fate.ANSWERED)
        self.cancels_waiting = cancels_waiting
        self.created: list[NewPayment] = []
        self.clock_skew: timedelta | None = None

    # -- what the program calls

    def create(self, payment: NewPayment) -> Observation:
        self.created.append(payment)
        made = Payment(
            f"p-{payment.reference}", payment.reference, payment.key, sum(line.amount for line in payment.lines)
        )
        return self._call(LateCall(CallKind.CREATE, made))

    def find(self, store_id: str, reference: str) -> list[Observation]:
        fate = self._asked()
        if fate is Fate.HIDDEN:
            return []
        found = [self._seen(payment) for payment in self.payments.values() if payment.reference == reference]
        return [mixed_up(seen) for seen in found] if fate is Fate.MIXED_UP else found

    def read(self, payment_id: str) -> Observation:
        fate = self._asked()
        if fate is Fate.HIDDEN:
            raise GatewayLogin("Åtkomst nekas.", status=403, trace_id="t-1")
        if fate is Fate.MIXED_UP:
            return mixed_up(self._seen(self._payment(payment_id)))
        return self._seen(self._payment(payment_id))

    def capture(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        return self._call(LateCall(CallKind.CAPTURE, self._payment(payment_id), transaction_id))

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        return self._call(LateCall(CallKind.CANCEL, self._payment(payment_id)))

    def refund(
        self, payment_id: str, *, transaction_id: str, creator: str, lines: Sequence[PaymentLine] = ()
    ) -> Observation:
        amount = sum(line.amount for line in lines) if lines else None
        return self._call(LateCall(CallKind.REFUND, self._payment(payment_id), transaction_id, amount))

    def stores(self) -> list[GatewayStore]:
        self._asked()
        return [GatewayStore("store", "Verkstaden", 107)]

    def methods(self, store_id: str) -> list[GatewayMethod]:
        self._asked()
        return [GatewayMethod("method", "Faktura", "RESURS_INVOICE", 100, 5_000_000)]

    # -- customer, portal and network

    def pay(self, payment_id: str) -> None:
        """The customer pays and the gateway captures automatically."""
        payment = self._open(payment_id)
        self._put(replace(payment, status=GatewayStatus.ACCEPTED, authorized=0, captured=payment.total))

    def authorize(self, payment_id: str) -> None:
        """The customer accepts, but the gateway leaves the capture to us."""
        payment = self._open(payment_id)
        self._put(replace(payment, status=GatewayStatus.ACCEPTED, authorized=payment.total))

    def inspect(self, payment_id: str) -> None:
        self._put(replace(self._open(payment_id), status=GatewayStatus.INSPECTION))

    def reject(self, payment_id: str, reason: str) -> None:
        self._put(replace(self._open(payment_id), status=GatewayStatus.REJECTED, reason=reason))

    def give_back(self, payment_id: str, amount: int | None = None) -> None:
        """Somebody refunds in the gateway's portal, all that is left or a part."""
        self._refunded(self.payments[payment_id], PORTAL, amount)

    def arrive(self, call: LateCall) -> None:
        """A call that was given up reaches the gateway; its answer is lost."""
        self.late.remove(call)
        try:
            self._process(call)
        except GatewayRefused:
            return

    # -- internal

    def _call(self, call: LateCall) -> Observation:
        fate = self.fate(call.kind)
        if fate is Fate.UNREACHABLE:
            raise GatewayUnavailable("Resurs kan inte nås. Ingenting har gjorts.")
        if fate is Fate.REFUSED:
            raise GatewayRefused("Resurs nekade.", status=400, trace_id="t-1")
        if fate in (Fate.LATE, Fate.REFUSED_LATE):
            self.late.append(call)
        if fate is Fate.REFUSED_LATE:
            raise GatewayRefused("Resurs nekade.", status=400, trace_id="t-1")
        if fate in (Fate.LATE, Fate.NEVER):
            raise OutcomeUnknown("Svaret från Resurs kom inte fram.")
        seen = self._seen(self._process(call))
        if fate is Fate.MIXED_UP:
            return mixed_up(seen)
        if fate is Fate.REFUSED_DONE:
            raise GatewayRefused("Resurs nekade.", status=400, trace_id="t-1")
        if fate is Fate.LOST:
            raise OutcomeUnknown("Svaret från Resurs kom inte fram.")
        return seen

    def _asked(self) -> Fate:
        fate = self.fate(None)
        if fate not in (Fate.ANSWERED, Fate.HIDDEN, Fate.MIXED_UP):
            raise GatewayUnavailable("Resurs svarar inte just nu.")
        return fate

    def _process(self, call: LateCall) -> Payment:
        if call.kind is CallKind.CREATE:
            return self._put(call.payment)
        payment = self._payment(call.payment.id)
        if call.kind is CallKind.CAPTURE:
            return self._captured(payment)
        if call.kind is CallKind.CANCEL:
            return self._canceled(payment)
        return self._refunded(payment, call.transaction_id, call.amount)

    def _captured(self, payment: Payment) -> Payment:
        if not payment.authorized:
            raise GatewayRefused("Action not allowed for payment", status=400)
        return self._put(replace(payment, authorized=0, captured=payment.captured + payment.authorized))

    def _canceled(self, payment: Payment) -> Payment:
        if payment.authorized:
            return self._put(replace(payment, authorized=0, canceled=payment.canceled + payment.authorized))
        if self._can_cancel(payment):
            return self._put(replace(payment, status=GatewayStatus.REJECTED, reason="CANCELED"))
        raise GatewayRefused("Action not allowed for payment", status=400)

    def _refunded(self, payment: Payment, transaction_id: str, amount: int | None) -> Payment:
        back = payment.net_captured if amount is None else amount
        if not 0 < back <= payment.net_captured:
            raise GatewayRefused("Action not allowed for payment", status=400)
        refunds = (*payment.refunds, (transaction_id, back))
        return self._put(replace(payment, refunded=payment.refunded + back, refunds=refunds))

    def _can_cancel(self, payment: Payment) -> bool:
        return payment.authorized > 0 or (self.cancels_waiting and payment.waits)

    def _payment(self, payment_id: str) -> Payment:
        if payment_id not in self.payments:
            raise GatewayNotFound("Betalningen finns inte hos Resurs.", status=404)
        return self.payments[payment_id]

    def _open(self, payment_id: str) -> Payment:
        payment = self.payments[payment_id]
        assert payment.status in (GatewayStatus.WAITING, GatewayStatus.INSPECTION), payment
        return payment

    def _put(self, payment: Payment) -> Payment:
        self.payments[payment.id] = payment
        return payment

    def _seen(self, payment: Payment) -> Observation:
        return Observation(
            payment_id=payment.id,
            status=payment.status,
            total=payment.total,
            authorized=payment.authorized,
            captured=payment.captured,
            refunded=payment.refunded,
            canceled=payment.canceled,
            can_cancel=self._can_cancel(payment),
            reason=payment.reason,
            link=f"https://pay.example.test/{payment.id}" if payment.waits else "",
            reference=payment.reference,
            request_key=payment.key,
            refund_ids=frozenset(payment.refund_ids),
        )
