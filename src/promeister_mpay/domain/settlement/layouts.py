"""The columns of a settlement file (`gateway.md §16`): recognized by their titles or chosen by a clerk."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from promeister_mpay.domain.registers.import_rows import Sheet
from promeister_mpay.errors import InputError

_SAMPLED_ROWS = 2_000
"""The number of rows that are read to guess the decimal mark and the date order."""
_NOT_IN_KEY = re.compile(r"[^a-z0-9%]")
_ENDS = {",": re.compile(r",[0-9]{1,2}-?$"), ".": re.compile(r"\.[0-9]{1,2}-?$")}
_YEAR_FIRST = re.compile(r"\s*[0-9]{4}")
_DAY_FIRST = re.compile(r"\s*[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}\b")


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


F = SettlementField
_TITLES: Mapping[SettlementField, tuple[str, ...]] = {
    F.GROSS: ("Köpbelopp", "Kopbelopp", "Bruttobelopp", "Brutto", "Belopp"),
    F.FEE: ("Diskavgift", "Avgift", "Avgifter"),
    F.NET: ("Nettobelopp", "Netto", "Utbetalt"),
    F.POSTED_ON: ("Bokfdatum", "Bokföringsdatum", "Bokforingsdatum", "Utbetalningsdatum", "Datum"),
    F.BATCH_NUMBER: ("Utbetbuntnr", "Buntnr", "Utbetalningsnr", "Utbetalning"),
    F.REFERENCE: ("Kvitto", "Kvittonr", "Referens", "Orderreferens"),
    F.MADE_ON: ("Transdatum", "Transaktionsdatum", "Köpdatum", "Kopdatum"),
    F.SUBTYPE: ("Undertyp", "Typ"),
    F.CURRENCY: ("Valuta",),
}
MUST_HAVE = (F.GROSS, F.POSTED_ON, F.REFERENCE)
"""The columns that a file must have, beside fee or net. Without batch numbers, all rows of one day are one payout."""


class DateOrder(StrEnum):
    """The order of year, month and day in dates; the value is its name on the screen."""

    YEAR_FIRST = "år-månad-dag"
    DAY_FIRST = "dag-månad-år"


class DecimalMark(StrEnum):
    """The mark between kronor and öre."""

    COMMA = ","
    POINT = "."


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read: the index of each column that it has, its decimal mark and its date order."""

    places: Mapping[SettlementField, int]
    decimal: DecimalMark = DecimalMark.COMMA
    dates: DateOrder = DateOrder.YEAR_FIRST

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


def guessed_layout(sheet: Sheet) -> Layout:
    """Guess the layout from titles and contents; columns that are not recognized are left out."""
    places = _places(sheet.header)
    amounts = [place for field, place in places.items() if field in (F.GROSS, F.FEE, F.NET)]
    return Layout(places, guessed_decimal(sheet, amounts), guessed_dates(sheet, places.get(F.POSTED_ON)))


def _places(header: Sequence[str]) -> dict[SettlementField, int]:
    keys = [title_key(title) for title in header]
    places: dict[SettlementField, int] = {}
    for field, titles in _TITLES.items():
        # Of two columns with the same title a clerk must choose one.
        known = (keys.index(key) for key in map(title_key, titles) if keys.count(key) == 1)
        place = next((at for at in known if at not in places.values()), None)
        if place is not None:
            places[field] = place
    return places


def guessed_decimal(sheet: Sheet, columns: Sequence[int]) -> DecimalMark:
    """Return the mark that most amounts in these columns have before their last one or two digits."""
    marks = {mark: _count(sheet, columns, ends.search) for mark, ends in _ENDS.items()}
    return DecimalMark.POINT if marks["."] > marks[","] else DecimalMark.COMMA


def guessed_dates(sheet: Sheet, column: int | None) -> DateOrder:
    """Return the order that most dates in a column have; year first when there is no majority."""
    if column is None:
        return DateOrder.YEAR_FIRST
    year_first = _count(sheet, [column], _YEAR_FIRST.match)
    day_first = _count(sheet, [column], _DAY_FIRST.match)
    return DateOrder.DAY_FIRST if day_first > year_first else DateOrder.YEAR_FIRST


def _count(sheet: Sheet, columns: Sequence[int], holds: Callable[[str], object]) -> int:
    return sum(bool(holds(row.text(at))) for row in islice(sheet.rows, _SAMPLED_ROWS) for at in columns)
