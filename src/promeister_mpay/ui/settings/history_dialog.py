"""Ändringar: lists who changed which setting, when, and from what to what."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.formats import local
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn

if TYPE_CHECKING:
    from promeister_mpay.domain.events import Event
    from promeister_mpay.services.settings import SettingsService

COLUMNS: "tuple[TableColumn[Event], ...]" = (
    TableColumn("Tidpunkt", 115, lambda event: local(event.at)),
    TableColumn("Vem", 75, lambda event: event.who),
    TableColumn("Ändring", 500, lambda event: event.text),
    TableColumn("Användare och dator", 130, lambda event: event.where),
)


class HistoryDialog(QDialog):
    """Reads the history of the settings and shows it, newest first."""

    def __init__(self, service: "SettingsService", background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Ändringar av inställningar")
        self.resize(880, 420)
        self.table: ReadOnlyTable[Event] = ReadOnlyTable("Ändringar", COLUMNS, self)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addWidget(buttons)
        background.run(service.history, self._show)

    def _show(self, events: "Sequence[Event]") -> None:
        self.table.rows.set_rows(events)
        self.table.to_first()
