"""The manual's story of a mobile payment (S2-S8, S11), by the real services over a real store and gateway."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import PaymentOutcome, Standing
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import InputError, MpayError, OrderChanged, OrderLocked
from support.gateways import Sandbox
from support.payment_invariants import kept_at_rest
from support.stores import an_order
from support.workshop import LINK_LIFE, NUMBER, Workshop

AMOUNT = 298_875
WAITS, OPEN = OrderStatus.MOBILE_PAYMENT, OrderStatus.DONE


@pytest.fixture
def shop(store: SqlStore, sandbox: Sandbox, gateway: ResursGateway) -> Workshop:
    workshop = Workshop(store, sandbox, gateway)
    workshop.take_in()
    return workshop


def plain(text: str) -> str:
    """Without no-break spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


# -- S2: the order must be entirely ready


LINE = an_order().lines[0]
NOT_READY: dict[str, tuple[dict[str, Any], str, str]] = {
    "no customer": ({"customer_name": " "}, "customer_name", "Kunden saknas"),
    "no phone": ({"mobile_phone": ""}, "mobile_phone", "Mobiltelefon saknas"),
    "landline": ({"mobile_phone": "08-123 456 78"}, "mobile_phone", "inte ett mobilnummer"),
    "bad e-mail": ({"email": "ingrid@"}, "email", "är inte giltig"),
    "only text": ({"lines": (OrderLine(LineType.TEXT, description="Ring"),)}, "lines[0].number", "inga rader"),
    "nothing to pay": ({"lines": (replace(LINE, unit_price=0),)}, "lines[0].unit_price", "större än noll"),
    "no quantity": ({"lines": (LINE, replace(LINE, quantity=0))}, "lines[1].quantity", "antalet är 0"),
    "below the method's limit": (
        {"lines": (replace(LINE, quantity=100, unit_price=99),)},
        "lines[0].unit_price",
        "tar",
    ),
    "above the method's limit": (
        {"lines": (replace(LINE, quantity=100, unit_price=10_000_001),)},
        "lines[0].unit_price",
        "tar emot",
    ),
    "1 001 lines": ({"lines": (LINE,) * 1001}, "lines[1000].number", "högst 1000"),
    "300 characters": ({"lines": (replace(LINE, description="å" * 300),)}, "lines[0].description", "är 300 tecken"),
    "emoji count as two": ({"lines": (replace(LINE, description="🚗" * 51),)}, "lines[0].description", "är 102 tecken"),
}


@pytest.mark.parametrize(("changes", "field", "sentence"), NOT_READY.values(), ids=NOT_READY)
def test_an_order_that_is_not_ready_is_not_sent_and_the_field_is_named(
    shop: Workshop, changes: dict[str, Any], field: str, sentence: str
) -> None:
    shop.edit(**changes)
    with pytest.raises(InputError, match=sentence) as refused:
        shop.send()
    assert refused.value.field == field
    assert shop.order.status is OPEN
    assert shop.card().requests == ()
    assert "create" not in shop.sandbox.calls()


FULL: dict[str, dict[str, Any]] = {
    "1 000 lines": {"lines": (replace(LINE, quantity=100, unit_price=1_235),) * 1000},
    "emoji to the last place": {"lines": (replace(LINE, description="🚗" * 50),)},
    "the method's least": {"lines": (replace(LINE, quantity=100, unit_price=100),)},
    "the method's most": {"lines": (replace(LINE, quantity=100, unit_price=10_000_000),)},
    "prices without VAT, discount, rounding": {
        "prices_include_vat": False,
        "round_to_krona": True,
        "lines": (replace(LINE, discount=1_250), replace(LINE, unit_price=33_333, vat_rate=12)),
    },
    "an article taken back": {"lines": (LINE, replace(LINE, quantity=-50))},
}


@pytest.mark.parametrize("changes", FULL.values(), ids=FULL)
def test_the_gateway_asks_for_the_orders_amount_to_the_ore(shop: Workshop, changes: dict[str, Any]) -> None:
    order = shop.take_in(NUMBER + 1, **changes)
    shop.choose(round_mobile=order.round_to_krona)
    shop.send()
    assert [payment.total for payment in shop.sides().payments] == [order.totals.to_pay]
    shop.go_on()


def test_a_method_whose_limits_have_changed_refuses_and_the_order_stays_open(shop: Workshop) -> None:
    shop.choose(method_most=999_999_999)
    shop.edit(lines=(replace(LINE, quantity=100, unit_price=10_000_001),))
    with pytest.raises(InputError, match="Inget SMS har skickats") as refused:
        shop.send()
    assert refused.value.field == "lines[0].number"
    assert shop.order.status is OPEN
    assert shop.request.outcome is PaymentOutcome.NOT_SENT


# -- S3, S4: one SMS, and nobody can change the order


def test_sending_gives_the_customer_one_sms_with_amount_and_link(shop: Workshop) -> None:
    result = shop.send()
    (message,) = shop.sandbox.messages()
    assert (message["to"], message["amount"], message["link"]) == ("+46701740605", AMOUNT, result.request.link)
    assert "2 988,75 kr" in plain(message["text"])
    assert result.trouble is None
    assert "Betalnings-SMS begärt: 2 988,75 kr till +4670…05." in plain(shop.reported)


def test_an_order_that_is_sent_can_be_changed_or_deleted_by_nobody(shop: Workshop) -> None:
    shop.send()
    assert shop.order.status is WAITS
    with pytest.raises(OrderLocked):
        shop.edit(note="Ring")
    with pytest.raises(OrderLocked):
        shop.orders.delete(shop.order, who="ML")
    with pytest.raises(OrderLocked):
        shop.orders.save(replace(shop.order, status=OPEN, note="Ring"), who="ML")
    with pytest.raises(OrderLocked, match="MOBILBET"):
        shop.send()
    assert len(shop.sandbox.messages()) == 1


def test_an_order_that_somebody_changed_is_not_sent_as_it_was_seen(shop: Workshop) -> None:
    seen = shop.order.version
    shop.make_dearer()
    with pytest.raises(OrderChanged):
        shop.payments.send(NUMBER, version=seen, who="BH")
    assert shop.sandbox.messages() == []


# -- S8, S9: paid


def test_a_paid_order_shows_mobil_and_the_time_of_payment(shop: Workshop) -> None:
    shop.send()
    assert shop.check().request.standing is Standing.WAITING
    assert shop.pay() == 303
    shop.check()
    order = shop.order
    assert (order.status, order.payment_method, order.payment_received) == (WAITS, PaymentMethod.MOBILE, True)
    (capture,) = [entry for entry in shop.sandbox.payments()[0]["order"]["actionLog"] if entry["type"] == "CAPTURE"]
    assert order.payment_received_at is not None
    assert capture["created"].startswith(order.payment_received_at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert shop.check().request.is_paid
    kept_at_rest(shop.sides())


def test_the_watch_sees_a_payment_that_nobody_asks_for(shop: Workshop) -> None:
    shop.send()
    shop.pay()
    (change,) = shop.come_to_rest()
    assert change.came_in
    assert not change.came_late
    assert shop.request.next_check_at == shop.payments.next_watch() == shop.clock.now() + timedelta(days=1)


def test_a_customer_who_presses_pay_twice_pays_once(shop: Workshop) -> None:
    shop.send()
    assert [shop.pay(), shop.pay()] == [303, 303]
    shop.come_to_rest()
    assert shop.order.payment_received


def test_money_that_is_only_reserved_is_taken_before_the_order_shows_as_paid(shop: Workshop) -> None:
    shop.send()
    shop.act("authorize")
    shop.check()
    assert shop.order.payment_received
    kept_at_rest(shop.sides())


@pytest.mark.parametrize(
    ("action", "standing", "words"),
    [
        ("inspect", Standing.HELD, "under granskning"),
        ("supplement", Standing.SUPPLEMENTING, "kompletterande uppgifter"),
        ("freeze", Standing.FROZEN, "fryst"),
    ],
)
def test_a_payment_that_is_held_is_never_counted_as_paid(
    shop: Workshop, action: str, standing: Standing, words: str
) -> None:
    shop.send()
    shop.act(action)
    assert shop.check().request.standing is standing
    assert (shop.order.status, shop.order.payment_received) == (WAITS, False)
    assert words in shop.reported
    shop.act("release")
    shop.check()
    assert shop.order.payment_received


# -- no payment comes


ENDS = {"decline": "avbruten av kunden", "expire": "tidsgränsen nåddes", "deny": "krediten beviljades inte"}


@pytest.mark.parametrize(("action", "reason"), ENDS.items(), ids=ENDS)
def test_an_order_that_will_not_be_paid_opens_and_says_why(shop: Workshop, action: str, reason: str) -> None:
    shop.send()
    shop.act(action)
    shop.check()
    assert (shop.order.status, shop.request.outcome) == (OPEN, PaymentOutcome.REJECTED)
    assert f"Ingen betalning: {reason}." in shop.reported
    shop.go_on()


def test_a_link_that_nobody_paid_expires_and_the_order_opens(shop: Workshop) -> None:
    shop.send()
    assert shop.request.expires_at is not None
    shop.pass_time(LINK_LIFE)
    (change,) = shop.come_to_rest()
    assert change.after.reason == "TIMEOUT"
    assert "Länken har gått ut" in shop.page()
    assert shop.order.status is OPEN


# -- S5, S6, S7, S11: Annullera


def test_a_voided_link_dies_at_once_where_the_gateway_lets_it(shop: Workshop) -> None:
    shop.sandbox.switch(cancels_waiting=True)
    shop.send()
    result = shop.void()
    assert (result.request.outcome, shop.order.status) == (PaymentOutcome.VOIDED, OPEN)
    assert "Länken har tagits tillbaka" in shop.page()
    kept_at_rest(shop.sides())
    shop.go_on()


def test_a_voided_link_that_cannot_be_killed_opens_the_order_and_is_watched_until_it_is_dead(shop: Workshop) -> None:
    shop.send()
    result = shop.void()
    assert shop.order.status is OPEN
    assert not result.request.is_settled
    assert shop.card().watched == (result.request,)
    shop.come_to_rest()
    assert shop.request.outcome is PaymentOutcome.VOIDED
    assert "Länken har gått ut" in shop.page()


def test_voiding_a_paid_order_gives_the_money_back_once_and_in_full(shop: Workshop) -> None:
    shop.send()
    shop.pay()
    shop.check()
    result = shop.void()
    assert result.request.outcome is PaymentOutcome.REFUNDED
    order = shop.order
    assert (order.status, order.payment_method, order.payment_received_at) == (OPEN, None, None)
    assert "Återbetalt till kunden" in shop.reported
    assert "Pengarna är återbetalda" in shop.page()
    rows = shop.sandbox.settlement().decode("cp1252").splitlines()[1:]
    assert [row.split(";")[1] for row in rows] == ["2988,75", "-2988,75"]
    assert rows[1].split(";")[9] == result.request.refund_id
    kept_at_rest(shop.sides())
    shop.go_on()


def test_a_payment_that_nobody_had_seen_goes_back_when_its_order_is_voided(shop: Workshop) -> None:
    shop.send()
    shop.pay()
    assert shop.void().request.outcome is PaymentOutcome.REFUNDED
    kept_at_rest(shop.sides())


def test_a_changed_order_is_sent_again_with_a_new_reference_and_amount(shop: Workshop) -> None:
    shop.send()
    shop.void()
    order = shop.make_dearer()
    request = shop.send().request
    assert (request.reference, request.amount) == ("14790-2", order.totals.to_pay)
    assert request.amount == AMOUNT + LINE.unit_price
    assert shop.sandbox.messages()[0]["amount"] == request.amount
    shop.go_on()


def test_a_customer_who_will_not_pay_by_mobile_pays_in_cash(shop: Workshop) -> None:
    shop.send()
    shop.void()
    order = shop.edit(payment_method=PaymentMethod.CASH)
    assert (order.payment_method, order.status) == (PaymentMethod.CASH, OPEN)
    shop.come_to_rest()
    assert shop.order.payment_method is PaymentMethod.CASH


def test_an_order_without_a_link_has_nothing_to_void_or_check(shop: Workshop) -> None:
    with pytest.raises(MpayError, match="inget betalnings-SMS att annullera"):
        shop.void()
    with pytest.raises(MpayError, match="ingen mobilbetalning att kontrollera"):
        shop.check()


def test_a_link_goes_to_another_number_and_the_first_cannot_pay_the_order(shop: Workshop) -> None:
    shop.send()
    shop.payments.send_to(NUMBER, "070-174 06 08", who="BH")
    assert [message["to"] for message in shop.sandbox.messages()] == ["+46701740608", "+46701740605"]
    assert shop.order.mobile_phone == "+46 70-174 06 08"
    shop.go_on()


def test_a_link_is_not_sent_to_another_number_when_the_money_had_come(shop: Workshop) -> None:
    shop.send()
    shop.pay()
    with pytest.raises(MpayError, match="Kunden hade redan betalat"):
        shop.payments.send_to(NUMBER, "070-174 06 08", who="BH")
    assert len(shop.sandbox.messages()) == 1
    assert shop.order.status is OPEN
    kept_at_rest(shop.sides())


def test_a_company_pays_as_a_company(shop: Workshop, store: SqlStore) -> None:
    with store.writing() as work:
        number = "166997368573"
        work.registers.put_customer(Customer("20", "Åkeri AB", organisation_number=number, is_company=True))
        work.commit()
    shop.edit(customer_number="20", customer_name="Åkeri AB")
    shop.send()
    customer = shop.sandbox.payments()[0]["customer"]
    assert (customer["customerType"], customer["governmentId"]) == ("LEGAL", number)
    shop.go_on()
