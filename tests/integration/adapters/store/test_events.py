"""The history in the store, on both databases."""

import getpass
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.domain.events import Event
from support.stores import NOW, an_order, stored


def test_events_come_back_newest_first_and_only_their_orders(store: SqlStore) -> None:
    first = Event(14790, NOW, "BH", "Betalnings-SMS skickat till +4670…05.", "14790-1", "trace-1", "anna", "kassa2")
    second = Event(14790, NOW + timedelta(seconds=1), "M-PAY", "Betald.", os_user="bo", computer="kassa1")
    with store.writing() as work:
        for event in (first, second, Event(14791, NOW, "BH", "En annan order.")):
            work.events.add(event)
        work.commit()
    with store.reading() as work:
        assert work.events.of_order(14790) == [second, first]


def test_an_event_bears_the_user_and_the_computer_of_this_program(store: SqlStore) -> None:
    with store.writing() as work:
        work.events.add(Event(14790, NOW, "BH", "Skickat."))
        work.commit()
    with store.reading() as work:
        (event,) = work.events.of_order(14790)
    assert event.where == f"{getpass.getuser()} på {socket.gethostname()}"


def test_a_deleted_orders_history_stays(store: SqlStore) -> None:
    stored(store, an_order())
    with store.writing() as work:
        work.events.add(Event(14790, NOW, "BH", "Ordern togs bort."))
        work.orders.delete(14790, version=1)
        work.commit()
    with store.reading() as work:
        assert [event.text for event in work.events.of_order(14790)] == ["Ordern togs bort."]


def test_events_that_two_programs_add_to_one_order_at_once_are_one_chain(store: SqlStore, store_url: str) -> None:
    def add(name: str) -> None:
        with closing(open_store(store_url, patience=timedelta(seconds=30))) as mine:
            for number in range(15):
                with mine.writing() as work:
                    work.events.add(Event(14790, NOW, name, f"Händelse {number}."))
                    work.commit()

    with ThreadPoolExecutor(2) as programs:
        list(programs.map(add, ("BH", "ÅÖ")))
    with store.reading() as work:
        assert len(work.events.of_order(14790)) == 30
        assert [each for part in work.proof.walk() for each in part.breaks] == []
