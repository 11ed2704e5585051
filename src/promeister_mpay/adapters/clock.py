"""The computer's clock."""

import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """A `Clock` that reads the time of this computer."""

    def now(self) -> datetime:
        """The current time, with time zone UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> timedelta:
        """The monotonic time of this computer."""
        return timedelta(microseconds=time.monotonic_ns() // 1000)
