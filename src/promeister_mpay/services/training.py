"""What training mode shows instead of a customer's phone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextMessage:
    """An SMS that the customer would have got."""

    to: str
    text: str
    link: str
