"""Runs jobs off the UI thread for a place that shows only the latest result.

`LatestResult` starts every job at once and ignores the results of the earlier ones; `OneAtATime` starts the latest job
when the current one has ended, so that fast typing does not fill the queue with queries.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from promeister_mpay.ui.common.background import Background, Failed, Lane, Refused

Result = TypeVar("Result")
_Job = tuple[Callable[[], Any], Callable[[Any], object], Refused | None, Failed | None]


class LatestResult(QObject):
    """`changed` is emitted when a job starts or ends. A `firm` job writes and cannot be abandoned."""

    changed = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._latest = 0
        self.is_busy = self.is_firm = False

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        *,
        refused: Refused | None = None,
        on_error: Callable[[], object] | None = None,
        lane: Lane = Lane.READING,
        firm: bool = False,
    ) -> None:
        """Start a job and abandon the one under way; without `refused` the window shows a known error too.

        `on_error` is called before any error is shown, as `Background` does, to end what waits for the result.
        """
        self._latest += 1
        number = self._latest
        self.is_busy, self.is_firm = True, firm
        self.changed.emit()
        self._background.run(
            work,
            partial(self._deliver, number, done),
            refused=partial(self._deliver, number, refused) if refused else None,
            failed=partial(self._on_failed, number),
            on_error=partial(self._on_error, number, on_error) if on_error else None,
            lane=lane,
        )

    def give_up(self) -> None:
        """Abandon the current job: ignore its result."""
        self._latest += 1
        self.is_busy = self.is_firm = False
        self.changed.emit()

    def _deliver(self, number: int, then: Callable[[Any], object], answer: object) -> None:
        if number == self._latest:
            self.give_up()
            then(answer)

    def _on_error(self, number: int, act: Callable[[], object]) -> None:
        if number == self._latest:
            act()

    def _on_failed(self, number: int, error: Exception) -> None:
        """Show the error, which nobody handles, even if the job is abandoned."""
        if number == self._latest:
            self.give_up()
        self._background.failed.emit(error)


class OneAtATime:
    """A queue with room for one waiting job. The result of every job that ran is delivered."""

    def __init__(self, background: Background, *, lane: Lane = Lane.READING) -> None:
        self._background = background
        self._lane = lane
        self._is_running = False
        self._next: _Job | None = None
        self._is_closed = False

    @property
    def is_running(self) -> bool:
        """Whether a job is under way."""
        return self._is_running

    def ask(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        refused: Refused | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run `work` when the current job is done, unless a later `ask` replaces it."""
        if self._is_closed:
            return
        if self._is_running:
            self._next = (work, done, refused, failed)
        else:
            self._start((work, done, refused, failed))

    def forget(self) -> None:
        """Drop the waiting job."""
        self._next = None

    def close(self) -> None:
        """Drop queued work and deliver no further results."""
        self._is_closed = True
        self._next = None

    def _start(self, job: _Job) -> None:
        work, done, refused, failed = job
        self._is_running = True
        self._background.run(
            work,
            lambda result: self._on_answer(done, result),
            refused=partial(self._on_answer, refused) if refused else None,
            failed=partial(self._on_answer, failed or self._background.failed.emit),
            lane=self._lane,
        )

    def _on_answer(self, then: Callable[[Any], object], answer: object) -> None:
        self._is_running = False
        if self._is_closed:
            return
        waiting, self._next = self._next, None
        if waiting is not None:
            self._start(waiting)
        then(answer)
