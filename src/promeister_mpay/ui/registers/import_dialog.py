"""Arkiv → Importera: choose files, preview them, import all or only the valid rows, with progress and cancel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFileDialog,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.errors import MpayError
from promeister_mpay.ui.common.background import Background, Lane, Task
from promeister_mpay.ui.common.formats import cut
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.common.stoppable_dialog import StoppableDialog
from promeister_mpay.ui.registers.import_layout_dialog import ImportLayoutDialog

if TYPE_CHECKING:
    from promeister_mpay.domain.registers.import_layouts import ImportLayout
    from promeister_mpay.domain.sheets import Sheet
    from promeister_mpay.services.registers.imports import FilePreview, ImportPreview, ImportResult, ImportService

FILES = "Tabeller (*.csv *.txt *.tsv *.xlsx *.xlsm *.xls *.ods);;Alla filer (*)"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """A row of a file that is invalid, or unlikely."""

    file: str
    row: int
    reason: str


FILE_COLUMNS: "tuple[TableColumn[FilePreview], ...]" = (
    TableColumn("Fil", 190, lambda file: file.path.name),
    TableColumn("Innehåll", 90, lambda file: file.kind.value),
    TableColumn("Rader", 70, lambda file: str(file.row_count), right=True),
    TableColumn("Nya", 70, lambda file: str(file.counts.new), right=True),
    TableColumn("Ändrade", 70, lambda file: str(file.counts.changed), right=True),
    TableColumn("Oförändrade", 85, lambda file: str(file.counts.unchanged), right=True),
    TableColumn("Felaktiga", 70, lambda file: str(len(file.bad)), right=True),
)
BEGIN = "Välj en eller flera filer: kunder, fordon, artiklar, order och orderrader."
MOST_SHOWN = 5_000
MOST_OF_DETAILS = 500
BAD_TITLE = "Felaktiga och ovanliga rader"
BAD_COLUMNS: tuple[TableColumn[ImportProblem], ...] = (
    TableColumn("Fil", 140, lambda bad: bad.file),
    TableColumn("Rad", 60, lambda bad: str(bad.row), right=True),
    TableColumn("Orsak", 520, lambda bad: bad.reason),
)


class ImportDialog(StoppableDialog):
    """The import, from choosing files to the last row. `imported` is emitted when something was written."""

    imported = Signal()
    _progressed = Signal(int, int)

    def __init__(
        self, service: "ImportService", background: Background, who: Callable[[], str], parent: QWidget
    ) -> None:
        super().__init__(BEGIN, parent)
        self._service = service
        self._background = background
        self._who = who
        self._preview: ImportPreview | None = None
        self._paths: Sequence[Path] = ()
        self.files: ReadOnlyTable[FilePreview] = ReadOnlyTable("Filer", FILE_COLUMNS, self)
        self.first_rows = ReadOnlyTable[tuple[str, ...]]("Filens första rader", (), self)
        self.bad: ReadOnlyTable[ImportProblem] = ReadOnlyTable(BAD_TITLE, BAD_COLUMNS, self)
        self.skip = QRadioButton("Hoppa över &felaktiga rader", self)
        self.accepts = QCheckBox("De ovanliga raderna s&tämmer, importera dem", self)
        self.all = QRadioButton("Allt eller &inget", self)
        self.progress = QProgressBar(self)
        self.details = TextLabel(parent=self)
        self.pick_button = QPushButton("&Välj filer…", self)
        self.columns_button = QPushButton("&Kolumner…", self)
        self.run_button = QPushButton("I&mportera", self)
        self.close_button = QPushButton("Stäng", self)
        self._lay_out()
        self._progressed.connect(self._on_progress)
        self._allow()

    def _lay_out(self) -> None:
        self.setWindowTitle("Importera")
        self.resize(780, 620)
        self.message_label.setWordWrap(True)
        self.details.setWordWrap(True)
        self.all.setChecked(True)
        self.accepts.hide()
        self.accepts.toggled.connect(self._allow)
        self.progress.hide()
        self.files.setMaximumHeight(160)
        self.files.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_first_rows())
        column = QVBoxLayout(self)
        shown: tuple[QWidget, ...] = (
            self.message_label,
            self.files,
            TextLabel("Filens första rader", self),
            self.first_rows,
            self.details,
            TextLabel(BAD_TITLE, self),
            self.bad,
            self.accepts,
            self.all,
            self.skip,
            self.progress,
        )
        for widget in shown:
            column.addWidget(widget)
        column.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(self)
        for button, role, slot in (
            (self.pick_button, QDialogButtonBox.ButtonRole.ActionRole, self._pick),
            (self.columns_button, QDialogButtonBox.ButtonRole.ActionRole, self._ask_columns),
            (self.run_button, QDialogButtonBox.ButtonRole.ActionRole, self.run),
            (self.close_button, QDialogButtonBox.ButtonRole.RejectRole, self.reject),
        ):
            box.addButton(button, role)
            button.clicked.connect(slot)
        return box

    def _allow(self) -> None:
        self.pick_button.setEnabled(not self.is_running)
        is_clear = self._preview is not None and all(file.options.are_clear for file in self._preview.files)
        is_likely = self._preview is None or not self._preview.unlikely_count or self.accepts.isChecked()
        self.run_button.setEnabled(is_clear and is_likely and not self.is_running)
        self.columns_button.setEnabled(self._preview is not None and not self.is_running)
        self.close_button.setText("&Avbryt" if self.is_running else "Stäng")

    # -- looking

    def _pick(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, "Välj filer att importera", "", FILES)
        if names:
            self.show_files([Path(name) for name in names])

    def show_files(self, paths: Sequence[Path]) -> None:
        """Read files and preview their import; nothing is written."""
        self._paths = paths
        self._start("Läser filerna …")
        self._background.run(
            lambda: self._service.preview(paths, self.stop.is_set),
            self._on_preview,
            refused=self._on_unread,
            on_error=self._end,
            lane=Lane.LONG,
        )

    def _on_unread(self, error: MpayError) -> None:
        """Show why the files cannot be read; a file whose columns are not known is asked about."""
        from promeister_mpay.services.registers.imports import UnknownColumns

        self._preview = None
        self._on_refused(error)
        if isinstance(error, UnknownColumns):
            self._ask(error.path.name, error.sheet, error.layout)

    def _ask_columns(self) -> None:
        file = self.files.current()
        if file is not None:
            self._ask(file.path.name, file.sheet, file.layout)

    def _ask(self, name: str, sheet: "Sheet", layout: "ImportLayout") -> None:
        dialog = ImportLayoutDialog(name, sheet, layout, self)
        dialog.chosen.connect(lambda chosen: self._read_as(sheet, chosen))
        dialog.open()

    def _read_as(self, sheet: "Sheet", layout: "ImportLayout") -> None:
        """Keep the answer for files with these titles, and read the files again."""
        self._start("Läser filerna …")
        self._background.run(
            lambda: self._service.choose(sheet, layout),
            lambda _: self.show_files(self._paths),
            refused=self._on_refused,
            on_error=self._end,
            lane=Lane.CHANGING,
        )

    def _on_preview(self, preview: "ImportPreview") -> None:
        self._end()
        self._preview = preview
        self.files.rows.set_rows(preview.files)
        self.files.to_first()
        self._show_first_rows()
        self._show_problems(preview)
        self._allow()
        unclear = next((file for file in preview.files if not file.options.are_clear), None)
        if unclear is None:
            (self.accepts if preview.unlikely_count else self.run_button).setFocus()
        else:
            self.message_label.setText(f"{unclear.path.name} kan läsas på flera sätt. Säg vilket som är rätt.")
            self._ask(unclear.path.name, unclear.sheet, unclear.layout)

    def _show_problems(self, preview: "ImportPreview") -> None:
        self.bad.rows.set_rows([problem for file in preview.files for problem in _problems(file)])
        self.accepts.setChecked(False)
        self.accepts.setVisible(bool(preview.unlikely_count))
        from promeister_mpay.services.registers.imports import rows_text

        bad = f" {rows_text(preview.bad_count)} kan inte importeras, se listan." if preview.bad_count else ""
        unlikely = (
            f" {rows_text(preview.unlikely_count)} har ovanliga tal, se listan." if preview.unlikely_count else ""
        )
        self.message_label.setText(f"{preview.row_count} rader lästa.{bad}{unlikely} Ingenting är importerat ännu.")

    def _show_first_rows(self) -> None:
        file = self.files.current()
        if file is not None:
            columns = [
                TableColumn(_title(file, at), 130, lambda row, at=at: row[at] if at < len(row) else "")  # type: ignore[misc]
                for at in range(len(file.header))
            ]
            self.first_rows.show_columns(columns, file.first_rows)
            unused = f"Används inte: {cut(', '.join(file.ignored), MOST_OF_DETAILS)}." if file.ignored else ""
            self.details.setText("\n".join(filter(None, (unused, *file.examples))))

    # -- the import

    def run(self) -> None:
        """Import what the radio buttons say."""
        preview, skip, who = self._preview, self.skip.isChecked(), self._who()
        accepts = self.accepts.isChecked()
        if preview is None:
            return
        self._start("Importerar …")
        self._background.run(
            lambda: self._service.run(
                preview,
                skip_bad=skip,
                accepts_unlikely=accepts,
                who=who,
                progress=self._progressed.emit,
                cancelled=self.stop.is_set,
            ),
            self._on_done,
            refused=self._on_refused,
            on_error=self._end,
            lane=Lane.CHANGING,
            task=Task("Importerar filer …", "Ingenting av importen sparas.", self.stop.set),
        )

    def _on_progress(self, done: int, of: int) -> None:
        self.progress.setRange(0, of)
        self.progress.setValue(done)

    def _on_done(self, result: "ImportResult") -> None:
        self._end()
        if result.cancelled:
            self.message_label.setText("Importen avbröts. Ingenting är importerat.")
            return
        total = result.total
        self._preview = None
        self._allow()
        self.message_label.setText(
            f"Klart: {total.new} nya, {total.changed} ändrade, {total.unchanged} oförändrade, "
            f"{total.skipped} överhoppade."
        )
        self.imported.emit()

    def _on_refused(self, error: MpayError) -> None:
        self.message_label.setText(str(error))

    def _start(self, message: str) -> None:
        self.begin_job()
        self.message_label.setText(message)
        self.progress.setRange(0, 0)
        self.progress.show()
        self._allow()

    def _end(self) -> None:
        self.end_job()
        self.progress.hide()
        self._allow()


def _problems(file: "FilePreview") -> list[ImportProblem]:
    """The first rows to look at, in the file's order: a million of them would hold up the window."""
    bad = (ImportProblem(file.path.name, row.number, row.reason) for row in file.bad)
    unlikely = (ImportProblem(file.path.name, row.number, f"Ovanligt: {row.what}.") for row in file.unlikely)
    return list(islice(merge(bad, unlikely, key=lambda problem: problem.row), MOST_SHOWN))


def _title(file: "FilePreview", place: int) -> str:
    """A column's title in the file, and what the column becomes."""
    title = cut(file.header[place])
    becomes = file.layout.title_of(place)
    return f"{title} → {becomes}" if becomes else f"{title} (används inte)"
