"""Arkiv → Återställ…: lists the backup copies with their contents, and restores one of them."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QIntValidator
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.errors import MpayError
from promeister_mpay.services.maintenance.backups import Contents, Copy, CopyKind
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.dialogs import ask
from promeister_mpay.ui.common.formats import local
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.lists.texts import grouped

if TYPE_CHECKING:
    from promeister_mpay.services.maintenance.backups import BackupService

KINDS = {
    CopyKind.DAILY: "Daglig",
    CopyKind.BY_HAND: "Tagen för hand",
    CopyKind.BEFORE_UPGRADE: "Före uppdatering",
    CopyKind.SET_ASIDE: "Undanlagd vid återställning",
    CopyKind.AS_IT_IS: "Databasen som den är",
}
MOST_INVOICES = 999_999_999
READING = "Läser vad som finns i kopiorna …"
ON_SERVER = (
    "Databasen ligger på en PostgreSQL-server. Den som sköter servern återställer den med pg_restore: F1 visar hur. "
    "Kopiorna som programmet tar ligger i {}."
)
KEPT_BY = "Databasen ligger på en PostgreSQL-server, som säkerhetskopieras av {}: därifrån återställs den."
INSTRUCTION = "Kopiorna ligger i {}. Ta med dem till en annan disk då och då."
GOES_ALONG = (
    "• Register, inställningar och order blir som i kopian; det som skrivits in senare finns inte kvar.\n"
    "• Betalningar och bokförda handlingar från tiden efter kopian följer med, med sina order: de är gjorda och går "
    "inte att göra ogjorda.\n"
    "• Betalningar som inte är avslutade frågas om hos Resurs direkt."
)
LAST_INVOICE = "Numret på den &senaste fakturan på papper:"
LAST_INVOICE_UNKNOWN = (
    "Det som sparades sist är okänt. Skriv numret på den senaste fakturan som finns på papper (0 om det inte finns "
    "någon) och välj Återställ igen. Nästa faktura får ett högre nummer."
)
BLIND = (
    "Databasen kan inte läsas, eller så saknas det som sparades sist. Betalningar och fakturor från tiden efter kopian "
    "är därför okända för den återställda databasen: inget känt betalnings-SMS skickas om och ingen återbetalning görs "
    "om, men jämför med Resurs Merchant Portal och med sista fakturan på papper innan nya skickas."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A copy and what is in it, when that has been read; or why it cannot be."""

    copy: Copy
    contents: Contents | None = None
    trouble: str = ""

    def number(self, what: str) -> str:
        """One of the numbers of its contents, by attribute."""
        return grouped(int(getattr(self.contents, what))) if self.contents else ""

    @property
    def newest(self) -> str:
        """Its newest order."""
        found = self.contents
        return f"{found.newest_order} ({found.newest_order_date})" if found and found.newest_order else ""


COLUMNS: tuple[TableColumn[Shown], ...] = (
    TableColumn("Tagen", 120, lambda shown: local(shown.copy.made_at)),
    TableColumn("Slag", 170, lambda shown: KINDS[shown.copy.kind]),
    TableColumn("Order", 70, lambda shown: shown.number("orders"), right=True),
    TableColumn("Senaste order", 140, lambda shown: shown.newest),
    TableColumn("Fakturor", 70, lambda shown: shown.number("invoices"), right=True),
    TableColumn("Oavslutade betalningar", 150, lambda shown: shown.number("unsettled"), right=True),
    TableColumn("Storlek", 80, lambda shown: f"{grouped(-(-shown.copy.size // 1000))} kB", right=True),
    TableColumn("Anmärkning", 120, lambda shown: shown.trouble),
)


class RestoreDialog(QDialog):
    """`restoring` is emitted when a restore is prepared: the program must restart to carry it out."""

    restoring = Signal()

    def __init__(self, service: "BackupService", background: Background, who: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._service = service
        self._background = background
        self._who = who
        self._stop = threading.Event()
        self._keeper = ""
        self.message_label = TextLabel(READING, self)
        self.copies: ReadOnlyTable[Shown] = ReadOnlyTable("Säkerhetskopior", COLUMNS, self)
        self.last_invoice = TextField(self)
        self.last_invoice_row = QWidget(self)
        self.restore_button = QPushButton("&Återställ…", self)
        self.copy_button = QPushButton("Ta en kopia &nu", self)
        self.folder_button = QPushButton("&Öppna mappen", self)
        self.close_button = QPushButton("Stäng", self)
        self._lay_out()
        self.restore_button.setVisible(service.can_restore)
        self._read()

    def _lay_out(self) -> None:
        self.setWindowTitle("Återställ från säkerhetskopia")
        self.resize(960, 420)
        self.message_label.setWordWrap(True)
        column = QVBoxLayout(self)
        for widget in (self.message_label, self.copies, self._last_invoice_row(), self._buttons()):
            column.addWidget(widget)
        self.copies.selectionModel().currentRowChanged.connect(lambda _now, _before: self._allow())
        self._allow()

    def _last_invoice_row(self) -> QWidget:
        """Where the clerk says which invoice was the last; shown when that cannot be known from the store."""
        self.last_invoice.setValidator(QIntValidator(0, MOST_INVOICES, self.last_invoice))
        self.last_invoice.setMaximumWidth(120)
        label = TextLabel(LAST_INVOICE, self.last_invoice_row)
        label.setBuddy(self.last_invoice)
        row = QHBoxLayout(self.last_invoice_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.last_invoice)
        row.addStretch()
        self.last_invoice_row.hide()
        return self.last_invoice_row

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        for button, slot in (
            (self.restore_button, self._restore),
            (self.copy_button, self._copy),
            (self.folder_button, self._open_folder),
        ):
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
            button.clicked.connect(slot)
            button.setAutoDefault(False)
        box.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.close_button.clicked.connect(self.reject)
        return box

    def _allow(self) -> None:
        shown = self.copies.current()
        self.restore_button.setEnabled(shown is not None and shown.contents is not None)

    # -- what is in them

    def _read(self) -> None:
        self._background.run(
            lambda: (self._service.all(), self._service.keeper()),
            lambda found: self._on_copies(*found),
            refused=self._on_refused,
            on_error=self._allow_again,
        )

    def _on_copies(self, copies: Sequence[Copy], keeper: str) -> None:
        self._keeper = keeper
        self.message_label.setText(READING if copies else f"Det finns inga kopior ännu. {self._where()}")
        self._show([Shown(copy) for copy in copies])
        self.copies.to_first()
        self.copies.setFocus()
        self._look(0)

    def _look(self, at: int) -> None:
        """Read the contents of the copies one after the other: a copy with a million orders takes a moment."""
        if at >= len(self.copies.rows.shown) or not self._service.can_restore:
            has_copies = bool(self.copies.rows.shown)
            self.message_label.setText(self._where() if has_copies else self.message_label.text())
            return
        copy = self.copies.rows.shown[at].copy
        self._background.run(
            lambda: self._service.look(copy, cancelled=self._stop.is_set),
            lambda contents: self._on_looked(at, Shown(copy, contents)),
            failed=lambda error: self._on_looked(at, Shown(copy, trouble=str(error))),
            lane=Lane.LONG,
        )

    def _on_looked(self, at: int, shown: Shown) -> None:
        rows = list(self.copies.rows.shown)
        if not self._stop.is_set() and at < len(rows) and rows[at].copy == shown.copy:
            rows[at] = shown
            self._show(rows)
            self._look(at + 1)

    def _show(self, rows: Sequence[Shown]) -> None:
        at = self.copies.currentIndex().row()
        self.copies.rows.set_rows(rows)
        self.copies.selectRow(max(at, 0))
        self._allow()

    def _where(self) -> str:
        if self._keeper:
            return KEPT_BY.format(self._keeper)
        return (INSTRUCTION if self._service.can_restore else ON_SERVER).format(self._service.folder)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._service.folder)))

    # -- one more

    def _copy(self) -> None:
        self.copy_button.setEnabled(False)
        self.message_label.setText("Tar en kopia …")
        self._background.run(
            lambda: self._service.by_hand(cancelled=self._stop.is_set),
            lambda _: self._on_copied(),
            refused=self._on_refused,
            on_error=self._allow_again,
            lane=Lane.LONG,
        )

    def _on_copied(self) -> None:
        self.copy_button.setEnabled(True)
        self._read()

    # -- back

    def _restore(self) -> None:
        shown = self.copies.current()
        if shown is not None and shown.contents is not None:
            self._background.run(
                lambda: self._service.look(None),
                lambda now: self._ask(shown, None if self._is_less_than_it_was() else now),
                refused=lambda _error: self._ask(shown, None),
            )

    def _is_less_than_it_was(self) -> bool:
        """Whether the store that is there can only be opened when it is accepted as it is."""
        return any(shown.copy.kind is CopyKind.AS_IT_IS for shown in self.copies.rows.shown)

    def _ask(self, shown: Shown, now: Contents | None) -> None:
        if now is None and not self.last_invoice.text():
            self._ask_last_invoice()
        elif ask(self, "Återställ", question(shown, now), yes="&Återställ och starta om", safe=True):
            last_invoice = int(self.last_invoice.text() or 0)
            self.message_label.setText("Förbereder …")
            self.setEnabled(False)
            self._background.run(
                lambda: self._service.restore_at_start(shown.copy, who=self._who, last_invoice=last_invoice),
                lambda _: self.restoring.emit(),
                refused=self._on_refused,
                on_error=self._allow_again,
            )

    def _ask_last_invoice(self) -> None:
        known = max((shown.contents.newest_invoice for shown in self.copies.rows.shown if shown.contents), default=0)
        self.message_label.setText(LAST_INVOICE_UNKNOWN)
        self.last_invoice.setPlaceholderText(f"minst {known}")
        self.last_invoice_row.show()
        self.last_invoice.setFocus()

    def _allow_again(self) -> None:
        self.setEnabled(True)
        self.copy_button.setEnabled(True)

    def _on_refused(self, error: MpayError) -> None:
        self.message_label.setText(str(error))

    def done(self, result: int) -> None:
        """Close, and cancel what is being read or copied."""
        self._stop.set()
        super().done(result)


def question(shown: Shown, now: Contents | None) -> str:
    """Ask whether to restore this copy and name the consequences; `now` is the current store's content, if readable."""
    newest = f", den senaste {shown.newest}" if shown.newest else ""
    in_copy = f"Kopian har {shown.number('orders')} order{newest}."
    in_store = replace(shown, contents=now)
    newest_now = f", den senaste {in_store.newest}" if in_store.newest else ""
    has_now = f" Databasen har nu {in_store.number('orders')}{newest_now}." if now else ""
    return (
        f"Återställa databasen från kopian {local(shown.copy.made_at)}?\n\n{in_copy}{has_now}\n\n"
        f"{GOES_ALONG if now else BLIND}\n\n"
        "Databasen som finns nu läggs undan bland kopiorna och kan återställas på samma sätt. Programmet startas om."
    )
