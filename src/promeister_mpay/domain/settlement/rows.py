"""Reading the rows of a settlement file: amounts in whole öre, or the reason why a row cannot be used."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from promeister_mpay.domain.money import div_half_up, format_hundredths
from promeister_mpay.domain.registers.import_columns import read_date
from promeister_mpay.domain.registers.import_rows import BadRow, Sheet, SheetRow
from promeister_mpay.domain.settlement.layouts import DateOrder, DecimalMark, Layout, SettlementField
from promeister_mpay.errors import InputError

F = SettlementField
LONGEST_REFERENCE = 100
MOST = 100_000_000_000
"""The largest amount of one row, in öre; a larger one is a misread number."""
NOISE = 10_000
_CURRENCIES = ("", "-", "SEK", "KR", "752")
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}']")
_UNIT = re.compile(r"(?:kr|sek)\.?$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]+([0-9]{1,2}|[a-zåäö]{3,9})\.?[-/. ]+([0-9]{4}|[0-9]{2})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """One payment or refund in a payout; amounts in öre, `gross - fee == net`.

    `number` counts from 1 as a spreadsheet shows it. `mark` identifies the row: two files that hold the same
    row give the same mark, and two equal rows of one file have different marks.
    """

    number: int
    batch_number: str
    reference: str
    gross: int
    fee: int
    net: int
    posted_on: date
    made_on: date | None = None
    subtype: str = ""
    mark: str = ""

    @property
    def mirrored(self) -> "SettlementRow":
        """The row with opposite signs, for a refund that the file shows without a minus sign (U19)."""
        return replace(self, gross=-self.gross, fee=-self.fee, net=-self.net)


def read_settlement(sheet: Sheet, layout: Layout) -> tuple[tuple[SettlementRow, ...], tuple[BadRow, ...]]:
    """Read all rows; returns the readable ones, and the others with a reason; both in the file's order."""
    rows: list[SettlementRow] = []
    bad: list[BadRow] = []
    seen: Counter[str] = Counter()
    for row in sheet.rows:
        try:
            read = _read(row, sheet, layout)
        except InputError as error:
            bad.append(BadRow(row.number, str(error)))
            continue
        contents = _contents(read)
        seen[contents] += 1
        rows.append(replace(read, mark=_mark(contents, seen[contents])))
    return tuple(rows), tuple(bad)


def _contents(row: SettlementRow) -> str:
    parts = (row.batch_number, row.reference, str(row.gross), str(row.net), row.posted_on.isoformat())
    return "\x1f".join(parts)


def _mark(contents: str, occurrence: int) -> str:
    return hashlib.sha256(f"{contents}\x1f{occurrence}".encode()).hexdigest()[:32]


def _read(row: SheetRow, sheet: Sheet, layout: Layout) -> SettlementRow:
    row.check_width(len(sheet.header))
    cells = {field: row.text(place) for field, place in layout.places.items()}
    _check_currency(cells.get(F.CURRENCY, ""))
    posted_on = _day(F.POSTED_ON, _filled(F.POSTED_ON, cells), layout)
    made_on = cells.get(F.MADE_ON, "")
    gross, fee, net = _amounts(cells, layout.decimal)
    return SettlementRow(
        number=row.number,
        batch_number=_filled(F.BATCH_NUMBER, cells) if F.BATCH_NUMBER in cells else posted_on.isoformat(),
        reference=_filled(F.REFERENCE, cells),
        gross=gross,
        fee=fee,
        net=net,
        posted_on=posted_on,
        made_on=_day(F.MADE_ON, made_on, layout) if made_on.strip("-") else None,
        subtype=cells.get(F.SUBTYPE, ""),
    )


def _filled(field: SettlementField, cells: dict[SettlementField, str]) -> str:
    text = cells[field]
    if not text:
        raise InputError(f"{field} är tomt. Är raden en summa hör den inte till utbetalningen.", field.name)
    if len(text) > LONGEST_REFERENCE:
        raise InputError(f"{field} är längre än {LONGEST_REFERENCE} tecken.", field.name)
    return text


def _check_currency(text: str) -> None:
    if text.upper() not in _CURRENCIES:
        raise InputError(f"Valutan är {text[:20]}. Bara kronor kan avräknas här.", F.CURRENCY.name)


def _amounts(cells: dict[SettlementField, str], decimal: DecimalMark) -> tuple[int, int, int]:
    """Gross, fee and net; a fee or net that the file lacks is calculated from the other."""
    gross, fee, net = (
        read_amount(cells[field], decimal, field) if field in cells else None for field in (F.GROSS, F.FEE, F.NET)
    )
    if gross is None:
        raise InputError(f"{F.GROSS} är tomt.", F.GROSS.name)
    if fee is None:
        fee = gross - net if net is not None else 0
    if net is None:
        net = gross - fee
    if gross - fee != net:
        raise InputError(
            f"{F.GROSS} {format_hundredths(gross)} − {F.FEE} {format_hundredths(fee)} är inte "
            f"{F.NET} {format_hundredths(net)}.",
            F.NET.name,
        )
    return gross, fee, net


def read_amount(text: str, decimal: DecimalMark, field: SettlementField) -> int | None:
    """An amount in öre, or None for an empty cell; raises `InputError` for what is no amount to the öre.

    The other mark, a space or an apostrophe may separate thousands; the minus sign may come last. Amounts calculated by
    Excel carry binary rounding errors (402,379999999999): a deviation below 1/`NOISE` öre is rounded away.
    """
    bare = _SPACES.sub("", _UNIT.sub("", text.strip())).replace("\N{MINUS SIGN}", "-")
    if bare in ("", "-"):
        return None
    if bare.endswith("-"):
        bare = f"-{bare[:-1]}"
    found = _AMOUNTS[decimal].fullmatch(bare)
    if found is None:
        raise InputError(f"{field}: ”{text.strip()[:40]}” är inget belopp i kronor och öre.", field.name)
    decimals = found["decimals"] or ""
    value, unit = int(re.sub("[.,]", "", found["whole"]) + decimals) * 100, 10 ** len(decimals)
    ore = div_half_up(value, unit)
    if abs(value - ore * unit) * NOISE >= unit:
        raise InputError(f"{field}: ”{text.strip()[:40]}” har fler än två decimaler.", field.name)
    if ore > MOST:
        raise InputError(f"{field}: ”{text.strip()[:40]}” är orimligt stort.", field.name)
    return -ore if found["sign"] == "-" else ore


def _amount_pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+"
    return re.compile(
        rf"(?P<sign>[-+]?)(?P<whole>{grouped}|[0-9]{{1,18}})(?:{re.escape(decimal)}(?P<decimals>[0-9]*))?"
    )


_AMOUNTS = {DecimalMark.COMMA: _amount_pattern(",", "."), DecimalMark.POINT: _amount_pattern(".", ",")}


def _day(field: SettlementField, text: str, layout: Layout) -> date:
    found = _DAY_FIRST.match(text)
    # A month written as a word is unambiguous, whatever the layout's date order.
    if found and (layout.dates is DateOrder.DAY_FIRST or found[2].isalpha()):
        text = f"20{found[3]}"[-4:] + f"-{_month(found[2]):02d}-{int(found[1]):02d}"
    try:
        return read_date(text, field.name)
    except InputError as error:
        raise InputError(f"{field}: ”{text[:40]}” är inget datum som {layout.dates}.", field.name) from error


def _month(text: str) -> int:
    """The month 1 to 12, or 0 for a word that is no month."""
    if text.isdigit():
        return int(text)
    return _MONTHS.index(text[:3].lower()) + 1 if text[:3].lower() in _MONTHS else 0
