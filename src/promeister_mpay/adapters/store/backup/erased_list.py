"""The list of erased customers beside an embedded store: a copy that is restored has them again, and the list has not.

It has customer numbers and nothing else. At a server the store's own list is all there is: whoever restores it there
erases again (docs/security.md).
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.domain.payments.journal import PROGRAM
from promeister_mpay.services.ports.store import UnitOfWork
from promeister_mpay.services.registers.personal_data import ERASED, erase_in, erased_customers

logger = logging.getLogger(__name__)


def keep_erased(store: Path, numbers: Sequence[str]) -> None:
    """Write the list; raises `FileError`."""
    write_atomically(_path(store), [msgspec.json.encode(list(numbers))])
    _path(store).chmod(0o600)


def erase_again(work: UnitOfWork, store: Path, now: datetime) -> int:
    """Erase the customers of both lists, the one beside `store` and the one in it; returns how many those are."""
    numbers = sorted({*erased_customers(work.settings), *_read(store)})
    for number in numbers:
        erase_in(work, number, who=PROGRAM, at=now)
    if numbers:
        work.settings.put(ERASED, msgspec.json.encode(numbers).decode())
    return len(numbers)


def _read(store: Path) -> Sequence[str]:
    try:
        return msgspec.json.decode(_path(store).read_bytes(), type=list[str])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        logger.warning("the list of erased customers cannot be read: %s", error)
        return ()


def _path(store: Path) -> Path:
    return Path(f"{store}-erased")
