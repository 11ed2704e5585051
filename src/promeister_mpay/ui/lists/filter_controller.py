"""F7, Ctrl+F7 and Ctrl+Shift+F7: asks for filters and applies them; an invalid expression stays for correction."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.lists.query import ListRow
from promeister_mpay.errors import InputError
from promeister_mpay.ui.lists.cell_texts import as_filter
from promeister_mpay.ui.lists.filter_dialog import FilterDialog
from promeister_mpay.ui.lists.filter_line import FilterLine
from promeister_mpay.ui.lists.reader import ListReader
from promeister_mpay.ui.lists.table import ListTable


class FilterController(QObject):
    """The filters of one list. `ask` runs a query with these filters."""

    def __init__(
        self,
        line: FilterLine,
        table: ListTable,
        reader: ListReader,
        *,
        columns: tuple[ListColumn, ...],
        ask: Callable[[Mapping[str, str]], None],
    ) -> None:
        super().__init__(table)
        self._line = line
        self._table = table
        self._reader = reader
        self._columns = columns
        self._ask = ask
        self._is_waiting = False
        self.dialog: FilterDialog | None = None
        line.applied.connect(self._on_line_applied)
        line.left.connect(table.setFocus)
        reader.opened.connect(lambda _place: self._on_opened())

    def ask_for_column(self, row: ListRow | None) -> None:
        """F7: edit the filter of the column under the cursor, starting with its filter or the cell's value."""
        column = self._columns[self._table.section]
        value = "" if row is None else as_filter(column, row.values.get(column.key))
        self._line.ask(column, self._reader.asked.filters.get(column.key, value))

    def show_all(self) -> None:
        """Ctrl+F7: edit the filters of all columns."""
        self.dialog = FilterDialog(self._columns, self._reader.asked.filters, self._table.window())
        self.dialog.applied.connect(self._apply)
        self.dialog.open()

    def clear(self) -> None:
        """Ctrl+Shift+F7: remove all filters."""
        self._line.hide()
        self._ask({})

    def _on_line_applied(self, key: str, expression: str) -> None:
        others = {kept: text for kept, text in self._reader.asked.filters.items() if kept != key}
        self._apply({**others, key: expression} if expression else others)

    def _apply(self, filters: Mapping[str, str]) -> None:
        self._is_waiting = True
        self._ask(filters)

    def _on_opened(self) -> None:
        if not self._is_waiting:
            return
        self._is_waiting = False
        if self._line.isVisible():
            self._line.hide()
            self._table.setFocus()
        if self.dialog is not None:
            self.dialog.accept()
            self.dialog = None

    def show_error(self, error: InputError) -> bool:
        """Show a filter's error where it was typed; return False when the filter was not typed here."""
        was_waiting, self._is_waiting = self._is_waiting, False
        if was_waiting and self.dialog is not None and self.dialog.isVisible():
            self.dialog.show_error(str(error), error.field)
        elif was_waiting and self._line.isVisible():
            self._line.show_error(str(error))
        else:
            return False
        return True
