"""Registration plates as people write them, and the form in which they are compared."""

import re

_NOT_OF_PLATE = re.compile(r"[\s\-]")


def plate_key(registration: str) -> str:
    """A plate as it is compared and looked up: upper case, without spaces and hyphens ('abc 123' gives 'ABC123')."""
    return _NOT_OF_PLATE.sub("", registration).upper()
