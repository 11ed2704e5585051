"""The history: who did what to an order or to the workshop, and when; written once and never changed."""

from dataclasses import dataclass
from datetime import datetime

WORKSHOP = 0
"""The order number of events of the workshop itself, such as a changed setting; no order has it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the tab Händelser; `at` is UTC, `text` a Swedish sentence without secrets or whole phone numbers."""

    order_number: int
    at: datetime
    who: str
    text: str
    reference: str = ""
    trace_id: str = ""
