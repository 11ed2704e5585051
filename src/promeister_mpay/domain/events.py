"""What has happened to an order: who did what, when; written once and never changed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the tab Händelser; `at` is UTC, `text` a Swedish sentence without secrets or whole phone numbers."""

    order_number: int
    at: datetime
    who: str
    text: str
    reference: str = ""
    trace_id: str = ""
