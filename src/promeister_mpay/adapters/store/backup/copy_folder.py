"""The folder of copies and its second place: one program at a time copies, and unfinished copies are removed."""

import logging
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from promeister_mpay.adapters.store.backup.restore_swap import copy_file
from promeister_mpay.adapters.store.database.sqlite import MOMENT
from promeister_mpay.adapters.store.schema.column_types import FIRST_YEAR, LAST_YEAR
from promeister_mpay.errors import StoreError
from promeister_mpay.locks import FileLock
from promeister_mpay.paths import RESTORE_REQUEST
from promeister_mpay.plain_files import make_private_folder
from promeister_mpay.services.maintenance.backups import Copy, CopyKind

logger = logging.getLogger(__name__)

_NAME = re.compile(r".+-(?P<kind>[a-z0-9]+)-(?P<moment>\d{8}T\d{6}Z)\.[a-z0-9]+")
NOT_BROUGHT = (
    "Säkerhetskopian finns på den här datorn, men kunde inte läggas på den andra platsen {}: {}. Kontrollera att den "
    "är ansluten och har plats; programmet försöker igen."
)
NO_ROOM = (
    "Det finns för lite plats på disken för en säkerhetskopia ({} MB behövs). Frigör plats; programmet försöker igen."
)


@contextmanager
def alone_in(folder: Path) -> Iterator[bool]:
    """Whether nobody else makes a copy in this folder; for as long as the block lasts nobody does."""
    lock = FileLock(folder / "copying.lock")
    is_alone = lock.take()
    try:
        yield is_alone
    finally:
        lock.release()


def drop_parts(folder: Path) -> None:
    """Delete the unfinished copies of programs that were killed."""
    for path in (*folder.glob("*.part*"), *folder.glob(f".{RESTORE_REQUEST}-*.tmp")):
        if path.is_file() or path.is_symlink():
            path.unlink(missing_ok=True)
            logger.info("unfinished copy deleted")


def check_room(folder: Path, needed: int) -> None:
    """Raise `StoreError` when the disk has less than `needed` bytes free."""
    if shutil.disk_usage(folder).free < needed:
        raise StoreError(NO_ROOM.format(-(-needed // 1_000_000)))


def copy_at(path: Path) -> Copy | None:
    """Parse a copy's file name; a copy from before a migration has the schema version in its name.

    None for anything else that lies there, whatever it is called.
    """
    named = _NAME.fullmatch(path.name)
    made_at = _moment(named["moment"]) if named else None
    if named is None or made_at is None or not path.is_file():
        return None
    words = {kind.value: kind for kind in CopyKind}
    return Copy(path, words.get(named["kind"], CopyKind.BEFORE_UPGRADE), made_at, path.stat().st_size)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def bring(copies: Sequence[Copy], folder: Path, place: Path, dailies: str) -> None:
    """Put the copies into `place` in `folder`, and delete those by the pattern `dailies` that are none of them.

    `folder` itself is not made: a disk that is not there must not become a folder of this one. Raises `StoreError`.
    """
    try:
        make_private_folder(place)
        drop_parts(place)
        for copy in copies:
            if not (place / copy.path.name).exists():
                copy_file(copy.path, place / copy.path.name)
        names = {copy.path.name for copy in copies}
        for there in place.glob(dailies):
            if there.name not in names and there.is_file():
                there.unlink()
    except OSError as error:
        raise StoreError(NOT_BROUGHT.format(folder, error.strerror)) from error
