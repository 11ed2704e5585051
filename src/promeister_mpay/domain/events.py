"""The history: who did what to an order or to the workshop, and when; written once and never changed."""

from dataclasses import dataclass
from datetime import datetime

WORKSHOP = 0
"""The order number of events of the workshop itself, such as a changed setting; no order has it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the tab Händelser; `at` is UTC, `text` a Swedish sentence.

    The text has no secret, no whole phone number and no name of a customer: it is kept for ever (design §18).
    """

    order_number: int
    at: datetime
    who: str
    text: str
    reference: str = ""
    trace_id: str = ""
    os_user: str = ""
    """The operating system's user of the program that wrote it; empty in events from before these were kept."""
    computer: str = ""

    @property
    def where(self) -> str:
        """The user and the computer as the history shows them: 'anna på kassa2'; empty in an old event."""
        return " på ".join(filter(None, (self.os_user, self.computer)))
