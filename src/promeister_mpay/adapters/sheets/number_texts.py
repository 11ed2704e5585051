"""The values of a workbook's cells as they would be typed in Swedish, with the unit that their format shows."""

import re
from datetime import date, datetime
from decimal import Decimal

_QUOTED = re.compile(r'"[^"]*"|\\.|_.')
_CURRENCY = re.compile(
    r"\[\$(?P<named>[^\]-]{0,30}+)(?:-[^\]]{0,30}+)?\]|(?P<sign>[€$£])|\"?\b(?P<code>EUR|USD|GBP|NOK|DKK)\b\"?"
)
_EXACT = 10**15
"""Whole numbers below it have at most the fifteen digits that Excel keeps."""
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}


def unit_of_format(code: str) -> str:
    """Return the unit that a number format shows: '%', a foreign currency as 'EUR', or nothing."""
    if "%" in _QUOTED.sub("", code):
        return "%"
    found = _CURRENCY.search(code)
    if found is None:
        return ""
    name = (found["named"] or found["sign"] or found["code"] or "").strip()
    return _SIGNS.get(name, name if name.isascii() and len(name) == 3 and name.isupper() else "")


def number_text(value: Decimal, unit: str = "") -> str:
    """Return a number's digits with a decimal comma and its unit; a value shown in per cent is a hundred times it."""
    digits = format((value * 100 if unit == "%" else value).normalize(), "f").replace(".", ",")
    return f"{digits} {unit}".rstrip()


def cell_text(value: object, unit: str = "") -> str:
    """Return a value as typed in Swedish; a number becomes its decimal digits, so that no float is calculated with."""
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, float):
        return _float_text(value, unit)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    return value.isoformat() if isinstance(value, date) else str(value)


def _float_text(value: float, unit: str) -> str:
    if not unit and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    # Excel keeps 15 digits; the others are rounding errors of the binary fraction.
    return number_text(Decimal(f"{value:.15g}"), unit)
