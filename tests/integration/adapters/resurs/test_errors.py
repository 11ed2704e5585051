"""What the client says when the gateway misbehaves: what was done, what was not, and what is unknown; no guess."""

from collections.abc import Callable

import httpx
import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.domain.payments.request import Observation
from promeister_mpay.errors import GatewayRefused, GatewayUnavailable, OutcomeUnknown
from support.gateways import STORE, Json, Sandbox, a_payment, client_of, trouble, until

HURRIED = httpx.Timeout(connect=2, read=0.3, write=2, pool=2)

CHANGES: dict[str, Callable[[ResursGateway, str], Observation]] = {
    "create": lambda gateway, _: gateway.create(a_payment()),
    "capture": lambda gateway, payment_id: gateway.capture(payment_id, transaction_id="C-1", creator="Anna"),
    "cancel": lambda gateway, payment_id: gateway.cancel(payment_id, creator="Anna"),
    "refund": lambda gateway, payment_id: gateway.refund(payment_id, transaction_id="R-1", creator="Anna"),
}
DONE_IF_SEEN: dict[str, Callable[[Json], bool]] = {
    "create": lambda order: order["totalOrderAmount"] > 0,
    "capture": lambda order: order["capturedAmount"] > 0,
    "cancel": lambda order: order["canceledAmount"] > 0,
    "refund": lambda order: order["refundedAmount"] > 0,
}
BEFORE = ["lose_before", "error_before", "html", "wrong_shape"]
AFTER = ["lose_after", "error_after", "cut", "late"]


def ready_for(operation: str, gateway: ResursGateway, sandbox: Sandbox) -> str:
    """A payment that can be captured, cancelled or given back; none is needed to create one."""
    gateway.stores()
    if operation == "create":
        return ""
    payment_id = gateway.create(a_payment()).payment_id
    sandbox.act(payment_id, "pay" if operation == "refund" else "authorize")
    return payment_id


def is_done(operation: str, sandbox: Sandbox) -> bool:
    return any(DONE_IF_SEEN[operation](payment["order"]) for payment in sandbox.payments())


@pytest.mark.parametrize("operation", CHANGES)
@pytest.mark.parametrize("kind", BEFORE)
def test_whether_a_lost_call_was_done_is_unknown_though_it_was_not(
    gateway: ResursGateway, sandbox: Sandbox, operation: str, kind: str
) -> None:
    payment_id = ready_for(operation, gateway, sandbox)
    sandbox.switch(trouble(kind, operation))
    with pytest.raises(OutcomeUnknown):
        CHANGES[operation](gateway, payment_id)
    until(lambda: operation in sandbox.calls())
    assert sandbox.calls().count(operation) == 1
    assert not is_done(operation, sandbox)


@pytest.mark.parametrize("operation", CHANGES)
@pytest.mark.parametrize("kind", AFTER)
def test_whether_a_call_was_done_is_unknown_when_its_answer_is_lost(
    gateway: ResursGateway, sandbox: Sandbox, operation: str, kind: str
) -> None:
    payment_id = ready_for(operation, gateway, sandbox)
    sandbox.switch(trouble(kind, operation))
    with pytest.raises(OutcomeUnknown):
        CHANGES[operation](gateway, payment_id)
    until(lambda: is_done(operation, sandbox))
    assert sandbox.calls().count(operation) == 1


def test_a_call_may_be_done_long_after_its_caller_gave_up(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("late", "create", seconds=1))
    with pytest.raises(OutcomeUnknown):
        gateway.create(a_payment())
    assert gateway.find(STORE, "14790-1") == []
    until(lambda: len(gateway.find(STORE, "14790-1")) == 1)
    assert len(sandbox.messages()) == 1


def test_an_answer_that_comes_too_late_leaves_the_outcome_unknown(sandbox: Sandbox) -> None:
    hurried = client_of(sandbox, timeout=HURRIED)
    sandbox.switch(trouble("delay", "create", seconds=1))
    with pytest.raises(OutcomeUnknown) as caught:
        hurried.create(a_payment())
    until(lambda: len(sandbox.payments()) == 1)
    hurried.close()
    assert "okänt" in str(caught.value)


def test_an_answer_that_only_takes_a_while_is_taken(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("delay", "create", seconds=1))
    assert gateway.create(a_payment()).total == 843_210


@pytest.mark.parametrize("operation", CHANGES)
def test_whether_a_busy_gateway_did_anything_is_unknown_and_it_says_when_to_come_again(
    gateway: ResursGateway, sandbox: Sandbox, operation: str
) -> None:
    payment_id = ready_for(operation, gateway, sandbox)
    sandbox.switch(trouble("busy", operation, seconds=17))
    with pytest.raises(OutcomeUnknown) as caught:
        CHANGES[operation](gateway, payment_id)
    assert (caught.value.status, caught.value.retry_after, bool(caught.value.trace_id)) == (429, 17, True)
    assert sandbox.calls().count(operation) == 1
    assert not is_done(operation, sandbox)


@pytest.mark.parametrize("operation", CHANGES)
def test_a_change_turned_away_for_its_token_is_done_with_a_new_one(
    gateway: ResursGateway, sandbox: Sandbox, operation: str
) -> None:
    payment_id = ready_for(operation, gateway, sandbox)
    sandbox.switch(trouble("unauthorized", operation))
    CHANGES[operation](gateway, payment_id)
    assert is_done(operation, sandbox)


@pytest.mark.parametrize("operation", CHANGES)
def test_whether_a_change_turned_away_with_every_token_was_done_is_unknown(
    gateway: ResursGateway, sandbox: Sandbox, operation: str
) -> None:
    payment_id = ready_for(operation, gateway, sandbox)
    sandbox.switch(trouble("unauthorized", operation, times=0))
    with pytest.raises(OutcomeUnknown):
        CHANGES[operation](gateway, payment_id)
    assert not is_done(operation, sandbox)


@pytest.mark.parametrize("kind", ["error_before", "error_after", "html", "wrong_shape", "busy"])
def test_an_answer_that_helps_nobody_still_brings_its_trace_id(
    gateway: ResursGateway, sandbox: Sandbox, kind: str
) -> None:
    sandbox.switch(trouble(kind, "create"))
    with pytest.raises((OutcomeUnknown, GatewayUnavailable)) as caught:
        gateway.create(a_payment())
    assert caught.value.trace_id


@pytest.mark.parametrize("kind", ["lose_before", "lose_after", "error_before", "error_after", "cut", "late"])
def test_a_question_whose_answer_was_lost_is_asked_again(gateway: ResursGateway, sandbox: Sandbox, kind: str) -> None:
    payment_id = gateway.create(a_payment()).payment_id
    sandbox.switch(trouble(kind, "get"))
    assert gateway.read(payment_id).payment_id == payment_id
    until(lambda: sandbox.calls().count("get") == 2)


def test_a_search_whose_answer_was_lost_is_asked_again(gateway: ResursGateway, sandbox: Sandbox) -> None:
    payment_id = gateway.create(a_payment()).payment_id
    sandbox.switch(trouble("lose_after", "search"))
    assert [seen.payment_id for seen in gateway.find(STORE, "14790-1")] == [payment_id]


def test_a_gateway_that_stays_silent_is_told_as_that_after_three_tries(
    gateway: ResursGateway, sandbox: Sandbox
) -> None:
    sandbox.switch(trouble("lose_before", "stores", times=0))
    with pytest.raises(GatewayUnavailable) as caught:
        gateway.stores()
    until(lambda: sandbox.calls().count("stores") == 3)
    assert str(caught.value) == "Förbindelsen med Resurs bröts. Försök igen om en stund."


def test_a_gateway_that_stays_out_of_order_is_told_as_that(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("error_before", "search", times=0))
    with pytest.raises(GatewayUnavailable) as caught:
        gateway.find(STORE, "14790-1")
    assert sandbox.calls().count("search") == 3
    assert (caught.value.status, bool(caught.value.trace_id)) == (500, True)


def test_a_busy_gateway_is_not_asked_again_at_once(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("busy", "stores", seconds=9))
    with pytest.raises(GatewayUnavailable) as caught:
        gateway.stores()
    assert caught.value.retry_after == 9
    assert sandbox.calls().count("stores") == 1


@pytest.mark.parametrize("operation", ["get", "search", "stores", "methods"])
@pytest.mark.parametrize("kind", ["html", "wrong_shape"])
def test_a_page_of_the_network_is_not_taken_for_an_answer(
    gateway: ResursGateway, sandbox: Sandbox, operation: str, kind: str
) -> None:
    ask: dict[str, Callable[[], object]] = {
        "get": lambda: gateway.read("8b9dab18-e1fe-430e-891b-42edb89ba77a"),
        "search": lambda: gateway.find(STORE, "14790-1"),
        "stores": gateway.stores,
        "methods": lambda: gateway.methods(STORE),
    }
    sandbox.switch(trouble(kind, operation))
    with pytest.raises(GatewayUnavailable) as caught:
        ask[operation]()
    assert (caught.value.status, bool(caught.value.trace_id)) == (200, True)
    assert "inte kan läsas" in str(caught.value)


@pytest.mark.parametrize("shape", ["array", "map", "parameters"])
def test_the_gateway_names_the_fields_it_refuses(gateway: ResursGateway, sandbox: Sandbox, shape: str) -> None:
    sandbox.switch(error_shape=shape)
    with pytest.raises(GatewayRefused) as caught:
        gateway.create(a_payment(phone="0809910000", email="asd@"))
    assert caught.value.fields == {"customer.mobilePhone": "is not valid", "customer.email": "is not valid"}
    assert (caught.value.status, bool(caught.value.trace_id)) == (400, True)
    assert "customer.mobilePhone: is not valid" in str(caught.value)
    assert sandbox.payments() == []


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"phone": "0809910000"}, ["customer.mobilePhone"]),
        ({"phone": ""}, ["customer.mobilePhone"]),
        ({"government_id": "198123112311"}, ["customer.governmentId"]),
        ({"email": "kund@"}, ["customer.email"]),
        ({"reference": "14790 1"}, ["order.orderReference"]),
        ({"reference": "1" * 33}, ["order.orderReference"]),
        ({"lines": ()}, ["order.orderLines"]),
    ],
)
def test_each_field_that_is_wrong_is_named(
    gateway: ResursGateway, sandbox: Sandbox, changes: Json, fields: list[str]
) -> None:
    with pytest.raises(GatewayRefused) as caught:
        gateway.create(a_payment(**changes))
    assert list(caught.value.fields) == fields
    assert sandbox.messages() == []


@pytest.mark.parametrize("phone", ["0701234567", "+46701234567", "46701234567", "0701-112233"])
def test_numbers_that_the_gateway_takes_are_taken(gateway: ResursGateway, sandbox: Sandbox, phone: str) -> None:
    gateway.create(a_payment(phone=phone))
    assert sandbox.messages()[0]["to"] == phone
