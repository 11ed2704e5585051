"""Who may use a data folder: one program at a time. A second start knocks, so that the first comes to the front."""

import contextlib
import os
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from promeister_mpay.errors import FileError
from promeister_mpay.locks import FileLock
from promeister_mpay.paths import DataFolder

PATIENCE = 10.0
"""Seconds that a second start waits for the first to answer, or to end: it may be closing just now."""
_LOOKS_EVERY = 0.05
_UNFINISHED = ".tmp"


class RunningInstance(NamedTuple):
    """What the program that has a folder says of itself; `folder_id` is the folder's own name, from start to start."""

    folder_id: str = ""
    pid: int = 0
    host: str = ""

    @classmethod
    def read(cls, text: str) -> "RunningInstance":
        """As `str` wrote it; a text that is damaged or not written yet says nothing."""
        words = (*text.split("\n"), "", "")
        return cls(words[0], int(words[1]) if words[1].isdecimal() else 0, words[2])

    def __str__(self) -> str:
        return f"{self.folder_id}\n{self.pid}\n{self.host}"


class InstanceLock:
    """The right to a data folder, until it is given back or the process ends."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock
        folder_id = RunningInstance.read(lock.read()).folder_id or os.urandom(8).hex()
        self._holder = RunningInstance(folder_id, os.getpid(), _host())
        lock.write(str(self._holder))

    @property
    def owner(self) -> str:
        """Names this program among all on one store. It is the same after a crash, which so keeps its leases."""
        return f"{self._holder.host}/{self._holder.folder_id}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()


def acquire_or_activate(folder: DataFolder, *, patience: float = PATIENCE) -> InstanceLock | None:
    """Claim a folder, which is made if need be; None when the program that has it has come to the front instead.

    Raises `FileError` when the folder cannot be written, or is taken by a program that cannot come to the front.
    """
    lock = FileLock(folder.lock)
    try:
        folder.make()
        return InstanceLock(lock) if lock.take() else _knock(folder, lock, patience)
    except OSError as error:
        raise FileError(
            f"Datamappen {folder.root} kan inte skrivas: {error.strerror}. Kontrollera rättigheterna och att disken "
            "inte är full, eller välj en annan mapp med --data-dir."
        ) from error


def _knock(folder: DataFolder, lock: FileLock, patience: float) -> InstanceLock | None:
    """Wait until the knock is answered, or until the folder is free after all."""
    holder = RunningInstance.read(lock.read())
    if holder.host not in ("", _host()):
        raise FileError(
            f"Datamappen {folder.root} används redan av programmet på datorn {holder.host}. Avsluta det där först, "
            "eller välj en annan mapp med --data-dir. Flera kassor delar databas, inte datamapp."
        )
    _let_come_forward(holder.pid)
    knock = _write_knock(folder.knocks)
    try:
        end = time.monotonic() + patience
        while knock.exists():
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
        knock.unlink(missing_ok=True)


def _write_knock(knocks: Path) -> Path:
    """A file of its own for each; it appears whole, with what the desktop asks of who wants to come to the front."""
    knocks.mkdir(mode=0o700, exist_ok=True)
    knock = knocks / f"{os.getpid()}-{os.urandom(4).hex()}"
    unfinished = knock.with_suffix(_UNFINISHED)
    unfinished.write_text(os.environ.get("XDG_ACTIVATION_TOKEN", ""), encoding="utf-8")
    return unfinished.replace(knock)


def answer_activation_requests(knocks: Path) -> list[str]:
    """Answer all who have knocked; gives the desktop's token of each, empty where there is none."""
    answered = []
    for knock in sorted(knocks.iterdir()):
        # Who knocked may have given up in between.
        with contextlib.suppress(FileNotFoundError):
            if knock.suffix != _UNFINISHED:
                answered.append(knock.read_text(encoding="utf-8"))
                knock.unlink()
    return answered


def _let_come_forward(pid: int) -> None:
    """Windows lets a program come to the front only with the leave of the one that the user has just started."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(pid)


def _host() -> str:
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename
