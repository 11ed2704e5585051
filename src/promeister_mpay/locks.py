"""A lock file that one program at a time can hold."""

import os
import sys
from pathlib import Path

from promeister_mpay.plain_files import open_plain, read_plain

_LOCKED_BYTE = 1 << 20
"""Beyond what is written in the file: on Windows nobody else may read a byte that is locked."""


class FileLock:
    """A lock that the operating system releases when the process ends, however that happens.

    The file is never deleted: another program may have locked it just before.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Take the lock without waiting; False while another program holds it. Raises `OSError` if unwritable."""
        handle = open_plain(self._path, os.O_RDWR | os.O_CREAT)
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError):
            os.close(handle)
            return False
        except OSError:
            os.close(handle)
            raise
        self._handle = handle
        return True

    def read(self) -> str:
        """The text that the holder wrote into the file; raises `OSError`."""
        return read_plain(self._path)

    def write(self, text: str) -> None:
        """Write something for others to read; a full disk keeps nobody from holding the lock."""
        if self._handle is not None:
            try:
                os.truncate(self._handle, 0)
                os.lseek(self._handle, 0, os.SEEK_SET)
                os.write(self._handle, text.encode())
            except OSError:
                return

    def release(self) -> None:
        """Release the lock; does nothing when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
