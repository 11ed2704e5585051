"""What may stand in the log (design §11): templates of the program, numbers, times, ids, and texts marked as nobody's.

Everything else is written as what kind of thing it is: a customer's name cannot be told from an article's by its looks.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import PurePath
from uuid import UUID

from promeister_mpay.domain.error_traces import is_trace_id, what_went_wrong

HIDDEN = "‹text›"
HIDDEN_NUMBER = "‹tal›"
HIDDEN_FILE = "‹fil›"
GREATEST = 10**9
"""Whole numbers from here on may be somebody's: personal and organisation numbers have ten digits, phones nine."""


class LogText(str):
    """A text that the program wrote itself, or chose from its own: it names nobody and may stand in the log."""

    __slots__ = ()


def trace_text(text: str) -> LogText:
    """The gateway's id of a call or a UUID, as it is; anything else that came as one is hidden."""
    return LogText(text if is_trace_id(text) or not text else HIDDEN)


def loggable(value: object) -> object:
    """What the log may say of a value, with nothing in it that a customer, a file or another user wrote."""
    if isinstance(value, Mapping):
        return {str(name): loggable(part) for name, part in value.items()}
    if isinstance(value, BaseException):
        return what_went_wrong(value)
    if isinstance(value, Enum | type):
        return value.name if isinstance(value, Enum) else value.__qualname__
    if isinstance(value, int):
        return value if abs(value) < GREATEST else HIDDEN_NUMBER
    if value is None or isinstance(value, LogText | float | date | datetime | timedelta | UUID):
        return value
    return HIDDEN_FILE if isinstance(value, PurePath) else HIDDEN
