"""Avräkning för hand: enter a payout from Resurs's statement and tick the payments that it settles."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.domain.money import format_hundredths, format_kronor
from promeister_mpay.domain.settlement.matching import OpenItem, OpenItemKind
from promeister_mpay.domain.settlement.payouts import TypedPayout
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.date_field import show_date_when_left
from promeister_mpay.ui.common.jobs import LatestResult
from promeister_mpay.ui.common.plain_text import TextLabel, add_field
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.settlement.payout_dialog import PayoutDialog
from promeister_mpay.ui.settlement.shown_rows import GREEN, open_item_text
from promeister_mpay.ui.settlement.typed_values import account_in, amount_in, day_in
from promeister_mpay.ui.settlement.voucher_view import VoucherView

if TYPE_CHECKING:
    from promeister_mpay.services.settlement.service import Booking, SettlementService

FIELDS = (
    ("batch_number", "&Utbetalningens nummer"),
    ("posted_on", "Bokföringsda&tum"),
    ("gross", "B&rutto"),
    ("fee", "Av&gift utan moms"),
    ("vat", "&Moms på avgiften"),
    ("net", "&Netto (till banken)"),
    ("difference_account", "Konto för s&killnader"),
)
INSTRUCTION = "Skriv av Resurs besked och markera de betalningar som ingår (mellanslag)."


class ByHandDialog(PayoutDialog):
    """The form for a payout without a file."""

    def __init__(
        self,
        service: "SettlementService",
        background: Background,
        who: Callable[[], str],
        names: Callable[[], Mapping[int, str]],
        *,
        parent: QWidget,
    ) -> None:
        super().__init__(background, parent)
        self._service = service
        self._background = background
        self._who = who
        self._names = names
        self._chosen: set[tuple[OpenItemKind, str]] = set()
        self._trial_job = LatestResult(background, self)
        self._trial: Booking | None = None
        self.fields = {name: TextField(self) for name, _ in FIELDS}
        self.open_items: ReadOnlyTable[OpenItem] = ReadOnlyTable(
            "Inte utbetalda", self._columns(), self, background_of=self._background_of
        )
        self.message_label = TextLabel(INSTRUCTION, self)
        self.sums = TextLabel(parent=self)
        self.voucher = VoucherView(self)
        self.all_button = QPushButton("Markera &alla", self)
        self.book_button = QPushButton("&Bokför", self)
        self.close_button = QPushButton("Stäng", self)
        self._lay_out()
        self._connect()
        self._read()

    def _columns(self) -> Sequence[TableColumn[OpenItem]]:
        today = self._service.today()
        return (
            TableColumn("Ingår", 50, lambda open_item: "✓" if open_item.identity in self._chosen else ""),
            TableColumn("Order", 70, lambda open_item: str(open_item.order_number), right=True),
            TableColumn("Referens", 120, lambda open_item: open_item.key),
            TableColumn("Belopp", 100, lambda open_item: format_hundredths(open_item.amount), right=True),
            TableColumn("", 320, lambda open_item: open_item_text(open_item, today)),
        )

    def _background_of(self, open_item: OpenItem) -> str:
        return GREEN if open_item.identity in self._chosen else ""

    def _lay_out(self) -> None:
        self.setWindowTitle("Avräkning för hand")
        self.resize(820, 680)
        form = QFormLayout()
        for name, label in FIELDS:
            add_field(form, label, self.fields[name])
            self.fields[name].setAccessibleName(label.replace("&", ""))
            self.fields[name].setMaximumWidth(220)
        foot = QHBoxLayout()
        foot.addWidget(self.all_button)
        foot.addStretch(1)
        for button in (self.all_button, self.book_button, self.close_button):
            button.setAutoDefault(False)
        foot.addWidget(self.book_button)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.addWidget(self.message_label)
        column.addLayout(form)
        column.addWidget(self.open_items, 1)
        for widget in (self.sums, self.voucher):
            column.addWidget(widget)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.fields["posted_on"].setText(self._service.today().isoformat())
        show_date_when_left(self.fields["posted_on"], self._service.today)
        for field in self.fields.values():
            field.textEdited.connect(self._try)
        toggle = QShortcut(Qt.Key.Key_Space, self.open_items, context=Qt.ShortcutContext.WidgetShortcut)
        toggle.activated.connect(self._toggle)
        self.open_items.doubleClicked.connect(self._toggle)
        self.voucher.accepted.connect(self._allow)
        self.job.changed.connect(self._allow)
        self.all_button.clicked.connect(self._mark_all)
        self.book_button.clicked.connect(self.book)
        self.close_button.clicked.connect(self.reject)

    # -- the payments

    def _read(self) -> None:
        self._background.run(self._service.outstanding, self._show, lane=Lane.LONG)

    def _show(self, open_items: Sequence[OpenItem]) -> None:
        self._chosen &= {open_item.identity for open_item in open_items}
        self.open_items.rows.set_rows(open_items)
        self.open_items.to_first()
        self.fields["batch_number"].setFocus()
        self._try()

    def chosen(self) -> list[OpenItem]:
        """The ticked payments."""
        return [open_item for open_item in self.open_items.rows.shown if open_item.identity in self._chosen]

    def _toggle(self) -> None:
        open_item = self.open_items.current()
        if open_item is not None:
            self._chosen ^= {open_item.identity}
            self.open_items.viewport().update()
            self._try()

    def _mark_all(self) -> None:
        everything = {open_item.identity for open_item in self.open_items.rows.shown}
        self._chosen = set() if self._chosen == everything else everything
        self.open_items.viewport().update()
        self._try()

    # -- booking

    def typed(self) -> TypedPayout:
        """The values in the fields; raises `InputError` with the faulty field."""
        fields = self.fields
        account = fields["difference_account"]
        return TypedPayout(
            batch_number=fields["batch_number"].text().strip(),
            posted_on=day_in(fields["posted_on"], "posted_on", self._service.today()),
            gross=amount_in(fields["gross"], "gross"),
            fee=amount_in(fields["fee"], "fee"),
            vat=amount_in(fields["vat"], "vat"),
            net=amount_in(fields["net"], "net"),
            difference_account=account_in(account, "difference_account") if account.text().strip() else None,
            accepts_unusual=self.voucher.accepts_unusual,
        )

    def _try(self) -> None:
        """Preview the voucher, or show what does not add up yet."""
        chosen = self.chosen()
        self.sums.setText(
            f"{len(chosen)} markerade, {format_kronor(sum(open_item.amount for open_item in chosen))} brutto."
        )
        self._trial_job.give_up()
        self._trial = None
        self._allow()
        try:
            typed = self.typed()
        except InputError as error:
            self.voucher.show_nothing(str(error))
            return
        self._trial_job.run(
            lambda: (self._service.trial_by_hand(typed, chosen), self._names()),
            lambda tried: self._on_tried(*tried),
            refused=lambda error: self.voucher.show_nothing(str(error)),
        )

    def _on_tried(self, trial: "Booking", names: Mapping[int, str]) -> None:
        self.voucher.show_booking(trial, names, trial.payout.net)
        self._trial = trial
        self._allow()

    def _allow(self) -> None:
        has_rows = self._trial is not None and bool(self._trial.payout.rows)
        self.book_button.setEnabled(has_rows and self.voucher.accepts_unusual and not self.job.is_busy)

    def book(self) -> None:
        """Book the payout as previewed."""
        typed, chosen, who = self.typed(), self.chosen(), self._who()
        self._trial_job.give_up()
        self._trial = None
        self.message_label.setText("Bokför …")
        self.run_booking(
            lambda: self._service.book_by_hand(typed, chosen, who=who),
            self._on_booked,
            refused=lambda error: self.voucher.show_nothing(str(error)),
            on_error=lambda: self.message_label.setText(INSTRUCTION),
        )

    def _on_booked(self, made: "Booking") -> None:
        named = f", verifikation {made.voucher.name}" if made.voucher else ""
        self.message_label.setText(f"Bokfört: utbetalning {made.payout.batch_number}{named}. {INSTRUCTION}")
        for name in ("batch_number", "gross", "fee", "vat", "net", "difference_account"):
            self.fields[name].clear()
        self._read()
