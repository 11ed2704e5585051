"""Kontrollera böckerna: walks all that is booked, says what does not add up, and notes in the history that it did."""

from collections.abc import Callable
from dataclasses import dataclass

from promeister_mpay.domain.books.breaks import Break
from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.store import Store

MOST = 200
"""Breaks that are listed; a store that lost its seals has one for each document."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The result: how many documents were checked, what was found (at most `MOST` listed), and how many that is."""

    documents: int
    breaks: tuple[Break, ...]
    found: int

    @property
    def sentence(self) -> str:
        """The result for the clerk and the history."""
        checked = f"{self.documents} fakturor, verifikationer och händelser"
        if not self.found:
            return f"Böckerna är kontrollerade: {checked} stämmer."
        return f"Böckerna är kontrollerade: {checked}. {self.found} fel hittades."


class CheckService:
    """Checks the books. Blocking and long; run it off the UI thread."""

    def __init__(self, *, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def run(
        self,
        *,
        who: str,
        progress: Callable[[int, int], object] = lambda _done, _of: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Checked | None:
        """Check everything from one snapshot; None when cancelled. `progress` gets the documents done, and of how many.

        Raises `StoreError` for a store that cannot be read. The result is an event of the workshop.
        """
        done, found = 0, 0
        listed: list[Break] = []
        with self._store.reading() as work:
            size = work.proof.size()
            for part in work.proof.walk():
                if cancelled():
                    return None
                done += part.documents
                found += len(part.breaks)
                listed += part.breaks[: MOST - len(listed)]
                progress(done, size)
        checked = Checked(done, tuple(listed), found)
        self._note(checked, who)
        return checked

    def _note(self, checked: Checked, who: str) -> None:
        first = "".join(f" {each.place}: {each.what}." for each in checked.breaks[:1])
        with self._store.writing() as work:
            work.events.add(Event(WORKSHOP, self._clock.now(), who, f"{checked.sentence}{first}"))
            work.commit()
