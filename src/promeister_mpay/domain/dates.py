"""How a date is read that a person has typed: the one parser of fields and of list filters."""

import re
from datetime import date, timedelta

from promeister_mpay.errors import InputError

_NEAR = {"i dag": 0, "idag": 0, "d": 0, "i går": -1, "igår": -1}


def read_day(text: str, today: date) -> date:
    """Read '2026-11-23', '261123', '26-11-23', '23/11', '2311', '23', 'i dag' or 'i går'; raises `ValueError`."""
    typed = re.sub(r"[/.]", "-", text.strip().casefold())
    if typed in _NEAR:
        return today + timedelta(days=_NEAR[typed])
    digits = typed.replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(text)
    if len(digits) == 8:
        return date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    if len(digits) == 6:
        return date.fromisoformat(f"20{digits[:2]}-{digits[2:4]}-{digits[4:]}")
    day, _, month = typed.partition("-") if "-" in typed else (typed[:2], "", typed[2:])
    return date(today.year, int(month or today.month), int(day))


def parse_date(text: str, today: date, field: str = "order_date") -> date:
    """Read a field as `read_day` does, empty as today; raises `InputError(field)`."""
    if not text.strip():
        return today
    try:
        return read_day(text, today)
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"Datumet ”{text.strip()}” kan inte läsas. Skriv till exempel {today:%Y-%m-%d} eller {today:%y%m%d}.",
            field,
        ) from error
