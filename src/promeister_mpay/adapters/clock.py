"""The computer's clock."""

from datetime import UTC, datetime


class SystemClock:
    """A `Clock` that reads the time of this computer."""

    def now(self) -> datetime:
        """The current time, with time zone UTC."""
        return datetime.now(UTC)
