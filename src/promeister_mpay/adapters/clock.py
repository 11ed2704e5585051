"""The computer's clock."""

from datetime import UTC, datetime


class SystemClock:
    """Tells the time of this computer."""

    def now(self) -> datetime:
        """The time in UTC, aware."""
        return datetime.now(UTC)
