"""Work off the UI thread: a function runs elsewhere, its result or its error comes back here."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

Result = TypeVar("Result")
Failed = Callable[[Exception], None]


class Lane(Enum):
    """Where work runs: reading goes side by side, changes run one at a time and in order."""

    READING = "reading"
    CHANGING = "changing"


class Background(QObject):
    """Runs work off the UI thread and brings the outcome back to it."""

    busy_changed = Signal(bool)
    """Something in the lane of changes is under way, or no longer."""
    failed = Signal(object)
    """An error that nobody asked to have; the window shows it."""
    _came_back = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {
            Lane.READING: ThreadPoolExecutor(2, thread_name_prefix="reading"),
            Lane.CHANGING: ThreadPoolExecutor(1, thread_name_prefix="changing"),
        }
        self._changing = 0
        self._closed = False
        self._came_back.connect(self._on_came_back, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a change is under way."""
        return self._changing > 0

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
        if lane is Lane.CHANGING:
            self._count(1)
        self._lanes[lane].submit(self._work, work, done, failed or self.failed.emit, lane)

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
        if lane is Lane.CHANGING:
            self._count(-1)
        if not self._closed:
            then(what)

    def _count(self, step: int) -> None:
        was = self.is_busy
        self._changing += step
        if self.is_busy != was:
            self.busy_changed.emit(self.is_busy)

    def close(self) -> None:
        """Let what is under way finish, start nothing more; no thread is left and nothing comes back."""
        self._closed = True
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=lane is self._lanes[Lane.READING])
