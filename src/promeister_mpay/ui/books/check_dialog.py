"""Kontrollera böckerna…: checks all that is booked in the background, and lists what does not add up."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from promeister_mpay.domain.books.breaks import Break
from promeister_mpay.ui.common.background import Background, Lane, Task
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.common.stoppable_dialog import StoppableDialog

if TYPE_CHECKING:
    from promeister_mpay.errors import MpayError
    from promeister_mpay.services.books.check import Checked, CheckService

COLUMNS: tuple[TableColumn[Break], ...] = (
    TableColumn("Var", 210, lambda found: found.place),
    TableColumn("Vad som inte stämmer", 420, lambda found: found.what),
)
BEGINS = "Kontrollerar fakturor, verifikationer och händelser …"
STOPPED = "Kontrollen avbröts. Ingenting är sagt om böckerna."
WHAT_TO_DO = (
    "Ändra ingenting. Spara en säkerhetskopia och ett felsökningspaket, och jämför med en äldre kopia, SIE-filerna och "
    "papperen tillsammans med den som sköter bokföringen."
)
TASK = "Kontrollerar böckerna …"


class CheckDialog(StoppableDialog):
    """Begins when it is made. Esc stops a check that is under way, and closes when none is."""

    _progressed = Signal(int, int)

    def __init__(self, service: "CheckService", background: Background, who: str, parent: QWidget) -> None:
        super().__init__(BEGINS, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Kontrollera böckerna")
        self.resize(700, 360)
        self.message_label.setWordWrap(True)
        self.table: ReadOnlyTable[Break] = ReadOnlyTable("Vad som inte stämmer", COLUMNS, self)
        self.progress = QProgressBar(self)
        self.progress.setAccessibleName("Kontrollerade dokument")
        self.buttons = QDialogButtonBox(self)
        self.close_button = self.buttons.addButton("A&vbryt", QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        for widget in (self.message_label, self.table, self.progress, self.buttons):
            column.addWidget(widget)
        self.buttons.rejected.connect(self.reject)
        self._progressed.connect(self._show_progress)
        self._begin(service, background, who)

    def _begin(self, service: "CheckService", background: Background, who: str) -> None:
        self.begin_job()
        background.run(
            lambda: service.run(who=who, progress=self._progressed.emit, cancelled=self.stop.is_set),
            self._show,
            refused=self._show_error,
            lane=Lane.LONG,
            task=Task(TASK, "Kontrollen får göras om.", self.stop.set),
        )

    def _show_progress(self, done: int, of: int) -> None:
        self.progress.setRange(0, max(of, 1))
        self.progress.setValue(done)

    def _show(self, checked: "Checked | None") -> None:
        if checked is None:
            self._end(STOPPED)
            return
        self.table.rows.set_rows(checked.breaks)
        self.table.to_first()
        self._end(f"{checked.sentence} {WHAT_TO_DO}" if checked.found else checked.sentence)

    def _show_error(self, error: "MpayError") -> None:
        self._end(str(error))

    def _end(self, text: str) -> None:
        self.end_job()
        self.message_label.setText(text)
        self.progress.hide()
        self.close_button.setText("S&täng")
        self.close_button.setFocus()
