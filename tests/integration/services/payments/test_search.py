"""A payment that nobody here knows is searched for at the gateway, and its money goes back (design §14 rule 9)."""

import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import open_store
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.found_payments import FoundPayment, Knowledge
from promeister_mpay.domain.payments.request import Intent, PaymentOutcome
from promeister_mpay.domain.settlement.matching import RowOutcome
from promeister_mpay.errors import MpayError
from support.gateways import Sandbox, a_payment, trouble
from support.payment_invariants import kept_at_rest
from support.settlement_files import Paid
from support.settlement_workshop import SettlementWorkshop
from support.workshop import NUMBER, WHO, Workshop

LOST = f"{NUMBER}-7"
"""The reference of a payment of the order that the store has lost."""
AMOUNT = 50_000


@pytest.fixture
def shop(
    request: pytest.FixtureRequest, sqlite_store_url: str, sandbox: Sandbox, gateway: ResursGateway
) -> Iterator[Workshop]:
    """On a file, or on the store that `in_turns` names."""
    url = request.getfixturevalue("store_url") if "store_url" in request.fixturenames else sqlite_store_url
    with closing(open_store(url)) as store:
        workshop = Workshop(store, sandbox, gateway)
        workshop.take_in()
        yield workshop


def lose(shop: Workshop, *acts: str, reference: str = LOST, key: str = "lost", amount: int = AMOUNT) -> str:
    """The gateway has a payment of which the store knows nothing; gives its id."""
    made = shop.gateway.create(a_payment(reference=reference, key=key, amount=amount)).payment_id
    for act in acts:
        shop.sandbox.act(made, act)
    return made


def found(shop: Workshop, text: str) -> FoundPayment:
    (only,) = shop.payments.search.find(text)
    return only


@pytest.mark.usefixtures("store_url")
def test_money_that_the_store_has_lost_is_found_by_every_name_and_goes_back_once(shop: Workshop) -> None:
    made = lose(shop, "pay")
    before = shop.order
    for text in (made, made.upper(), LOST, f"  {LOST} ", f"R-{LOST}", f"C-{LOST}", f"K-{LOST}-2"):
        each = found(shop, text)
        assert (each.knowledge, each.order_number, each.seen.net_captured) == (Knowledge.LOST, NUMBER, AMOUNT), text
    assert not shop.card().requests, "a search writes nothing"

    request_id = shop.payments.search.take_up(found(shop, LOST), who=WHO)
    shop.payments.carry_on(request_id, who=WHO)

    request = shop.request
    assert (request.intent, request.outcome, request.refunded) == (Intent.VOID, PaymentOutcome.REFUNDED, AMOUNT)
    assert (request.attempt, request.reference, request.amount) == (7, LOST, AMOUNT)
    assert shop.order == before
    assert "söktes fram" in shop.reported
    assert "Återbetalt till kunden: 500,00" in shop.reported
    assert shop.sandbox.calls().count("refund") == 1
    kept_at_rest(shop.sides())
    assert (found(shop, LOST).knowledge, found(shop, LOST).may_be_taken_up) == (Knowledge.KNOWN, False)
    assert shop.send().request.reference == f"{NUMBER}-8"


def test_a_link_that_waits_is_followed_and_what_is_paid_on_it_later_goes_back(shop: Workshop) -> None:
    made = lose(shop)
    shop.send()
    request_id = shop.payments.search.take_up(found(shop, LOST), who=WHO)
    assert shop.payments.carry_on(request_id, who=WHO).request.outcome is None
    shop.sandbox.act(made, "pay")
    shop.come_to_rest()
    (taken_up,) = [each for each in shop.card().requests if each.payment_id == made]
    assert (taken_up.outcome, taken_up.refunded, taken_up.paid_late) == (PaymentOutcome.REFUNDED, AMOUNT, True)
    assert shop.order.status is OrderStatus.MOBILE_PAYMENT, "the order's own link is untouched"


def test_a_booked_order_stays_booked_when_other_money_of_it_goes_back(shop: Workshop) -> None:
    shop.post_paid(NUMBER + 1)
    booked = shop.order
    lose(shop, "pay", reference=f"{NUMBER + 1}-2")
    request_id = shop.payments.search.take_up(found(shop, f"{NUMBER + 1}-2"), who=WHO)
    result = shop.payments.carry_on(request_id, who=WHO)
    assert result.request.outcome is PaymentOutcome.REFUNDED
    assert shop.order == booked
    assert shop.card().holding == shop.card().requests[0]


def test_all_payments_of_an_order_are_found_by_its_number(shop: Workshop) -> None:
    shop.send()
    shop.void()
    lose(shop, reference=f"{NUMBER}-2")
    lose(shop, "pay", reference=f"{NUMBER}-3")
    by_number = shop.payments.search.find(str(NUMBER))
    assert [(each.seen.reference, each.knowledge) for each in by_number] == [
        (f"{NUMBER}-1", Knowledge.KNOWN),
        (f"{NUMBER}-2", Knowledge.LOST),
        (f"{NUMBER}-3", Knowledge.LOST),
    ]


def test_a_payment_of_a_request_that_counts_as_not_sent_is_read_by_that_request(shop: Workshop) -> None:
    """A create that was done and refused, and that a search at the time did not show."""
    shop.sandbox.switch(trouble("error_before", "create", status=400))
    with pytest.raises(MpayError):
        shop.send()
    request = shop.request
    assert request.outcome is PaymentOutcome.NOT_SENT
    made = lose(shop, "pay", reference=request.reference, key=request.key, amount=request.amount)
    assert found(shop, made).knowledge is Knowledge.UNSEEN
    request_id = shop.payments.search.take_up(found(shop, made), who=WHO)
    assert request_id == request.id
    assert shop.payments.carry_on(request_id, who=WHO).request.outcome is PaymentOutcome.REFUNDED


def test_a_second_payment_of_a_request_is_found_and_goes_back(shop: Workshop) -> None:
    first = shop.send().request
    shop.void()
    shop.act("expire")
    shop.come_to_rest()
    made = lose(shop, "pay", reference=first.reference, key=first.key, amount=first.amount)
    each = found(shop, made)
    assert (each.knowledge, each.may_be_taken_up) == (Knowledge.UNSEEN, True)
    shop.payments.carry_on(shop.payments.search.take_up(each, who=WHO), who=WHO)
    assert (shop.request.outcome, shop.request.payment_id) == (PaymentOutcome.REFUNDED, made)


def test_what_is_not_ours_is_told_and_never_touched(shop: Workshop) -> None:
    own = shop.send().request
    for reference, key, knowledge in (
        ("B-14790-1", "x", Knowledge.NOT_OURS),
        ("14791-1", "x", Knowledge.NOT_OURS),
        ("14790", "x", Knowledge.NOT_OURS),
        (own.reference, "another", Knowledge.REFERENCE_TAKEN),
    ):
        made = lose(shop, "pay", reference=reference, key=key)
        each = found(shop, made)
        assert (each.knowledge, each.may_be_taken_up) == (knowledge, False), reference
        with pytest.raises(MpayError, match="kan inte tas upp"):
            shop.payments.search.take_up(each, who=WHO)
    assert "refund" not in shop.sandbox.calls()


def test_two_counters_take_one_payment_up_once(shop: Workshop) -> None:
    lose(shop, "pay")
    each = found(shop, LOST)
    shop.payments.carry_on(shop.payments.search.take_up(each, who=WHO), who=WHO)
    with pytest.raises(MpayError, match="redan känd"):
        shop.payments.search.take_up(each, who="AL")
    assert len(shop.card().requests) == 1


def test_an_id_that_the_gateway_does_not_show_is_said_not_to_be_there(shop: Workshop) -> None:
    made = lose(shop)
    for status in (403, 404, 410):
        shop.sandbox.switch(gone=[made], gone_status=status)
        assert shop.payments.search.find(made) == []
    assert shop.payments.search.find(str(uuid.uuid4())) == []
    assert shop.payments.gateway_trouble is None


def test_a_settlement_row_that_was_unknown_is_known_when_its_payment_is_taken_up(shop: Workshop) -> None:
    made = lose(shop, "pay")
    files = SettlementWorkshop(shop.store)
    rows = (Paid(LOST, AMOUNT), Paid(made, AMOUNT), Paid(f"R-{LOST}", -AMOUNT))

    def outcomes() -> list[RowOutcome]:
        return [each.outcome for batch in files.reads(*rows).batches for each in batch.rows]

    assert outcomes() == [RowOutcome.UNKNOWN] * 3
    shop.payments.carry_on(shop.payments.search.take_up(found(shop, LOST), who=WHO), who=WHO)
    assert outcomes() == [RowOutcome.MATCHED, RowOutcome.REPEATED, RowOutcome.MATCHED]
