"""What the gateway is asked for when a link is sent, and why an order is not sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.lines import CustomerType, NewPayment
from promeister_mpay.domain.payments.request import Observation, PaymentOutcome
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import GatewayError, GatewayRefused, GatewayUnavailable, InputError, MpayError, OrderLocked
from promeister_mpay.services.settings import Settings, save_settings
from support.fakes.gateway import FakeGateway, Fate, Payment, always
from support.payment_counters import PAYMENT, Counter
from support.payment_world import NUMBER, PRICES

PERSON_NUMBER = "195001011234"
COMPANY_NUMBER = "166997368573"


@pytest.fixture
def counter() -> Counter:
    return Counter()


def choose(counter: Counter, settings: Settings) -> None:
    with counter.store.writing() as work:
        save_settings(work.settings, settings)
        work.commit()


def test_the_gateway_is_asked_for_what_order_and_settings_say(counter: Counter) -> None:
    choose(
        counter,
        Settings(
            resurs_store_id="store",
            resurs_method_id="method",
            link_life_minutes=90,
            initiated_on_customers_device=False,
            order_prefix="A-",
        ),
    )
    counter.take_in(NUMBER, email="ingrid@example.se")
    request = counter.send()
    (asked,) = counter.gateway.created
    assert asked == NewPayment(
        store_id="store",
        payment_method_id="method",
        reference=f"A-{NUMBER}-1",
        key=request.key,
        lines=asked.lines,
        customer_type=CustomerType.NATURAL,
        government_id="",
        email="ingrid@example.se",
        phone="+46701740608",
        creator="BH",
        link_life=timedelta(minutes=90),
        initiated_on_customers_device=False,
    )
    assert sum(line.amount for line in asked.lines) == PRICES[0]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("10400", (CustomerType.LEGAL, COMPANY_NUMBER)),
        ("10401", (CustomerType.NATURAL, "")),
        ("99999", (CustomerType.NATURAL, "")),
        ("", (CustomerType.NATURAL, "")),
    ],
    ids=["a company", "a person with a number", "a customer that is in no register", "no customer number"],
)
def test_only_a_company_is_named_by_its_number(
    counter: Counter, number: str, expected: tuple[CustomerType, str]
) -> None:
    counter.store.data.customers = {
        "10400": Customer("10400", "Hemtjänst Väst", organisation_number=COMPANY_NUMBER, is_company=True),
        "10401": Customer("10401", "Ingrid Björk", organisation_number=PERSON_NUMBER),
    }
    counter.take_in(NUMBER, customer_number=number)
    counter.send()
    asked = counter.gateway.created[0]
    assert (asked.customer_type, asked.government_id) == expected
    assert (asked.company is not None) is (asked.customer_type is CustomerType.LEGAL)


def test_the_history_says_who_asked_for_which_amount_before_any_call_is_made(counter: Counter) -> None:
    counter.lock()
    (event,) = counter.card().events
    assert (event.who, event.at, event.reference) == ("BH", counter.now, f"{NUMBER}-1")
    assert event.text.replace("\N{NO-BREAK SPACE}", " ").startswith("Betalnings-SMS begärt: 100,00 kr till ")
    assert counter.gateway.created == []


def test_a_foreign_number_is_sent_to_when_nobody_has_to_be_asked(counter: Counter) -> None:
    counter.take_in(NUMBER, mobile_phone="+47 406 12 345")
    assert counter.send().phone == "+4740612345"


class RefusingGateway(FakeGateway):
    """Refuses each new payment with this error."""

    def __init__(self, error: GatewayError) -> None:
        super().__init__()
        self.error = error

    def create(self, payment: NewPayment) -> Observation:
        raise self.error


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("customer.mobilePhone", "mobile_phone"),
        ("customer.email", "email"),
        ("customer.governmentId", "customer_number"),
        ("order.orderLines[0].quantity", "lines[0].number"),
    ],
)
def test_what_the_gateway_refuses_is_told_at_its_field(name: str, field: str) -> None:
    refusal = GatewayRefused("Resurs nekade.", fields={"options.unknown": "x", name: "is not valid"})
    counter = Counter(RefusingGateway(refusal))
    with pytest.raises(InputError, match=r"^Resurs nekade\. Inget SMS har skickats\.$") as refused:
        counter.send()
    assert refused.value.field == field
    assert counter.card().order.status is OrderStatus.DONE


@pytest.mark.parametrize(
    "error",
    [
        GatewayRefused("Resurs nekade.", fields={"options.unknown": "x"}),
        GatewayRefused("Resurs nekade."),
        GatewayUnavailable("Resurs kan inte nås."),
    ],
)
def test_an_error_that_is_about_no_field_is_told_as_it_is(error: GatewayError) -> None:
    counter = Counter(RefusingGateway(error))
    with pytest.raises(GatewayError) as refused:
        counter.send()
    assert refused.value is error
    assert counter.card().requests[0].outcome is PaymentOutcome.NOT_SENT


def test_a_booked_order_keeps_its_payment_until_its_invoice_is_credited(counter: Counter) -> None:
    counter.send_and_pay()
    paid = counter.card().order
    counter.store.data.orders[NUMBER] = replace(paid, status=OrderStatus.POSTED, invoice_number=1001)
    with pytest.raises(OrderLocked, match="Kreditera fakturan först"):
        counter.payments.void(NUMBER, who="BH")
    with pytest.raises(OrderLocked, match="BOKFÖRD"):
        counter.send()
    assert counter.gateway.payments[PAYMENT].refunded == 0


def test_a_link_that_may_still_be_paid_is_not_replaced(counter: Counter) -> None:
    counter.send()
    counter.gateway.fate = always(Fate.NEVER)
    with pytest.raises(MpayError, match="kunde inte tas tillbaka ännu"):
        counter.payments.send_to(NUMBER, "070-174 06 09", who="BH")
    assert len(counter.card().requests) == 1
    assert counter.card().order.mobile_phone == "070-174 06 08"


def test_the_other_number_is_kept_on_the_order(counter: Counter) -> None:
    counter.send()
    counter.payments.send_to(NUMBER, "0701740609", who="ML")
    assert counter.card().order.mobile_phone == "+46 70-174 06 09"
    assert [request.created_by for request in counter.card().requests] == ["BH", "ML"]


# -- after a restore whose later payments are unknown


@pytest.fixture
def restored(counter: Counter) -> Counter:
    """The settings say so in these words, also in stores that other versions restored."""
    counter.store.data.settings["restored_blind"] = "true"
    return counter


def test_a_payment_that_the_restored_store_has_lost_is_not_asked_for_again(restored: Counter) -> None:
    restored.gateway.payments["lost"] = Payment("lost", f"{NUMBER}-1", "another key", 29_900)
    with pytest.raises(GatewayUnavailable, match=r"redan en betalning med referensen 14790-1 på 299,00.kr"):
        restored.send()
    assert restored.gateway.created == []
    assert restored.card().order.status is OrderStatus.DONE


def test_our_own_payment_does_not_keep_a_restored_store_from_sending(restored: Counter) -> None:
    request = restored.lock()
    restored.gateway.payments["ours"] = Payment("ours", request.reference, request.key, request.amount)
    restored.payments.deliver(request.id, who="BH")
    assert [asked.key for asked in restored.gateway.created] == [request.key]


def test_a_store_that_was_not_restored_does_not_search_before_it_sends(counter: Counter) -> None:
    counter.gateway.payments["other"] = Payment("other", f"{NUMBER}-1", "another key", 29_900)
    counter.send()
    assert len(counter.gateway.created) == 1
