"""The filter language of lists: a typed filter becomes a condition, which a store makes SQL of."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from promeister_mpay.domain.dates import read_day
from promeister_mpay.domain.lists.columns import COLUMNS, NEWEST_FIRST, OWN_ORDER, ListColumn, column_of
from promeister_mpay.domain.lists.conditions import Between, Condition, IsSet, Not, Pattern, WordStarts, plain
from promeister_mpay.domain.lists.filter_syntax import FilterSyntaxError, Operand, read_expression
from promeister_mpay.domain.lists.query import VIEWS_OF, ColumnKind, ListKind, ListQuery, View
from promeister_mpay.domain.money import parse_hundredths
from promeister_mpay.domain.search import Term, terms
from promeister_mpay.errors import InputError

LONGEST_FILTER = 200
LONGEST_FIND = 200
_INTEGER = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}]")
_CLOCK = re.compile(r"(?P<day>.*?)(?<![ T])[ T]++(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})", re.ASCII)
_SIGN = re.compile(r"[<>=]")
_WILDCARD = re.compile(r"([*?])")
_ONE_SIGN = "jämförelsen först och & mellan två villkor, eller texten inom '…'"
_AFTER_ALL = "\U0010ffff"
"""A character that sorts after every letter of a form, in the databases too."""


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
    """Read a query; raises `InputError` with the key of the column whose filter cannot be read, or 'text'.

    Everything in it counts or is refused: no filter is shown as active and not applied (design §17).
    """
    if len(query.text) > LONGEST_FIND:
        raise InputError(f"Det sökta är längre än {LONGEST_FIND} tecken. Korta det.", "text")
    sort = column_of(kind, query.sort)
    if sort is None or not sort.sortable:
        sort = next(column for column in COLUMNS[kind] if column.key == OWN_ORDER[kind])
    return ParsedQuery(
        kind,
        sort,
        query.descending ^ (not query.sort and kind in NEWEST_FIRST),
        terms(query.text),
        tuple(_read_filters(kind, query, today)),
        query.view if query.view in VIEWS_OF.get(kind, ()) else View.ALL,
    )


def _read_filters(kind: ListKind, query: ListQuery, today: date) -> list[tuple[ListColumn, Condition]]:
    read = []
    for key, expression in query.filters.items():
        column = column_of(kind, key)
        if column is None:
            raise InputError(f"Listan har ingen kolumn ”{key}” att filtrera på. Ta bort filtret.", key)
        if expression.strip():
            read.append((column, read_filter(column, expression, today)))
    return read


def read_filter(column: ListColumn, expression: str, today: date) -> Condition:
    """Read one column's filter; raises `InputError(column.key)` with a sentence when it cannot be read.

    Nothing of an expression is left out: what has no meaning for the column is refused.
    """
    if column.computed:
        raise InputError(f"{column.title} räknas ut rad för rad och kan inte filtreras.", column.key)
    if len(expression) > LONGEST_FILTER:
        raise InputError(f"Filtret på {column.title} är längre än {LONGEST_FILTER} tecken. Korta det.", column.key)
    try:
        return read_expression(expression, lambda operand: _read_operand(column, operand, today))
    except FilterSyntaxError as error:
        raise InputError(f"Filtret på {column.title} kan inte läsas: {error}.", column.key) from error


def _read_operand(column: ListColumn, operand: Operand, today: date) -> Condition:
    if operand.is_empty:
        return Not(IsSet())
    if operand == Operand("", "*"):
        return IsSet()
    if column.kind is ColumnKind.FLAG:
        return _read_flag(column, operand)
    return _read_text(column, operand) if column.kind is ColumnKind.TEXT else _read_value(column, operand, today)


def _read_flag(column: ListColumn, operand: Operand) -> Condition:
    answer = operand.text.strip().casefold()
    if operand.sign in ("", "="):
        if answer in ("*", "ja", "j", "1"):
            return IsSet()
        if answer in ("nej", "n", "0"):
            return Not(IsSet())
    raise InputError(
        f"Filtret på {column.title}, ”{operand.sign}{answer[:40]}”, kan inte läsas. Skriv * för ja eller <>* för nej.",
        column.key,
    )


# -- texts


def _read_text(column: ListColumn, operand: Operand) -> Condition:
    if not operand.is_quoted:
        operand = replace(operand, text=operand.text.removeprefix("@").strip())
        _refuse_late_signs(column, operand)
        if _WILDCARD.search(operand.text):
            return _read_pattern(column, operand)
    if operand.sign == "=":
        # A form's words are separated by spaces, which sort before all letters.
        form = _text_span(column, operand.text)[0]
        return Between(form, f"{form} ")
    compared = _compared(operand, lambda text: _text_span(column, text))
    if compared is not None:
        return compared
    starts = tuple(plain(column.form(operand.text)).split())
    if not starts:
        raise _unreadable(column, operand.text, "en text")
    return WordStarts(starts)


def _refuse_late_signs(column: ListColumn, operand: Operand) -> None:
    """A sign inside a text would be dropped with all its punctuation, and the filter mean something else."""
    between = operand.text.partition("..")[2]
    if _SIGN.search(operand.text) or ".." in between or (operand.sign and ".." in operand.text):
        raise _unreadable(column, f"{operand.sign}{operand.text}", _ONE_SIGN)


def _read_pattern(column: ListColumn, operand: Operand) -> Condition:
    if operand.sign not in ("", "=") or ".." in operand.text:
        raise _unreadable(column, f"{operand.sign}{operand.text}", "* och ? utan jämförelse, till exempel *berg*")
    pieces = _WILDCARD.split(operand.text)
    return Pattern("".join(_piece(column, pieces, at) for at in range(len(pieces))))


def _piece(column: ListColumn, pieces: Sequence[str], at: int) -> str:
    """The form of a pattern's piece, with the space that separates it from a sign beside it."""
    piece = pieces[at]
    if not piece or piece in "*?":
        return piece
    form = plain(column.form(piece))
    if piece.strip() and not form:
        raise _unreadable(column, "".join(pieces), "bokstäver eller siffror mellan * och ?")
    if not _has_spaces(column):
        return form
    before = " " if at and _is_apart(piece[0], pieces[at - 1]) else ""
    after = " " if form and at + 1 < len(pieces) and _is_apart(piece[-1], pieces[at + 1]) else ""
    return f"{before}{form}{after}"


def _is_apart(character: str, sign: str) -> bool:
    """Whether a character beside a sign stands for a space of the form, to which all punctuation is reduced."""
    return character.isspace() or (sign == "?" and not character.isalnum())


def _has_spaces(column: ListColumn) -> bool:
    return " " in column.form("a b")


def _text_span(column: ListColumn, text: str) -> Span:
    form = column.form(text)
    if not form:
        raise _unreadable(column, text, "en text")
    return form, form + _AFTER_ALL


# -- numbers, amounts, dates and times


def _read_value(column: ListColumn, operand: Operand, today: date) -> Condition:
    def span(text: str) -> Span:
        return _READ[column.kind](column, text.strip(), today)

    compared = _compared(operand, span)
    return Between(*span(operand.text)) if compared is None else compared


def _compared(operand: Operand, span: Callable[[str], Span]) -> Condition | None:
    """Read an operand with a comparison sign or '..'; None when it is a value alone."""
    if operand.sign:
        return _SIGNS[operand.sign](span(operand.text))
    if operand.is_quoted or ".." not in operand.text:
        return None
    first, _, last = operand.text.partition("..")
    low = span(first)[0] if first.strip() else None
    return Between(low, span(last)[1] if last.strip() or not first.strip() else None)


_SIGNS: dict[str, Callable[[Span], Condition]] = {
    ">=": lambda span: Between(low=span[0]),
    "<=": lambda span: Between(high=span[1]),
    ">": lambda span: Between(low=span[1]),
    "<": lambda span: Between(high=span[0]),
    "=": lambda span: Between(*span),
}


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
