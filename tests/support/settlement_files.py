"""Settlement files as they come, in every form, and a workshop whose payments they settle."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from promeister_mpay.domain.sheets import Sheet, SheetRow

TITLES = (
    "Butik", "Köpbelopp", "Diskavgift", "Diskavgift%", "Nettobelopp", "Bokfdatum", "Transdatum", "Utbetbuntnr",
    "Kontonr", "Kvitto", "Valutakod", "Valuta", "Undertyp",
)  # fmt: skip
POSTED = date(2026, 11, 3)
BATCH_NUMBER = "5785585"


@dataclass(frozen=True)
class Paid:
    """A row of a payout; öre."""

    reference: str
    gross: int
    fee: int = 0
    batch_number: str = BATCH_NUMBER
    posted_on: date = POSTED


def cells(row: Paid, decimal: str = ",") -> tuple[str, ...]:
    """The row as Resurs writes it."""
    net = row.gross - row.fee
    amounts = [amount(value, decimal) for value in (row.gross, row.fee)]
    day = row.posted_on.isoformat()
    return (
        "24396", *amounts, "2,83", amount(net, decimal), day, day, row.batch_number, "9752222111111111", row.reference,
        "-", "-", "FAKTKONTO",
    )  # fmt: skip


def amount(value: int, decimal: str = ",") -> str:
    """'1681,00'."""
    return f"{'-' if value < 0 else ''}{abs(value) // 100}{decimal}{abs(value) % 100:02d}"


def sheet(rows: Iterable[Paid], titles: Sequence[str] = TITLES) -> Sheet:
    """A file as it is read."""
    return Sheet(tuple(titles), [SheetRow(number, cells(row)) for number, row in enumerate(rows, 2)])


def written(
    path: Path, rows: Iterable[Paid], *, delimiter: str = ";", encoding: str = "cp1252", decimal: str = ","
) -> Path:
    """A file on disk."""
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=delimiter)
    table.writerow(TITLES)
    table.writerows(cells(row, decimal) for row in rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
