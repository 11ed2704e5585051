"""Runs one query at a time off the UI thread; of the queries made meanwhile only the latest is run."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from promeister_mpay.ui.common.background import Background, Failed, Lane, Refused

Result = TypeVar("Result")
Job = tuple[Callable[[], Any], Callable[[Any], object], Refused | None, Failed | None]


class LatestOnly:
    """A queue with room for one waiting job. The result of every job that ran is delivered."""

    def __init__(self, background: Background, *, lane: Lane = Lane.READING) -> None:
        self._background = background
        self._lane = lane
        self._is_running = False
        self._next: Job | None = None
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

    def _start(self, job: Job) -> None:
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
