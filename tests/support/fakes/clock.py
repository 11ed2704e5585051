"""A clock that moves only by `advance`."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


class FakeClock:
    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta) -> None:
        self._now += step
