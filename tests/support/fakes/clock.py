"""A clock that moves only by `advance` and `put_right`."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


class FakeClock:
    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._elapsed = timedelta()

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> None:
        self._now += step
        self._elapsed += step

    def elapsed(self) -> timedelta:
        return self._elapsed

    def put_right(self, step: timedelta) -> None:
        """Somebody sets the clock; no time passes."""
        self._now += step
