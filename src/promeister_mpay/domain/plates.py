"""Registration plates: the form in which typed plates are compared."""

import re

from promeister_mpay.domain.texts import without_hidden

_NOT_OF_PLATE = re.compile(r"[\s\-]")


def plate_key(registration: str) -> str:
    """Return the form in which plates are compared: upper case, no spaces or hyphens ('abc 123' gives 'ABC123')."""
    return _NOT_OF_PLATE.sub("", without_hidden(registration)).upper()
