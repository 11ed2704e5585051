"""Restoring the embedded store from a copy, at a start and before anything reads it; nothing is overwritten.

Payments, events and booked documents that are newer than the copy are merged into it with their orders. When the
current store cannot be read, or has lost what was saved last, they are unknown. Then every payment is checked again,
and numbers go on above what is known to have been given out (design §15).
"""

import errno
import logging
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from promeister_mpay.adapters.store.backup.copies import drop_unfinished
from promeister_mpay.adapters.store.backup.restore_prepare import Restored, found_at, prepare
from promeister_mpay.adapters.store.backup.restore_request import (
    RestoreRequest,
    drop_request,
    read_request,
    write_request,
)
from promeister_mpay.adapters.store.backup.restore_swap import drop_prepared, ready_path, swap_in
from promeister_mpay.adapters.store.database.errors import as_store_errors
from promeister_mpay.adapters.store.database.mark import mark_among_copies, mark_path, read_mark, write_mark
from promeister_mpay.adapters.store.database.store_file import is_behind
from promeister_mpay.adapters.store.opening import embedded_path
from promeister_mpay.errors import MpayError, StoreError

logger = logging.getLogger(__name__)

NOT_DONE = (
    "Återställningen gjordes inte, och databasen är som den var: {}. Stäng andra program som använder databasen, se "
    "till att det finns plats på disken, och återställ igen."
)
ABANDONED = (
    "En återställning som förbereddes tidigare blev aldrig klar. Det förberedda är borttaget och databasen är som den "
    "var. Återställ igen om det behövs."
)
_WHY = {
    errno.ENOSPC: "disken är full",
    errno.EACCES: "en fil är öppen i ett annat program eller skrivskyddad",
    errno.EPERM: "en fil är öppen i ett annat program eller skrivskyddad",
    errno.EROFS: "disken är skrivskyddad",
}


def restore_and_report(url: str, now: datetime) -> str:
    """Restore the store at `url` if requested; returns the result or the error as a Swedish message, else "".

    Unfinished copies of a program that was killed are removed.
    """
    store = embedded_path(url)
    if store is None:
        return ""
    try:
        drop_unfinished(store)
        done = restore_if_requested(store, now)
    except MpayError as error:
        logger.warning("not restored: %s", error)
        return str(error)
    return f"Databasen är återställd. {done.sentence}" if done else ""


def restore_if_requested(store: Path, now: datetime) -> Restored | None:
    """Restore the copy `request_restore` named and keep the old store as a copy. None when nothing was requested.

    Raises `StoreError` when it cannot be completed: then the store is unchanged, and what was prepared is removed. If
    the process is killed, the next start continues.
    """
    try:
        with as_store_errors():
            request = read_request(store)
            if request is None:
                return _without_request(store, now)
            return _result(request) if _is_done(store, request) else _restore(store, request, now)
    finally:
        # A process that is killed does not come here, and so continues.
        with as_store_errors():
            drop_request(store)
            drop_prepared(store)


def _restore(store: Path, request: RestoreRequest, now: datetime) -> Restored:
    try:
        restored = prepare(store, request, now)
        write_request(store, _noted(request, restored))
        swap_in(store, now)
    except OSError as error:
        raise StoreError(NOT_DONE.format(_WHY.get(error.errno or 0, error.strerror or "okänt fel"))) from error
    _write_marks(store)
    return restored


def _noted(request: RestoreRequest, made: Restored) -> RestoreRequest:
    """The request with what was prepared, so that the next start knows whether the swap was done."""
    return replace(request, commits=made.commits, merged_orders=made.merged_orders, is_blind=int(made.is_blind))


def _is_done(store: Path, request: RestoreRequest) -> bool:
    """Whether the program was killed after the swap: only the prepared store has that many commits."""
    if not request.commits:
        return False
    found = found_at(store)
    if found is None or found.commits < request.commits:
        return False
    _write_marks(store)
    return True


def _result(request: RestoreRequest) -> Restored:
    return Restored(request.copy, request.who, request.merged_orders, bool(request.is_blind), request.commits)


def _without_request(store: Path, now: datetime) -> Restored | None:
    """What an older version prepared is put in place only where there is no store, and where it is not behind."""
    ready = ready_path(store)
    if not ready.exists():
        return None
    if store.exists() and store.stat().st_size:
        raise StoreError(ABANDONED)
    mark = read_mark(store)
    if mark is not None and is_behind(found_at(ready), mark):
        raise StoreError(ABANDONED)
    swap_in(store, now)
    return Restored("", "", 0, is_blind=True)


def _write_marks(store: Path) -> None:
    """The restored store is the one to compare with from now on."""
    found = found_at(store)
    if found is not None:
        write_mark(mark_path(store), found)
        write_mark(mark_among_copies(store), found)
