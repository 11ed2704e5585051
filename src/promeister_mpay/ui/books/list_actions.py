"""The menu Bokföring's lists: documents, vouchers, the ledger, SIE files, and what is done with a voucher."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.domain.lists.query import ListKind, ListRow, View
from promeister_mpay.errors import MpayError
from promeister_mpay.ui.books.check_dialog import CheckDialog
from promeister_mpay.ui.books.ledger_header import LedgerHeader
from promeister_mpay.ui.books.period_dialog import PeriodDialog
from promeister_mpay.ui.books.sie_dialog import SieDialog, kept_folder
from promeister_mpay.ui.books.voucher_actions import VoucherActions
from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.jobs import OneAtATime
from promeister_mpay.ui.common.message_strip import Mood
from promeister_mpay.ui.common.plain_text import set_title
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.lists.footer import Tool
from promeister_mpay.ui.lists.menu import Link
from promeister_mpay.ui.lists.model import identity_of
from promeister_mpay.ui.lists.opener import ListOpener
from promeister_mpay.ui.lists.window import ListWindow

if TYPE_CHECKING:
    from promeister_mpay.services.books.ledger import LedgerLists, Span
    from promeister_mpay.services.counter import CounterServices

A = ActionName


class BookListActions(QObject):
    """Opens the lists and windows of the books; what they change is changed off the UI thread, in its lane."""

    def __init__(
        self,
        lists: ListOpener,
        background: Background,
        actions: Actions,
        workstation: Workstation,
        *,
        services: "CounterServices",
    ) -> None:
        super().__init__(lists)
        self._lists = lists
        self._background = background
        self._workstation = workstation
        self._services = services
        self._vouchers = VoucherActions(lists, background, lambda: workstation.clerk, services.bookkeeping)
        for name, slot in (
            (A.INVOICES, self.open_invoices),
            (A.CREDITS, lambda: self.open_invoices(View.CREDITS)),
            (A.VOUCHERS, self.open_vouchers),
            (A.PAYOUTS, self.open_payouts),
            (A.LEDGER, self.open_ledger),
            (A.CORRECT, self.open_corrections),
            (A.CLOSE_PERIOD, self._ask_period),
            (A.CHECK_BOOKS, self._check_books),
            (A.EXPORT_SIE, self._export_sie),
            (A.SIE_FILES, self.open_sie_files),
        ):
            actions.on(name, slot)

    # -- the lists

    def open_invoices(self, view: View = View.ALL) -> ListWindow:
        """Bokförda fakturor, or of them the credit invoices; one that is chosen is shown."""
        window = self._lists.show(ListKind.INVOICES, view=view, links=self._links_of_invoice, stays=True)
        window.taken.connect(lambda row: self._lists.document_requested.emit(_number(row)))
        return window

    def open_vouchers(self) -> ListWindow:
        """Verifikationer; one that is chosen is shown."""
        return self._open_vouchers(self._vouchers.show, "Verifikationer")

    def open_payouts(self) -> ListWindow:
        """Utbetalningar; of one that is chosen its voucher is shown."""
        window = self._lists.show(ListKind.PAYOUTS, stays=True)
        window.taken.connect(self._show_payout)
        return window

    def _show_payout(self, row: ListRow) -> None:
        voucher_id = row.values["voucher_id"]
        if voucher_id is None:
            self._lists.show_error(MpayError("Raderna tog ut varandra: utbetalningen har ingen verifikation."))
        else:
            self._vouchers.show(int(str(voucher_id)))

    def open_corrections(self) -> ListWindow:
        """Rätta verifikation…: one that is chosen is corrected."""
        return self._open_vouchers(self._vouchers.correct, "Vilken verifikation ska rättas?")

    def _open_vouchers(self, take: Callable[[int], object], title: str) -> ListWindow:
        tools = (Tool("&Rätta… (F2)", "F2", self._correct_row),)
        window = self._lists.show(ListKind.VOUCHERS, links=self._links_of_voucher, stays=True, tools=tools)
        set_title(window, title)
        window.taken.connect(lambda row: take(_number(row)))
        return window

    def _correct_row(self, row: ListRow | None) -> None:
        if row is not None:
            self._vouchers.correct(_number(row))

    def open_sie_files(self) -> ListWindow:
        """SIE-filer…: one that is chosen is saved again."""
        window = self._lists.show(ListKind.BATCHES, stays=True)
        window.footer.name_ok("&Spara igen…")
        window.taken.connect(self._save_again)
        return window

    def open_ledger(self, account: int = 0) -> None:
        """Huvudbok: an account in the financial year, by default the mobile payments' own."""
        from promeister_mpay.services.books.ledger import Span

        services = self._services

        def prepared() -> "tuple[LedgerLists, Sequence[tuple[int, str]]]":
            chosen = account or services.settings.load()[0].account_mobile
            lists = services.ledger(Span(chosen, Period()))
            lists.span = Span(chosen, lists.this_year())
            return lists, lists.accounts()

        self._background.run(prepared, lambda made: self._show_ledger(*made))

    def _show_ledger(self, lists: "LedgerLists", accounts: Sequence[tuple[int, str]]) -> None:
        head = LedgerHeader(accounts, lists.span, date.today(), None)
        window = self._lists.show(ListKind.LEDGER, lists=lists, links=self._links_of_voucher, stays=True, head=head)
        newest = OneAtATime(self._background)
        window.finished.connect(lambda _result: newest.close())
        window.taken.connect(lambda row: self._vouchers.show(_number(row)))

        def choose(span: "Span") -> None:
            lists.span = span
            window.begin_again()
            newest.ask(lists.sums, head.show_sums, self._lists.show_error)

        head.changed.connect(choose)
        newest.ask(lists.sums, head.show_sums, self._lists.show_error)

    # -- links of a row

    def _links_of_invoice(self, row: ListRow) -> Sequence[Link]:
        number, order, credits_ = _number(row), int(str(row.values["order_number"])), row.values["credits"]
        links = [
            Link(f"Faktura {number}", partial(self._lists.document_requested.emit, number)),
            Link(f"Order {order}", partial(self._lists.show_order, order)),
            Link("Verifikation", partial(self._vouchers.show_of_invoice, number)),
        ]
        if credits_:
            original = int(str(credits_))
            links.append(Link(f"Krediterar faktura {original}", partial(self._lists.document_requested.emit, original)))
        return links

    def _links_of_voucher(self, row: ListRow) -> Sequence[Link]:
        name = f"{row.values['series']} {row.values['number']}"
        return [Link(f"Verifikation {name}", partial(self._vouchers.show, _number(row)))]

    # -- SIE files

    def _export_sie(self) -> None:
        dialog = SieDialog(
            self._services.sie, self._background, self._workstation, self._lists.front, today=date.today()
        )
        dialog.exported.connect(self._lists.refresh)
        dialog.open()

    def _save_again(self, row: ListRow) -> None:
        first = Path(kept_folder(self._workstation)) / str(row.values["file_name"])
        path = ask_place(self._lists.front, str(first))
        if path is not None:
            self.save_again(_number(row), path)

    def save_again(self, batch_id: int, path: Path) -> None:
        """Write a batch's file once more, as it was."""
        sie = self._services.sie
        self._background.run(
            lambda: sie.save_again(batch_id, path),
            lambda _batch: self._lists.show_message(
                f"{path.name} är sparad, byte för byte som förra gången.", Mood.GOOD
            ),
            refused=self._lists.show_error,
            lane=Lane.LONG,
        )

    def _check_books(self) -> None:
        CheckDialog(self._services.check, self._background, self._workstation.clerk, self._lists.front).open()

    # -- closing a period

    def _ask_period(self) -> None:
        self._background.run(self._services.bookkeeping.closed_through, self._show_period)

    def _show_period(self, closed: date | None) -> None:
        dialog = PeriodDialog(closed, date.today(), self._lists.front)
        dialog.closing_requested.connect(lambda day: self._close_period(dialog, day))
        dialog.open()

    def _close_period(self, dialog: PeriodDialog, day: date) -> None:
        books, who = self._services.bookkeeping, self._workstation.clerk

        def on_closed(_: None) -> None:
            dialog.accept()
            self._lists.show_message(f"Bokföringen är stängd till och med {day}.", Mood.GOOD)

        self._background.run(
            lambda: books.close_through(day, who=who),
            on_closed,
            refused=dialog.show_error,
            lane=Lane.CHANGING,
        )


def ask_place(parent: QWidget, name: str) -> Path | None:
    """Where a file is saved again."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "Spara igen", name, "SIE 4I (*.SI *.si)")
    return Path(chosen) if chosen else None


def _number(row: ListRow) -> int:
    return int(str(identity_of(row)))
