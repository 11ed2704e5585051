"""The rows of a settlement file for display: matched, deviating, invalid, and our payments missing in it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.domain.settlement.matching import MatchedRow, OpenItem, OpenItemKind, PayoutBatch, RowOutcome
from promeister_mpay.ui.common.read_only_table import TableColumn

if TYPE_CHECKING:
    from promeister_mpay.services.settlement.service import Matching

ALL = "Alla rader"
MISSING = "Saknas i filen"
BAD = "Felaktig rad"
GREEN, GREY, RED, YELLOW = "#e6f6e6", "#e8eaee", "#fdeaea", "#fdf4d8"
_BACKGROUNDS = {
    RowOutcome.MATCHED.value: GREEN,
    RowOutcome.FEE_ONLY.value: GREEN,
    RowOutcome.SETTLED.value: GREY,
    MISSING: YELLOW,
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the table; amounts in öre, None when not applicable."""

    state: str
    line: str = ""
    reference: str = ""
    order: int | None = None
    gross: int | None = None
    fee: int | None = None
    net: int | None = None
    why: str = ""


def _money(value: int | None) -> str:
    return "" if value is None else format_hundredths(value)


def _counted(batch: PayoutBatch) -> str:
    """'Stämmer: 12, Okänd: 1'."""
    counts = Counter(each.outcome for each in batch.rows)
    return ", ".join(f"{outcome}: {counts[outcome]}" for outcome in RowOutcome if counts[outcome])


ROW_COLUMNS: tuple[TableColumn[ShownRow], ...] = (
    TableColumn("Rad", 45, lambda row: row.line, right=True),
    TableColumn("Kvitto", 150, lambda row: row.reference),
    TableColumn("Order", 70, lambda row: "" if row.order is None else str(row.order), right=True),
    TableColumn("Brutto", 90, lambda row: _money(row.gross), right=True),
    TableColumn("Avgift", 75, lambda row: _money(row.fee), right=True),
    TableColumn("Netto", 90, lambda row: _money(row.net), right=True),
    TableColumn("Läge", 115, lambda row: row.state),
    TableColumn("Anmärkning", 300, lambda row: row.why),
)
PAYOUT_BATCH_COLUMNS: tuple[TableColumn[PayoutBatch], ...] = (
    TableColumn("Utbetbuntnr", 120, lambda batch: batch.number),
    TableColumn("Bokfdatum", 85, lambda batch: batch.posted_on.isoformat()),
    TableColumn("Rader", 55, lambda batch: str(len(batch.rows)), right=True),
    TableColumn("Brutto", 100, lambda batch: format_hundredths(sum(each.row.gross for each in batch.rows)), right=True),
    TableColumn("Avgift", 85, lambda batch: format_hundredths(sum(each.row.fee for each in batch.rows)), right=True),
    TableColumn("Netto", 100, lambda batch: format_hundredths(sum(each.row.net for each in batch.rows)), right=True),
    TableColumn("Läge", 300, _counted),
)


def background_of(row: ShownRow) -> str:
    """The background colour of a row."""
    return _BACKGROUNDS.get(row.state, RED)


def background_of_batch(batch: PayoutBatch) -> str:
    """The background colour of a payout: grey when all is booked, red when something deviates."""
    if not batch.fresh:
        return GREY
    return RED if batch.deviating else GREEN


def rows_of(matching: "Matching", batch: PayoutBatch | None, today: date) -> tuple[ShownRow, ...]:
    """The rows of a payout, the file's invalid rows, and our payments that are missing in the file."""
    matched = (_matched(each) for each in batch.rows) if batch else ()
    bad = (ShownRow(BAD, str(row.number), why=row.reason) for row in matching.file.bad)
    return (*matched, *bad, *_missing(matching, today))


def _matched(each: MatchedRow) -> ShownRow:
    row, order = each.row, each.open_item.order_number if each.open_item else None
    return ShownRow(each.outcome.value, str(row.number), row.reference, order, row.gross, row.fee, row.net, each.why)


def _missing(matching: "Matching", today: date) -> Iterator[ShownRow]:
    for open_item in matching.missing:
        yield ShownRow(
            MISSING, "", open_item.key, open_item.order_number, open_item.amount, why=open_item_text(open_item, today)
        )


def open_item_text(open_item: OpenItem, today: date) -> str:
    """'Betald 2026-11-02, 3 dagar sedan'."""
    what = "Återbetald" if open_item.kind is OpenItemKind.REFUND else "Betald"
    days = max((today - open_item.on).days, 0)
    ago = {0: "i dag", 1: "i går"}.get(days, f"{days} dagar sedan")
    booked = "" if open_item.account is not None else ", ordern är inte bokförd"
    return f"{what} {open_item.on}, {ago}{booked}"
