"""Puts a prepared store in the place of the one that is there, which is kept among the copies.

Until the one `replace` that does it, the store that is there stays whole; an error before it undoes the rest.
"""

import logging
import os
import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from promeister_mpay.adapters.store.database import sqlite
from promeister_mpay.adapters.store.database.store_file import SIDE_FILES
from promeister_mpay.atomic_files import folder_to_disk
from promeister_mpay.services.maintenance.backups import CopyKind

logger = logging.getLogger(__name__)


def restoring_path(store: Path) -> Path:
    """The file in which the store to restore is built."""
    return store.with_suffix(".restoring")


def ready_path(store: Path) -> Path:
    """The file that is built and checked, and waits only for the swap."""
    return store.with_suffix(".restored")


def drop_prepared(store: Path) -> None:
    """Delete whatever was prepared for a restore that is not to be done; raises `OSError`."""
    part = restoring_path(store)
    for path in (part, part.with_suffix(".part"), ready_path(store)):
        for each in (path, *(Path(f"{path}{suffix}") for suffix in (*SIDE_FILES, "-journal"))):
            each.unlink(missing_ok=True)


def swap_in(store: Path, now: datetime) -> Path:
    """Replace the store by the prepared one, and keep what was there among the copies; returns where.

    Raises `OSError`, and then everything is as it was.
    """
    aside = _free_path(store, now)
    aside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    made: list[Path] = []
    try:
        # Its log first: SQLite must never apply that log to the new store.
        side_files = [suffix for suffix in SIDE_FILES if Path(f"{store}{suffix}").exists()]
        for suffix in (*side_files, *([""] if store.exists() else [])):
            made.append(Path(f"{aside}{suffix}"))
            _keep(Path(f"{store}{suffix}"), made[-1])
        folder_to_disk(aside.parent)
        for suffix in side_files:
            Path(f"{store}{suffix}").unlink()
        ready_path(store).replace(store)
    except OSError:
        _undo(store, aside, made)
        raise
    folder_to_disk(store.parent)
    logger.info("store restored; the one before is kept among the copies")
    return aside


def _undo(store: Path, aside: Path, made: Sequence[Path]) -> None:
    """Put the side files back, then delete what was kept."""
    for suffix in SIDE_FILES:
        kept, here = Path(f"{aside}{suffix}"), Path(f"{store}{suffix}")
        if kept in made and kept.exists() and not here.exists():
            _keep(kept, here)
    for path in made:
        path.unlink(missing_ok=True)


def _keep(path: Path, to: Path) -> None:
    """Give the file a second name, or on another disk, or one without such names, a copy that is on disk."""
    try:
        os.link(path, to)
    except OSError:
        copy_file(path, to)


def copy_file(path: Path, to: Path) -> None:
    """Copy a file, to another disk too; it appears complete and on disk, or not at all. Raises `OSError`."""
    part = Path(f"{to}.part")
    try:
        shutil.copyfile(path, part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.chmod(0o600)
        part.replace(to)
        folder_to_disk(to.parent)
    finally:
        part.unlink(missing_ok=True)


def _free_path(store: Path, now: datetime) -> Path:
    """A path for the store that is set aside; nothing is ever overwritten."""
    aside = sqlite.copy_path(store, CopyKind.SET_ASIDE.value, now)
    while aside.exists():
        now += timedelta(seconds=1)
        aside = sqlite.copy_path(store, CopyKind.SET_ASIDE.value, now)
    return aside
