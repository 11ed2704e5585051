"""How dates are read: those that a person types, and those in files of other programs (`design §13`)."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError

_NEAR = {"i dag": 0, "idag": 0, "d": 0, "a": 0, "i går": -1, "igår": -1}
"""Days by name; NAV's `a`, the working date, is today, for this program has no other."""
_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTHS = (
    ("januari", "january"), ("februari", "february"), ("mars", "march"), ("april",), ("maj", "may"),
    ("juni", "june"), ("juli", "july"), ("augusti", "august"), ("september",), ("oktober", "october"),
    ("november",), ("december",),
)  # fmt: skip
_LONGEST = 40
_LONGEST_WITH_BLANKS = 200
_YEARS = range(1980, 2100)
_NEAR_DAYS = 60
_LIKELY_DAYS = (180, 550, 3650)
"""How far from today a date of several readings is: a reading is taken when it is the only one within such a limit."""
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range((date(1980, 1, 1) - _EXCEL_EPOCH).days, (date(2100, 1, 1) - _EXCEL_EPOCH).days)
_CLOCK = re.compile(
    r"""(?P<day>.*?\d{1,4}\.?)
    (?: (?: [t ]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2}(?:[.,]\d+)?)? (?:[ ]?[ap]m)?
          | t(?P<bare_hour>\d{2})(?P<bare_minute>\d{2})(?:\d{2})? )
        [ ]?(?P<zone>z|[+-]\d{2}(?::?\d{2})?)? )?""",
    re.ASCII | re.VERBOSE,
)
_PARTS = re.compile(
    r"""(?P<first>[0-9]{1,4}|[a-zåäö]{3,9}) [ ]?(?P<mark>[-/. ,])[ ]?
    (?P<second>[0-9]{1,2}|[a-zåäö]{3,9}) (?:(?P=mark)|\.?[ ]?[ ,])[ ]?
    (?P<third>[0-9]{1,4})\.?""",
    re.VERBOSE,
)
_WEEKDAY_BEFORE = re.compile(r"\A(?:må|ti|on|to|fr|lö|sö|mo|tu|we|th|sa|su)[a-zåäö]*\.?,? ")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)


class DateOrder(StrEnum):
    """The order of year, month and day in dates; the value is its name on the screen."""

    YEAR_FIRST = "år-månad-dag"
    DAY_FIRST = "dag-månad-år"
    MONTH_FIRST = "månad-dag-år"


_PLACES = {DateOrder.YEAR_FIRST: (0, 1, 2), DateOrder.DAY_FIRST: (2, 1, 0), DateOrder.MONTH_FIRST: (2, 0, 1)}
"""Where year, month and day stand."""
_TYPED_ORDERS = {False: (DateOrder.YEAR_FIRST,), True: (DateOrder.YEAR_FIRST, DateOrder.DAY_FIRST)}
"""The orders of typed dates in Sweden: of digits alone, and of parts."""


# -- dates in files


def readings(text: str) -> Mapping[DateOrder, date]:
    """Return what a date in a file is in each order that can be; a year is from 1980 to 2099, of two digits from 2000.

    A month in words and a day number of Excel (46331) are the same in every order. A time is dropped; with a time zone
    the day is Sweden's.
    """
    return _readings(text) if len(text) <= _LONGEST_WITH_BLANKS else MappingProxyType({})


@lru_cache(maxsize=10_000)
def _readings(text: str) -> Mapping[DateOrder, date]:
    typed = one_line(text).casefold()
    found = _CLOCK.fullmatch(typed) if len(typed) <= _LONGEST else None
    if found is None:
        return MappingProxyType({})
    days = {order: day for order in DateOrder if (day := _day_in(found["day"], order)) is not None}
    if not found["zone"]:
        return MappingProxyType(days)
    clock = time(int(found["hour"] or found["bare_hour"]) % 24, int(found["minute"] or found["bare_minute"]) % 60)
    return MappingProxyType({order: _swedish_day(day, clock, found["zone"]) for order, day in days.items()})


def possible_orders(texts: Iterable[str]) -> tuple[DateOrder, ...]:
    """Return the orders that read the most of a column's dates, without those that read all as another one does.

    One order decides; of several somebody must choose, and the first is the more usual one: with points or slashes the
    day is first, else the year. Without a single date it is year first.
    """
    counted = Counter(text for text in texts if text.strip("- "))
    days = {text: readings(text) for text in counted}
    read = {order: sum(counted[text] for text in counted if order in days[text]) for order in DateOrder}
    if not any(read.values()):
        return (DateOrder.YEAR_FIRST,)
    marked = sum(count for text, count in counted.items() if re.search("[/.]", text))
    ranked = sorted(DateOrder, key=lambda order: order is DateOrder.YEAR_FIRST and 2 * marked > counted.total())
    best = [order for order in ranked if read[order] == max(read.values())]
    distinct: dict[tuple[date | None, ...], DateOrder] = {}
    for order in best:
        distinct.setdefault(tuple(days[text].get(order) for text in counted), order)
    return tuple(distinct.values())


def _day_in(text: str, order: DateOrder) -> date | None:
    serial = _SERIAL.fullmatch(text)
    if serial:
        days = int(serial[1])
        return _EXCEL_EPOCH + timedelta(days=days) if days in _SERIALS else None
    parts = _parts(_WEEKDAY_BEFORE.sub("", text), order)
    if parts is None:
        return None
    year, month, day = (parts[place] for place in _PLACES[order])
    return _valid(_year(year), int(month), int(day))


def _parts(text: str, order: DateOrder) -> tuple[str, str, str] | None:
    """The three parts of a date, as they stand in `order`; None when they cannot."""
    if text.isascii() and text.isdigit():
        return _compact(text, order)
    found = _PARTS.fullmatch(text)
    if found is None:
        return None
    parts = (found["first"], found["second"], found["third"])
    if not all(part.isdigit() for part in parts):
        parts = _with_named_month(parts, order)
    widths = [len(part) for part in parts]
    year = _PLACES[order][0]
    fits = widths[year] in (2, 4) and all(width <= 2 for at, width in enumerate(widths) if at != year)
    return parts if fits and all(part.isdigit() for part in parts) else None


def _compact(digits: str, order: DateOrder) -> tuple[str, str, str] | None:
    year = {8: 4, 6: 2}.get(len(digits))
    if year is None:
        return None
    first = year if order is DateOrder.YEAR_FIRST else 2
    return digits[:first], digits[first : first + 2], digits[first + 2 :]


def _with_named_month(parts: tuple[str, str, str], order: DateOrder) -> tuple[str, str, str]:
    """'5 nov 2026', 'nov 5 2026' and '2026 nov 5' as parts in any order: a month in words decides where the day is."""
    first, second, third = parts
    if first.isdigit():
        year, month, day = (first, second, third) if len(first) == 4 else (third, second, first)
    else:
        year, month, day = third, first, second
    values = (year, str(_month(month)), day)
    placed = dict(zip(_PLACES[order], values, strict=True))
    return placed[0], placed[1], placed[2]


def _month(text: str) -> int:
    """The number of a month's name or its beginning of three letters or more; 0 when it is none."""
    name = "oktober" if text == "oct" else text
    return next((at for at, names in enumerate(_MONTHS, 1) if any(each.startswith(name) for each in names)), 0)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _swedish_day(day: date, clock: time, zone: str) -> date:
    hours, minutes = (0, 0) if zone == "z" else (int(zone[1:3]), int(zone[3:].removeprefix(":") or 0))
    offset = timedelta(hours=hours % 24, minutes=minutes % 60) * (-1 if zone.startswith("-") else 1)
    return _in_sweden(datetime.combine(day, clock, timezone(offset))).date()


def _in_sweden(moment: datetime) -> datetime:
    """The moment in Sweden's time; in this computer's where the tables of time zones are not installed."""
    # Imported here because hardly any file has time zones.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return moment.astimezone(ZoneInfo("Europe/Stockholm"))
    except ZoneInfoNotFoundError:
        return moment.astimezone()


# -- typed dates


class AmbiguousDate(InputError):
    """A typed date that can be more than one day; `days` are the days, the sentence names them."""

    def __init__(self, text: str, days: tuple[date, ...], field: str) -> None:
        either = " eller ".join(map(str, days))
        super().__init__(f"Datumet ”{text.strip()}” kan vara {either}. Skriv året med fyra siffror.", field)
        self.days = days


def read_day(text: str, today: date) -> date:
    """Read a typed date; raises `ValueError` when it is none.

    '2026-11-23', '261123', '26-11-23', '23/11/2026'; without a year '23/11' and '2311'; the day of this month '23';
    'd', 'a', 'i dag', 'i går'; a day of this week as 'ti', 'tis' or 'tisdag'. A day and month are this year's, unless
    they are near today in the year before or after and not in this one.
    """
    typed = _bare(text)
    if typed in _NEAR:
        return today + timedelta(days=_NEAR[typed])
    if len(typed) >= 2 and typed.isalpha():
        return _weekday(typed, today)
    if re.fullmatch(r"[0-9]+-[0-9]+-[0-9]+|[0-9]{6}|[0-9]{8}", typed):
        return _full(typed)
    if not re.fullmatch(r"[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,4}", typed):
        raise ValueError(text)
    day, _, month = typed.partition("-") if "-" in typed else (typed[:2], "", typed[2:])
    return _without_year(int(day), int(month), today) if month else date(today.year, today.month, int(day))


def _bare(text: str) -> str:
    """The typed text with one mark between its parts; raises `ValueError` for a text that is too long for a date."""
    typed = re.sub("[/.\u2010-\u2015\u2212]", "-", one_line(text).casefold())
    if len(typed) > _LONGEST:
        raise ValueError(text)
    return typed


def _weekday(typed: str, today: date) -> date:
    found = [at for at, name in enumerate(_WEEKDAYS) if name.startswith(typed)]
    if len(found) != 1:
        raise ValueError(typed)
    return today + timedelta(days=found[0] - today.weekday())


def _full(typed: str) -> date:
    """A date with its year: digits alone are year-month-day, and so are parts that can be."""
    days = _typed_readings(typed)
    if not days:
        raise ValueError(typed)
    return days[0]


def _typed_readings(typed: str) -> tuple[date, ...]:
    """The days that a typed date with its year can be, year-month-day first."""
    orders = _TYPED_ORDERS["-" in typed]
    return tuple(dict.fromkeys(day for order, day in readings(typed).items() if order in orders))


def _equally_likely(text: str, today: date) -> tuple[date, ...]:
    """The days that a typed date may be when year-month-day is not clearly the likeliest one; none when it is."""
    days = _typed_readings(_bare(text))
    likely = next((near for limit in _LIKELY_DAYS if (near := _within(days, limit, today))), days)
    return () if len(days) < 2 or likely == days[:1] else days


def _within(days: tuple[date, ...], limit: int, today: date) -> tuple[date, ...]:
    return tuple(day for day in days if abs(day - today).days <= limit)


def _without_year(day: int, month: int, today: date) -> date:
    """The day in this year, or in the next or last one when only that is near; '1123' can only be month and day."""
    if month > 12 >= day:
        day, month = month, day
    years = (today.year, today.year - 1, today.year + 1)
    days = [found for year in years if (found := _valid(year, month, day)) is not None]
    if not days or days[0].year != today.year:
        raise ValueError(f"{day}/{month}")
    return next((found for found in days if abs(found - today).days <= _NEAR_DAYS), days[0])


def parse_date(text: str, today: date, field: str = "order_date") -> date:
    """Read a field as `read_day` does, empty as today; raises `InputError(field)`.

    It is `AmbiguousDate` when another order of the parts is as likely as year-month-day: '05-11-26'.
    """
    if not text.strip():
        return today
    try:
        day, several = read_day(text, today), _equally_likely(text, today)
    except (ValueError, OverflowError) as error:
        raise InputError(
            f"Datumet ”{one_line(text)[:_LONGEST]}” kan inte läsas. "
            f"Skriv till exempel {today:%Y-%m-%d} eller {today:%y%m%d}.",
            field,
        ) from error
    if several:
        raise AmbiguousDate(text, several, field)
    return day
