"""A version of the program that a store sees for the first time is an event of the workshop (design §18)."""

import msgspec

from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.domain.payments.journal import PROGRAM
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.store import Store

SEEN = "program_versions"
"""Where the store keeps the versions that it has seen, the oldest first; counters may have different ones."""


def note_version(store: Store, clock: Clock, version: str) -> None:
    """Note the version of this program, with an event when it is new to the store; raises `StoreError`."""
    with store.reading() as work:
        if version in _seen(work.settings.all()):
            return
    with store.writing() as work:
        work.settings.lock()
        seen = _seen(work.settings.all())
        if version in seen:
            return
        before = f", förut {seen[-1]}" if seen else ""
        text = f"Programversion {version} används för första gången med databasen{before}."
        work.settings.put(SEEN, msgspec.json.encode([*seen, version]).decode())
        work.events.add(Event(WORKSHOP, clock.now(), PROGRAM, text))
        work.commit()


def _seen(values: dict[str, str]) -> list[str]:
    return msgspec.json.decode(values.get(SEEN, "[]"), type=list[str])
