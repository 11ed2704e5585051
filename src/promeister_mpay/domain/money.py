"""Money as whole öre in `int`: reading typed amounts, formatting amounts, rounding as the law says."""

import re

from promeister_mpay.errors import InputError

NBSP = "\N{NO-BREAK SPACE}"
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]")
_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,12})(?:[.,](?P<cents>[0-9]{0,2}))?", re.ASCII)


def div_half_up(numerator: int, denominator: int) -> int:
    """Divide and round half away from zero, so that a credit mirrors its original (`bookkeeping.md §4`).

    `denominator` must be positive.
    """
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def parse_hundredths(text: str, field: str, *, what: str = "Beloppet") -> int:
    """Read a typed number with at most two decimals as hundredths: '1 234,5' gives 123450.

    One comma or point is the decimal mark; spaces are ignored; a typographic minus sign counts as minus.
    Raises `InputError(field)` with a sentence beginning with `what` for anything else: '1.234,50', '12,345', 'abc'.
    """
    cleaned = _SPACES.sub("", text).replace("\N{MINUS SIGN}", "-")
    found = _NUMBER.fullmatch(cleaned)
    if found is None:
        shown = text.strip()[:40]
        raise InputError(
            f"{what} ”{shown}” kan inte läsas. Skriv siffror med högst två decimaler, till exempel 1 234,50.",
            field,
        )
    value = int(found["whole"]) * 100 + int((found["cents"] or "").ljust(2, "0"))
    return -value if found["sign"] else value


def format_hundredths(value: int) -> str:
    """Write hundredths the Swedish way with two decimals: 123450 gives '1 234,50' (with no-break spaces)."""
    whole, cents = divmod(abs(value), 100)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole:,}".replace(",", NBSP) + f",{cents:02d}"


def format_kronor(ore: int) -> str:
    """Write an amount in öre with its currency: '8 432,00 kr'."""
    return f"{format_hundredths(ore)}{NBSP}kr"


def format_short(value: int) -> str:
    """Write hundredths without decimals when those are zero: 100 gives '1', 550 gives '5,50'."""
    text = format_hundredths(value)
    return text.removesuffix(",00")


def round_to_krona(ore: int) -> int:
    """Round an amount in öre to whole kronor, 50 öre up (lag 1970:1029)."""
    return div_half_up(ore, 100) * 100
