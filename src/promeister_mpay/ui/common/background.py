"""Runs work off the UI thread and delivers its result or error on the UI thread."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from promeister_mpay.errors import MpayError, NeedsApproval

Result = TypeVar("Result")
Failed = Callable[[Exception], None]
Refused = Callable[[MpayError], object]
Ask = Callable[[NeedsApproval, Callable[[], object], Callable[[], object]], object]
"""Gets the refusal, what runs the job again, and what gives it up."""


class Lane(Enum):
    """Where work runs: work that changes the store runs one at a time and in order, other work in parallel.

    Each kind has its own threads, so that quick reads never wait for the gateway or for a long export.
    """

    READING = "reading"
    CHANGING = "changing"
    GATEWAY = "gateway"
    WATCH = "watch"
    LONG = "long"


THREADS = {Lane.READING: 2, Lane.CHANGING: 1, Lane.GATEWAY: 4, Lane.WATCH: 1, Lane.LONG: 2}
PATIENCE = 2
"""Seconds that the end of the program waits for the gateway; what is under way is journaled and taken up later."""


@dataclass(frozen=True, slots=True)
class Task:
    """Work that the user waits for: its description, the consequence of quitting, and how to cancel it if possible."""

    what: str
    if_left: str
    stop: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A job's result and its callback."""

    then: Callable[[Any], object]
    value: object
    lane: Lane
    task: Task | None
    on_error: Callable[[], object] | None = None
    is_well: bool = True

    def deliver(self) -> None:
        if self.on_error is not None:
            self.on_error()
        self.then(self.value)


class Background(QObject):
    """Runs jobs in threads and calls their callbacks on the UI thread."""

    tasks_changed = Signal()
    task_failed = Signal()
    """A job failed, or ended in what somebody must see, while its result was waited for."""
    failed = Signal(object)
    """An error without a handler; the window shows it."""
    _came_back = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {
            lane: ThreadPoolExecutor(threads, thread_name_prefix=lane.value) for lane, threads in THREADS.items()
        }
        self.ask_approval: Ask | None = None
        """Asks for the manager's code when a job needs it: then the job is run again, or its refusal is delivered."""
        self._jobs: set[Future[None]] = set()
        self._tasks: list[Task] = []
        self._calls = 0
        self._awaited = 0
        self._closed = False
        self._came_back.connect(self._on_came_back, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether a gateway call made by the user is under way."""
        return self._calls > 0

    @property
    def tasks(self) -> Sequence[Task]:
        """The tasks under way, for the question at closing."""
        return tuple(self._tasks)

    @property
    def is_idle(self) -> bool:
        """Whether every job, the watch's aside, has delivered its result."""
        return self._awaited == 0

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        *,
        failed: Failed | None = None,
        refused: Refused | None = None,
        on_error: Callable[[], object] | None = None,
        lane: Lane = Lane.READING,
        task: Task | None = None,
    ) -> None:
        """Run `work` in `lane`; `done` or `failed` is called on the UI thread. Without `failed` the window shows it.

        `refused` takes a known error only; any other error is a bug and goes on to `failed` or the window.
        `on_error` is called before either of them, to end what waits for the result.
        A `task` is shown when the program is to be closed before it has ended.
        """
        if self._closed:
            return
        self._count(lane, 1)
        self._begin(task)
        self._jobs = {job for job in self._jobs if not job.done()}
        again = partial(self.run, work, done, failed=failed, refused=refused, on_error=on_error, lane=lane, task=task)

        def give_up(error: NeedsApproval) -> None:
            if on_error is not None:
                on_error()
            (refused or failed or self.failed.emit)(error)

        def ask(error: NeedsApproval) -> None:
            if self.ask_approval is None:
                give_up(error)
            else:
                self.ask_approval(error, again, lambda: give_up(error))

        def run() -> None:
            try:
                outcome = _Outcome(done, work(), lane, task)
            except NeedsApproval as error:
                outcome = _Outcome(ask, error, lane, task, is_well=False)
            except BaseException as error:  # noqa: BLE001 – carried whole to the one place that shows errors
                known = refused if isinstance(error, MpayError) else None
                outcome = _Outcome(known or failed or self.failed.emit, error, lane, task, on_error, is_well=False)
            self._came_back.emit(outcome)

        self._jobs.add(self._lanes[lane].submit(run))

    @Slot(object)
    def _on_came_back(self, outcome: _Outcome) -> None:
        try:
            if not self._closed:
                outcome.deliver()
        finally:
            self._count(outcome.lane, -1)
            self._end(outcome)

    def _begin(self, task: Task | None) -> None:
        if task is not None:
            self._tasks.append(task)
            self.tasks_changed.emit()

    def _end(self, outcome: _Outcome) -> None:
        if outcome.task is not None:
            self._tasks.remove(outcome.task)
            if not outcome.is_well:
                self.task_failed.emit()
            self.tasks_changed.emit()

    def _count(self, lane: Lane, step: int) -> None:
        self._awaited += step if lane is not Lane.WATCH else 0
        self._calls += step if lane is Lane.GATEWAY else 0

    def close(self) -> bool:
        """Accept no new jobs, cancel tasks, and let store changes finish.

        Return False when a thread is still running.
        """
        self._closed = True
        for task in self._tasks:
            if task.stop is not None:
                task.stop()
        for lane, pool in self._lanes.items():
            pool.shutdown(wait=lane in (Lane.READING, Lane.CHANGING), cancel_futures=lane is not Lane.CHANGING)
        return not wait({job for job in self._jobs if not job.cancelled()}, timeout=PATIENCE).not_done
