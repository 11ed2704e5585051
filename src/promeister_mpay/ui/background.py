"""Work off the UI thread: a function runs elsewhere, its result or its error comes back here."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from enum import Enum
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

Result = TypeVar("Result")
Failed = Callable[[Exception], None]


class Lane(Enum):
    """Where work runs: changes one at a time and in order, the rest side by side.

    Nobody waits for the gateway, nor for counting or writing a million rows.
    """

    READING = "reading"
    CHANGING = "changing"
    GATEWAY = "gateway"
    WATCH = "watch"
    LONG = "long"


THREADS = {Lane.READING: 2, Lane.CHANGING: 1, Lane.GATEWAY: 4, Lane.WATCH: 1, Lane.LONG: 2}
PATIENCE = 2
"""Seconds that the end of the program waits for the gateway; what is under way is journaled and taken up later."""


class Background(QObject):
    """Runs work off the UI thread and brings the outcome back to it."""

    busy_changed = Signal(bool)
    """A clerk's call to the gateway is under way, or none any more."""
    failed = Signal(object)
    """An error that nobody asked to have; the window shows it."""
    _came_back = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {
            lane: ThreadPoolExecutor(threads, thread_name_prefix=lane.value) for lane, threads in THREADS.items()
        }
        self._jobs: set[Future[None]] = set()
        self._calls = 0
        self._awaited = 0
        self._closed = False
        self._came_back.connect(self._on_came_back, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a clerk's call to the gateway is under way."""
        return self._calls > 0

    @property
    def is_idle(self) -> bool:
        """Whether everything that was asked for, the watch aside, has come back."""
        return self._awaited == 0

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        *,
        failed: Failed | None = None,
        lane: Lane = Lane.READING,
    ) -> None:
        """Run `work` in `lane`; `done` or `failed` is called on the UI thread. Without `failed` the window shows it."""
        if self._closed:
            return
        self._count(lane, 1)
        self._jobs = {job for job in self._jobs if not job.done()}
        self._jobs.add(self._lanes[lane].submit(self._work, work, done, failed or self.failed.emit, lane))

    def _work(self, work: Callable[[], Result], done: Callable[[Result], None], failed: Failed, lane: Lane) -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 – carried whole to the one place that shows errors
            self._came_back.emit((failed, error, lane))
        else:
            self._came_back.emit((done, result, lane))

    @Slot(object)
    def _on_came_back(self, outcome: tuple[Callable[[object], None], object, Lane]) -> None:
        then, what, lane = outcome
        try:
            if not self._closed:
                then(what)
        finally:
            self._count(lane, -1)

    def _count(self, lane: Lane, step: int) -> None:
        was = self.is_busy
        self._awaited += step if lane is not Lane.WATCH else 0
        self._calls += step if lane is Lane.GATEWAY else 0
        if self.is_busy != was:
            self.busy_changed.emit(self.is_busy)

    def close(self) -> bool:
        """Start nothing more and let what changes the store finish; False when the gateway still keeps a thread."""
        self._closed = True
        for lane, pool in self._lanes.items():
            pool.shutdown(wait=lane in (Lane.READING, Lane.CHANGING), cancel_futures=lane is not Lane.CHANGING)
        return not wait(self._jobs, timeout=PATIENCE).not_done
