"""The clock that services ask for the time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current time in UTC, timezone-aware."""
        ...
