"""Backup copies of the store: one each day, old ones deleted, and a summary of what each contains."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Protocol

from promeister_mpay.domain.approvals import GuardedAct
from promeister_mpay.errors import StoreBusy, StoreError
from promeister_mpay.services.approvals import Approvals, Writing, stored_code
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.files import Cancelled, never
from promeister_mpay.services.settings import Settings

logger = logging.getLogger(__name__)

DAYS, MONTHS = 14, 12
JUST_BEFORE = timedelta(hours=1)
MIDDAY = 12
"""The local hour from which another copy of the day is made."""


class CopyKind(Enum):
    """Why a copy was made; the value is part of its file name. Only old daily copies are deleted."""

    DAILY = "daily"
    BY_HAND = "manual"
    BEFORE_UPGRADE = "upgrade"
    SET_ASIDE = "aside"
    AS_IT_IS = "store"
    """No copy: the store that is there, offered when it is not the one that was used last, or behind it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy; `made_at` is UTC, `size` in bytes."""

    path: Path
    kind: CopyKind
    made_at: datetime
    size: int

    @property
    def day(self) -> date:
        """The local day on which it was made."""
        return self.made_at.astimezone().date()


@dataclass(frozen=True, slots=True)
class Contents:
    """A summary of a store: how many orders, invoices and unsettled payments, and the newest order."""

    orders: int
    newest_order: int
    newest_order_date: date | None
    invoices: int
    unsettled: int
    version: str
    newest_invoice: int = 0


class Copies(Protocol):
    """The folder of copies of the store. Every call may raise `StoreError`."""

    @property
    def can_restore(self) -> bool:
        """Whether the program restores these copies itself; those of a server are restored by who keeps it."""
        ...

    @property
    def folder(self) -> Path:
        """The folder that holds the copies."""
        ...

    def make(self, kind: CopyKind, at: datetime, *, cancelled: Cancelled) -> Copy | None:
        """Make and verify a copy of the store; None when cancelled, or while another program makes one."""
        ...

    def all(self) -> Sequence[Copy]:
        """All copies, newest first."""
        ...

    def look(self, copy: Copy | None, *, cancelled: Cancelled = ...) -> Contents:
        """The summary of a copy, or of the store itself for None; raises `ReadingStopped` when cancelled."""
        ...

    def drop(self, copy: Copy) -> None:
        """Delete a copy."""
        ...

    def bring(self, copies: Sequence[Copy], folder: Path) -> None:
        """Put these copies into a folder on another disk as well, and delete daily copies there that are none of them.

        Raises `StoreError` with a sentence for a folder that cannot be reached or has no room.
        """
        ...

    def restore_at_start(self, copy: Copy, *, who: str, last_invoice: int = 0) -> None:
        """Request that the next start restores the store from a copy, before anything reads the store.

        `last_invoice` is the highest invoice number that the clerk knows of, 0 for none.
        """
        ...


class BackupService:
    """The copies of the store. Blocking; run it off the UI thread."""

    def __init__(
        self,
        *,
        copies: Copies,
        clock: Clock,
        settings: Callable[[], Settings] = Settings,
        writing: Writing | None = None,
    ) -> None:
        """`settings` reads the settings in the store, and `writing` writes to it, when it can be opened."""
        self._writing = writing
        self._approvals = Approvals(writing=writing, clock=clock) if writing else None
        self._copies = copies
        self._clock = clock
        self._settings = settings

    @property
    def can_restore(self) -> bool:
        """Whether the program restores copies itself; a server is restored by who keeps it."""
        return self._copies.can_restore

    def keeper(self) -> str:
        """Who takes copies of the server instead of the program, as the settings say; empty when the program does."""
        return "" if self.can_restore else self._settings().backup_by.strip()

    @property
    def folder(self) -> Path:
        """Where the copies lie."""
        return self._copies.folder

    def daily(self, *, cancelled: Cancelled) -> Copy | None:
        """Make the copy of the morning or of the afternoon if it is due, then delete outdated ones.

        None when no copy was made. Copies that are not in the second place yet are brought there. Raises `StoreError`;
        then no old copy has been deleted, unless deleting is what failed.
        """
        if self.keeper():
            return None
        now = self._clock.now()
        made = self._make_daily(now, cancelled) if is_due(self._dailies(), now) else None
        self._bring()
        return made

    def at_closing(self, *, cancelled: Cancelled) -> Copy | None:
        """Make one more copy when the program is closed, unless one was made just before; raises as `daily` does."""
        if self.keeper():
            return None
        now = self._clock.now()
        if any(now - copy.made_at < JUST_BEFORE for copy in self._dailies()):
            return None
        made = self._make_daily(now, cancelled)
        self._bring()
        return made

    def _make_daily(self, now: datetime, cancelled: Cancelled) -> Copy | None:
        made = self._copies.make(CopyKind.DAILY, now, cancelled=cancelled)
        if made is not None:
            for copy in outdated(self._dailies(), self._settings().backup_days):
                self._copies.drop(copy)
        return made

    def _bring(self) -> None:
        folder = self._settings().backup_folder
        if folder:
            self._copies.bring(
                [each for each in self._copies.all() if each.kind is not CopyKind.AS_IT_IS], Path(folder)
            )

    def by_hand(self, *, cancelled: Cancelled) -> Copy | None:
        """Make a copy that the program never deletes; raises `StoreError`."""
        return self._copies.make(CopyKind.BY_HAND, self._clock.now(), cancelled=cancelled)

    def all(self) -> Sequence[Copy]:
        """All copies, newest first; raises `StoreError`."""
        return self._copies.all()

    def look(self, copy: Copy | None, *, cancelled: Cancelled = never) -> Contents:
        """The summary of a copy, or of the store itself for None.

        Raises `StoreError` for one that cannot be read, and `ReadingStopped` when cancelled.
        """
        return self._copies.look(copy, cancelled=cancelled)

    def restore_at_start(self, copy: Copy, *, who: str, last_invoice: int = 0) -> None:
        """Check that the copy can be read, and request that the next start restores it; raises `StoreError`.

        After a blind restore invoice numbers go on above `last_invoice`. Raises `NeedsApproval`; a store that cannot be
        opened has no code that could be asked for.
        """
        self._copies.look(copy)
        with self._approved(who, f" ({copy.path.name})"):
            self._copies.restore_at_start(copy, who=who, last_invoice=last_invoice)

    @contextmanager
    def _approved(self, who: str, about: str) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                work = stack.enter_context(self._writing()) if self._writing else None
            except StoreBusy:
                raise
            except StoreError as error:
                logger.warning("the store cannot be opened, so its code is not asked for: %s", error)
                work = None
            if work is None or self._approvals is None or stored_code(work.settings) is None:
                yield
                return
            with self._approvals.approved(work, GuardedAct.RESTORE, who=who, about=about):
                yield
                work.commit()

    def _dailies(self) -> list[Copy]:
        return [copy for copy in self._copies.all() if copy.kind is CopyKind.DAILY]


def is_due(dailies: Sequence[Copy], now: datetime) -> bool:
    """Whether today has no copy yet, or since midday none."""
    local = now.astimezone()
    hours = [copy.made_at.astimezone().hour for copy in dailies if copy.day == local.date()]
    return not hours or (local.hour >= MIDDAY > max(hours))


def outdated(dailies: Sequence[Copy], days: int = DAYS) -> list[Copy]:
    """The daily copies (newest first) to delete: the newest copy of each of `days` days and of 12 months is kept."""
    kept: set[Path] = set()
    by_day: dict[object, Copy] = {}
    months: dict[object, Copy] = {}
    for copy in dailies:
        by_day.setdefault(copy.day, copy)
        months.setdefault((copy.day.year, copy.day.month), copy)
    for newest, most in ((by_day, days), (months, MONTHS)):
        kept.update(copy.path for copy in list(newest.values())[:most])
    return [copy for copy in dailies if copy.path not in kept]
