"""One program at a time uses a data folder. A second start asks the running program to come to the front."""

import contextlib
import os
import re
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from promeister_mpay.errors import FileError
from promeister_mpay.locks import FileLock
from promeister_mpay.paths import DataFolder
from promeister_mpay.plain_files import read_plain

PATIENCE = 10.0
"""Seconds that a second start waits for the first to answer, or to end: it may be closing just now."""
_LOOKS_EVERY = 0.05
_UNFINISHED = ".tmp"
_REQUEST = re.compile(r"\d+-[0-9a-f]{8}", re.ASCII)
"""The name of an activation request: a process and a number drawn by lot."""
LONGEST_TOKEN = 4_096


class RunningInstance(NamedTuple):
    """What the running program writes into the lock file; `folder_id` names the folder, the same at every start."""

    folder_id: str = ""
    pid: int = 0
    host: str = ""

    @classmethod
    def read(cls, text: str) -> "RunningInstance":
        """Parse what `str` wrote; a damaged or missing text gives empty fields."""
        words = (*text.split("\n"), "", "")
        return cls(words[0], int(words[1]) if words[1].isdecimal() else 0, words[2])

    def __str__(self) -> str:
        return f"{self.folder_id}\n{self.pid}\n{self.host}"


class InstanceLock:
    """The exclusive use of a data folder, until `__exit__` releases it or the process ends."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock
        folder_id = RunningInstance.read(lock.read()).folder_id or os.urandom(8).hex()
        self._holder = RunningInstance(folder_id, os.getpid(), _host())
        lock.write(str(self._holder))

    @property
    def owner(self) -> str:
        """The name of this program among all on one store; the same after a crash, so its leases stay its own."""
        return f"{self._holder.host}/{self._holder.folder_id}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


def acquire_or_activate(folder: DataFolder, *, patience: float = PATIENCE) -> InstanceLock | None:
    """Lock the folder (created if missing); None when the program that holds it has come to the front instead.

    Raises `FileError` when the folder cannot be written, or is taken by a program that cannot come to the front.
    """
    lock = FileLock(folder.lock)
    try:
        folder.make()
        return InstanceLock(lock) if lock.take() else _request_activation(folder, lock, patience)
    except (OSError, ValueError) as error:
        raise FileError(
            f"Datamappen {folder.root} kan inte skrivas: {_reason(error)}. Kontrollera rättigheterna och att disken "
            "inte är full, eller välj en annan mapp med --data-dir."
        ) from error


def _reason(error: Exception) -> str:
    """Why a folder cannot be used; a path with signs that no system takes is a `ValueError`."""
    return (error.strerror if isinstance(error, OSError) else "") or "namnet går inte att använda"


def _request_activation(folder: DataFolder, lock: FileLock, patience: float) -> InstanceLock | None:
    """Ask the running program to come to the front; wait until it answers or releases the folder."""
    holder = RunningInstance.read(lock.read())
    if holder.host not in ("", _host()):
        raise FileError(
            f"Datamappen {folder.root} används redan av programmet på datorn {holder.host}. Avsluta det där först, "
            "eller välj en annan mapp med --data-dir. Flera kassor delar databas, inte datamapp."
        )
    _let_come_forward(holder.pid)
    request = _write_request(folder.activation_requests)
    try:
        end = time.monotonic() + patience
        while request.exists():
            if lock.take():
                return InstanceLock(lock)
            if time.monotonic() > end:
                raise FileError(
                    f"Programmet är redan igång med datamappen {folder.root}, men svarar inte (process {holder.pid}). "
                    "Avsluta det i operativsystemets aktivitetshanterare och starta igen. Ingenting går förlorat."
                )
            threading.Event().wait(_LOOKS_EVERY)
        return None
    finally:
        request.unlink(missing_ok=True)


def _write_request(folder: Path) -> Path:
    """Write one activation request, atomically; it holds the activation token that the desktop gave this start."""
    folder.mkdir(mode=0o700, exist_ok=True)
    request = folder / f"{os.getpid()}-{os.urandom(4).hex()}"
    unfinished = request.with_suffix(_UNFINISHED)
    unfinished.write_text(os.environ.get("XDG_ACTIVATION_TOKEN", ""), encoding="utf-8")
    return unfinished.replace(request)


def answer_activation_requests(folder: Path) -> list[str]:
    """Delete every activation request in the folder; gives the desktop's token of each, empty where there is none."""
    answered = []
    for request in sorted(_requests_in(folder)):
        # The second start may have given up and deleted its request meanwhile.
        with contextlib.suppress(OSError):
            answered.append(read_plain(request, LONGEST_TOKEN))
            request.unlink()
    return answered


def _requests_in(folder: Path) -> list[Path]:
    """The activation requests in a folder, in which anything else may lie; none where it cannot be read."""
    try:
        return [path for path in folder.iterdir() if _REQUEST.fullmatch(path.name)]
    except OSError:
        return []


def _let_come_forward(pid: int) -> None:
    """Permit the running program to come to the front: Windows takes that only from the program just started."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)


def _host() -> str:
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename
