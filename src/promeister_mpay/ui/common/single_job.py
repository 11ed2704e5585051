"""Runs one job at a time off the UI thread; the result of an abandoned job is ignored."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from promeister_mpay.ui.common.background import Background, Lane, Refused

Result = TypeVar("Result")


class SingleJob(QObject):
    """`changed` is emitted when a job starts or ends. A `firm` job writes and cannot be abandoned."""

    changed = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._begun = 0
        self.is_busy = self.is_firm = False

    def run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], object],
        *,
        refused: Refused,
        lane: Lane = Lane.LONG,
        firm: bool = False,
    ) -> None:
        """Start a job and abandon the one under way."""
        self._begun += 1
        this = self._begun
        self.is_busy, self.is_firm = True, firm
        self.changed.emit()
        self._background.run(
            work,
            lambda made: self._end(this, done, made),
            refused=lambda error: self._end(this, refused, error),
            failed=lambda error: self._end(this, self._background.failed.emit, error),
            lane=lane,
        )

    def _end(self, this: int, then: Callable[[Result], object], what: Result) -> None:
        if this == self._begun:
            self.give_up()
            then(what)

    def give_up(self) -> None:
        """Abandon the current job: ignore its result."""
        self._begun += 1
        self.is_busy = self.is_firm = False
        self.changed.emit()
