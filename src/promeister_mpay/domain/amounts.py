"""How amounts in files of other programs are read: whole öre, in every form that such programs write (`design §17`)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from promeister_mpay.domain.money import div_half_up
from promeister_mpay.domain.texts import one_line
from promeister_mpay.errors import InputError

MOST = 100_000_000_000
"""The largest amount, in öre; a larger one is a misread number."""
NOISE = 10_000
_LONGEST = 200
"""Characters of an amount or a currency, blanks included; a longer text is none and is not looked at."""
_CURRENCIES = ("", "-", "SEK", "KR", "KRONOR", "SVENSKA KRONOR", "752")
_DASHES = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}\N{SMALL EM DASH}\N{SMALL HYPHEN-MINUS}]")
_NO_ORE = re.compile(r"[:.,]-+$")
_UNIT_AFTER = re.compile(r"(?<=[0-9)\s.,:-])\s*([a-zåäö]{2,6}|[€$£])\.?$", re.IGNORECASE)
_UNIT_BEFORE = re.compile(r"^([a-zåäö]{2,6}\.?(?=[\s0-9(-])|[€$£])\s*", re.IGNORECASE)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
_FOREIGN = re.compile(r"\b(EUR|USD|GBP|NOK|DKK|CHF|PLN|ISK)\b|([€$£])", re.IGNORECASE)
_BRACKETS = re.compile(r"\((.*)\)")


class DecimalMark(StrEnum):
    """The mark between kronor and öre."""

    COMMA = ","
    POINT = "."


def check_currency(text: str, field: str) -> None:
    """Refuse a currency's name or code that is not kronor, with a sentence; nothing is kronor."""
    if text not in _CURRENCIES and one_line(text[:_LONGEST]).upper() not in _CURRENCIES:
        raise InputError(f"Valutan är {one_line(text[:_LONGEST])[:20]}. Bara kronor kan avräknas här.", field)


def foreign_currency(title: str) -> str:
    """The foreign currency that a column's title names, as 'EUR' in 'Belopp (EUR)'; empty when it names none."""
    found = _FOREIGN.search(title)
    return (found[1] or _SIGNS[found[2]]).upper() if found else ""


def read_amount(text: str, decimal: DecimalMark, field: str) -> int | None:
    """Return an amount in öre, None for an empty cell or a dash; raises `InputError(field)` for what is no such amount.

    The error completes a sentence that begins with the text. Spaces, apostrophes or the other mark may separate
    thousands. A negative amount has a minus sign of any form, before or after it, or stands in brackets. Kronor may be
    named; another currency is refused. Amounts calculated by a spreadsheet carry binary rounding errors
    (402,379999999999): a deviation below 1/`NOISE` öre is rounded away.
    """
    plain = _PLAIN[decimal].fullmatch(text)
    if plain:
        ore = int(plain["whole"]) * 100 + int((plain["decimals"] or "").ljust(2, "0"))
        return -ore if plain["sign"] else ore
    if len(text) > _LONGEST:
        raise InputError(_NOTHING, field)
    bare = _DASHES.sub("-", unicodedata.normalize("NFKC", one_line(text)))
    if bare in ("", "-"):
        return None
    bare = _without_unit(bare, field)
    in_brackets = _BRACKETS.fullmatch(bare)
    bare = _NO_ORE.sub("", _without_unit(in_brackets[1].strip(), field) if in_brackets else bare)
    found = _AMOUNTS[decimal].fullmatch(bare)
    if found is None or (in_brackets and (found["before"] or found["after"])) or (found["before"] and found["after"]):
        raise InputError(_NOTHING, field)
    ore = _ore(re.sub("[^0-9]", "", found["whole"]), found["decimals"] or found["ore"] or "", field)
    return -ore if in_brackets or "-" in (found["before"], found["after"]) else ore


def _without_unit(text: str, field: str) -> str:
    """Remove 'SEK' before or 'kr' after the number; raises `InputError` for another unit."""
    for unit in (_UNIT_BEFORE, _UNIT_AFTER):
        found = unit.search(text)
        if found:
            name = found[1].upper().strip(".")
            if name not in _CURRENCIES:
                known = _SIGNS.get(name, name if len(name) == 3 else "")
                raise InputError(f"är i {known}, inte i kronor." if known else _NOTHING, field)
            text = unit.sub("", text).strip()
    return text


_NOTHING = "är inget belopp i kronor och öre."


def _ore(whole: str, decimals: str, field: str) -> int:
    value, unit = int(whole + decimals) * 100, 10 ** len(decimals)
    ore = div_half_up(value, unit)
    if abs(value - ore * unit) * NOISE >= unit:
        raise InputError("har fler än två decimaler.", field)
    if ore > MOST:
        raise InputError("är orimligt stort.", field)
    return ore


def _amount_pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    mark, other = re.escape(decimal), re.escape(thousands)
    grouped = "|".join(rf"[0-9]{{1,3}}(?:{separator}[0-9]{{3}}){{1,6}}" for separator in (" ", "'", "’", other))
    return re.compile(
        rf"(?P<before>[-+]?) ?(?P<whole>{grouped}|[0-9]{{1,18}})"
        rf"(?:{mark}(?P<decimals>[0-9]{{0,30}})|:(?P<ore>[0-9]{{2}}))? ?(?P<after>-?)"
    )


_PLAIN = {
    mark: re.compile(rf"(?P<sign>-?)(?P<whole>[0-9]{{1,9}})(?:{re.escape(mark)}(?P<decimals>[0-9]{{1,2}}))?")
    for mark in DecimalMark
}
"""The form of nearly all amounts, which is read without further ado: a file may have a million."""
_AMOUNTS = {DecimalMark.COMMA: _amount_pattern(",", "."), DecimalMark.POINT: _amount_pattern(".", ",")}


def possible_marks(texts: Iterable[str]) -> tuple[DecimalMark, ...]:
    """Return the decimal marks that read the most of a column's amounts, one of them if both read all alike.

    Of two somebody must choose: '1.250' is 1 250 kronor or 1,25.
    """
    counted = Counter(texts)
    read = {mark: {text: _amount_or_none(text, mark) for text in counted} for mark in DecimalMark}
    fits = {mark: sum(counted[text] for text, ore in read[mark].items() if ore is not None) for mark in DecimalMark}
    best = [mark for mark in DecimalMark if fits[mark] == max(fits.values())]
    return tuple(best) if len(best) > 1 and read[best[0]] != read[best[1]] else (best[0],)


def _amount_or_none(text: str, mark: DecimalMark) -> int | None:
    try:
        return read_amount(text, mark, "")
    except InputError:
        return None
