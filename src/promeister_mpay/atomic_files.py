"""Atomic file writing: a temporary file beside the target replaces it when all is on disk."""

import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from promeister_mpay.errors import FileError

_WHY = {
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet på disken är slut",
    errno.ENOENT: "mappen finns inte",
    errno.ENOTDIR: "mappen finns inte",
    errno.EACCES: "du har inte rätt att skriva där",
    errno.EPERM: "du har inte rätt att skriva där",
    errno.EROFS: "disken är skrivskyddad",
    errno.EISDIR: "det finns en mapp med det namnet",
}


@contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a temporary file to write, which replaces `path` at the end; on any error `path` stays unchanged.

    The new file may be read by whom the old one could be read by, else by whom files of this user in this folder are
    read; a `private` one by this user only. Raises `FileError` with a Swedish sentence for any `OSError`.
    """
    try:
        with _beside(path, private=private) as unfinished:
            yield unfinished
            _to_disk(unfinished)
            unfinished.replace(path)
    except OSError as error:
        raise FileError(
            f"Filen {path.name} kan inte skrivas: {_WHY.get(error.errno or 0) or error.strerror or 'okänt fel'}. "
            "Stäng den om den är öppen i ett annat program, eller välj en annan plats."
        ) from error


def write_atomically(path: Path, pieces: Iterable[bytes], *, private: bool = False) -> None:
    """Write a file from its pieces, as `replacing` does; raises `FileError`, and what the pieces raise."""
    with replacing(path, private=private) as unfinished, unfinished.open("wb") as file:
        file.writelines(pieces)


@contextmanager
def _beside(path: Path, *, private: bool) -> Iterator[Path]:
    unfinished = path.parent / f".{path.stem[:40]}-{secrets.token_hex(4)}.tmp"
    # The umask and the folder's own rules take away from the mode.
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666))
    try:
        if not private and path.is_file():
            unfinished.chmod(stat.S_IMODE(path.stat().st_mode))
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)


def folder_to_disk(folder: Path) -> None:
    """Flush a folder, so that names given in it survive a power cut; Windows does that by itself."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
