"""Hjälp → Kortkommandon: lists every shortcut, generated from the table of actions."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from promeister_mpay.ui.common.actions import ACTIONS, ActionSpec
from promeister_mpay.ui.common.read_only_table import ReadOnlyTable, TableColumn

IN_FIELDS: tuple[ActionSpec, ...] = (
    ActionSpec("Nästa fält eller cell", "Enter"),
    ActionSpec("Ångra det skrivna i fältet; sedan stäng meddelandet", "Esc"),
    ActionSpec("Ta tillbaka en raderad rad", "Ctrl+Z"),
    ActionSpec("Byt flik", "Ctrl+Tab"),
)
COLUMNS: tuple[TableColumn[ActionSpec], ...] = (
    TableColumn("Tangent", 110, lambda spec: spec.key),
    TableColumn("Funktion", 240, lambda spec: spec.text.replace("&", "")),
    TableColumn("Vad den gör", 360, lambda spec: spec.tip),
)


class ShortcutsDialog(QDialog):
    """Shows the list of shortcuts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Kortkommandon")
        self.resize(760, 560)
        table: ReadOnlyTable[ActionSpec] = ReadOnlyTable("Kortkommandon", COLUMNS, self)
        table.rows.set_rows([*(spec for spec in ACTIONS.values() if spec.key), *IN_FIELDS])
        table.to_first()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(table)
        column.addWidget(buttons)
