"""The reference of an order's payment request: how it is made, and what order and attempt one names."""

from promeister_mpay.services.settings import Settings

_LONGEST_NUMBER, _LONGEST_ATTEMPT = 18, 9
"""Digits of an order's number and of an attempt that the store can hold."""


def reference_of(settings: Settings, number: int, attempt: int) -> str:
    """The reference of an order's payment request."""
    return f"{settings.order_prefix}{number}-{attempt}"


def named_order(settings: Settings, text: str) -> int | None:
    """The order number that a text is, with or without the prefix; None for anything else."""
    return _whole(text.removeprefix(settings.order_prefix), _LONGEST_NUMBER)


def named_attempt(settings: Settings, reference: str) -> tuple[int, int] | None:
    """The order number and the attempt that a reference of this program names; None for another's."""
    number, _, attempt = reference.removeprefix(settings.order_prefix).rpartition("-")
    order, which = _whole(number, _LONGEST_NUMBER), _whole(attempt, _LONGEST_ATTEMPT)
    if order is None or which is None or not reference.startswith(settings.order_prefix):
        return None
    return order, which


def _whole(text: str, longest: int) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= longest else None
