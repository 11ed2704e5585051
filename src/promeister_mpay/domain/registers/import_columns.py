"""The columns of imported files: their titles, and how their cells are read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from promeister_mpay.domain import text_limits
from promeister_mpay.domain.money import parse_hundredths
from promeister_mpay.domain.orders.lines import MAX_PRICE, MAX_QUANTITY, LineType
from promeister_mpay.domain.orders.order import OPEN_STATUSES, OrderStatus
from promeister_mpay.domain.search import fold, phone_digits
from promeister_mpay.domain.texts import one_line, several_lines
from promeister_mpay.errors import InputError

LONGEST_TITLE = 200
MAX_NUMBER = 999_999_999
MAX_ODOMETER = 999_999

_NOT_OF_TITLE = re.compile(r"[\W_]+")
_CURRENCY = re.compile(r"(?<!\s)\s*+(?:kr|sek|:-)\.?$", re.IGNORECASE)
_NEEDLESS_ZEROS = re.compile(r"([.,][0-9]{2})0{2,}$")
_FRACTION = re.compile(r"(?P<whole>0|1(?![.,]0*[1-9]))?(?:[.,](?P<decimals>[0-9]{0,4})0*)?", re.ASCII)
_WHOLE = re.compile(r"[0-9]+(?:[.,]0+)?")
_MARKED_TEXT = re.compile(r"=\"(?P<quoted>[^\"]*)\"|'(?P<after>[0-9+].*)")
_SPOILT = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?: .*)?")
_NUMBERS = (
    "number", "customer_number", "mobile_phone", "organisation_number", "postal_code", "registration", "vin"
)  # fmt: skip
_DAMAGED_ADVICE = "är förstört av ett kalkylprogram. Exportera filen på nytt med kolumnen som text."
_YES = ("ja", "j", "1", "true", "sant", "x", "yes", "y")
_NO = ("nej", "n", "0", "false", "falskt", "no", "")
_LINE_TYPES = {fold(kind.value): kind for kind in LineType}
_STATUSES = {fold(status.value): status for status in OrderStatus}

Reader = Callable[[str, str], object]
"""A function that reads a cell's text for a field; raises `InputError(field)` with the fault and what to do."""


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column that can be imported: the field it fills, its known titles (ours first), the reader of its cells.

    A `required` column must be in the file; a `filled` one must have a value in each row.
    """

    field: str
    titles: tuple[str, ...]
    read: Reader
    required: bool = False
    filled: bool = False


@lru_cache(maxsize=4_000)
def title_key(title: str) -> str:
    """Return the form in which titles are compared: 'À-pris inkl. moms' and 'A PRIS INKL MOMS' are equal."""
    return _NOT_OF_TITLE.sub("", folded_title(title))


def folded_title(title: str) -> str:
    """Return a title folded; nothing for a text too long to be one, since many rows are looked at for titles."""
    return fold(title) if len(title) <= LONGEST_TITLE else ""


def read_text(text: str, field: str) -> str:
    """Read one line of text; line breaks and runs of spaces become one space."""
    return _bounded(one_line(text), field, text_limits.DESCRIPTION)


def read_note(text: str, field: str) -> str:
    """Read text that may have several lines."""
    return _bounded(several_lines(text), field, text_limits.NOTE)


def read_key(text: str, field: str) -> str:
    """Read the number or plate that identifies a customer, article or vehicle."""
    return _bounded(one_line(text), field, text_limits.KEY)


def _bounded(text: str, field: str, most: int) -> str:
    if len(text) > most:
        raise InputError(f"är {len(text)} tecken lång. Korta texten till högst {most} tecken.", field)
    return text


def read_yes_no(text: str, field: str) -> bool:
    """Read Ja or Nej; empty is Nej."""
    word = text.casefold()
    if word not in _YES and word not in _NO:
        raise InputError("kan inte läsas. Skriv Ja eller Nej.", field)
    return word in _YES


def read_number(text: str, field: str) -> int:
    """Read a number from a series: 1 to `MAX_NUMBER`."""
    number = _whole(text, field)
    if not 1 <= number <= MAX_NUMBER:
        raise InputError(f"ska vara mellan 1 och {MAX_NUMBER}. Rätta numret.", field)
    return number


def read_odometer(text: str, field: str) -> int | None:
    """Read whole Swedish mil; empty is unknown."""
    bare = text.casefold().removesuffix("mil").strip()
    if not bare:
        return None
    mil = _whole(bare, field)
    if mil > MAX_ODOMETER:
        raise InputError("ska vara mellan 0 och 999 999 mil. Rätta mätarställningen.", field)
    return mil


def _whole(text: str, field: str) -> int:
    bare = "".join(text.split())
    if not (bare.isascii() and _WHOLE.fullmatch(bare) and len(bare) < 30):
        raise InputError("är inte ett heltal. Skriv bara siffror, till exempel 18432.", field)
    return int(re.split("[.,]", bare)[0])


def read_price(text: str, field: str) -> int | None:
    """Read a price in öre; empty is none."""
    return _hundredths(_CURRENCY.sub("", text), field, MAX_PRICE)


def read_quantity(text: str, field: str) -> int | None:
    """Read a quantity in hundredths; empty is none."""
    return _hundredths(text, field, MAX_QUANTITY)


def _hundredths(text: str, field: str, most: int) -> int | None:
    if not text:
        return None
    try:
        value = parse_hundredths(_NEEDLESS_ZEROS.sub(r"\1", text), field)
    except InputError as error:
        advice = "Skriv siffror med högst två decimaler, utan punkt mellan tusental, till exempel 1234,50."
        raise InputError(f"kan inte läsas. {advice}", field) from error
    if abs(value) >= most:
        raise InputError("är orimligt stort. Rätta värdet.", field)
    return value


def read_discount(text: str, field: str) -> int:
    """Read a discount in hundredths of a per cent, 0 to 100 %; empty is 0."""
    value = _hundredths(text.removesuffix("%").strip(), field, MAX_QUANTITY) or 0
    if not 0 <= value <= 10_000:
        raise InputError("ska vara mellan 0 och 100 %. Rätta rabatten.", field)
    return value


def read_fraction(text: str, field: str) -> int:
    """Read a discount that is written as a part of one, in hundredths of a per cent: '0,105' is 10,5 %; empty is 0."""
    found = _FRACTION.fullmatch(text)
    if text and found is None:
        raise InputError("ska vara mellan 0 och 1, med högst fyra decimaler. Rätta rabatten.", field)
    return int(found["whole"] or 0) * 10_000 + int((found["decimals"] or "").ljust(4, "0")) if found else 0


def read_vat_rate(text: str, field: str) -> int | None:
    """A VAT rate in whole per cent; empty is none. `check_vat_rate` says whether the workshop uses it."""
    value = _hundredths(text.removesuffix("%").strip(), field, MAX_QUANTITY)
    if value is None:
        return None
    if 0 < value < 100 and "%" not in text:
        # No VAT is below one per cent: a spreadsheet has written 25 % as 0,25.
        value *= 100
    rate, rest = divmod(value, 100)
    if rest or not 0 <= rate <= 100:
        raise InputError("ska vara hela procent mellan 0 och 100. Rätta momsen.", field)
    return rate


def check_vat_rate(rate: object, rates: Sequence[int], field: str) -> None:
    """Refuse a VAT rate that is not among the workshop's `rates`; none is left to the reader of the row."""
    if rate is not None and rate not in rates:
        known = ", ".join(map(str, rates))
        raise InputError(f"är ingen av verkstadens momssatser. Skriv {known} (procent).", field)


def read_line_type(text: str, field: str) -> LineType:
    """Read Arbete, Artikel or Text; empty is Artikel."""
    kind = _LINE_TYPES.get(fold(text)) if text else LineType.ARTICLE
    if kind is None:
        raise InputError(f"är ingen radtyp. Skriv {', '.join(LineType)}.", field)
    return kind


def read_status(text: str, field: str) -> OrderStatus:
    """Read the status of an open order; empty is NY."""
    status = _STATUSES.get(fold(text)) if text else OrderStatus.NEW
    if status is None:
        raise InputError(f"är ingen statuskod. Skriv {', '.join(OPEN_STATUSES)}.", field)
    if not status.is_open:
        why = "en betalning eller bokföring i ett annat system följer inte med"
        raise InputError(
            f"kan inte importeras, för {why}. Avsluta ordern där, eller skriv {', '.join(OPEN_STATUSES)}.", field
        )
    return status


def read_phone(text: str, field: str) -> str:
    """Read a phone number; bare digits of a Swedish one, also without its first zero, become '0701740605'."""
    bare = one_line(text)
    return phone_digits(bare) if bare.isascii() and bare.isdigit() else _bounded(bare, field, text_limits.KEY)


def read_organisation_number(text: str, field: str) -> str:
    """Read an organisation number as its digits; a foreign one stays as it is."""
    bare = one_line(text)
    digits = bare.replace("-", "").replace(" ", "")
    if _ISO_DATE.fullmatch(bare):
        raise InputError(_DAMAGED_ADVICE, field)
    return digits if digits.isascii() and digits.isdigit() else _bounded(bare, field, text_limits.KEY)


def whole_text(text: str, column: ImportColumn) -> str:
    """Return a cell's text without a spreadsheet's marks for text; raises `InputError` for a number that it has spoilt.

    '0701740605 and ="0701740605" are texts; 4,67012E+10 has lost its digits.
    """
    found = _MARKED_TEXT.fullmatch(text)
    bare = (found["quoted"] or found["after"]) if found else text
    if column.field in _NUMBERS and _SPOILT.fullmatch(bare):
        raise InputError(_DAMAGED_ADVICE, column.field)
    return bare


CUSTOMER_COLUMNS = (
    ImportColumn(
        "number", ("Kundnr", "Kundnummer", "Förs.kundnr", "Nr", "Nummer", "Customer number"),
        read_key,
        required=True,
        filled=True,
    ),
    ImportColumn(
        "name",
        ("Namn", "Kundnamn", "Kund", "Företagsnamn", "Customer name", "Name"),
        read_text,
        required=True,
        filled=True,
    ),
    ImportColumn(
        "address", ("Adress", "Gatuadress", "Postadress", "Adress 1", "Utdelningsadress", "Address"), read_text
    ),
    ImportColumn("postal_code", ("Postnr", "Postnummer", "Postal code", "Zip code"), read_text),
    ImportColumn("city", ("Ort", "Postort", "Stad", "City"), read_text),
    ImportColumn(
        "mobile_phone",
        (
            "Mobiltelefon", "Mobil", "Mobilnr", "Mobilnummer", "Mobiltel", "Mobiltelefonnummer", "Telefon mobil",
            "Mobile", "Mobile phone", "Telefon", "Telefonnummer", "Telefonnr", "Tel", "Phone",
        ),
        read_phone,
    ),
    ImportColumn("email", ("E-post", "E-postadress", "Mail", "E-mail", "Mailadress"), read_text),
    ImportColumn("organisation_number", (
            "Orgnr", "Organisationsnr", "Organisationsnummer", "Org.nummer", "Organisationsnr/Personnr",
            "Personnr/Organisationsnr", "Org.nr/Pers.nr", "Corporate identity number",
        ),
        read_organisation_number,
    ),
    ImportColumn("is_company", ("Företag", "Är företag"), read_yes_no),
)  # fmt: skip
VEHICLE_COLUMNS = (
    ImportColumn(
        "registration",
        ("Regnr", "Registreringsnr", "Registreringsnummer", "Reg.nummer"),
        read_key,
        required=True,
        filled=True,
    ),
    ImportColumn("customer_number", ("Kundnr", "Kundnummer", "Förs.kundnr", "Ägare", "Ägare kundnr"), read_key),
    ImportColumn(
        "description", ("Fordon", "Märke och modell", "Märke/modell", "Fordonstyp", "Bil", "Modell"), read_text
    ),
    ImportColumn("odometer", ("Mätarställning mil", "Mätarställning", "Miltal", "Mil"), read_odometer),
    ImportColumn("vin", ("Chassinr", "Chassinummer", "VIN", "VIN-nummer", "Chassi"), read_text),
)
ARTICLE_COLUMNS = (
    ImportColumn(
        "number",
        ("Nr", "Artikelnr", "Artikelnummer", "Art.nr", "Artikel", "Nummer"),
        read_key,
        required=True,
        filled=True,
    ),
    ImportColumn("type", ("Typ", "Radtyp"), read_line_type),
    ImportColumn("description", ("Beskrivning", "Benämning", "Artikelnamn", "Text"), read_text, required=True),
    ImportColumn("unit", ("Enhet",), read_text),
    ImportColumn(
        "price",
        (
            "À-pris inkl. moms", "Pris inkl. moms", "À-pris inklusive moms", "Pris inklusive moms",
            "À-pris", "Pris", "Utpris", "Försäljningspris",
        ),
        read_price,
        required=True,
        filled=True,
    ),
    ImportColumn("vat_rate", ("Moms %", "Moms", "Momssats", "Moms procent"), read_vat_rate, filled=True),
)  # fmt: skip
ORDER_COLUMNS = (
    ImportColumn(
        "number", ("Nr", "Ordernr", "Ordernummer", "Order", "Nummer"), read_number, required=True, filled=True
    ),
    ImportColumn("customer_number", ("Förs.kundnr", "Kundnr", "Kundnummer"), read_key),
    ImportColumn("registration", ("Regnr", "Registreringsnr", "Registreringsnummer", "Reg.nummer"), read_key),
    ImportColumn("order_date", ("Orderdatum", "Datum", "Order date"), read_text, required=True, filled=True),
    ImportColumn("status", ("Statuskod", "Status", "Orderstatus"), read_status),
    ImportColumn("clerk", ("Kundmottagare", "Mottagare", "Handläggare"), read_text),
    ImportColumn("prices_include_vat", ("Priser inkl. moms", "Inkl. moms", "Pris inkl. moms"), read_yes_no),
    ImportColumn("note", ("Anteckning", "Anteckningar", "Notering", "Kommentar"), read_note),
)
LINE_COLUMNS = (
    ImportColumn("order_number", ("Ordernr", "Ordernummer", "Order"), read_number, required=True, filled=True),
    ImportColumn("position", ("Radnr", "Radnummer", "Rad"), read_number, filled=True),
    ImportColumn("type", ("Typ", "Radtyp"), read_line_type),
    ImportColumn("number", ("Nr", "Artikelnr", "Artikelnummer", "Art.nr", "Artikel"), read_key),
    ImportColumn("description", ("Beskrivning", "Benämning", "Artikelnamn", "Text"), read_text),
    ImportColumn("quantity", ("Antal", "Kvantitet"), read_quantity, required=True),
    ImportColumn("unit", ("Enhet",), read_text),
    ImportColumn("unit_price", ("À-pris", "Pris", "Pris/st", "Styckpris", "Enhetspris"), read_price, required=True),
    ImportColumn("discount", ("Rabatt %", "Rabatt", "Rabatt procent", "Radrabatt %"), read_discount),
    ImportColumn("vat_rate", ("Moms %", "Moms", "Momssats", "Moms procent"), read_vat_rate),
)
