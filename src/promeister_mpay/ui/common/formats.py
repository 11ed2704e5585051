"""How values are read and shown in fields: dates, odometer, local times."""

from datetime import date, datetime, timedelta

from promeister_mpay.errors import InputError


def parse_date(text: str, today: date, field: str = "order_date") -> date:
    """Read '2026-11-23', '261123', '23/11', '2311' or 'i dag'; raises `InputError(field)`."""
    typed = text.strip().lower().replace("/", "-").replace(".", "-")
    if typed in ("", "i dag", "idag", "d"):
        return today
    if typed in ("i går", "igår"):
        return today - timedelta(days=1)
    try:
        return _date(typed, today)
    except ValueError as error:
        raise InputError(
            f"Datumet ”{text.strip()}” kan inte läsas. Skriv till exempel {today:%Y-%m-%d} eller {today:%y%m%d}.",
            field,
        ) from error


def _date(typed: str, today: date) -> date:
    digits = typed.replace("-", "")
    if len(digits) == 8:
        return date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    if len(digits) == 6:
        return date.fromisoformat(f"20{digits[:2]}-{digits[2:4]}-{digits[4:]}")
    day, _, month = typed.partition("-") if "-" in typed else (typed[:2], "", typed[2:4])
    return date(today.year, int(month or today.month), int(day))


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
