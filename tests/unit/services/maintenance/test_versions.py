"""A new version of the program is an event once, whatever counters go on with."""

from promeister_mpay.domain.events import WORKSHOP
from promeister_mpay.services.maintenance.versions import note_version
from support.fakes.clock import FakeClock
from support.fakes.store import FakeStore


def test_each_version_is_an_event_the_first_time_that_the_store_sees_it() -> None:
    store, clock = FakeStore(), FakeClock()
    for version in ("1.0.0", "1.0.0", "1.1.0", "1.0.0", "1.1.0"):
        note_version(store, clock, version)
    with store.reading() as work:
        texts = [event.text for event in work.events.of_order(WORKSHOP)]
    assert texts == [
        "Programversion 1.1.0 används för första gången med databasen, förut 1.0.0.",
        "Programversion 1.0.0 används för första gången med databasen.",
    ]
