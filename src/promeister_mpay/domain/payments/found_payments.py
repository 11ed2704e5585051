"""A payment that was searched for at the gateway, and what the store knows of it (design §14 rule 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from promeister_mpay.domain.payments.request import Observation, PaymentRequest


class Knowledge(Enum):
    """What the store knows of a payment that the gateway has."""

    KNOWN = auto()
    """A payment request has it."""
    DOUBLE = auto()
    """A payment request knows it as one that the network made a second time."""
    UNSEEN = auto()
    """It is the payment of a request that has not seen it yet."""
    LOST = auto()
    """An order is named by its reference, and no payment request of it has it."""
    REFERENCE_TAKEN = auto()
    """Its reference is that of a request here, which is another payment."""
    NOT_OURS = auto()
    """No order here belongs to it, or this program did not make it."""


@dataclass(frozen=True, slots=True)
class FoundPayment:
    """A payment of the gateway, and what the store knows of it: its order and its request, where there are any."""

    seen: Observation
    knowledge: Knowledge
    order_number: int | None = None
    request: PaymentRequest | None = None

    @property
    def may_be_taken_up(self) -> bool:
        """Whether taking it up brings the store something new."""
        if self.knowledge is Knowledge.KNOWN and self.request is not None:
            stored = (self.request.captured, self.request.refunded)
            return stored != (self.seen.captured, self.seen.refunded)
        has_money = self.seen.net_captured > 0
        return self.knowledge in (Knowledge.UNSEEN, Knowledge.LOST) or (
            self.knowledge is Knowledge.DOUBLE and has_money
        )


def known_as(requests: Sequence[PaymentRequest], seen: Observation) -> FoundPayment | None:
    """The payment as one of these requests knows it: by its id, as a double, or by its reference."""
    this = seen.payment_id.casefold()
    for request in requests:
        if request.payment_id.casefold() == this:
            return FoundPayment(seen, Knowledge.KNOWN, request.order_number, request)
    for request in requests:
        if this in (request.doubles or "").casefold().split():
            return FoundPayment(seen, Knowledge.DOUBLE, request.order_number, request)
    for request in requests:
        if request.reference == seen.reference:
            is_its = seen.request_key == request.key or _may_be_its(request, seen)
            knowledge = Knowledge.UNSEEN if is_its else Knowledge.REFERENCE_TAKEN
            return FoundPayment(seen, knowledge, request.order_number, request)
    return None


def _may_be_its(request: PaymentRequest, seen: Observation) -> bool:
    """Whether a payment without a key is taken for the request's, as the payment loop does."""
    return not seen.request_key and not request.payment_id and seen.total == request.amount
