"""Reading the rows of a settlement file: amounts in whole öre, or the reason why a row cannot be used."""

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from promeister_mpay.domain.amounts import check_currency, foreign_currency, read_amount
from promeister_mpay.domain.dates import readings
from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.domain.settlement.layouts import FeeSign, Layout, SettlementField
from promeister_mpay.domain.sheets import BadRow, Sheet, SheetRow
from promeister_mpay.errors import InputError

F = SettlementField
LONGEST_REFERENCE = 100


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
    foreign = _foreign(sheet, layout)
    for row in sheet.rows:
        try:
            check_currency(foreign, F.GROSS.name)
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
    for field in (F.CURRENCY, F.CURRENCY_CODE):
        check_currency(cells.get(field, ""), field.name)
    posted_on = _day(F.POSTED_ON, _filled(F.POSTED_ON, cells), layout)
    made_on = cells.get(F.MADE_ON, "")
    gross, fee, net = _amounts(cells, layout)
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


def _foreign(sheet: Sheet, layout: Layout) -> str:
    """The foreign currency that the title of an amount names; empty when none does."""
    titles = (sheet.header[layout.places[field]] for field in (F.GROSS, F.FEE, F.NET) if field in layout.places)
    return next(filter(None, map(foreign_currency, titles)), "")


def _amounts(cells: dict[SettlementField, str], layout: Layout) -> tuple[int, int, int]:
    """Gross, fee and net; a fee or net that the file lacks is calculated from the other."""
    gross, fee, net = (_amount(cells, field, layout) for field in (F.GROSS, F.FEE, F.NET))
    if gross is None:
        raise InputError(f"{F.GROSS} är tomt.", F.GROSS.name)
    if fee is None:
        fee = gross - net if net is not None else 0
    elif layout.fees is FeeSign.MINUS:
        fee = -fee
    if net is None:
        net = gross - fee
    if gross - fee != net:
        raise InputError(
            f"{F.GROSS} {format_hundredths(gross)} − {F.FEE} {format_hundredths(fee)} är inte "
            f"{F.NET} {format_hundredths(net)}.",
            F.NET.name,
        )
    return gross, fee, net


def _amount(cells: dict[SettlementField, str], field: SettlementField, layout: Layout) -> int | None:
    """An amount in öre; None where the file has none."""
    text = cells.get(field, "")
    try:
        return read_amount(text, layout.decimal, field.name)
    except InputError as error:
        raise InputError(f"{field}: ”{text[:40]}” {error}", field.name) from error


def _day(field: SettlementField, text: str, layout: Layout) -> date:
    day = readings(text).get(layout.dates)
    if day is None:
        raise InputError(f"{field}: ”{text[:40]}” är inget datum som {layout.dates}.", field.name)
    return day
