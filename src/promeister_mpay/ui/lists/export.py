"""Exportera…: writes the list as shown into a file, in the background, with progress and a cancel button."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.lists.query import ListKind, ListQuery
from promeister_mpay.services.lists.exports import ExportService, SheetColumn
from promeister_mpay.ui.common.background import Background, Lane, Task
from promeister_mpay.ui.common.stoppable_dialog import StoppableDialog
from promeister_mpay.ui.lists.texts import grouped

EXCEL, CSV = "Excelarbetsbok (*.xlsx)", "Csv, semikolon (*.csv)"


def ask_file(parent: QWidget, title: str) -> Path | None:
    """Ask for the file; add the suffix of the chosen type when it is missing."""
    name, kind = QFileDialog.getSaveFileName(parent, "Exportera", f"{title}.xlsx", f"{EXCEL};;{CSV}", EXCEL)
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_suffix(".csv" if kind == CSV else ".xlsx")


class ListExport(StoppableDialog):
    """One export. `reported` carries its result. Esc and Avbryt cancel it, and then no file is written."""

    reported = Signal(str, bool)
    """A sentence, and whether all is well."""
    _progressed = Signal(int)

    def __init__(self, service: ExportService, background: Background, parent: QWidget) -> None:
        super().__init__("Läser …", parent)
        self._service = service
        self._background = background
        self._total: int | None = None
        self.progress = QProgressBar(self)
        self.cancel_button = QPushButton("&Avbryt", self)
        self._lay_out()
        self._progressed.connect(self._on_progress)

    def _lay_out(self) -> None:
        self.setWindowTitle("Exportera")
        self.resize(380, 110)
        self.progress.setAccessibleName("Exporterade rader")
        self.cancel_button.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        for widget in (self.message_label, self.progress, self.cancel_button):
            column.addWidget(widget)

    def run(
        self, kind: ListKind, query: ListQuery, columns: Sequence[ListColumn], path: Path, *, total: int | None
    ) -> None:
        """Export the rows of `query` to `path`; `total` is the number of rows when it is known."""
        self._total = total
        self.begin_job()
        self.progress.setRange(0, total or 0)
        sheet_columns = [SheetColumn(column.key, column.title, column.kind) for column in columns]
        self.open()
        self._background.run(
            lambda: self._service.export(
                kind, query, sheet_columns, path, progress=self._progressed.emit, cancelled=self.stop.is_set
            ),
            lambda rows: self._on_written(path, rows),
            refused=lambda error: self._end(f"{error} Ingenting är skrivet.", is_well=False),
            failed=self._on_failed,
            lane=Lane.LONG,
            task=Task(f"Exporterar till {path.name} …", "Filen skrivs inte.", self.stop.set),
        )

    def _on_progress(self, rows: int) -> None:
        if self.stop.is_set():
            return
        self.progress.setValue(rows)
        of = f" av {grouped(self._total)}" if self._total else ""
        is_read = self._total is not None and rows >= self._total
        self.message_label.setText("Skriver filen …" if is_read else f"{grouped(rows)}{of} rader")
        if is_read:
            self.progress.setRange(0, 0)

    def _on_written(self, path: Path, rows: int | None) -> None:
        if rows is None:
            self._end("Exporten avbröts. Ingenting är skrivet.", is_well=True)
        else:
            self._end(f"{grouped(rows)} {'rad' if rows == 1 else 'rader'} skrivna i {path.name}.", is_well=True)

    def _on_failed(self, error: Exception) -> None:
        self._end("", is_well=False)
        self._background.failed.emit(error)

    def _end(self, sentence: str, *, is_well: bool) -> None:
        self.end_job()
        self.accept()
        self.reported.emit(sentence, is_well)

    def reject(self) -> None:
        """Cancel; the dialog closes when the work has stopped."""
        self.cancel_button.setEnabled(not self.is_running)
        super().reject()
