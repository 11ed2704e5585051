"""Zooma: every field of a row, whole, also those whose columns are hidden."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from promeister_mpay.domain.list_columns import ListColumn
from promeister_mpay.domain.lists import Row
from promeister_mpay.ui.lists.cell_texts import shown
from promeister_mpay.ui.read_only_table import Column, ReadOnlyTable

Field = tuple[str, str]
COLUMNS: tuple[Column[Field], ...] = (
    Column("Fält", 220, lambda field: field[0]),
    Column("Värde", 300, lambda field: field[1]),
)


class RowZoom(QDialog):
    """A row, field by field."""

    def __init__(self, title: str, columns: Sequence[ListColumn], row: Row, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(560, 520)
        self.table: ReadOnlyTable[Field] = ReadOnlyTable(title, COLUMNS, self)
        self.table.rows.set_rows([(column.title, shown(column, row.values.get(column.key))) for column in columns])
        self.table.to_first()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addWidget(buttons)
