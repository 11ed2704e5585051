"""Starts a reading process for one foreign file, and ends it when it is done, cancelled, or over its limits."""

import builtins
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from promeister_mpay.adapters.foreign_files.answers import End, Request, Take, take_answers, write_request
from promeister_mpay.adapters.foreign_files.limits import USUAL, Limits
from promeister_mpay.domain.log_texts import LogText
from promeister_mpay.errors import FileError, ReadingStopped

logger = logging.getLogger(__name__)

OWN_COMMAND = (sys.executable, "-P", "-m", "promeister_mpay.app.reading_process")
"""This program itself; a packaged one understands `-P -m` too (`packaging/start.py`).

`-P`: a module that lies in the current folder, which may be that of the file, is not imported.
"""
_LOOK_EVERY = 0.05
"""Seconds between two looks whether somebody has cancelled."""
_PATIENCE = 2.0
"""Seconds that an ended process may take to be gone; one that waits for a lost disk never is."""

NOT_STARTED = "Filen {} kan inte läsas: programmet kunde inte starta läsningen. Stäng andra program och försök igen."
TOO_LATE = (
    "Filen {} kunde inte läsas på {} sekunder, så läsningen avbröts. Kopiera den till den här datorn om den ligger på "
    "en annan, eller dela upp den i flera filer."
)
BROKEN = (
    "Filen {} kan inte läsas: den är skadad, eller så stor att läsningen kräver mer än {} MB minne. Öppna den i "
    "programmet som har gjort den och spara den på nytt, eller dela upp den i flera filer."
)
STOPPED = "Läsningen av filen {} avbröts."

Cancelled = Callable[[], bool]


class RefusedFile(FileError):
    """The file was read and cannot be used; `error` is the name of the error that the reading process raised."""

    def __init__(self, sentence: str, error: str) -> None:
        super().__init__(sentence)
        self.error = error


class ForeignFiles:
    """Reads each file in a process of its own. Safe to use from any thread; blocking, so not from the UI thread."""

    def __init__(self, *, limits: Limits = USUAL, command: Sequence[str] = OWN_COMMAND) -> None:
        self._limits = limits
        self._command = command

    def read(self, kind: str, path: Path, take: Take, *, cancelled: Cancelled = lambda: False) -> None:
        """Have `path` read as a `kind` of file; `take` gets each answer, in a thread of its own.

        Raises `RefusedFile` with the reader's sentence, `ReadingStopped` when cancelled, and `FileError` with a
        sentence that names the file for all else. What was taken before an error is of no use.
        """
        request = Request(kind, path.absolute(), self._limits)
        with self._started(path.name) as process:
            receiver = _Receiver(process, request, take)
            receiver.start()
            self._wait(receiver, path.name, cancelled)
            end = receiver.end(self._limits.memory)
        if end.refused:
            raise RefusedFile(end.refused, end.error)

    @contextmanager
    def _started(self, name: str) -> Iterator[subprocess.Popen[bytes]]:
        """The process, which is gone when the block is left, however that happens."""
        no_window = 0x0800_0000 if sys.platform == "win32" else 0
        try:
            process = subprocess.Popen(  # noqa: S603 – starts this program itself
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=no_window,
            )
        except OSError as error:
            raise FileError(NOT_STARTED.format(name)) from error
        try:
            yield process
        finally:
            _end(process)

    def _wait(self, receiver: "_Receiver", name: str, cancelled: Cancelled) -> None:
        """Wait until all is received; raises `ReadingStopped`, and `FileError` at the deadline."""
        deadline = time.monotonic() + self._limits.seconds
        while not receiver.is_done.wait(_LOOK_EVERY):
            if cancelled():
                raise ReadingStopped(STOPPED.format(name))
            if time.monotonic() > deadline:
                raise FileError(TOO_LATE.format(name, self._limits.seconds))


class _Receiver(threading.Thread):
    """Asks, and receives the answers; a thread of its own, since a pipe that says nothing holds up whoever reads it."""

    def __init__(self, process: subprocess.Popen[bytes], request: Request, take: Take) -> None:
        super().__init__(name="foreign file", daemon=True)
        self.is_done = threading.Event()
        self._process = process
        self._request = request
        self._take = take
        self._end: End | None = None
        self._error: BaseException | None = None

    def run(self) -> None:
        """Receive until the end, or until the process is ended."""
        try:
            self._end = self._received()
        except BaseException as error:  # noqa: BLE001 – raised again in the thread that waits
            self._error = error
        finally:
            self.is_done.set()

    def _received(self) -> End:
        asks, answers = self._process.stdin, self._process.stdout
        if asks is None or answers is None:
            raise OSError("the process has no pipes")
        write_request(asks, self._request)
        return take_answers(answers, self._take)

    def end(self, memory: int) -> End:
        """How the answers ended; raises `FileError` when they did not, and what `take` raised beside `ValueError`."""
        if self._end is not None and not self._end.failed:
            return self._end
        if self._error is not None and not isinstance(self._error, OSError | EOFError | ValueError):
            raise self._error
        logger.warning("the reading of a file failed: %s", _exception_name(self._end) or type(self._error))
        raise FileError(BROKEN.format(self._request.path.name, memory >> 20)) from self._error


def _exception_name(end: End | None) -> LogText:
    """The exception that the process says it had, when Python has one of that name: the process may say anything."""
    name = end.failed if end is not None else ""
    return LogText(name if name in vars(builtins) else "")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        logger.warning("the process %s that read a file cannot be ended", process.pid)
        return
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()
