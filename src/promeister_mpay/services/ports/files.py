"""How services read the files of other programs: with limits of memory and time (`design §17`)."""

from collections.abc import Callable
from pathlib import Path

from promeister_mpay.domain.sheets import Sheet

Cancelled = Callable[[], bool]
"""Says whether somebody has cancelled; asked again and again, from any thread."""


def never() -> bool:
    """Nobody cancels."""
    return False


ReadSheet = Callable[[Path, Cancelled], Sheet]
"""Reads the first table of a file.

Raises `FileError` with a sentence that names the file, and `ReadingStopped` when it is cancelled.
"""
ReadPicture = Callable[[Path, Cancelled], str]
"""Reads a picture as it is stored, base64 text; raises as `ReadSheet`."""
