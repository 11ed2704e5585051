"""The columns of a settlement file (`gateway.md §16`): recognized by their titles or chosen by a clerk."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from promeister_mpay.domain.amounts import DecimalMark, possible_marks, read_amount
from promeister_mpay.domain.dates import DateOrder, possible_orders
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.errors import InputError

_NOT_IN_KEY = re.compile(r"[^a-z0-9%]")
_UNIT = re.compile(r"(?<![ (\[])[ (\[]++(?:kr|sek)[)\].]*+\s*+$", re.IGNORECASE)


class SettlementField(StrEnum):
    """A column of a settlement file; the value is its title in Resurs's file and its name on the screen."""

    GROSS = "Köpbelopp"
    FEE = "Diskavgift"
    NET = "Nettobelopp"
    POSTED_ON = "Bokfdatum"
    BATCH_NUMBER = "Utbetbuntnr"
    REFERENCE = "Kvitto"
    MADE_ON = "Transdatum"
    SUBTYPE = "Undertyp"
    CURRENCY = "Valuta"
    CURRENCY_CODE = "Valutakod"


F = SettlementField
_TITLES: Mapping[SettlementField, tuple[str, ...]] = {
    F.GROSS: ("Köpbelopp", "Kopbelopp", "Bruttobelopp", "Brutto", "Belopp"),
    F.FEE: ("Diskavgift", "Avgift", "Avgifter", "Avgiftsbelopp"),
    F.NET: ("Nettobelopp", "Netto", "Utbetalt", "Utbetalt belopp"),
    F.POSTED_ON: ("Bokfdatum", "Bokföringsdatum", "Bokforingsdatum", "Utbetalningsdatum", "Datum"),
    F.BATCH_NUMBER: ("Utbetbuntnr", "Buntnr", "Utbetalningsnr", "Utbetalning"),
    F.REFERENCE: ("Kvitto", "Kvittonr", "Referens", "Orderreferens"),
    F.MADE_ON: ("Transdatum", "Transaktionsdatum", "Köpdatum", "Kopdatum"),
    F.SUBTYPE: ("Undertyp", "Typ"),
    F.CURRENCY: ("Valuta", "Currency"),
    F.CURRENCY_CODE: ("Valutakod", "Currency code"),
}
MUST_HAVE = (F.GROSS, F.POSTED_ON, F.REFERENCE)
"""The columns that a file must have, beside fee or net. Without batch numbers, all rows of one day are one payout."""


class FeeSign(StrEnum):
    """How a fee is written that is deducted; the value is its name on the screen."""

    PLUS = "utan minustecken (46,25)"
    MINUS = "med minustecken (−46,25)"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read: the index of each column that it has, its decimal mark, date order and sign of fees."""

    places: Mapping[SettlementField, int]
    decimal: DecimalMark = DecimalMark.COMMA
    dates: DateOrder = DateOrder.YEAR_FIRST
    fees: FeeSign = FeeSign.PLUS

    @property
    def missing(self) -> tuple[SettlementField, ...]:
        """The columns that a clerk must choose before the file can be read."""
        lacks = [field for field in MUST_HAVE if field not in self.places]
        if F.FEE not in self.places and F.NET not in self.places:
            lacks.append(F.NET)
        return tuple(lacks)


def check_layout(layout: Layout, width: int) -> None:
    """Refuse a layout that does not fit a file of `width` columns; raises `InputError` with the column."""
    for field in layout.missing:
        raise InputError(f"Välj vilken kolumn som är {field}.", field.name)
    seen: dict[int, SettlementField] = {}
    for field, place in layout.places.items():
        if not 0 <= place < width:
            raise InputError(f"Kolumnen för {field} finns inte i filen. Välj en annan.", field.name)
        if place in seen:
            raise InputError(f"{seen[place]} och {field} kan inte vara samma kolumn. Välj en annan.", field.name)
        seen[place] = field


def title_key(title: str) -> str:
    """Reduce a title to a-z, 0-9 and %, so that 'Köpbelopp' equals its garbled forms 'K”pbelopp' and 'KÃ¶pbelopp'."""
    return _NOT_IN_KEY.sub("", title.casefold())


def fingerprint(header: Sequence[str]) -> str:
    """Hash a file's titles in their order: files with the same columns have the same fingerprint."""
    return hashlib.sha256("\x1f".join(map(title_key, header)).encode()).hexdigest()[:32]


def recognized_titles(cells: Sequence[str]) -> int:
    """Count the columns that a row of titles is recognized to have."""
    return len(_places(cells))


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """The readings of a file that its columns allow, the more usual one first; of several a clerk must choose."""

    decimals: tuple[DecimalMark, ...] = (DecimalMark.COMMA,)
    dates: tuple[DateOrder, ...] = (DateOrder.YEAR_FIRST,)
    fees: tuple[FeeSign, ...] = (FeeSign.PLUS,)

    @property
    def are_clear(self) -> bool:
        """Whether there is one reading only."""
        return len(self.decimals) == len(self.dates) == len(self.fees) == 1


def layout_options(sheet: Sheet, places: Mapping[SettlementField, int]) -> LayoutOptions:
    """Return the readings that a file's amounts, dates and fees allow; each column is judged as a whole."""
    amounts = [places[field] for field in (F.GROSS, F.FEE, F.NET) if field in places]
    decimals = possible_marks(_texts(sheet, amounts))
    dates = possible_orders(_texts(sheet, [places[field] for field in (F.POSTED_ON, F.MADE_ON) if field in places]))
    return LayoutOptions(decimals, dates, possible_fees(sheet, places, decimals[0]))


def guessed_layout(sheet: Sheet) -> Layout:
    """Return the layout that titles and contents suggest; columns that are not recognized are left out.

    It may be booked with only where `layout_options` are clear.
    """
    places = _places(sheet.header)
    options = layout_options(sheet, places)
    return Layout(places, options.decimals[0], options.dates[0], options.fees[0])


def _places(header: Sequence[str]) -> dict[SettlementField, int]:
    keys = [title_key(_UNIT.sub("", title)) for title in header]
    places: dict[SettlementField, int] = {}
    for field, titles in _TITLES.items():
        # Of two columns with the same title a clerk must choose one.
        known = (keys.index(key) for key in map(title_key, titles) if keys.count(key) == 1)
        place = next((at for at in known if at not in places.values()), None)
        if place is not None:
            places[field] = place
    return places


def _texts(sheet: Sheet, columns: Sequence[int]) -> Iterator[str]:
    return (row.text(at) for row in sheet.rows for at in columns)


def possible_fees(sheet: Sheet, places: Mapping[SettlementField, int], decimal: DecimalMark) -> tuple[FeeSign, ...]:
    """Return the signs of fees that a file may have: those with which the most rows add up.

    Without net amounts a fee below zero of a payment may be a deducted fee or a fee paid back: both.
    """
    if F.GROSS not in places or F.FEE not in places:
        return (FeeSign.PLUS,)
    rows = [_amounts(row, places, decimal) for row in sheet.rows]
    known = [(gross, fee, net) for gross, fee, net in rows if gross is not None and fee and net is not None]
    if known:
        fits = {
            FeeSign.PLUS: sum(gross - fee == net for gross, fee, net in known),
            FeeSign.MINUS: sum(gross + fee == net for gross, fee, net in known),
        }
        return tuple(sign for sign in FeeSign if fits[sign] == max(fits.values())) if any(fits.values()) else _PLUS
    below_zero = any(gross is not None and fee is not None and fee < 0 < gross for gross, fee, _ in rows)
    return (FeeSign.MINUS, FeeSign.PLUS) if below_zero else _PLUS


_PLUS = (FeeSign.PLUS,)


def _amounts(
    row: SheetRow, places: Mapping[SettlementField, int], decimal: DecimalMark
) -> tuple[int | None, int | None, int | None]:
    """Gross, fee and net of a row in öre; None where they are missing or cannot be read."""
    gross, fee, net = (_amount(row, places.get(field), decimal) for field in (F.GROSS, F.FEE, F.NET))
    return gross, fee, net


def _amount(row: SheetRow, place: int | None, decimal: DecimalMark) -> int | None:
    if place is None:
        return None
    try:
        return read_amount(row.text(place), decimal, "")
    except InputError:
        return None
