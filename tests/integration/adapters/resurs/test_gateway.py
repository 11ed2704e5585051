"""A payment's whole life through the real client: sent, read, found, paid, captured, cancelled, given back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.domain.payments.company import Address, Company
from promeister_mpay.domain.payments.lines import CustomerType, PaymentLineType
from promeister_mpay.domain.payments.request import GatewayStatus
from promeister_mpay.errors import GatewayNotFound, GatewayRefused, OutcomeUnknown
from support.gateways import METHOD, PHONE, STORE, Sandbox, a_line, a_payment, trouble

UNKNOWN = "8b9dab18-e1fe-430e-891b-42edb89ba77a"


def paid(gateway: ResursGateway, sandbox: Sandbox, amount: int = 843_210) -> str:
    payment_id = gateway.create(a_payment(amount=amount)).payment_id
    sandbox.act(payment_id, "pay")
    return payment_id


def authorized(gateway: ResursGateway, sandbox: Sandbox) -> str:
    payment_id = gateway.create(a_payment()).payment_id
    sandbox.act(payment_id, "authorize")
    return payment_id


def test_a_new_payment_waits_for_its_customer_and_holds_no_money(gateway: ResursGateway) -> None:
    seen = gateway.create(a_payment())
    assert seen.status is GatewayStatus.WAITING
    assert (seen.total, seen.authorized, seen.captured, seen.refunded, seen.canceled) == (843_210, 0, 0, 0, 0)
    assert not seen.can_cancel
    assert not seen.holds_money
    assert seen.captured_at is None
    assert seen.trace_id


def test_a_new_payment_says_its_link_its_key_and_when_it_was_made(gateway: ResursGateway, sandbox: Sandbox) -> None:
    seen = gateway.create(a_payment(key="our-own-key"))
    assert seen.link == sandbox.messages()[0]["link"]
    assert seen.request_key == "our-own-key"
    assert seen.reference == "14790-1"
    assert seen.created_at is not None
    assert abs(datetime.now(UTC) - seen.created_at) < timedelta(seconds=30)


def test_the_customer_gets_one_sms_with_amount_and_link(gateway: ResursGateway, sandbox: Sandbox) -> None:
    gateway.create(a_payment())
    [message] = sandbox.messages()
    assert message["to"] == PHONE
    assert message["amount"] == 843_210
    assert message["link"] in message["text"]


def test_a_payment_is_what_was_created_when_it_is_read(gateway: ResursGateway) -> None:
    created = gateway.create(a_payment())
    seen = gateway.read(created.payment_id)
    assert (seen.payment_id, seen.total, seen.link) == (created.payment_id, created.total, created.link)
    assert seen.created_at == created.created_at


def test_a_payment_that_nobody_made_is_not_found(gateway: ResursGateway) -> None:
    with pytest.raises(GatewayNotFound) as caught:
        gateway.read(UNKNOWN)
    assert caught.value.status == 404
    assert caught.value.trace_id


def test_an_unknown_store_or_method_is_not_found(gateway: ResursGateway, sandbox: Sandbox) -> None:
    for wrong in (a_payment(store_id=UNKNOWN), a_payment(payment_method_id=UNKNOWN)):
        with pytest.raises(OutcomeUnknown) as caught:
            gateway.create(wrong)
        assert caught.value.status == 404
    with pytest.raises(GatewayNotFound):
        gateway.methods(UNKNOWN)
    assert sandbox.payments() == []


@pytest.mark.parametrize("ore", [100, 101, 110, 843_210, 999_999, 10_000_000])
def test_amounts_come_back_to_the_ore(gateway: ResursGateway, sandbox: Sandbox, ore: int) -> None:
    payment_id = paid(gateway, sandbox, ore)
    seen = gateway.refund(payment_id, transaction_id="R-1", creator="Anna")
    assert (seen.total, seen.captured, seen.refunded) == (ore, ore, ore)


def test_the_sum_of_the_lines_is_the_amount(gateway: ResursGateway, sandbox: Sandbox) -> None:
    lines = (
        a_line(900_050, quantity=150, unit="tim"),
        a_line(-90_005, type=PaymentLineType.DISCOUNT, description="Rabatt 10 %"),
        a_line(-45, type=PaymentLineType.DISCOUNT, reference="", description="Öresavrundning", vat_rate=0),
    )
    assert gateway.create(a_payment(lines=lines)).total == 810_000
    [payment] = sandbox.payments()
    [created] = payment["order"]["actionLog"]
    sent = [line["totalAmountIncludingVat"] for line in created["orderLines"]]
    assert sent == [Decimal("9000.50"), Decimal("-900.05"), Decimal("-0.45")]
    assert [line.get("reference") for line in created["orderLines"]] == ["1001", "1001", None]
    assert created["orderLines"][0]["quantity"] == Decimal("1.50")


def test_what_is_known_of_the_customer_is_sent(gateway: ResursGateway, sandbox: Sandbox) -> None:
    company = Company("Firman AB", "Firman AB", Address("Storgatan 1", "417 55", "Göteborg", "SE"))
    payment = a_payment(customer_type=CustomerType.LEGAL, company=company, email="faktura@firman.se")
    gateway.create(replace(payment, government_id="166997368573"))
    customer = sandbox.payments()[0]["customer"]
    assert customer["customerType"] == "LEGAL"
    assert customer["governmentId"] == "166997368573"
    assert customer["email"] == "faktura@firman.se"


def test_what_is_not_known_of_the_customer_is_left_out(gateway: ResursGateway, sandbox: Sandbox) -> None:
    gateway.create(a_payment())
    customer = sandbox.payments()[0]["customer"]
    assert {name for name, value in customer.items() if value} == {"customerType", "mobilePhone", "deviceInfo"}
    assert customer["mobilePhone"] == PHONE
    assert customer["deviceInfo"]["ip"].count(".") == 3
    assert customer["deviceInfo"]["userAgent"].startswith("promeister-mpay ")


def test_who_sent_it_and_our_key_go_with_the_payment(gateway: ResursGateway, sandbox: Sandbox) -> None:
    gateway.create(a_payment(creator="Åke Ö", key="k-1"))
    metadata = sandbox.payments()[0]["metadata"]
    assert metadata == {"creator": "Åke Ö", "custom": [{"key": "request", "value": "k-1"}]}


def test_a_payment_is_found_by_our_reference(gateway: ResursGateway) -> None:
    gateway.create(a_payment(reference="14790-1"))
    created = gateway.create(a_payment(reference="14790-2"))
    [found] = gateway.find(STORE, "14790-2")
    assert (found.payment_id, found.total, found.request_key) == (
        created.payment_id,
        created.total,
        created.request_key,
    )


def test_nothing_is_found_where_nothing_was_made(gateway: ResursGateway) -> None:
    assert gateway.find(STORE, "14790-9") == []


def test_all_with_the_same_reference_are_found_with_their_keys(gateway: ResursGateway) -> None:
    for key in ("ours", "another's"):
        gateway.create(a_payment(key=key))
    assert [seen.request_key for seen in gateway.find(STORE, "14790-1")] == ["ours", "another's"]


def test_a_payment_may_be_found_only_after_a_while(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(search_delay=30)
    gateway.create(a_payment())
    assert gateway.find(STORE, "14790-1") == []
    sandbox.advance(31)
    assert len(gateway.find(STORE, "14790-1")) == 1


def test_a_reference_used_twice_is_refused_where_the_gateway_wants_it_so(
    gateway: ResursGateway, sandbox: Sandbox
) -> None:
    sandbox.switch(refuses_duplicates=True)
    gateway.create(a_payment())
    with pytest.raises(OutcomeUnknown) as caught:
        gateway.create(a_payment())
    assert caught.value.status == 400


def test_a_paid_payment_is_captured_by_itself_and_says_when(gateway: ResursGateway, sandbox: Sandbox) -> None:
    seen = gateway.read(paid(gateway, sandbox))
    assert seen.status is GatewayStatus.ACCEPTED
    assert (seen.net_captured, seen.authorized) == (843_210, 0)
    assert seen.captured_at is not None
    assert abs(datetime.now(UTC) - seen.captured_at) < timedelta(seconds=30)
    assert seen.link == ""


def test_what_is_only_reserved_is_captured_with_our_transaction_id(gateway: ResursGateway, sandbox: Sandbox) -> None:
    payment_id = authorized(gateway, sandbox)
    before = gateway.read(payment_id)
    assert (before.authorized, before.captured, before.can_cancel) == (843_210, 0, True)
    after = gateway.capture(payment_id, transaction_id="C-14790-1", creator="Anna")
    assert (after.authorized, after.captured) == (0, 843_210)
    entry = sandbox.payments()[0]["order"]["actionLog"][1]
    assert (entry["type"], entry["transactionId"], entry["creator"]) == ("CAPTURE", "C-14790-1", "Anna")


def test_a_payment_is_not_captured_twice(gateway: ResursGateway, sandbox: Sandbox) -> None:
    payment_id = paid(gateway, sandbox)
    with pytest.raises(GatewayRefused):
        gateway.capture(payment_id, transaction_id="C-1", creator="Anna")
    assert gateway.read(payment_id).captured == 843_210


def test_a_waiting_link_cannot_be_cancelled_by_default(gateway: ResursGateway, sandbox: Sandbox) -> None:
    payment_id = gateway.create(a_payment()).payment_id
    with pytest.raises(GatewayRefused) as caught:
        gateway.cancel(payment_id, creator="Anna")
    assert (caught.value.status, bool(caught.value.trace_id)) == (400, True)
    assert gateway.read(payment_id).status is GatewayStatus.WAITING


def test_a_waiting_link_is_cancelled_where_the_gateway_offers_it(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(cancels_waiting=True)
    created = gateway.create(a_payment())
    assert created.can_cancel
    seen = gateway.cancel(created.payment_id, creator="Anna")
    assert (seen.status, seen.reason, seen.holds_money) == (GatewayStatus.REJECTED, "CANCELED", False)


def test_what_is_reserved_is_cancelled_in_full(gateway: ResursGateway, sandbox: Sandbox) -> None:
    seen = gateway.cancel(authorized(gateway, sandbox), creator="Anna")
    assert (seen.canceled, seen.authorized, seen.captured) == (843_210, 0, 0)
    assert sandbox.payments()[0]["order"]["actionLog"][1]["creator"] == "Anna"


def test_what_is_paid_cannot_be_cancelled(gateway: ResursGateway, sandbox: Sandbox) -> None:
    payment_id = paid(gateway, sandbox)
    assert not gateway.read(payment_id).can_cancel
    with pytest.raises(GatewayRefused):
        gateway.cancel(payment_id, creator="Anna")


def test_all_is_given_back_with_our_transaction_id(gateway: ResursGateway, sandbox: Sandbox) -> None:
    seen = gateway.refund(paid(gateway, sandbox), transaction_id="R-14790-1", creator="Anna")
    assert (seen.captured, seen.refunded, seen.net_captured) == (843_210, 843_210, 0)
    assert seen.refund_ids == {"R-14790-1"}
    entry = sandbox.payments()[0]["order"]["actionLog"][2]
    assert (entry["type"], entry["transactionId"], entry["creator"]) == ("REFUND", "R-14790-1", "Anna")


def test_money_is_never_given_back_twice(gateway: ResursGateway, sandbox: Sandbox) -> None:
    payment_id = paid(gateway, sandbox)
    gateway.refund(payment_id, transaction_id="R-1", creator="Anna")
    for transaction_id in ("R-1", "R-2"):
        with pytest.raises(GatewayRefused):
            gateway.refund(payment_id, transaction_id=transaction_id, creator="Anna")
    seen = gateway.read(payment_id)
    assert seen.refunded == 843_210
    assert seen.refund_ids == {"R-1"}


def test_what_is_not_paid_cannot_be_given_back(gateway: ResursGateway, sandbox: Sandbox) -> None:
    waiting = gateway.create(a_payment()).payment_id
    for payment_id in (waiting, authorized(gateway, sandbox)):
        with pytest.raises(GatewayRefused):
            gateway.refund(payment_id, transaction_id="R-1", creator="Anna")


@pytest.mark.parametrize(
    ("act", "reason"), [("decline", "ABORTED_BY_CUSTOMER"), ("expire", "TIMEOUT"), ("deny", "CREDIT_DENIED")]
)
def test_a_payment_that_came_to_nothing_says_why(
    gateway: ResursGateway, sandbox: Sandbox, act: str, reason: str
) -> None:
    payment_id = gateway.create(a_payment()).payment_id
    sandbox.act(payment_id, act)
    seen = gateway.read(payment_id)
    assert (seen.status, seen.reason, seen.link) == (GatewayStatus.REJECTED, reason, "")


@pytest.mark.parametrize(
    ("act", "shown"),
    [
        ("inspect", (GatewayStatus.INSPECTION, False)),
        ("supplement", (GatewayStatus.SUPPLEMENTING, False)),
        ("freeze", (GatewayStatus.FROZEN, True)),
    ],
)
def test_a_payment_under_review_is_shown_as_that(
    gateway: ResursGateway, sandbox: Sandbox, act: str, shown: tuple[GatewayStatus, bool]
) -> None:
    payment_id = gateway.create(a_payment()).payment_id
    sandbox.act(payment_id, act)
    seen = gateway.read(payment_id)
    assert (seen.status, seen.can_cancel) == shown
    assert not seen.holds_money


def test_the_link_lives_as_long_as_was_asked_for(gateway: ResursGateway, sandbox: Sandbox) -> None:
    payment_id = gateway.create(a_payment(link_life=timedelta(minutes=5))).payment_id
    sandbox.advance(4 * 60 + 50)
    assert gateway.read(payment_id).status is GatewayStatus.WAITING
    sandbox.advance(11)
    assert gateway.read(payment_id).reason == "TIMEOUT"


def test_an_amount_that_the_gateway_changed_is_seen(gateway: ResursGateway, sandbox: Sandbox) -> None:
    sandbox.switch(trouble("wrong_amount", "create", amount=100))
    assert gateway.create(a_payment()).total == 100


def test_an_amount_outside_the_methods_limits_is_refused(gateway: ResursGateway, sandbox: Sandbox) -> None:
    for amount in (99, 10_000_001):
        with pytest.raises(GatewayRefused) as caught:
            gateway.create(a_payment(amount=amount, payment_method_id=METHOD))
        assert list(caught.value.fields) == ["order.orderLines"]
    assert sandbox.messages() == []
