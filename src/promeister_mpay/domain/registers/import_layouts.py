"""How an imported file is read: its kind, the column of each field, the order of its dates and VAT in its prices."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, StrEnum

from promeister_mpay.domain.dates import DateOrder, possible_orders
from promeister_mpay.domain.registers.import_columns import (
    ARTICLE_COLUMNS,
    CUSTOMER_COLUMNS,
    LINE_COLUMNS,
    ORDER_COLUMNS,
    VEHICLE_COLUMNS,
    ImportColumn,
    folded_title,
    title_key,
)
from promeister_mpay.domain.sheets import Sheet
from promeister_mpay.errors import InputError

_PRICES = ("price", "unit_price")
_EXCLUDED = re.compile(r"\b(?:exkl|exklusive|excl|ex|utan|netto)\b\.?(?:\s*moms\b)?", re.IGNORECASE)
_INCLUDED = re.compile(r"\b(?:inkl|inklusive|incl|med)\b\.?(?:\s*moms\b)?", re.IGNORECASE)
_AT_MOST_ONE = re.compile(r"0?[.,][0-9]+|1(?:[.,]0*)?")
_USUALLY_EXCLUDED = ("forsaljningspris", "utpris", "listpris")
"""Titles of price columns that accounting systems fill with prices without VAT."""


class FileKind(Enum):
    """The kind of a file, in the order in which files are imported; the value is its name on the screen."""

    CUSTOMERS = "Kunder"
    VEHICLES = "Fordon"
    ARTICLES = "Artiklar"
    ORDERS = "Order"
    ORDER_LINES = "Orderrader"

    @property
    def columns(self) -> tuple[ImportColumn, ...]:
        """The columns that a file of this kind may have."""
        return _COLUMNS[self]

    @property
    def place(self) -> int:
        """Its place in the order of import."""
        return list(FileKind).index(self)


_COLUMNS = {
    FileKind.CUSTOMERS: CUSTOMER_COLUMNS,
    FileKind.VEHICLES: VEHICLE_COLUMNS,
    FileKind.ARTICLES: ARTICLE_COLUMNS,
    FileKind.ORDERS: ORDER_COLUMNS,
    FileKind.ORDER_LINES: LINE_COLUMNS,
}


class PriceVat(StrEnum):
    """Whether prices include VAT; the value is its name on the screen."""

    INCLUDED = "inklusive moms"
    EXCLUDED = "exklusive moms"


class PercentForm(StrEnum):
    """How a discount of ten per cent is written; the value is its name on the screen."""

    PER_CENT = "i procent (10 är 10 %)"
    FRACTION = "som del av ett (0,10 är 10 %)"


@dataclass(frozen=True, slots=True)
class ImportLayout:
    """The kind of a file, the index of each field, and how its dates, prices and discounts are written."""

    kind: FileKind
    places: Mapping[str, int]
    dates: DateOrder = DateOrder.YEAR_FIRST
    prices: PriceVat = PriceVat.INCLUDED
    discounts: PercentForm = PercentForm.PER_CENT

    @property
    def missing(self) -> tuple[str, ...]:
        """The titles of the columns that must be there and are not: for prices without VAT that of the rate, too."""
        lacking = [column for column in self.kind.columns if column.field not in self.places]
        return tuple(column.titles[0] for column in lacking if column.required or self._needs(column))

    def _needs(self, column: ImportColumn) -> bool:
        return column.field == "vat_rate" and self.kind is FileKind.ARTICLES and self.prices is PriceVat.EXCLUDED

    @property
    def rank(self) -> tuple[int, int]:
        """A missing column counts as two known ones: an order file without dates is not taken for a vehicle file."""
        return len(self.places) - 2 * len(self.missing), len(self.places)

    def title_of(self, place: int) -> str:
        """What a column of the file becomes: our title of its field; empty when it is not used."""
        fields = {at: field for field, at in self.places.items()}
        return next((column.titles[0] for column in self.kind.columns if column.field == fields.get(place)), "")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The readings that a file allows, the more usual one first; of several a clerk must choose."""

    dates: tuple[DateOrder, ...] = (DateOrder.YEAR_FIRST,)
    prices: tuple[PriceVat, ...] = (PriceVat.INCLUDED,)
    discounts: tuple[PercentForm, ...] = (PercentForm.PER_CENT,)

    @property
    def are_clear(self) -> bool:
        """Whether there is one reading only."""
        return len(self.dates) == len(self.prices) == len(self.discounts) == 1


def fingerprint(header: Sequence[str]) -> str:
    """Hash a file's titles in their order: files with the same columns have the same fingerprint."""
    return hashlib.sha256("\x1f".join(map(title_key, header)).encode()).hexdigest()[:32]


def recognized_titles(cells: Sequence[str]) -> int:
    """Count the columns that a row of titles is recognized to have, as the kind of file that it fits best."""
    return len(guessed_kind(cells).places)


def guessed_kind(header: Sequence[str]) -> ImportLayout:
    """Return the kind of file that titles fit best, with the columns that are recognized."""
    return max((ImportLayout(kind, _places(kind, header)) for kind in FileKind), key=lambda layout: layout.rank)


def guessed_layout(sheet: Sheet) -> ImportLayout:
    """Return the layout that titles and contents suggest; it may be imported where `import_options` are clear."""
    layout = guessed_kind(sheet.header)
    options = import_options(sheet, layout)
    return replace(layout, dates=options.dates[0], prices=options.prices[0], discounts=options.discounts[0])


def import_options(sheet: Sheet, layout: ImportLayout) -> ImportOptions:
    """Return the readings that the dates, the prices and the discounts of a file allow."""
    place, price = layout.places.get("order_date"), layout.places.get("price")
    dates = possible_orders(sheet.column(place)) if place is not None else (DateOrder.YEAR_FIRST,)
    prices = (PriceVat.INCLUDED,) if price is None else _possible_prices(sheet.header[price])
    discount = layout.places.get("discount")
    return ImportOptions(dates, prices, possible_discounts(() if discount is None else sheet.column(discount)))


def possible_discounts(texts: Iterable[str]) -> tuple[PercentForm, ...]:
    """Return the forms that a column of discounts may have: all of them at most 1, without a sign, may be fractions."""
    values = {text for text in texts if text.strip("0,. ")}
    if values and all(_AT_MOST_ONE.fullmatch(text) for text in values) and values != {"1"}:
        return PercentForm.FRACTION, PercentForm.PER_CENT
    return (PercentForm.PER_CENT,)


def _possible_prices(title: str) -> tuple[PriceVat, ...]:
    known = vat_in_title(title)
    if known is not None:
        return (known,)
    return tuple(PriceVat) if title_key(title) not in _USUALLY_EXCLUDED else (PriceVat.EXCLUDED, PriceVat.INCLUDED)


def vat_in_title(title: str) -> PriceVat | None:
    """Whether a price column's title says that its prices include VAT; None when it says nothing."""
    folded = folded_title(title)
    if _EXCLUDED.search(folded):
        return PriceVat.EXCLUDED
    return PriceVat.INCLUDED if _INCLUDED.search(folded) else None


def _without_vat(title: str) -> str:
    return _INCLUDED.sub("", _EXCLUDED.sub("", folded_title(title)))


def _places(kind: FileKind, header: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for column in kind.columns:
        # A title that fits two fields belongs to the first of them.
        place = next((at for at in _fitting(column, header) if at not in places.values()), None)
        if place is not None:
            places[column.field] = place
    return places


def _fitting(column: ImportColumn, header: Sequence[str]) -> Iterator[int]:
    """The columns of a file that may hold a field, the best one first; prices with VAT before prices without."""
    if column.field not in _PRICES:
        titles = [title_key(title) for title in header]
        return (titles.index(key) for key in map(title_key, column.titles) if key in titles)
    titles = [title_key(_without_vat(title)) for title in header]
    known = list(dict.fromkeys(title_key(_without_vat(title)) for title in column.titles))
    found = [at for at, title in enumerate(titles) if title in known]
    return iter(sorted(found, key=lambda at: (_VAT_RANK[vat_in_title(header[at])], known.index(titles[at]))))


_VAT_RANK = {PriceVat.INCLUDED: 0, None: 1, PriceVat.EXCLUDED: 2}


def check_guessed(layout: ImportLayout, header: Sequence[str]) -> None:
    """Refuse a file whose titles do not say enough; raises `InputError('header')`."""
    if len(layout.places) < 2:
        names = ", ".join(kind.value for kind in FileKind)
        raise InputError(
            f"Det går inte att se vad filen innehåller ({names}). Första raden ska ha kolumnernas rubriker.", "header"
        )
    if layout.missing:
        raise InputError(
            f"Filen ser ut att innehålla {layout.kind.value.lower()}, men kolumn saknas: {', '.join(layout.missing)}. "
            "Lägg till den i första raden.",
            "header",
        )
    titles = [title_key(title) for title in header]
    for place in layout.places.values():
        if titles.count(titles[place]) > 1:
            raise InputError(f"Kolumnen {header[place]} finns två gånger. Ta bort den ena.", "header")


def check_chosen(layout: ImportLayout, width: int) -> None:
    """Refuse a layout that a clerk has chosen and that cannot be; raises `InputError` with the field."""
    for title in layout.missing:
        field = next(column.field for column in layout.kind.columns if column.titles[0] == title)
        raise InputError(f"Välj vilken kolumn som är {title}.", field)
    places = list(layout.places.values())
    for field, place in layout.places.items():
        if not 0 <= place < width or places.count(place) > 1:
            raise InputError("Varje kolumn kan bara vara en sak. Välj en annan.", field)
