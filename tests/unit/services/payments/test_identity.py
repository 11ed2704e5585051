"""An answer counts only for what was asked (design §14 rule 8): id, reference and key are those of the request."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments.request import NotFound, Observation, PaymentOutcome, PaymentRequest, is_answer_to
from promeister_mpay.errors import GatewayUnavailable
from promeister_mpay.services.orders.service import OrderService
from promeister_mpay.services.payments.answers import ours
from promeister_mpay.services.payments.service import PaymentService
from support.fakes.clock import FakeClock
from support.fakes.gateway import FakeGateway
from support.fakes.store import FakeStore
from support.payment_world import NUMBER, start

OTHER = "d9b3c2a1-0000-4000-8000-00000000000a"
WRONG = {
    "another payment's id": {"payment_id": OTHER},
    "another order's reference": {"reference": "99-1"},
    "another request's key": {"request_key": "a key of somebody else"},
}


class ConfusedGateway(FakeGateway):
    """Answers with another payment's names while `confused` says so."""

    def __init__(self) -> None:
        super().__init__()
        self.confused: dict[str, str] = {}
        self.confused_calls = {"create", "find", "read", "cancel", "refund"}

    def create(self, payment: NewPayment) -> Observation:
        return self._mixed_up(super().create(payment), "create")

    def find(self, store_id: str, reference: str) -> list[Observation]:
        return [self._mixed_up(seen, "find") for seen in super().find(store_id, reference)]

    def read(self, payment_id: str) -> Observation:
        return self._mixed_up(super().read(payment_id), "read")

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        return self._mixed_up(super().cancel(payment_id, creator=creator), "cancel")

    def refund(
        self, payment_id: str, *, transaction_id: str, creator: str, lines: Sequence[PaymentLine] = ()
    ) -> Observation:
        seen = super().refund(payment_id, transaction_id=transaction_id, creator=creator, lines=lines)
        return self._mixed_up(seen, "refund")

    def _mixed_up(self, seen: Observation, call: str) -> Observation:
        return replace(seen, **self.confused) if call in self.confused_calls else seen  # type: ignore[arg-type]


class Counter:
    """Order 14790 at a counter whose gateway may mix payments up."""

    def __init__(self) -> None:
        self.store, self.gateway, self.clock = FakeStore(), ConfusedGateway(), FakeClock()
        self.store.data.orders[NUMBER] = start().order
        self.store.data.saved[NUMBER] = ("BH", self.clock.now())
        self.orders = OrderService(store=self.store, clock=self.clock)
        self.payments = PaymentService(
            store=self.store, gateway=self.gateway, clock=self.clock, owner="Kassa 1", chance=lambda: 0.5
        )

    def send(self) -> PaymentRequest:
        return self.payments.send(NUMBER, version=self.orders.open(NUMBER).order.version, who="BH").request

    @property
    def request(self) -> PaymentRequest:
        return self.orders.open(NUMBER).requests[0]


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_anothers_answer_to_a_check_changes_nothing(wrong: dict[str, str]) -> None:
    counter = Counter()
    sent = counter.send()
    counter.gateway.pay(sent.payment_id)

    counter.gateway.confused = wrong
    result = counter.payments.check(NUMBER, who="BH")
    assert isinstance(result.trouble, GatewayUnavailable)
    assert "annan betalning" in str(result.trouble)
    assert (result.request.payment_id, result.request.captured, result.request.link) == (sent.payment_id, 0, sent.link)
    assert not counter.orders.open(NUMBER).order.payment_received

    counter.gateway.confused = {}
    assert counter.payments.check(NUMBER, who="BH").request.is_paid


@pytest.mark.parametrize("wrong", list(WRONG.values())[1:], ids=list(WRONG)[1:])
def test_anothers_answer_to_a_create_leaves_the_request_asking(wrong: dict[str, str]) -> None:
    counter = Counter()
    counter.gateway.confused = wrong
    sent = counter.send()
    assert (sent.payment_id, sent.outcome) == ("", None)
    assert counter.orders.open(NUMBER).order.status is OrderStatus.MOBILE_PAYMENT

    counter.gateway.confused = {}
    found = counter.payments.check(NUMBER, who="BH").request
    assert found.link
    assert len(counter.gateway.created) == 1


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_anothers_answer_to_a_refund_is_asked_about_and_never_made_twice(wrong: dict[str, str]) -> None:
    counter = Counter()
    sent = counter.send()
    counter.gateway.pay(sent.payment_id)
    counter.payments.check(NUMBER, who="BH")
    counter.gateway.confused, counter.gateway.confused_calls = wrong, {"refund"}

    result = counter.payments.void(NUMBER, who="BH")

    assert result.request.outcome is PaymentOutcome.REFUNDED
    assert [amount for _, amount in counter.gateway.payments[sent.payment_id].refunds] == [sent.amount]


def test_our_own_id_in_capitals_is_ours_and_the_stored_one_stays() -> None:
    counter = Counter()
    sent = counter.send()
    counter.gateway.confused = {"payment_id": sent.payment_id.upper()}
    counter.gateway.pay(sent.payment_id)
    assert counter.payments.check(NUMBER, who="BH").request.is_paid
    assert counter.request.payment_id == sent.payment_id


def test_a_search_that_shows_only_others_is_no_answer() -> None:
    counter = Counter()
    sent = counter.send()
    with pytest.raises(GatewayUnavailable):
        ours(sent, [replace(counter.gateway.read(sent.payment_id), reference="99-1")])


@given(
    st.sampled_from(["", "p-1", "P-1", "p-2"]),
    st.sampled_from(["", "14790-1", "14790-10"]),
    st.sampled_from(["", "key", "other"]),
)
def test_any_name_that_differs_makes_it_anothers(payment_id: str, reference: str, key: str) -> None:
    request = replace(Counter().send(), payment_id="p-1", reference="14790-1", key="key")
    counter = Counter()
    seen = replace(
        counter.gateway.read(counter.send().payment_id), payment_id=payment_id, reference=reference, request_key=key
    )
    expected = payment_id.lower() == "p-1" and reference in ("", "14790-1") and key in ("", "key")
    assert is_answer_to(request, seen) is expected


def test_a_search_never_makes_anothers_payment_ours_when_we_know_our_own() -> None:
    counter = Counter()
    sent = counter.send()
    other = replace(counter.gateway.read(sent.payment_id), payment_id=OTHER, request_key="")
    assert ours(sent, [other]) == NotFound()
    assert ours(sent, [replace(other, reference="")]) == NotFound()
    assert ours(replace(sent, payment_id=""), [other]) == replace(other, doubles=())
    counter.clock.advance(timedelta(minutes=5))
    counter.gateway.confused, counter.gateway.confused_calls = {"payment_id": OTHER, "request_key": ""}, {"find"}
    result = counter.payments.check(NUMBER, who="BH")
    assert (result.trouble, counter.request.payment_id) == (None, sent.payment_id)
    assert counter.gateway.payments.keys() == {sent.payment_id}
