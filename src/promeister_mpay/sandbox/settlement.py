"""The settlement file of a day, as Resurs publishes it (gateway.md §16)."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from promeister_mpay.sandbox.ledger import Entry, SandboxPayment

COLUMNS = (
    "Butik", "Köpbelopp", "Diskavgift", "Diskavgift%", "Nettobelopp", "Bokfdatum", "Transdatum", "Utbetbuntnr",
    "Kontonr", "Kvitto", "Valutakod", "Valuta", "Undertyp",
)  # fmt: skip
FIXED_FEE = 1_500
FEE_PER_MILLE = 25


@dataclass(frozen=True, slots=True)
class SettlementFileRow:
    """One capture or refund; amounts in öre, a refund's negative."""

    gross: int
    fee: int
    reference: str
    kind: str


def rows(payments: list[SandboxPayment], day: date) -> Iterator[SettlementFileRow]:
    """The captures and refunds of a day (local time)."""
    for payment in payments:
        for entry in payment.log:
            if entry.type in ("CAPTURE", "REFUND") and entry.created.astimezone().date() == day:
                yield _row(payment, entry)


def _row(payment: SandboxPayment, entry: Entry) -> SettlementFileRow:
    kind = "KK" if payment.paid_with == "kort" else "FAKTKONTO"
    gross = entry.amount if entry.type == "CAPTURE" else -entry.amount
    fee = fee_of(gross) if kind == "FAKTKONTO" and gross > 0 else 0
    return SettlementFileRow(gross, fee, entry.transaction_id or payment.reference, kind)


def fee_of(gross: int) -> int:
    """The fee: 15.00 kronor and 2.5 %, rounded half up to the öre, as in the sample of 2015."""
    return FIXED_FEE + (2 * gross * FEE_PER_MILLE + 1000) // 2000


def as_csv(found: list[SettlementFileRow], day: date, store: int) -> bytes:
    """The file as bytes: semicolons, decimal comma, Windows-1252."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    posted = _next_banking_day(day)
    batch_number = f"{posted:%y%m%d}{store % 100:02d}"
    for row in found:
        share = _decimal((2 * row.fee * 10_000 + row.gross) // (2 * row.gross)) if row.fee else "0,00"
        writer.writerow(
            [store, _decimal(row.gross), _decimal(row.fee), share, _decimal(row.gross - row.fee), posted, day,
             batch_number, "9752000000000000", row.reference, "-", "-", row.kind]
        )  # fmt: skip
    # A transaction id may have letters that this file has not.
    return text.getvalue().encode("cp1252", "replace")


def _decimal(hundredths: int) -> str:
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100},{abs(hundredths) % 100:02d}"


def _next_banking_day(day: date) -> date:
    following = day + timedelta(days=1)
    while following.weekday() >= 5:
        following += timedelta(days=1)
    return following
