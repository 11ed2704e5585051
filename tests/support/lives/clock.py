"""The time of a life, shared by its processes: it moves only when the life says so."""

import mmap
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class SharedClock:
    """The seconds since `START` in a file that every process of the life maps."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._seconds = mmap.mmap(file.fileno(), 8)

    def now(self) -> datetime:
        return START + int.from_bytes(self._seconds[:], "little") * _SECOND

    def advance(self, step: timedelta) -> None:
        self.set(self.now() + step)

    def set(self, to: datetime) -> None:
        self._seconds[:] = ((to - START) // _SECOND).to_bytes(8, "little")

    def close(self) -> None:
        self._seconds.close()


class SkewedClock:
    """A computer's clock, which is `skew` ahead of the life's time."""

    def __init__(self, clock: SharedClock) -> None:
        self._clock = clock
        self.skew = timedelta()

    def now(self) -> datetime:
        return self._clock.now() + self.skew

    def elapsed(self) -> timedelta:
        """The life's time, which no skew changes."""
        return self._clock.now() - START
