"""Restoring: nothing is overwritten, and whatever is restored, no payment is asked for, taken or paid back twice."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from promeister_mpay.adapters.resurs import ResursGateway
from promeister_mpay.adapters.store import open_store
from promeister_mpay.adapters.store.backup.restore import restore_if_requested
from promeister_mpay.domain.lists.query import ListKind, ListQuery
from promeister_mpay.domain.orders.order import OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import PaymentOutcome
from promeister_mpay.domain.registers.entries import Customer
from promeister_mpay.errors import GatewayUnavailable, NotFoundError, StoreBusy, StoreError
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.services.maintenance.backups import CopyKind
from support.backup_copies import damage
from support.books import with_seller
from support.gateways import Sandbox
from support.restorable import Restorable
from support.stores import REFUSALS, an_order, raw, stored
from support.workshop import NUMBER


@pytest.fixture
def shop(sqlite_store_url: str, sandbox: Sandbox, gateway: ResursGateway) -> Iterator[Restorable]:
    workshop = Restorable(sqlite_store_url, sandbox, gateway)
    workshop.take_in()
    yield workshop
    workshop.close()


def customer(shop: Restorable) -> Customer | None:
    with shop.store.reading() as work:
        return work.registers.customer("10400")


def test_registers_and_orders_are_as_in_the_copy_and_the_store_that_was_there_is_a_copy_too(shop: Restorable) -> None:
    copy = shop.copy()
    shop.edit(address="Nygatan 2")
    stored(shop.store, an_order(14791))
    with shop.store.writing() as work:
        work.registers.put_customer(Customer("10400", "Åsa Öberg"))
        work.commit()

    done = shop.restore(copy)

    assert (done.merged_orders, done.is_blind) == (0, False)
    assert shop.order.address != "Nygatan 2"
    assert customer(shop) is None
    with pytest.raises(NotFoundError):
        shop.orders.open(14791)
    aside = next(each for each in shop.copies.all() if each.kind is CopyKind.SET_ASIDE)
    assert shop.copies.look(aside).newest_order == 14791
    with shop.store.writing() as work:
        assert work.orders.next_number() > 14791
    shop.restore(aside)
    assert shop.order.address == "Nygatan 2"


def test_payments_that_are_younger_than_the_copy_go_along_with_their_orders(shop: Restorable) -> None:
    copy = shop.copy()
    shop.make_dearer()
    shop.send()
    shop.pay()
    shop.come_to_rest()
    paid = shop.card()
    shop.take_in(14791)
    shop.send()

    done = shop.restore(copy)

    assert done.merged_orders == 2
    assert shop.order.status is OrderStatus.MOBILE_PAYMENT
    shop.number = NUMBER
    assert (shop.order, shop.card().requests[0].captured) == (paid.order, paid.requests[0].captured)
    assert [event.text for event in paid.events] == [event.text for event in shop.card().events]
    shop.number = 14791
    shop.pay()
    shop.come_to_rest()
    assert shop.order.payment_received
    assert shop.sandbox.calls().count("create") == 2


def test_what_is_booked_after_the_copy_stays_booked(shop: Restorable) -> None:
    with_seller(shop.store)
    copy = shop.copy()
    shop.edit(payment_method=PaymentMethod.CASH)
    booked = shop.post()

    shop.restore(copy)

    assert shop.books.invoice(booked.invoice.number) == booked
    assert shop.order.status is OrderStatus.POSTED
    shop.take_in(14791, payment_method=PaymentMethod.CASH)
    assert shop.post().invoice.number == booked.invoice.number + 1


@pytest.mark.parametrize("copied", ["before the credit", "before the refund"])
def test_what_part_credits_gave_back_after_the_copy_is_not_given_back_again(shop: Restorable, copied: str) -> None:
    shop.post_paid(14791)
    copy = shop.copy()
    request_id = shop.credit({1: 100}).request_id or 0
    copy = shop.copy() if copied == "before the refund" else copy
    shop.payments.carry_on(request_id, who="BH")
    shop.post_paid(14792)
    before = shop.request
    shop.credit_and_give_back({0: 50})

    shop.restore(copy)

    assert [refund.is_done for refund in shop.request.refunds] == [True]
    assert before.reference == shop.request.reference
    for shop.number in (14791, 14792):
        shop.come_to_rest()
    assert shop.sandbox.calls().count("refund") == 2


def test_blind_what_a_part_credit_gave_back_after_the_copy_is_found_and_not_given_back_again(shop: Restorable) -> None:
    shop.post_paid(14791)
    copy = shop.copy()
    shop.credit_and_give_back({1: 100})
    shop.restore(copy, before=damage)

    shop.payments.watch()
    assert "1\N{NO-BREAK SPACE}196,25\N{NO-BREAK SPACE}kr återbetalt" in shop.request.deviation
    assert shop.credit_and_give_back({1: 100}).request.is_settled
    assert shop.sandbox.calls().count("refund") == 1


def test_the_rules_of_the_store_and_its_search_are_there_afterwards(shop: Restorable) -> None:
    copy = shop.copy()
    shop.send()
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    before = raw(shop.url, triggers)

    shop.restore(copy)

    assert raw(shop.url, triggers) == before
    for forbidden in ("DELETE FROM events", f"UPDATE orders SET address = 'x' WHERE number = {NUMBER}"):
        with pytest.raises(REFUSALS):
            raw(shop.url, forbidden)
    found = ListService(store=shop.store).page(ListKind.ORDERS, ListQuery(text="öberg"), most=9)
    assert [row.values["number"] for row in found.rows] == [NUMBER]


def test_blind_a_link_that_was_sent_just_after_the_copy_is_found_and_not_sent_again(shop: Restorable) -> None:
    request = shop.payments.lock(NUMBER, version=shop.order.version, who="BH")
    copy = shop.copy()
    shop.payments.deliver(request, who="BH")

    assert shop.restore(copy, before=damage).is_blind

    shop.come_to_rest()
    assert shop.request.link
    assert shop.sandbox.calls().count("create") == 1
    assert "Betalningen frågas om hos Resurs" in shop.reported


def test_blind_a_payment_that_was_paid_back_after_the_copy_is_not_paid_back_again(shop: Restorable) -> None:
    shop.send()
    shop.pay()
    shop.come_to_rest()
    copy = shop.copy()
    shop.void()
    shop.come_to_rest()

    shop.restore(copy, before=damage)
    with shop.store.reading() as work:
        assert work.requests.next_due() is not None

    shop.come_to_rest()
    assert shop.request.outcome is PaymentOutcome.REFUNDED
    assert shop.order.status is OrderStatus.DONE
    assert shop.sandbox.calls().count("refund") == 1


def test_blind_a_payment_that_still_stands_is_seen_to_stand(shop: Restorable) -> None:
    shop.send()
    shop.pay()
    shop.come_to_rest()
    shop.restore(shop.copy(), before=damage)

    shop.come_to_rest()
    assert shop.request.outcome is PaymentOutcome.PAID
    assert shop.order.payment_received


def test_blind_a_younger_payment_is_told_before_the_customer_is_asked_again(shop: Restorable) -> None:
    copy = shop.copy()
    shop.send()
    shop.pay()
    shop.come_to_rest()
    shop.restore(copy, before=damage)

    with pytest.raises(GatewayUnavailable, match=rf"redan en betalning med referensen {NUMBER}-1 på .*Merchant Portal"):
        shop.send()
    assert shop.order.status is OrderStatus.DONE
    assert shop.sandbox.calls().count("create") == 1
    shop.send()
    assert shop.request.reference == f"{NUMBER}-2"


def test_blind_no_order_number_is_used_twice(shop: Restorable) -> None:
    copy = shop.copy()
    with shop.store.writing() as work:
        used = work.orders.next_number()
        work.commit()
    shop.restore(copy, before=damage)
    with shop.store.writing() as work:
        assert work.orders.next_number() > used + 500


def test_a_store_that_is_gone_is_restored_blind(shop: Restorable) -> None:
    copy = shop.copy()
    assert shop.restore(copy, before=Path.unlink).is_blind
    assert shop.order.number == NUMBER


def test_a_store_that_another_program_has_open_is_left_alone(shop: Restorable) -> None:
    copy = shop.copy()
    stored(shop.store, an_order(14791))
    other = open_store(shop.url)
    with other.reading() as work:
        work.orders.get(14791)
    with pytest.raises(StoreBusy, match="Återställningen gjordes inte"):
        shop.restore(copy)
    other.close()

    assert shop.orders.open(14791).order.number == 14791
    assert not shop.is_restore_requested
    assert not shop.aside.exists()


def test_a_damaged_copy_is_refused_and_the_store_is_as_it_was(shop: Restorable) -> None:
    copy = shop.copy()
    damage(copy.path)
    shop.edit(address="Nygatan 2")
    with pytest.raises(StoreError, match=r"skadad|inte en databas"):
        shop.restore(copy)
    assert shop.order.address == "Nygatan 2"


def test_a_copy_of_another_workshop_is_refused(shop: Restorable, sqlite_template: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "other" / "mpay.sqlite3"
    foreign.parent.mkdir()
    foreign.write_bytes(sqlite_template.read_bytes())
    other = Restorable(f"sqlite:///{foreign}", shop.sandbox, shop.gateway)
    other.take_in(14799)
    other.send()
    copy = other.copy()
    other.close()
    here = shop.copies.folder / copy.path.name
    shop.copies.folder.mkdir()
    copy.path.rename(here)

    with pytest.raises(StoreError, match="hör inte till den här databasen"):
        shop.restore(replace(copy, path=here))
    assert shop.order.number == NUMBER


def test_nothing_wanted_does_nothing(shop: Restorable) -> None:
    assert restore_if_requested(shop.path, shop.clock.now()) is None
    assert not shop.aside.exists()
