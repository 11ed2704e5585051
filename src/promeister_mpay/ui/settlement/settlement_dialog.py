"""Avräkning Resurs (1931): a file is read and matched, looked at row by row, and booked payout by payout."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QVBoxLayout, QWidget

from promeister_mpay.domain.money import format_kronor
from promeister_mpay.domain.settlement.matching import PayoutBatch
from promeister_mpay.errors import InputError, MpayError
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.jobs import LatestResult
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable
from promeister_mpay.ui.settlement.footer import SettlementFooter
from promeister_mpay.ui.settlement.layout_dialog import LayoutDialog
from promeister_mpay.ui.settlement.payout_dialog import PayoutDialog
from promeister_mpay.ui.settlement.payout_rows_table import PayoutRowsTable
from promeister_mpay.ui.settlement.row_filter import RowFilter
from promeister_mpay.ui.settlement.shown_rows import (
    PAYOUT_BATCH_COLUMNS,
    ShownRow,
    background_of_batch,
    rows_of,
)
from promeister_mpay.ui.settlement.terms_panel import TermsPanel
from promeister_mpay.ui.settlement.voucher_view import VoucherView

if TYPE_CHECKING:
    from promeister_mpay.domain.settlement.layouts import Layout
    from promeister_mpay.domain.settlement.payouts import PayoutTerms
    from promeister_mpay.services.settlement.service import Booking, Matching, SettlementFile, SettlementService

FILES = "Avräkningsfiler (*.csv *.txt *.tsv *.xls *.xlsx *.xlsm *.ods);;Alla filer (*)"
BEGIN = "Öppna filen som Resurs har skickat. Den får vara csv, xls, xlsx eller ods."
Names = Callable[[], Mapping[int, str]]
"""Reads what the accounts are called."""


class SettlementDialog(PayoutDialog):
    """One file at a time. `order_requested` when an order is to be shown, `search_requested` with a row's reference."""

    order_requested = Signal(int)
    search_requested = Signal(str)

    def __init__(
        self,
        service: "SettlementService",
        background: Background,
        who: Callable[[], str],
        names: Names,
        *,
        parent: QWidget,
        training_file: Callable[[], Path] | None = None,
    ) -> None:
        super().__init__(background, parent)
        self._service = service
        self._who = who
        self._names = names
        self._training_file = training_file
        self._file: SettlementFile | None = None
        self._matching: Matching | None = None
        self._trial: Booking | None = None
        self._is_reading_again = False
        self._stop = threading.Event()
        self._trial_job = LatestResult(background, self)
        self.message_label = TextLabel(BEGIN, self)
        self.progress = QProgressBar(self)
        self.batches: ReadOnlyTable[PayoutBatch] = ReadOnlyTable(
            "Utbetalningar", PAYOUT_BATCH_COLUMNS, self, background_of=background_of_batch
        )
        self.filter = RowFilter(self)
        self.rows = PayoutRowsTable(self)
        self.terms = TermsPanel(self)
        self.voucher = VoucherView(self)
        self.footer = SettlementFooter(self, has_training_file=training_file is not None)
        self._lay_out()
        self._connect()
        self._allow()

    def _lay_out(self) -> None:
        """What was read above, payouts and rows below it, and at the bottom what will be booked."""
        self.setWindowTitle("Avräkning Resurs (1931)")
        self.resize(1000, 680)
        self.message_label.setWordWrap(True)
        self.message_label.setAccessibleName("Besked")
        self.batches.setMaximumHeight(120)
        self.progress.setRange(0, 0)
        column = QVBoxLayout(self)
        for widget in (self.message_label, self.progress, self.batches, self.filter):
            column.addWidget(widget)
        column.addWidget(self.rows, 1)
        for panel in (self.terms, self.voucher, self.footer):
            column.addWidget(panel)

    def _connect(self) -> None:
        self.job.changed.connect(self._allow)
        footer = self.footer
        for clicked, slot in (
            (footer.open_clicked, self.pick),
            (footer.training_clicked, self._fetch),
            (footer.columns_clicked, self._ask_columns),
            (footer.book_clicked, self.book),
            (footer.close_clicked, self.reject),
        ):
            clicked.connect(slot)
        self.batches.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_batch())
        self.filter.changed.connect(self._show_rows)
        self.filter.order_clicked.connect(self.rows.show_order)
        self.filter.search_clicked.connect(self.rows.search)
        self.rows.order_requested.connect(self.order_requested)
        self.rows.search_requested.connect(self.search_requested)
        self.terms.changed.connect(self._try)
        self.voucher.accepted.connect(self._allow)

    def _allow(self) -> None:
        has_rows = self._trial is not None and bool(self._trial.payout.rows)
        self.footer.allow(
            is_busy=self.job.is_busy,
            can_close=not self.job.is_firm,
            has_file=self._file is not None,
            can_book=has_rows and self.voucher.accepts_unusual and not self.terms.why_not(),
        )
        self.filter.allow_rows(allowed=self._matching is not None)
        self.progress.setVisible(self.job.is_busy)

    # -- reading

    def pick(self) -> None:
        """Ask for a file."""
        name, _ = QFileDialog.getOpenFileName(self, "Öppna avräkningsfil", "", FILES)
        if name:
            self.show_file(Path(name))

    def show_file(self, path: Path) -> None:
        """Read a file and show what is in it; nothing is written."""
        self._stop.set()
        stop = self._stop = threading.Event()
        self._run("Läser filen …", lambda: self._service.open(path, stop.is_set), self._on_file)

    def _fetch(self) -> None:
        if self._training_file is not None:
            self._run("Hämtar dagens övningsfil …", self._training_file, self.show_file)

    def _on_file(self, file: "SettlementFile") -> None:
        self._file = file
        if file.layout.missing:
            self.message_label.setText("Programmet känner inte igen filens kolumner. Säg vilken som är vad.")
            self._ask_columns()
        elif not file.options.are_clear:
            self.message_label.setText("Filen kan läsas på flera sätt. Säg vilket som är rätt.")
            self._ask_columns()
        else:
            self._match(file)

    def _ask_columns(self) -> None:
        if self._file is not None:
            dialog = LayoutDialog(self._file, self)
            dialog.chosen.connect(self._read_as)
            dialog.open()

    def _read_as(self, layout: "Layout") -> None:
        file = self._file
        if file is not None:
            self._run("Läser filen …", lambda: self._service.read_as(file, layout), self._on_file, Lane.CHANGING)

    def _match(self, file: "SettlementFile") -> None:
        self._run("Jämför med betalningarna …", lambda: self._service.match(file), self._on_matching)

    def _on_matching(self, matching: "Matching") -> None:
        self._matching = matching
        self.message_label.setText(_summary(matching))
        self.batches.rows.set_rows(matching.batches)
        fresh = (at for at, batch in enumerate(matching.batches) if batch.fresh)
        self.batches.selectRow(next(fresh, 0))
        self._show_batch()
        self.batches.setFocus()

    # -- looking

    def _batch(self) -> PayoutBatch | None:
        return self.batches.current()

    def _all_rows(self) -> tuple[ShownRow, ...]:
        if self._matching is None:
            return ()
        return rows_of(self._matching, self._batch(), self._service.today())

    def _show_batch(self) -> None:
        batch, matching = self._batch(), self._matching
        counts = Counter(row.state for row in self._all_rows())
        self.filter.offer(counts.items())
        if batch is not None and matching is not None:
            self.terms.ask_for(deviates=bool(batch.deviating), has_bad=bool(matching.file.bad))
        self._show_rows()
        self._try()

    def _show_rows(self) -> None:
        outcome = self.filter.outcome
        self.rows.rows.set_rows([row for row in self._all_rows() if outcome in ("", row.state)])
        self.rows.to_first()

    def match_again(self) -> None:
        """Something has changed that the rows are compared with."""
        if self._matching is not None and self.isVisible() and not self.job.is_busy:
            self._match(self._matching.file)

    # -- booking

    def _try(self) -> None:
        """Show the voucher as it would be booked now; results for older input are ignored."""
        batch, matching = self._batch(), self._matching
        self._trial_job.give_up()
        self._trial = None
        self._allow()
        if batch is None or matching is None:
            return
        try:
            terms = self.terms.terms()
        except InputError as error:
            self.voucher.show_nothing(str(error))
            return
        self._trial_job.run(
            lambda: (self._service.trial(matching, batch, terms), self._names()),
            lambda tried: self._on_tried(*tried, batch, terms),
            refused=lambda error: self.voucher.show_nothing(str(error)),
        )

    def _on_tried(self, trial: "Booking", names: Mapping[int, str], batch: PayoutBatch, terms: "PayoutTerms") -> None:
        self._trial = trial
        earlier = sum(each.row.net for each in batch.settled) if batch.fresh else 0
        self.voucher.show_booking(trial, names, _due(batch, terms), earlier)
        why_not = self.terms.why_not() if batch.fresh else ""
        if why_not:
            self.voucher.message_label.setText(f"{why_not}\n\n{self.voucher.message_label.text()}")
        self._allow()

    def book(self) -> None:
        """Book the payout that is shown, as it is shown."""
        batch, matching, who = self._batch(), self._matching, self._who()
        if batch is None or matching is None or self._trial is None:
            return
        terms = replace(self.terms.terms(), accepts_unusual=self.voucher.accepts_unusual)
        self.message_label.setText("Bokför …")
        self.run_booking(
            lambda: self._service.book(matching, batch, terms, who=who),
            lambda made: self._on_booked(matching.file, made),
            refused=self._on_failed,
            on_error=self._on_error,
        )

    def _on_booked(self, file: "SettlementFile", made: "Booking") -> None:
        """The same file again shows what is left of it."""
        named = f", verifikation {made.voucher.name}" if made.voucher else ""
        done = f"Bokfört: utbetalning {made.payout.batch_number}{named}, {format_kronor(made.payout.net)}."
        self._run(done, lambda: self._service.match(file), lambda found: self._on_left(done, found))
        self._is_reading_again = True

    def _on_left(self, done: str, matching: "Matching") -> None:
        self._on_matching(matching)
        self.message_label.setText(done)

    # -- what runs

    def _run(self, text: str, work: Callable[[], Any], done: Callable[[Any], object], lane: Lane = Lane.LONG) -> None:
        self.message_label.setText(text)
        self._is_reading_again = False
        self.job.run(work, done, refused=self._on_failed, on_error=self._on_error, lane=lane)

    def _on_error(self) -> None:
        """Nothing is read or booked any more."""
        self.message_label.setText(BEGIN)

    def _on_failed(self, error: MpayError) -> None:
        self.message_label.setText(str(error))

    def reject(self) -> None:
        """Close; while a file is read for the first time, only stop that."""
        is_reading = self.job.is_busy and not self.job.is_firm
        if is_reading:
            self._stop.set()
            self.job.give_up()
        if is_reading and not self._is_reading_again:
            self.message_label.setText(f"Avbrutet. Ingenting är bokfört. {BEGIN}")
        else:
            super().reject()


def _due(batch: PayoutBatch, terms: "PayoutTerms") -> int:
    """What the bank got for all rows that are not booked before, in öre."""
    return sum(each.row.net for each in batch.fresh) - (terms.fee_vat if terms.vat_on_top else 0)


def _summary(matching: "Matching") -> str:
    rows = [each for batch in matching.batches for each in batch.rows]
    net = format_kronor(sum(each.row.net for each in rows))
    bad = f", {len(matching.file.bad)} felaktiga" if matching.file.bad else ""
    missing = f" {len(matching.missing)} av våra betalningar är inte utbetalda ännu." if matching.missing else ""
    return f"{matching.file.name}: {len(rows)} rader{bad}, netto {net}.{missing}"
