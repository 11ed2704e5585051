"""Which answer of the gateway counts for a payment request, and which payment of a search is followed."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from promeister_mpay.domain.payments.request import (
    NotFound,
    Observation,
    PaymentRequest,
    Standing,
    is_answer_to,
    is_double_of,
    standing,
)
from promeister_mpay.errors import GatewayError, GatewayUnavailable, OutcomeUnknown, PaymentUnreadable

GONE = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""What the gateway answers about a payment that is no longer available; 403 and 404 have other causes, too."""
UNKNOWN = "Resurs svarade om en annan betalning, så det är okänt om det blev gjort. Programmet frågar vidare."
ANOTHER_PAYMENT = (
    "Resurs svarade om en annan betalning än den som efterfrågades. Svaret används inte; fråga igen om en stund."
)


def unreadable(error: GatewayError) -> PaymentUnreadable:
    """The error for a payment that the gateway refuses to show although it answers other questions."""
    return PaymentUnreadable(
        f"Resurs visar inte den här betalningen (svar {error.status}), men svarar på andra frågor.",
        status=error.status,
        trace_id=error.trace_id,
    )


def check_refunded(answer: Observation, payment_id: str) -> None:
    """Raise `OutcomeUnknown` for an answer about another payment than the double that was to be refunded."""
    if answer.payment_id.casefold() != payment_id.casefold():
        raise OutcomeUnknown(UNKNOWN, trace_id=answer.trace_id)


def check_identity(request: PaymentRequest, answer: Observation | NotFound | None, *, changes: bool) -> None:
    """An answer about another payment is unreadable, with its trace id (design §14 rule 8); nothing of it is kept."""
    if not isinstance(answer, Observation) or is_answer_to(request, answer) or is_double_of(request, answer):
        return
    if changes:
        raise OutcomeUnknown(UNKNOWN, trace_id=answer.trace_id)
    raise GatewayUnavailable(ANOTHER_PAYMENT, trace_id=answer.trace_id)


def ours(request: PaymentRequest, hits: Sequence[Observation]) -> Observation | NotFound:
    """Pick our payment among those with our reference: by our key, else by the amount (`gateway.md` U3, U4).

    Only the key makes another payment ours when we know one. A network can make two with the same key: then the one
    that holds money is followed, else one that can still be paid, else the one that was followed before, else the
    oldest; the others are its doubles.
    """
    named = [hit for hit in hits if hit.reference in ("", request.reference)]
    if hits and not named:
        raise GatewayUnavailable(ANOTHER_PAYMENT, trace_id=hits[0].trace_id)
    keyed = [
        hit for hit in named if hit.request_key == request.key or (not hit.request_key and _is_followed(request, hit))
    ]
    unnamed = [hit for hit in named if not hit.request_key and hit.total == request.amount]
    likely = keyed or ([] if request.payment_id else unnamed)
    if not likely:
        return NotFound()
    first, *others = sorted(likely, key=lambda hit: _priority(request, hit))
    return replace(first, doubles=tuple(others))


def _is_followed(request: PaymentRequest, hit: Observation) -> bool:
    return hit.payment_id.casefold() == request.payment_id.casefold()


def _priority(request: PaymentRequest, hit: Observation) -> tuple[object, ...]:
    is_dead = standing(hit, request) in (Standing.DEAD, Standing.REFUNDED)
    return (
        not hit.holds_money,
        is_dead,
        not _is_followed(request, hit),
        hit.created_at is None,
        hit.created_at,
        hit.payment_id,
    )
