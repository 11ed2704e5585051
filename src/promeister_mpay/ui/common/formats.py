"""How values are read and shown in fields: odometer, local times."""

from datetime import datetime

from promeister_mpay.errors import InputError


def parse_odometer(text: str) -> int | None:
    """Read '18 432 mil'; empty is unknown. Raises `InputError('odometer')`."""
    digits = "".join(text.lower().removesuffix("mil").split()).replace("\N{NO-BREAK SPACE}", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        raise InputError(f"Mätarställningen ”{text.strip()}” kan inte läsas. Skriv hela mil med siffror.", "odometer")
    return int(digits)


def local(time: datetime | None) -> str:
    """A UTC time as the clerk's clock shows it: '2026-11-23 10:42'."""
    return "" if time is None else time.astimezone().strftime("%Y-%m-%d %H:%M")


def local_short(time: datetime | None) -> str:
    """A UTC time as lists show it: '26-11-23 10:42' (manual 11.40)."""
    return "" if time is None else time.astimezone().strftime("%y-%m-%d %H:%M")


def cut(text: str, most: int = 60) -> str:
    """The beginning of a text from a file, as a label or a choice shows it: a long one takes seconds to be laid out."""
    return text if len(text) <= most else f"{text[:most]}…"
