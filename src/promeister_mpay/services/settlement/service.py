"""Settlement (Avräkning): read payouts from Resurs, match them with open items, book each once (S14)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from promeister_mpay.domain.books.financial_years import year_of
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.domain.books.vouchers import Voucher
from promeister_mpay.domain.events import Event
from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.settlement.clearing import ClearingLine, ExplainedAccount, ExplainedLine, waits_for
from promeister_mpay.domain.settlement.layouts import (
    Layout,
    LayoutOptions,
    check_layout,
    fingerprint,
    guessed_layout,
    layout_options,
    recognized_titles,
)
from promeister_mpay.domain.settlement.matching import (
    MatchedRow,
    OpenItem,
    OpenItemKind,
    PayoutBatch,
    PayoutBatchHistory,
    by_payout_batch,
    match_rows,
    still_missing,
)
from promeister_mpay.domain.settlement.payouts import (
    Payout,
    PayoutTerms,
    TypedPayout,
    booking_day,
    payout_by_hand,
    payout_of,
    payout_voucher,
)
from promeister_mpay.domain.settlement.rows import SettlementRow, read_settlement
from promeister_mpay.domain.settlement.unusual import unusual_in
from promeister_mpay.domain.sheets import BadRow, Sheet, with_titles_found
from promeister_mpay.errors import FileError, InputError, MpayError
from promeister_mpay.services.approvals import Approvals
from promeister_mpay.services.books.service import book
from promeister_mpay.services.ports.clock import Clock
from promeister_mpay.services.ports.files import Cancelled, ReadSheet, never
from promeister_mpay.services.ports.store import Store, UnitOfWork
from promeister_mpay.services.settings import Settings, load_settings
from promeister_mpay.services.settlement.layouts import save_layout, saved_layout

_CLEAR = LayoutOptions()
MOST_ROWS = 20_000
"""Rows of a settlement file: all of them are shown, and a payout has some hundred."""
OVERTAKEN = (
    "Något har bokförts sedan du läste in, så det som visas stämmer inte längre. Ingenting bokfördes. Läs in igen."
)
NOTHING_TO_BOOK = "Det finns inget nytt att bokföra i utbetalningen."


@dataclass(frozen=True, slots=True)
class SettlementFile:
    """A file read with a layout; it has no rows while the layout lacks columns or may be several.

    `options` are the readings that a clerk must choose from; they are clear when a clerk has chosen.
    """

    name: str
    digest: str
    sheet: Sheet
    layout: Layout
    options: LayoutOptions = _CLEAR
    rows: tuple[SettlementRow, ...] = ()
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """A file compared with the store: its payout batches, and the open items that no payout has settled yet."""

    file: SettlementFile
    batches: tuple[PayoutBatch, ...]
    missing: tuple[OpenItem, ...]


@dataclass(frozen=True, slots=True)
class Booking:
    """A payout with its voucher, booked or as a trial; the voucher is None when it would have no rows.

    `is_moved` says that the day it belongs to is closed, so that it is booked on a later one. `unusual` has a sentence
    for each thing that a clerk must accept before it is booked.
    """

    payout: Payout
    voucher: Voucher | None
    is_moved: bool
    unusual: tuple[str, ...] = ()


class SettlementService:
    """Settlement with Resurs. Blocking; run it off the UI thread. `read` reads a file's table."""

    def __init__(self, *, store: Store, clock: Clock, read: ReadSheet, approvals: Approvals | None = None) -> None:
        self._approvals = approvals or Approvals(writing=store.writing, clock=clock)
        self._store = store
        self._clock = clock
        self._read = read

    # -- a file

    def open(self, path: Path, cancelled: Cancelled = never) -> SettlementFile:
        """Read a file with the layout saved for files with its titles, else with the only one that it can have.

        A file that can be read in several ways has no rows until `read_as` says how. Raises `FileError`, and
        `ReadingStopped` when it is cancelled.
        """
        sheet = with_titles_found(self._read(path, cancelled), recognized_titles)
        if len(sheet.rows) > MOST_ROWS:
            raise FileError(f"Filen {path.name} har fler än {MOST_ROWS} rader. Dela upp den i flera filer.")
        with self._store.reading() as work:
            saved = saved_layout(work.settings, fingerprint(sheet.header))
        if saved is not None and any(place >= len(sheet.header) for place in saved.places.values()):
            saved = None
        layout = saved or guessed_layout(sheet)
        options = _CLEAR if saved else layout_options(sheet, layout.places)
        found = SettlementFile(path.name, _digest(sheet), sheet, layout, options)
        return found if layout.missing or not options.are_clear else _with_rows(found)

    def read_as(self, file: SettlementFile, layout: Layout) -> SettlementFile:
        """Read it with this layout and save that for files with the same titles; raises `InputError` at a column."""
        check_layout(layout, len(file.sheet.header))
        with self._store.writing() as work:
            save_layout(work.settings, fingerprint(file.sheet.header), layout)
            work.commit()
        return _with_rows(replace(file, layout=layout, options=_CLEAR))

    def match(self, file: SettlementFile) -> Matching:
        """Match the rows with the open items; nothing is written."""
        with self._store.reading() as work:
            matched = _matched(work, file.rows)
            batches = _batches(work, matched)
            return Matching(file, batches, still_missing(work.payouts.outstanding(), matched))

    # -- booking

    def trial(self, matching: Matching, batch: PayoutBatch, terms: PayoutTerms) -> Booking:
        """The payout and voucher that `book` would book; raises `InputError` with the field at fault."""
        with self._store.reading() as work:
            settings = load_settings(work.settings)
            return self._planned(work, _payout(matching.file, batch, terms, settings), settings)

    def book(self, matching: Matching, batch: PayoutBatch, terms: PayoutTerms, *, who: str) -> Booking:
        """Book the rows of a batch that are not booked yet, in one transaction.

        Raises `InputError` with the field at fault, also for something unusual that is not accepted, and `MpayError`
        when somebody has booked some of it meanwhile.
        """
        with self._store.writing() as work:
            # Reserved first: another program that books a payout now waits here, and then sees this one's changes.
            number = work.payouts.next_number()
            settings = load_settings(work.settings)
            seen = _payout(matching.file, batch, terms, settings)
            as_it_is = _matched_again(work, matching, batch)
            payout = replace(_payout(matching.file, as_it_is, terms, settings), number=number)
            if payout.plan != seen.plan:
                raise MpayError(OVERTAKEN)
            planned = self._planned(work, payout, settings)
            _check_accepted(planned, is_accepted=terms.accepts_unusual)
            booked = self._booked(work, planned, settings, who=who)
            work.commit()
        return booked

    def _planned(self, work: UnitOfWork, payout: Payout, settings: Settings) -> Booking:
        planned = _with_voucher(work, payout, settings)
        first_month = settings.financial_year_start
        is_of_today = year_of(payout.posted_on, first_month) == year_of(self.today(), first_month)
        is_known = is_of_today or work.vouchers.year_of(payout.posted_on) is not None
        return replace(planned, unusual=unusual_in(payout, today=self.today(), is_in_known_year=is_known))

    def _booked(self, work: UnitOfWork, planned: Booking, settings: Settings, *, who: str) -> Booking:
        """Book the planned payout, which has its reserved number."""
        if not planned.payout.rows:
            raise MpayError(NOTHING_TO_BOOK)
        at, payout, voucher = self._clock.now(), planned.payout, planned.voucher
        if voucher is not None:
            voucher = book(work, voucher, settings, who=who, at=at, approvals=self._approvals)
        voucher_id = voucher.id if voucher else None
        work.payouts.add(payout, bank=settings.accounts.bank, voucher_id=voucher_id, who=who, at=at)
        for open_item in (row.open_item for row in payout.rows if row.open_item):
            work.events.add(
                Event(open_item.order_number, at, who, _settled_text(open_item, payout, voucher), open_item.key)
            )
        return Booking(payout, voucher, planned.is_moved)

    # -- by hand

    def outstanding(self) -> Sequence[OpenItem]:
        """Every payment and refund that no payout has settled, the oldest first."""
        with self._store.reading() as work:
            return still_missing(work.payouts.outstanding(), ())

    def trial_by_hand(self, typed: TypedPayout, chosen: Sequence[OpenItem]) -> Booking:
        """The payout and voucher that `book_by_hand` would book; raises `InputError` with the field at fault."""
        with self._store.reading() as work:
            settings = load_settings(work.settings)
            return self._planned(work, _typed(work, typed, chosen, settings), settings)

    def book_by_hand(self, typed: TypedPayout, chosen: Sequence[OpenItem], *, who: str) -> Booking:
        """Book a typed payout that settles the chosen open items; raises as `trial_by_hand`, and as `book`."""
        with self._store.writing() as work:
            number = work.payouts.next_number()
            settings = load_settings(work.settings)
            waiting = {open_item.identity: open_item for open_item in work.payouts.outstanding()}
            now = [waiting[open_item.identity] for open_item in chosen if open_item.identity in waiting]
            if [(open_item.identity, open_item.amount) for open_item in now] != [
                (each.identity, each.amount) for each in chosen
            ]:
                raise MpayError(OVERTAKEN)
            payout = replace(_typed(work, typed, now, settings), number=number)
            planned = self._planned(work, payout, settings)
            _check_accepted(planned, is_accepted=typed.accepts_unusual)
            booked = self._booked(work, planned, settings, who=who)
            work.commit()
        return booked

    # -- the account

    def explained(self, account: int | None = None, *, balanced_too: bool = False) -> ExplainedAccount:
        """An account's balance by order beside its ledger balance, from one snapshot; by default the one for MOBIL."""
        with self._store.reading() as work:
            now = load_settings(work.settings).accounts.mobile
            outstanding = work.payouts.outstanding()
            used = {
                *work.clearing.settled_accounts(),
                *(open_item.account for open_item in outstanding if open_item.account),
            }
            account = account or now
            lines = work.clearing.by_order(account, balanced_too=balanced_too)
            return ExplainedAccount(
                account,
                (now, *sorted(used - {now})),
                _waiting(lines, outstanding),
                by_order=sum(line.balance for line in lines),
                ledger=work.account_sums.turnover(account, Period()).balance,
            )

    def today(self) -> date:
        """Today's date in local time."""
        return self._clock.now().astimezone().date()


def _waiting(lines: Sequence[ClearingLine], outstanding: Sequence[OpenItem]) -> tuple[ExplainedLine, ...]:
    open_items: dict[str, list[OpenItem]] = {}
    for open_item in outstanding:
        open_items.setdefault(open_item.reference, []).append(open_item)
    return tuple(ExplainedLine(line, waits_for(line, open_items.get(line.reference, ()))) for line in lines)


def _with_rows(file: SettlementFile) -> SettlementFile:
    rows, bad = read_settlement(file.sheet, file.layout)
    if not rows and not bad:
        raise FileError(f"Filen {file.name} har inga rader under rubrikerna.")
    return replace(file, rows=rows, bad=bad)


def _digest(sheet: Sheet) -> str:
    digest = hashlib.sha256("\x1f".join(sheet.header).encode())
    for row in sheet.rows:
        digest.update(("\x1e" + "\x1f".join(row.cells)).encode())
    return digest.hexdigest()


def _matched(work: UnitOfWork, rows: Sequence[SettlementRow]) -> tuple[MatchedRow, ...]:
    open_items = work.payouts.open_items({row.reference for row in rows})
    return match_rows(rows, open_items, work.payouts.history({row.mark for row in rows}))


def _matched_again(work: UnitOfWork, matching: Matching, batch: PayoutBatch) -> PayoutBatch:
    """The batch as it is now, beside the rows of others that mean the same as one of its own."""
    own = {each.open_item.identity for each in batch.rows if each.open_item}
    rows = [
        each.row
        for other in matching.batches
        for each in other.rows
        if other is batch or (each.open_item and each.open_item.identity in own)
    ]
    matched = _matched(work, sorted(rows, key=lambda row: row.number))
    return next(found for found in _batches(work, matched) if found.number == batch.number)


def _batches(work: UnitOfWork, matched: Sequence[MatchedRow]) -> tuple[PayoutBatch, ...]:
    return by_payout_batch(matched, work.payouts.batch_history({each.row.batch_number for each in matched}))


def _payout(file: SettlementFile, batch: PayoutBatch, terms: PayoutTerms, settings: Settings) -> Payout:
    return payout_of(batch, terms, settings.accounts, file=file.name, digest=file.digest)


def _typed(work: UnitOfWork, typed: TypedPayout, chosen: Sequence[OpenItem], settings: Settings) -> Payout:
    payout = payout_by_hand(typed, chosen, settings.accounts)
    before = work.payouts.batch_history({payout.batch_number}).get(payout.batch_number, PayoutBatchHistory())
    if before.standing:
        raise InputError(
            f"Utbetalning {payout.batch_number} är redan bokförd. Kontrollera numret på Resurs besked.", "batch_number"
        )
    return replace(payout, part=before.parts + 1)


def _with_voucher(work: UnitOfWork, payout: Payout, settings: Settings) -> Booking:
    day = booking_day(payout.posted_on, work.vouchers.closed_through())
    voucher = payout_voucher(payout, settings.accounts, series=settings.payout_series, event_date=day)
    return Booking(payout, voucher if voucher.rows else None, is_moved=day != payout.posted_on)


def _check_accepted(planned: Booking, *, is_accepted: bool) -> None:
    if planned.unusual and not is_accepted:
        raise InputError(f"{' '.join(planned.unusual)} Kontrollera, och godkänn det för att bokföra.", "unusual")


def _settled_text(open_item: OpenItem, payout: Payout, voucher: Voucher | None) -> str:
    what = "Återbetalningen avräknad" if open_item.kind is OpenItemKind.REFUND else "Utbetald av Resurs"
    named = f", verifikation {voucher.name}" if voucher else ""
    return f"{what}: {format_kronor(abs(open_item.amount))} i utbetalning {payout.batch_number}{named}."
