"""The table of a settlement file's rows: Enter shows the order of the row at the cursor."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from promeister_mpay.ui.common.read_only_table import ReadOnlyTable
from promeister_mpay.ui.settlement.shown_rows import ROW_COLUMNS, ShownRow, background_of


class PayoutRowsTable(ReadOnlyTable[ShownRow]):
    """`order_requested` when a row's order is to be shown, `search_requested` with the reference of a row."""

    order_requested = Signal(int)
    search_requested = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Filens rader", ROW_COLUMNS, parent, background_of=background_of)
        self.doubleClicked.connect(self.show_order)
        enter = QShortcut(Qt.Key.Key_Return, self, context=Qt.ShortcutContext.WidgetShortcut)
        enter.activated.connect(self.show_order)

    def show_order(self) -> None:
        """Ask for the order of the row at the cursor, if it has one."""
        row = self.current()
        if row is not None and row.order is not None:
            self.order_requested.emit(row.order)

    def search(self) -> None:
        """Ask for a search of the payment of the row at the cursor."""
        row = self.current()
        self.search_requested.emit(row.reference if row else "")
