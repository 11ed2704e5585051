"""Exportera SIE…: exports the vouchers not exported yet, of a period or all, one file per financial year."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.domain.books.sie_batches import Period, SieBatch, Unexported
from promeister_mpay.errors import InputError, MpayError
from promeister_mpay.ui.books.period_fields import PeriodFields
from promeister_mpay.ui.common.background import Background, Lane, Task
from promeister_mpay.ui.common.jobs import OneAtATime
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.common.stoppable_dialog import StoppableDialog
from promeister_mpay.ui.common.workstation import Workstation
from promeister_mpay.ui.lists.texts import grouped

if TYPE_CHECKING:
    from promeister_mpay.services.books.sie_files import SieService

COLUMNS: tuple[TableColumn[Unexported], ...] = (
    TableColumn("Räkenskapsår", 180, lambda each: f"{each.year.first_day} – {each.year.last_day}"),
    TableColumn("Verifikationer", 100, lambda each: grouped(each.vouchers), right=True),
    TableColumn("Från", 90, lambda each: each.first_day.isoformat()),
    TableColumn("Till", 90, lambda each: each.last_day.isoformat()),
)
NOTHING = "Det finns ingenting att exportera: allt bokfört är redan exporterat."


SIE_FOLDER = "sie_folder"


def kept_folder(workstation: Workstation) -> str:
    """The folder of the last export, else the user's documents folder."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return workstation.kept(SIE_FOLDER) or documents


def ask_folder(parent: QWidget, first: str) -> Path | None:
    """Ask for the folder."""
    name = QFileDialog.getExistingDirectory(parent, "Spara SIE-filer i mapp", first)
    return Path(name) if name else None


class SieDialog(StoppableDialog):
    """Previews and exports; `exported` is emitted when a file was written. Esc cancels before the next file."""

    exported = Signal()
    _progressed = Signal(int)

    def __init__(
        self, service: "SieService", background: Background, workstation: Workstation, parent: QWidget, *, today: date
    ) -> None:
        super().__init__("", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._service = service
        self._background = background
        self._workstation = workstation
        self._newest = OneAtATime(background)
        self._asked_period: Period | None = None
        self.all_button = QRadioButton("&Allt som inte är exporterat", self)
        self.period_button = QRadioButton("&Period", self)
        self.period = PeriodFields(Period(today.replace(day=1), today), today, self)
        self.table: ReadOnlyTable[Unexported] = ReadOnlyTable("Att exportera", COLUMNS, self)
        self.progress = QProgressBar(self)
        self.buttons = QDialogButtonBox(self)
        self.ok_button: QPushButton = self.buttons.addButton("&Exportera…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.close_button: QPushButton = self.buttons.addButton("S&täng", QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        self._connect()
        self._count()

    def _lay_out(self) -> None:
        self.setWindowTitle("Exportera SIE")
        self.resize(540, 330)
        self.all_button.setChecked(True)
        self.period.setEnabled(False)
        self.message_label.setWordWrap(True)
        self.progress.setAccessibleName("Exporterade verifikationer")
        self.progress.hide()
        row = QHBoxLayout()
        row.addWidget(self.period_button)
        row.addWidget(self.period, 1)
        column = QVBoxLayout(self)
        column.addWidget(self.all_button)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        for widget in (self.message_label, self.progress, self.buttons):
            column.addWidget(widget)

    def _connect(self) -> None:
        self.all_button.toggled.connect(self._on_toggled)
        self.period.changed.connect(self._count)
        self.buttons.accepted.connect(self._on_export)
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(lambda _result: self._newest.close())
        self._progressed.connect(self.progress.setValue)

    def _on_toggled(self) -> None:
        self.period.setEnabled(self.period_button.isChecked())
        self._count()

    # -- counting

    def _count(self) -> None:
        """Count the vouchers of the chosen period; only the result for the latest choice is shown."""
        self.ok_button.setEnabled(False)
        try:
            period = self.period.period() if self.period_button.isChecked() else Period()
        except InputError as error:
            self._newest.forget()
            self._asked_period = None
            self.message_label.setText(str(error))
            return
        self.message_label.setText("Räknar …")
        self._newest.ask(
            lambda: (period, self._service.preview(period)), lambda answer: self._show(*answer), self._on_refused
        )
        self._asked_period = period

    def _show(self, period: Period, found: Sequence[Unexported]) -> None:
        if period != self._asked_period:
            return
        self.table.rows.set_rows(found)
        self.table.to_first()
        self.ok_button.setEnabled(bool(found))
        files = "en SIE-fil" if len(found) == 1 else f"{len(found)} SIE-filer, en för varje räkenskapsår"
        self.message_label.setText(f"Det blir {files}." if found else NOTHING)

    # -- exporting

    def _on_export(self) -> None:
        folder = ask_folder(self, kept_folder(self._workstation))
        if folder is not None:
            self._workstation.keep(SIE_FOLDER, str(folder))
            self.export_to(folder)

    def export_to(self, folder: Path) -> None:
        """Write the previewed files into a folder."""
        years, who = self.table.rows.shown, self._workstation.clerk
        self.begin_job()
        self._allow()
        self.progress.setRange(0, sum(year.vouchers for year in years))
        self.message_label.setText("Exporterar …")
        done: list[SieBatch] = []
        self._background.run(
            lambda: self._export(years, folder, who, done),
            lambda _: self._on_exported(done),
            refused=lambda error: self._end(done, f"{error} {_made(done) if done else ''}".strip()),
            failed=lambda error: self._on_failed(done, error),
            lane=Lane.LONG,
            task=Task("Exporterar SIE-filer …", "Det som inte är klart exporteras nästa gång.", self.stop.set),
        )

    def _export(self, years: Sequence[Unexported], folder: Path, who: str, done: list[SieBatch]) -> None:
        for year in years:
            report = partial(self._report_progress, sum(batch.vouchers for batch in done))
            batch = self._service.export(year, folder, who=who, progress=report, cancelled=self.stop.is_set)
            if batch is None:
                return
            done.append(batch)

    def _report_progress(self, before: int, count: int) -> None:
        self._progressed.emit(before + count)

    def _on_exported(self, done: Sequence[SieBatch]) -> None:
        message = _made(done)
        if self.stop.is_set():
            message = f"Exporten avbröts. {message}"
        self._end(done, message)

    def _on_failed(self, done: Sequence[SieBatch], error: Exception) -> None:
        self._end(done, "")
        self._background.failed.emit(error)

    def _end(self, done: Sequence[SieBatch], message: str) -> None:
        self.end_job()
        self._allow()
        self.table.rows.set_rows(())
        self.message_label.setText(message)
        if done:
            self.exported.emit()
        self.close_button.setFocus()

    def _allow(self) -> None:
        is_running = self.is_running
        self.progress.setVisible(is_running)
        self.ok_button.setEnabled(False)
        self.close_button.setText("A&vbryt" if is_running else "S&täng")
        for widget in (self.all_button, self.period_button):
            widget.setEnabled(not is_running)
        self.period.setEnabled(not is_running and self.period_button.isChecked())

    def _on_refused(self, error: MpayError) -> None:
        self.message_label.setText(str(error))


def _made(done: Sequence[SieBatch]) -> str:
    if not done:
        return "Ingenting är exporterat."
    files = ", ".join(f"{batch.file_name} ({grouped(batch.vouchers)} verifikationer)" for batch in done)
    return f"Exporterat: {files}."
