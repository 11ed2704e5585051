"""The filter language of lists: a typed filter becomes a condition, which a store makes SQL of."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from promeister_mpay.domain.dates import read_day
from promeister_mpay.domain.lists.columns import NEWEST_FIRST, OWN_ORDER, ListColumn, column_of
from promeister_mpay.domain.lists.query import VIEWS_OF, ColumnKind, ListKind, ListQuery, View
from promeister_mpay.domain.money import parse_hundredths
from promeister_mpay.domain.search import Term, terms
from promeister_mpay.errors import InputError

LONGEST_FILTER = 200
LONGEST_FIND = 200
_PLAIN = (("~1", "a"), ("~2", "a"), ("~3", "o"))
_INTEGER = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}]")
_CLOCK = re.compile(r"(?P<day>.*?)[ T]+(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})", re.ASCII)
_AFTER_ALL = "\U0010ffff"
"""A character that sorts after every letter of a form, in the databases too."""


@dataclass(frozen=True, slots=True)
class Between:
    """Values from `low`, included, to `high`, excluded; None is no limit. Texts are compared by their form."""

    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class IsSet:
    """Values that are not empty."""


@dataclass(frozen=True, slots=True)
class WordStarts:
    """Texts in which each of these begins some word of the plain text."""

    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pieces:
    """Texts whose whole plain text consists of these pieces in this order, with anything between them."""

    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """All values that do not meet the condition, empty ones included."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Values that meet at least one of the conditions."""

    conditions: "tuple[Condition, ...]"


Condition = Between | IsSet | WordStarts | Pieces | Not | AnyOf
Span = tuple[Any, Any]
"""The range of a typed value: first limit included, second excluded; '2026-03-02' covers all times of a day."""


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query whose texts are parsed, as a store gets it."""

    kind: ListKind
    sort: ListColumn
    descending: bool
    terms: tuple[Term, ...] = ()
    conditions: tuple[tuple[ListColumn, Condition], ...] = ()
    view: View = View.ALL


def read_query(kind: ListKind, query: ListQuery, today: date) -> ParsedQuery:
    """Read a query; raises `InputError` with the key of the column whose filter cannot be read."""
    own = OWN_ORDER[kind]
    sort = column_of(kind, query.sort)
    if sort is None or not sort.sortable:
        sort = column_of(kind, own)
    if sort is None:
        raise LookupError(own)
    return ParsedQuery(
        kind,
        sort,
        query.descending ^ (not query.sort and kind in NEWEST_FIRST),
        terms(query.text[:LONGEST_FIND]),
        tuple(_read_filters(kind, query, today)),
        query.view if query.view in VIEWS_OF.get(kind, ()) else View.ALL,
    )


def _read_filters(kind: ListKind, query: ListQuery, today: date) -> list[tuple[ListColumn, Condition]]:
    known = [(column_of(kind, key), expression) for key, expression in query.filters.items() if expression.strip()]
    return [(column, read_filter(column, expression, today)) for column, expression in known if column is not None]


def read_filter(column: ListColumn, expression: str, today: date) -> Condition:
    """Read one column's filter; raises `InputError(column.key)` with a sentence when it cannot be read."""
    if column.computed:
        raise InputError(f"{column.title} räknas ut rad för rad och kan inte filtreras.", column.key)
    if len(expression) > LONGEST_FILTER:
        raise InputError(f"Filtret på {column.title} är längre än {LONGEST_FILTER} tecken. Korta det.", column.key)
    read = tuple(_read_one(column, part.strip(), today) for part in expression.split("|"))
    return read[0] if len(read) == 1 else AnyOf(read)


def _read_one(column: ListColumn, part: str, today: date) -> Condition:
    if part.startswith("<>"):
        return Not(_read_one(column, part.removeprefix("<>").strip(), today))
    if part == "*":
        return IsSet()
    if part == "''":
        return Not(IsSet())
    if column.kind is ColumnKind.FLAG:
        return _read_flag(column, part)
    return _read_text(column, part) if column.kind is ColumnKind.TEXT else _read_value(column, part, today)


def _read_flag(column: ListColumn, part: str) -> Condition:
    answer = part.removeprefix("=").strip().casefold()
    if answer in ("*", "ja", "j", "1"):
        return IsSet()
    if answer in ("nej", "n", "0", "''"):
        return Not(IsSet())
    raise InputError(
        f"Filtret på {column.title}, ”{part}”, kan inte läsas. Skriv * för ja eller <>* för nej.", column.key
    )


# -- texts


def plain(form: str) -> str:
    """Return a stored form with its marks for å, ä and ö replaced by a and o."""
    for mark, letter in _PLAIN:
        form = form.replace(mark, letter)
    return form


def _read_text(column: ListColumn, part: str) -> Condition:
    if part.startswith("="):
        # A form's words are separated by spaces, which sort before all letters.
        form = _text_span(column, part.removeprefix("="))[0]
        return Between(form, f"{form} ")
    compared = _compared(part, lambda text: _text_span(column, text))
    if compared is not None:
        return compared
    if "*" in part:
        return Pieces(tuple(plain(column.form(piece)) for piece in part.split("*")))
    starts = tuple(plain(column.form(part)).split())
    if not starts:
        raise _unreadable(column, part, "en text")
    return WordStarts(starts)


def _text_span(column: ListColumn, text: str) -> Span:
    form = column.form(text)
    if not form:
        raise _unreadable(column, text, "en text")
    return form, form + _AFTER_ALL


# -- numbers, amounts, dates and times


def _read_value(column: ListColumn, part: str, today: date) -> Condition:
    def span(text: str) -> Span:
        return _READ[column.kind](column, text.strip(), today)

    compared = _compared(part, span)
    return Between(*span(part)) if compared is None else compared


def _compared(part: str, span: Callable[[str], Span]) -> Condition | None:
    """Read a filter with a comparison sign or '..'; None when it is a value alone."""
    for sign, made in _SIGNS:
        if part.startswith(sign):
            return made(span(part.removeprefix(sign)))
    if ".." not in part:
        return None
    first, _, last = part.partition("..")
    low = span(first)[0] if first.strip() else None
    return Between(low, span(last)[1] if last.strip() or not first.strip() else None)


_SIGNS: tuple[tuple[str, Callable[[Span], Condition]], ...] = (
    (">=", lambda span: Between(low=span[0])),
    ("<=", lambda span: Between(high=span[1])),
    (">", lambda span: Between(low=span[1])),
    ("<", lambda span: Between(high=span[0])),
    ("=", lambda span: Between(*span)),
)


def _number(column: ListColumn, text: str, _today: date) -> Span:
    digits = _SPACES.sub("", text.casefold().removesuffix("mil").removesuffix("%"))
    if not _INTEGER.fullmatch(digits):
        raise _unreadable(column, text, "till exempel 14790, 14000..14790, >1000 eller <>5")
    return int(digits), int(digits) + 1


def _money(column: ListColumn, text: str, _today: date) -> Span:
    try:
        amount = parse_hundredths(text, column.key)
    except InputError as error:
        raise _unreadable(column, text, "belopp i kronor, till exempel 1 234,50, 100..500 eller >1000") from error
    return amount, amount + 1


def _date(column: ListColumn, text: str, today: date) -> Span:
    try:
        day = read_day(text, today)
        return day, day + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise _unreadable(column, text, _like(today)) from error


def _time(column: ListColumn, text: str, today: date) -> Span:
    try:
        clock = _CLOCK.fullmatch(text)
        if clock is None:
            day = read_day(text, today)
            return _moment(day), _moment(day + timedelta(days=1))
        start = datetime.combine(read_day(clock["day"], today), datetime.min.time())
        minute = start.replace(hour=int(clock["hour"]), minute=int(clock["minute"]))
        return minute.astimezone(UTC), minute.astimezone(UTC) + timedelta(minutes=1)
    except (ValueError, OverflowError, OSError) as error:
        raise _unreadable(column, text, f"{_like(today)} eller {today:%y-%m-%d} 15:18") from error


def _moment(day: date) -> datetime:
    """The start of a local day, in UTC."""
    return datetime.combine(day, datetime.min.time()).astimezone(UTC)


_READ: dict[ColumnKind, Callable[[ListColumn, str, date], Span]] = {
    ColumnKind.NUMBER: _number,
    ColumnKind.MONEY: _money,
    ColumnKind.DATE: _date,
    ColumnKind.TIME: _time,
}


def _like(today: date) -> str:
    return f"till exempel {today:%Y-%m-%d}, {today:%y%m%d}, i dag eller {today.replace(day=1):%y%m%d}..{today:%y%m%d}"


def _unreadable(column: ListColumn, text: str, hint: str) -> InputError:
    return InputError(f"Filtret på {column.title}, ”{text.strip()[:40]}”, kan inte läsas. Skriv {hint}.", column.key)


# -- judging


def matches(condition: Condition, stored: Any) -> bool:  # noqa: ANN401 — a column's stored value, of any kind
    """Whether a stored value (a TEXT column's form, a FLAG's source, None for nothing) meets a condition."""
    if isinstance(condition, Not):
        return not matches(condition.condition, stored)
    if isinstance(condition, AnyOf):
        return any(matches(each, stored) for each in condition.conditions)
    if stored is None or isinstance(condition, IsSet):
        return stored is not None
    if isinstance(condition, Between):
        return (condition.low is None or condition.low <= stored) and (
            condition.high is None or stored < condition.high
        )
    text = plain(stored)
    if isinstance(condition, WordStarts):
        return all(f" {start}" in f" {text}" for start in condition.starts)
    return re.fullmatch(".*".join(re.escape(piece) for piece in condition.pieces), text) is not None
