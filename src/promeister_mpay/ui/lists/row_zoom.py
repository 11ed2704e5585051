"""Zooma: shows every field of a row in full, also those of hidden columns."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.lists.query import ListKind, ListRow
from promeister_mpay.ui.common.plain_text import set_title
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn
from promeister_mpay.ui.lists.cell_texts import shown
from promeister_mpay.ui.lists.texts import TEXTS

Field = tuple[str, str]
COLUMNS: tuple[TableColumn[Field], ...] = (
    TableColumn("Fält", 220, lambda field: field[0]),
    TableColumn("Värde", 300, lambda field: field[1]),
)


class RowZoom(QDialog):
    """Shows one row, field by field."""

    def __init__(self, title: str, columns: Sequence[ListColumn], row: ListRow, parent: QWidget) -> None:
        super().__init__(parent)
        set_title(self, title)
        self.resize(560, 520)
        self.table: ReadOnlyTable[Field] = ReadOnlyTable(title, COLUMNS, self)
        self.table.rows.set_rows([(column.title, shown(column, row.values.get(column.key))) for column in columns])
        self.table.to_first()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.table)
        column.addWidget(buttons)


def zoom_in(kind: ListKind, columns: Sequence[ListColumn], row: ListRow | None, parent: QWidget) -> None:
    """Show all fields of the row with the cursor, if it is read."""
    if row is not None:
        name = shown(columns[0], row.values.get(columns[0].key))
        RowZoom(f"{TEXTS[kind].one.capitalize()} {name}", columns, row, parent).open()
