"""After a blind restore the links that were sent after the copy are found at once, and hold their orders again."""

from collections.abc import Iterator

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.services.payments import lost_links
from promeister_mpay.services.payments.lost_links import LOOKED, RESTORED_BLIND
from support.backup_copies import damage
from support.gateways import Sandbox
from support.restorable import Restorable
from support.workshop import NUMBER


@pytest.fixture
def shop(sqlite_store_url: str, sandbox: Sandbox, gateway: ResursGateway) -> Iterator[Restorable]:
    workshop = Restorable(sqlite_store_url, sandbox, gateway)
    workshop.take_in()
    yield workshop
    workshop.close()


def reached(shop: Restorable) -> str:
    with shop.store.reading() as work:
        return work.settings.all()[RESTORED_BLIND]


def workshop_events(shop: Restorable) -> str:
    with shop.store.reading() as work:
        return " ".join(event.text for event in work.events.of_order(WORKSHOP))


def test_a_link_that_is_paid_meanwhile_holds_and_pays_its_order_again(shop: Restorable) -> None:
    copy = shop.copy()
    shop.send()
    shop.restore(copy, before=damage)
    shop.pay()

    shop.payments.watch()

    assert shop.order.status is OrderStatus.MOBILE_PAYMENT
    assert shop.order.payment_received
    assert shop.request.reference == f"{NUMBER}-1"
    assert "Ordern är låst av den igen" in shop.reported
    assert shop.sandbox.calls().count("create") == 1
    assert reached(shop) == LOOKED
    assert not shop.payments.watch()


def test_a_link_for_another_amount_is_told_and_holds_nothing(shop: Restorable) -> None:
    copy = shop.copy()
    shop.make_dearer()
    shop.send()
    shop.restore(copy, before=damage)

    shop.payments.watch()

    assert shop.order.status is OrderStatus.DONE
    assert f"Resurs har en betalning med referensen {NUMBER}-1" in shop.reported
    assert "Sök betalning hos Resurs" in shop.reported


def test_what_is_paid_on_a_link_for_another_amount_goes_back_when_it_is_searched_for(shop: Restorable) -> None:
    copy = shop.copy()
    shop.make_dearer()
    shop.send()
    shop.pay()
    shop.restore(copy, before=damage)
    shop.payments.watch()

    (found,) = shop.payments.search.find(f"{NUMBER}-1")
    result = shop.payments.carry_on(shop.payments.search.take_up(found, who="BH"), who="BH")

    assert result.request.outcome is PaymentOutcome.REFUNDED
    assert shop.order.status is OrderStatus.DONE


def test_a_link_of_an_order_that_is_lost_itself_is_told_in_the_workshops_history(shop: Restorable) -> None:
    copy = shop.copy()
    shop.take_in(NUMBER + 3)
    shop.send()
    shop.restore(copy, before=damage)

    shop.payments.watch()

    assert f"referensen {NUMBER + 3}-1" in workshop_events(shop)
    assert "Ordern finns inte här" in workshop_events(shop)


def test_all_open_orders_are_asked_about_a_few_at_a_time(shop: Restorable) -> None:
    count = lost_links.ORDERS_AT_ONCE + 5
    for number in range(NUMBER + 1, NUMBER + count):
        shop.take_in(number)
    copy = shop.copy()
    shop.number = NUMBER
    shop.send()
    shop.restore(copy, before=damage)

    shop.payments.watch()
    assert reached(shop) == str(NUMBER + count - lost_links.ORDERS_AT_ONCE)
    assert shop.payments.next_watch() is not None
    assert not shop.card().requests

    shop.payments.watch()
    assert reached(shop) == LOOKED
    assert shop.order.status is OrderStatus.MOBILE_PAYMENT
