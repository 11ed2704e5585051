"""Files in a folder that somebody else may have prepared: plain files only, and as private as the folder."""

import errno
import os
import stat
from pathlib import Path

_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
"""A pipe is opened without waiting for its other end, and a link is not followed; Windows has neither flag."""
OWNERS_ALONE = 0o600
_GROUP, _OTHERS = 0o060, 0o006


def open_plain(path: Path, flags: int) -> int:
    """Open a plain file, which `os.O_CREAT` makes with `private_mode`; gives its handle.

    Raises `OSError` as `os.open`, and for a link, pipe, folder or device: writing there would change something else.
    """
    if flags & os.O_CREAT:
        try:
            return _created(path, flags)
        except FileExistsError:
            flags &= ~os.O_CREAT
    try:
        handle = os.open(path, flags | _NEVER_WAIT)
    except OSError as error:
        raise _not_plain(path) if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENXIO) else error from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _not_plain(path)
    return handle


def check_plain(path: Path) -> None:
    """Raise `OSError` when something else than a plain file has this name; nothing at all passes."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise _not_plain(path)


def plain_bytes(path: Path, most: int = 1_000_000) -> bytes:
    """The content of a plain file, `most` bytes of it; raises `OSError`."""
    with os.fdopen(open_plain(path, os.O_RDONLY), "rb") as file:
        return file.read(most)


def read_plain(path: Path, most: int = 1_000_000) -> str:
    """The text of a plain file, `most` bytes of it; raises `OSError`."""
    return plain_bytes(path, most).decode("utf-8", "replace")


def private_mode(folder: Path) -> int:
    """The mode of a new file: its user's alone, and others' too when they may write in the folder.

    Whoever shares a store in a file with others makes its folder so. Raises `OSError`.
    """
    given = folder.stat().st_mode
    mode = OWNERS_ALONE | (_GROUP if given & stat.S_IWGRP else 0)
    return mode | (_OTHERS if given & stat.S_IWOTH and not given & stat.S_ISVTX else 0)


def make_private_folder(path: Path) -> None:
    """Make a folder, unless it is there, for its user alone, or for whom the one around it is; raises `OSError`."""
    if path.is_dir():
        return
    path.mkdir(mode=0o700, exist_ok=True)
    if private_mode(path.parent) != OWNERS_ALONE:
        path.chmod(stat.S_IMODE(path.parent.stat().st_mode))


def _created(path: Path, flags: int) -> int:
    handle = os.open(path, flags | os.O_EXCL, OWNERS_ALONE)
    mode = private_mode(path.parent)
    if mode != OWNERS_ALONE:
        path.chmod(mode)
    return handle


def _not_plain(path: Path) -> OSError:
    return OSError(errno.EINVAL, f"{path.name} är ingen vanlig fil")
