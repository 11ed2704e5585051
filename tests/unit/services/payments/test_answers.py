"""Of the payments that a search shows, the one of the request is followed, and the others are its doubles."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.payments.request import GatewayStatus, NotFound, Observation, PaymentRequest
from promeister_mpay.errors import GatewayUnavailable
from promeister_mpay.services.payments.answers import ours
from support.fakes.clock import NOON
from support.payment_counters import Counter, seen

AWHILE = timedelta(minutes=1)


@pytest.fixture
def request_() -> PaymentRequest:
    return Counter().lock()


def alone(found: Observation) -> Observation:
    """What a search gives that shows one payment of ours."""
    return replace(found, doubles=())


def test_our_payment_is_found_by_its_key_whatever_its_amount(request_: PaymentRequest) -> None:
    mine, other = seen(request_, payment_id="mine", total=1), seen(request_, payment_id="other", request_key="another")
    assert ours(request_, [other, mine]) == alone(mine)
    assert ours(request_, [other]) == NotFound()


def test_a_payment_without_a_key_is_ours_when_it_has_our_amount(request_: PaymentRequest) -> None:
    unnamed = seen(request_, request_key="")
    assert ours(request_, [unnamed]) == alone(unnamed)
    assert ours(request_, [replace(unnamed, total=unnamed.total + 1)]) == NotFound()
    assert ours(request_, [replace(unnamed, payment_id="first"), seen(request_)]) == alone(seen(request_))


def test_payments_with_anothers_reference_are_left_out(request_: PaymentRequest) -> None:
    other = seen(request_, reference="99-1", trace_id="t-1", payment_id="other")
    unnamed = seen(request_, reference="")
    assert ours(request_, [other, unnamed]) == alone(unnamed)
    assert ours(request_, []) == NotFound()
    with pytest.raises(GatewayUnavailable) as refused:
        ours(request_, [other, replace(other, trace_id="t-2")])
    assert refused.value.trace_id == "t-1"


def test_of_several_the_oldest_is_followed_and_one_without_a_time_last(request_: PaymentRequest) -> None:
    old, new = seen(request_, payment_id="z"), seen(request_, payment_id="a", created_at=NOON + AWHILE)
    timeless = seen(request_, payment_id="0", created_at=None)
    assert ours(request_, [new, timeless, old]) == replace(old, doubles=(new, timeless))
    assert ours(request_, [timeless, new]) == replace(new, doubles=(timeless,))
    assert ours(request_, [replace(old, payment_id="b"), replace(old, payment_id="a")]).payment_id == "a"  # type: ignore[union-attr]


def test_of_several_the_one_that_holds_money_is_followed_then_one_alive_then_the_same_as_before(
    request_: PaymentRequest,
) -> None:
    known = replace(request_, payment_id="B")
    first, followed = seen(known, payment_id="a"), seen(known, payment_id="b", created_at=NOON + AWHILE)
    paid = replace(first, status=GatewayStatus.ACCEPTED, captured=first.total)
    dead = replace(followed, status=GatewayStatus.REJECTED)
    assert ours(known, [first, followed]) == replace(followed, doubles=(first,))
    assert ours(known, [paid, followed]) == replace(paid, doubles=(followed,))
    assert ours(known, [first, dead]) == replace(first, doubles=(dead,))
