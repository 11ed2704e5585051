"""The gate of the manager's code: a service refuses what needs it without a fresh grant, whatever a window allows.

With a code set, each method in `GUARDED` raises `NeedsApproval` until the code was typed for its operation. A grant is
in this program's memory only, for one use of one operation within `GRANT_LASTS`; that of the settings lasts for all
that one save writes. Each use is an event of the workshop, written in the transaction that it allows (design §18).
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta

import msgspec

from promeister_mpay.domain.approvals import (
    GRANT_LASTS,
    LONGEST_WAIT,
    GuardedAct,
    KeptCode,
    Tries,
    fits,
    kept,
    wait_after,
)
from promeister_mpay.domain.events import WORKSHOP, Event
from promeister_mpay.errors import InputError, NeedsApproval
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.settings import SettingValues
from promeister_mpay.services.ports.store import UnitOfWork

logger = logging.getLogger(__name__)

CODE, TRIES = "manager_code", "manager_code_tries"
"""Where the store keeps the code's hash, and the wrong tries."""
GUARDED: Mapping[str, tuple[GuardedAct, ...]] = {
    "BookkeepingService.credit": (GuardedAct.CREDIT, GuardedAct.OPEN_YEAR),
    "BookkeepingService.correct": (GuardedAct.CORRECT, GuardedAct.OPEN_YEAR),
    "BookkeepingService.close_through": (GuardedAct.CLOSE_PERIOD,),
    "BookkeepingService.post": (GuardedAct.PAY_OUT, GuardedAct.OPEN_YEAR),
    "SettlementService.book": (GuardedAct.OPEN_YEAR,),
    "SettlementService.book_by_hand": (GuardedAct.OPEN_YEAR,),
    "PaymentService.give_up": (GuardedAct.REFUND,),
    "PaymentService.void": (GuardedAct.REFUND,),
    "PaymentService.send_to": (GuardedAct.REFUND,),
    "PaymentSearch.take_up": (GuardedAct.REFUND,),
    "SettingsService.change": (GuardedAct.SETTINGS,),
    "ConnectionService.save": (GuardedAct.SETTINGS,),
    "BackupService.restore_at_start": (GuardedAct.RESTORE,),
}
"""The one table of what asks for the code: each public method of a service, and the operations that it may be."""
GUARDED_SETTINGS = ("account_", "vat_rates", "bankgiro", "plusgiro", "resurs_", "method_", "order_prefix", "backup_")
"""How the names of the settings begin that need the code: where money goes, and where the copies are."""
_KNOWN = {act for acts in GUARDED.values() for act in acts}
_LASTING = {GuardedAct.SETTINGS}
WRONG = "Chefskoden stämmer inte."

Writing = Callable[[], AbstractContextManager[UnitOfWork]]


class Approvals:
    """The grants of this program, over one store. Thread-safe; `grant` and `set_code` take a tenth of a second."""

    def __init__(self, *, writing: Writing, clock: Clock) -> None:
        self._writing = writing
        self._clock = clock
        self._lock = threading.Lock()
        self._grants: dict[GuardedAct, timedelta] = {}
        self._refuses_until = timedelta()

    # -- using a grant

    @contextmanager
    def approved(self, work: UnitOfWork, operation: GuardedAct, *, who: str, about: str = "") -> Iterator[None]:
        """Do the block if no code is set or a grant is there, which it uses; raises `NeedsApproval`.

        The use is an event in the block's transaction. When the block raises, the grant can be used again.
        """
        if operation not in _KNOWN:
            raise ValueError(f"{operation.name} is not in the table GUARDED")
        if stored_code(work.settings) is None:
            yield
            return
        until = self._taken(operation)
        work.events.add(Event(WORKSHOP, self._clock.now(), who, f"Chefskod använd: {operation.value}{about}."))
        try:
            yield
        except BaseException:
            with self._lock:
                self._grants[operation] = until
            raise

    def approved_if(
        self, condition: object, work: UnitOfWork, operation: GuardedAct, *, who: str, about: str = ""
    ) -> AbstractContextManager[None]:
        """As `approved` where the condition holds."""
        return self.approved(work, operation, who=who, about=about) if condition else nullcontext()

    def _taken(self, operation: GuardedAct) -> timedelta:
        with self._lock:
            until = self._grants.get(operation, timedelta())
            if operation not in _LASTING:
                self._grants.pop(operation, None)
        if until <= self._clock.elapsed():
            raise NeedsApproval(
                f"{operation.value} kräver chefskoden. Ingenting har gjorts.",
                grant=lambda code, by: self.grant(code, operation, who=by),
            )
        return until

    # -- the code

    def grant(self, code: str, operation: GuardedAct, *, who: str) -> None:
        """Allow one use of an operation; raises `InputError("code")` for a wrong code, or while one has to wait."""
        self._check(code, "code", who=who)
        with self._lock:
            self._grants[operation] = self._clock.elapsed() + GRANT_LASTS

    def set_code(self, old: str, new: str, *, who: str) -> None:
        """Set, change or (empty) remove the code; the old one is needed when there is one.

        Raises `InputError` with the field at fault: "code_old" or "code_new".
        """
        made = kept(new) if new else None
        had_one = self._check(old, "code_old", who=who)
        with self._writing() as work:
            work.settings.lock()
            if (stored_code(work.settings) is not None) != had_one:
                raise InputError("Någon annan ändrade chefskoden samtidigt. Försök igen.", "code_old")
            work.settings.put(CODE, msgspec.json.encode(made).decode())
            done = ("ändrad" if had_one else "satt") if made else "borttagen"
            work.events.add(Event(WORKSHOP, self._clock.now(), who, f"Chefskod {done}."))
            work.commit()
        with self._lock:
            self._grants.clear()

    def _check(self, code: str, field: str, *, who: str) -> bool:
        """Raise `InputError` unless this is the code; False when there is none.

        The try counts as a wrong one before it is made, so that nobody gains by many at once, or by ending the program.
        """
        with self._writing() as work:
            work.settings.lock()
            stored = stored_code(work.settings)
            if stored is None:
                return False
            tries = self._after_waiting(_tries(work.settings), field)
            wrong = tries.wrong + 1
            until = self._clock.now() + wait_after(wrong)
            _put_tries(work.settings, Tries(wrong, until.isoformat()))
            work.commit()
        if fits(code, stored):
            self._write_result(Tries(), "", who)
            return True
        with self._lock:
            self._refuses_until = self._clock.elapsed() + wait_after(wrong)
        self._write_result(None, f"Fel chefskod, försök {wrong} i rad.", who)
        raise InputError(WRONG, field)

    def _after_waiting(self, tries: Tries, field: str) -> Tries:
        """The tries so far; raises `InputError` while one has to wait, here or by what another program wrote."""
        here = self._refuses_until - self._clock.elapsed()
        written = datetime.fromisoformat(tries.until) - self._clock.now() if tries.until else timedelta()
        # A clock that was set must not lock the code for longer than the longest wait.
        wait = max(here, written if written <= LONGEST_WAIT else timedelta())
        if wait > timedelta():
            seconds = -(-wait // timedelta(seconds=1))
            raise InputError(f"För många felaktiga försök. Vänta {seconds} sekunder och försök igen.", field)
        return tries

    def _write_result(self, tries: Tries | None, text: str, who: str) -> None:
        with self._writing() as work:
            if tries is not None:
                _put_tries(work.settings, tries)
            if text:
                work.events.add(Event(WORKSHOP, self._clock.now(), who, text))
            work.commit()


def stored_code(values: SettingValues) -> KeptCode | None:
    """The code as it is stored; None when there is none."""
    text = values.all().get(CODE)
    return None if text is None else msgspec.json.decode(text, type=KeptCode | None)


def _tries(values: SettingValues) -> Tries:
    text = values.all().get(TRIES)
    return Tries() if text is None else msgspec.json.decode(text, type=Tries)


def _put_tries(values: SettingValues, tries: Tries) -> None:
    values.put(TRIES, msgspec.json.encode(tries).decode())
