"""The embedded store's copies: one each day, the old ones thinned out, and a look at what is in each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Protocol

from promeister_mpay.services.ports.clock import Clock

DAYS, MONTHS = 14, 12
Cancelled = Callable[[], bool]


class CopyKind(Enum):
    """Why a copy was made; the value is the word in its file name. Only the daily ones are thinned out."""

    DAILY = "daily"
    BY_HAND = "manual"
    BEFORE_UPGRADE = "upgrade"
    SET_ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy; `made_at` is UTC, `size` in bytes."""

    path: Path
    kind: CopyKind
    made_at: datetime
    size: int

    @property
    def day(self) -> date:
        """The day on which it was made, here."""
        return self.made_at.astimezone().date()


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a store: orders with the newest, invoices, and payments that are not settled."""

    orders: int
    newest_order: int
    newest_order_date: date | None
    invoices: int
    unsettled: int
    version: str


class Copies(Protocol):
    """Where copies of the store are kept. Every call may raise `StoreError`."""

    @property
    def folder(self) -> Path:
        """Where they lie."""
        ...

    def make(self, kind: CopyKind, at: datetime, *, cancelled: Cancelled) -> Copy | None:
        """A whole and checked copy of the store as it is now; None when cancelled, or while another makes one."""
        ...

    def all(self) -> Sequence[Copy]:
        """All copies, newest first."""
        ...

    def look(self, copy: Copy | None) -> Contents:
        """What is in a copy, or in the store itself."""
        ...

    def drop(self, copy: Copy) -> None:
        """Delete a copy."""
        ...

    def restore_at_start(self, copy: Copy, *, who: str) -> None:
        """Have the store restored from a copy when the program starts the next time, before anything reads it."""
        ...


class BackupService:
    """The copies of the embedded store. Blocking; run it off the UI thread."""

    def __init__(self, *, copies: Copies, clock: Clock) -> None:
        self._copies = copies
        self._clock = clock

    @property
    def folder(self) -> Path:
        """Where the copies lie."""
        return self._copies.folder

    def daily(self, *, cancelled: Cancelled) -> Copy | None:
        """Today's copy if there is none yet, and then fewer of the old ones; None when there was nothing to do.

        Raises `StoreError`; then no old copy is deleted.
        """
        now = self._clock.now()
        if any(copy.day == now.astimezone().date() for copy in self._dailies()):
            return None
        made = self._copies.make(CopyKind.DAILY, now, cancelled=cancelled)
        if made is not None:
            for copy in outdated(self._dailies()):
                self._copies.drop(copy)
        return made

    def by_hand(self, *, cancelled: Cancelled) -> Copy | None:
        """A copy that stays until somebody deletes it; raises `StoreError`."""
        return self._copies.make(CopyKind.BY_HAND, self._clock.now(), cancelled=cancelled)

    def all(self) -> Sequence[Copy]:
        """All copies, newest first; raises `StoreError`."""
        return self._copies.all()

    def look(self, copy: Copy | None) -> Contents:
        """What is in a copy, or in the store itself; raises `StoreError` for one that cannot be read."""
        return self._copies.look(copy)

    def restore_at_start(self, copy: Copy, *, who: str) -> None:
        """Look at the copy, and have the store restored from it at the next start; raises `StoreError`."""
        self._copies.look(copy)
        self._copies.restore_at_start(copy, who=who)

    def _dailies(self) -> list[Copy]:
        return [copy for copy in self._copies.all() if copy.kind is CopyKind.DAILY]


def outdated(dailies: Sequence[Copy]) -> list[Copy]:
    """The daily copies (newest first) that may go: the newest of 14 days and of 12 months stay."""
    kept: set[Path] = set()
    days: dict[object, Copy] = {}
    months: dict[object, Copy] = {}
    for copy in dailies:
        days.setdefault(copy.day, copy)
        months.setdefault((copy.day.year, copy.day.month), copy)
    for newest, most in ((days, DAYS), (months, MONTHS)):
        kept.update(copy.path for copy in list(newest.values())[:most])
    return [copy for copy in dailies if copy.path not in kept]
