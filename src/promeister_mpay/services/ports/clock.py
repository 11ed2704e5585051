"""The clock that services ask for the time."""

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current time in UTC, timezone-aware; somebody may set it, and another computer's differs."""
        ...

    def elapsed(self) -> timedelta:
        """The time since some fixed moment of this program; nobody can set it (design §14 rule 11)."""
        ...
