"""Matching a settlement file with our payments and refunds: what each row settles, and what no row settles yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.settlement.rows import SettlementRow


class OpenItemKind(StrEnum):
    """Whether Resurs owes us (payment) or we owe Resurs (refund); the value is its name in the store."""

    PAYMENT = "PAYMENT"
    REFUND = "REFUND"


@dataclass(frozen=True, slots=True)
class Settled:
    """The payout that settled an open item or a row.

    `from_file` is True when the payout was read from a file, False when a clerk typed it.
    """

    number: int
    voucher: str
    batch_number: str
    from_file: bool


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A payment or refund of ours that a payout settles once.

    `key` is the payment's reference or the refund's transaction id; `reference` is on both's ledger items. `amount`
    is in öre, negative for a refund, 0 until the gateway shows it. `account` is where its invoice is booked, None
    before that. `times` counts the payouts of it that a correction voucher reversed.
    """

    kind: OpenItemKind
    key: str
    order_number: int
    reference: str
    amount: int
    on: date
    account: int | None = None
    settled: Settled | None = None
    times: int = 0

    @property
    def identity(self) -> tuple[OpenItemKind, str]:
        """The kind and key, which no other open item has."""
        return self.kind, self.key


@dataclass(frozen=True, slots=True)
class RowHistory:
    """Earlier bookings of the same file row: the payout that stands, and how many were reversed."""

    settled: Settled | None
    times: int


@dataclass(frozen=True, slots=True)
class PayoutBatchHistory:
    """How many payouts were booked of one batch number, and how many of them are not reversed."""

    parts: int = 0
    standing: int = 0


class RowOutcome(StrEnum):
    """The result of matching a row; the value is its name on the screen."""

    MATCHED = "Stämmer"
    FEE_ONLY = "Bara avgift"
    SETTLED = "Redan avräknad"
    DIFFERS = "Beloppet avviker"
    UNKNOWN = "Okänd"
    REPEATED = "Dubblett"

    @property
    def is_deviating(self) -> bool:
        """Whether a clerk must decide how the row is booked."""
        return self in (RowOutcome.DIFFERS, RowOutcome.UNKNOWN, RowOutcome.REPEATED)


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row with its outcome; `row` has the sign that it is booked with. `why` explains the outcome or is empty."""

    row: SettlementRow
    outcome: RowOutcome
    open_item: OpenItem | None = None
    why: str = ""
    times: int = 0

    @property
    def settles(self) -> OpenItem | None:
        """The open item that is settled when the row is booked."""
        return self.open_item if self.outcome in (RowOutcome.MATCHED, RowOutcome.DIFFERS) else None

    @property
    def difference(self) -> int:
        """The row's gross amount less the amount that it settles, in öre."""
        return self.row.gross - (self.settles.amount if self.settles else 0)


@dataclass(frozen=True, slots=True)
class PayoutBatch:
    """The rows of one batch number in the file, and how many payouts were booked of that number before."""

    number: str
    rows: tuple[MatchedRow, ...]
    before: PayoutBatchHistory = PayoutBatchHistory()

    @property
    def posted_on(self) -> date:
        """The day on which Resurs booked the payout: the latest day of its rows."""
        return max(matched.row.posted_on for matched in self.rows)

    @property
    def settled(self) -> tuple[MatchedRow, ...]:
        """The rows that an earlier payout booked."""
        return tuple(matched for matched in self.rows if matched.outcome is RowOutcome.SETTLED)

    @property
    def fresh(self) -> tuple[MatchedRow, ...]:
        """The rows that no earlier payout booked."""
        return tuple(matched for matched in self.rows if matched.outcome is not RowOutcome.SETTLED)

    @property
    def deviating(self) -> tuple[MatchedRow, ...]:
        """The rows that a clerk must decide about."""
        return tuple(matched for matched in self.rows if matched.outcome.is_deviating)


OpenItems = Mapping[str, Sequence[OpenItem]]
"""The open items that a reference in a file may mean, by `reference_key`: all of a payment request, or one refund."""


def reference_key(text: str) -> str:
    """The form in which references are compared: upper and lower case are equal, as in a UUID."""
    return text.strip().casefold()


def match_rows(
    rows: Iterable[SettlementRow], open_items: OpenItems, history: Mapping[str, RowHistory] | None = None
) -> tuple[MatchedRow, ...]:
    """Match each row, in the file's order; `history` is keyed by the rows' marks."""
    matcher = _Matcher(open_items, history or {})
    return tuple(matcher.matched(row) for row in rows)


class _Matcher:
    """One pass through a file; remembers which row took which open item."""

    def __init__(self, open_items: OpenItems, history: Mapping[str, RowHistory]) -> None:
        self._open_items = open_items
        self._history = history
        self._taken: dict[tuple[OpenItemKind, str], int] = {}

    def matched(self, row: SettlementRow) -> MatchedRow:
        before = self._history.get(row.mark)
        open_item, row = self._open_item_for(row)
        times = max(before.times if before else 0, open_item.times if open_item else 0)
        if before and before.settled:
            return MatchedRow(row, RowOutcome.SETTLED, open_item, _settled_in(before.settled), times)
        if open_item is None:
            return self._without_open_item(row, times)
        outcome, why = self._outcome(row, open_item)
        if outcome in (RowOutcome.MATCHED, RowOutcome.DIFFERS):
            self._taken[open_item.identity] = row.number
        return MatchedRow(row, outcome, open_item, why, times)

    def _open_item_for(self, row: SettlementRow) -> tuple[OpenItem | None, SettlementRow]:
        """The open item that the row names, and the row with the sign that it is booked with.

        The file may show a refund without its minus sign, but then under the refund's own transaction id (U19).
        """
        named = self._open_items.get(reference_key(row.reference), ())
        refunds = [open_item for open_item in named if open_item.kind is OpenItemKind.REFUND]
        payments = [open_item for open_item in named if open_item.kind is OpenItemKind.PAYMENT]
        if row.gross > 0 and not payments and refunds:
            row = row.mirrored
        pool = refunds if row.gross < 0 else payments
        return min(pool, key=lambda open_item: self._fit(row, open_item), default=None), row

    def _fit(self, row: SettlementRow, open_item: OpenItem) -> tuple[bool, bool, bool, str]:
        is_gone = open_item.settled is not None or open_item.identity in self._taken
        return open_item.amount != row.gross, open_item.amount == 0, is_gone, open_item.key

    def _without_open_item(self, row: SettlementRow, times: int) -> MatchedRow:
        if row.gross == 0:
            return MatchedRow(row, RowOutcome.FEE_ONLY, times=times)
        what = "Ingen återbetalning" if row.gross < 0 else "Ingen betalning"
        return MatchedRow(row, RowOutcome.UNKNOWN, why=f"{what} hos oss har referensen {row.reference}.", times=times)

    def _outcome(self, row: SettlementRow, open_item: OpenItem) -> tuple[RowOutcome, str]:
        if open_item.identity in self._taken:
            return RowOutcome.REPEATED, f"Samma betalning som på rad {self._taken[open_item.identity]}."
        if open_item.settled is not None:
            return _settled_before(row, open_item.settled)
        if open_item.amount == 0:
            what = "Återbetalningen" if open_item.kind is OpenItemKind.REFUND else "Betalningen"
            check = f"Kontrollera order {open_item.order_number} med Ctrl+L och läs in igen."
            return RowOutcome.UNKNOWN, f"{what} har inte setts hos oss. {check}"
        if open_item.amount != row.gross:
            return RowOutcome.DIFFERS, f"Hos oss är det {format_kronor(open_item.amount)}."
        return RowOutcome.MATCHED, "" if open_item.account is not None else "Ordern är inte bokförd ännu."


def _settled_in(settled: Settled) -> str:
    voucher = f", verifikation {settled.voucher}" if settled.voucher else ""
    return f"Bokförd i utbetalning {settled.batch_number}{voucher}."


def _settled_before(row: SettlementRow, settled: Settled) -> tuple[RowOutcome, str]:
    """The same payment in a second payout of Resurs is paid twice or Resurs's mistake: a clerk must decide."""
    if settled.from_file and settled.batch_number != row.batch_number:
        return RowOutcome.REPEATED, f"Redan utbetald: {_settled_in(settled)}"
    return RowOutcome.SETTLED, _settled_in(settled)


def by_payout_batch(
    matched: Iterable[MatchedRow], before: Mapping[str, PayoutBatchHistory] | None = None
) -> tuple[PayoutBatch, ...]:
    """Group the rows by batch number, in order of appearance; `before` is keyed by batch number."""
    rows: dict[str, list[MatchedRow]] = {}
    for each in matched:
        rows.setdefault(each.row.batch_number, []).append(each)
    known = before or {}
    return tuple(
        PayoutBatch(number, tuple(found), known.get(number, PayoutBatchHistory())) for number, found in rows.items()
    )


def still_missing(outstanding: Iterable[OpenItem], matched: Iterable[MatchedRow]) -> tuple[OpenItem, ...]:
    """The open items that neither a payout nor a row of this file settles, the oldest first."""
    found = {each.settles.identity for each in matched if each.settles}
    missing = [open_item for open_item in outstanding if open_item.identity not in found]
    return tuple(sorted(missing, key=lambda open_item: (open_item.on, open_item.order_number, open_item.key)))
