"""The mark beside an embedded store: whose store it is, how often it was committed to, and the numbers given out.

The mark is written after a commit and never before it, so it is never ahead of its store. A store that is behind its
mark has lost commits: its `-wal` file, or the whole file for an older one (design §15).
"""

import logging
import os
import stat
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from promeister_mpay.plain_files import OWNERS_ALONE, open_plain, plain_bytes, private_mode

logger = logging.getLogger(__name__)

BACKUPS = "backups"
"""The folder of copies, beside the store."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A store's identity, its number of commits, and the last number drawn of each series (by counter name)."""

    store_id: str
    commits: int
    numbers: Mapping[str, int] = field(default_factory=dict)
    heads: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """The last number of invoices and of each series of vouchers with its seal; one that was not found again stays."""


INVOICE_SERIES = "invoice"
"""The name of the invoices' counter."""


def series_of(counter: str) -> tuple[str, date] | None:
    """The voucher series and financial year that a counter's name means; None for another counter."""
    kind, _, rest = counter.partition(":")
    series, _, year = rest.rpartition(":")
    try:
        return (series, date.fromisoformat(year)) if kind == "series" else None
    except ValueError:
        return None


def mark_path(store: Path) -> Path:
    """The file of the mark beside a store."""
    return Path(f"{store}-mark")


def mark_among_copies(store: Path) -> Path:
    """The file of the mark in the folder of copies."""
    return store.parent / BACKUPS / mark_path(store).name


def read_mark(store: Path) -> Mark | None:
    """The mark of a store; the one among the copies when the one beside the store is missing or damaged."""
    for path in (mark_path(store), mark_among_copies(store)):
        mark = read_mark_file(path)
        if mark is not None:
            return mark
    return None


def read_mark_file(path: Path) -> Mark | None:
    """The mark in a file; None for one that is missing or damaged."""
    try:
        checksum, _, content = plain_bytes(path).partition(b" ")
        if int(checksum, 16) == zlib.crc32(content):
            return msgspec.json.decode(content, type=Mark)
        logger.warning("the mark is damaged")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        logger.warning("the mark cannot be read: %s", error)
    return None


def write_mark(path: Path, mark: Mark) -> None:
    """Write a mark; a failure is logged only, because what was committed is committed.

    It is not flushed to the disk: after a power cut an older mark only proves less.
    """
    content = msgspec.json.encode(mark)
    try:
        _overwrite(path, b"%08x %b" % (zlib.crc32(content), content))
    except OSError as error:
        logger.warning("the mark cannot be written: %s", error)


def _overwrite(path: Path, content: bytes) -> None:
    """Write without emptying the file first: a program that is killed leaves the old mark or the new one."""
    handle = open_plain(path, os.O_WRONLY | os.O_CREAT)
    try:
        os.write(handle, content)
        os.ftruncate(handle, len(content))
    finally:
        os.close(handle)
    if private_mode(path.parent) == OWNERS_ALONE and stat.S_IMODE(path.stat().st_mode) != OWNERS_ALONE:
        path.chmod(OWNERS_ALONE)
