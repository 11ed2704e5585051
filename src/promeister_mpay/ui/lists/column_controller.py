"""Applies changes to a list's columns (chosen, moved, resized, hidden) and stores them at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.ui.lists.column_chooser import ColumnChooser
from promeister_mpay.ui.lists.saved_columns import ChoiceKeeper, ColumnChoice
from promeister_mpay.ui.lists.table import ListTable

KEPT_AFTER = 400
"""Milliseconds of rest after a column is drawn before its width is kept."""


class ColumnController(QObject):
    """The columns of one list; calls `resort` when a chosen column set has another sort order."""

    def __init__(
        self, table: ListTable, keeper: ChoiceKeeper, columns: Sequence[ListColumn], resort: Callable[[], object]
    ) -> None:
        super().__init__(table)
        self._table = table
        self._columns = columns
        self._resort = resort
        self.keeper = keeper
        self.choice = keeper.load()
        self._maintenance = QTimer(self, singleShot=True, interval=KEPT_AFTER)
        self._maintenance.timeout.connect(self.keep)
        table.layout_changed.connect(self._maintenance.start)
        table.arrange(self.choice)

    @property
    def sort(self) -> tuple[str, bool]:
        """The sort column's key and whether it is descending; no key when that column cannot be sorted by."""
        key = self.choice.sort
        is_known = any(column.key == key and column.sortable for column in self._columns)
        return (key, self.choice.descending) if is_known else ("", False)

    @property
    def shown(self) -> list[ListColumn]:
        """The visible columns, from the left."""
        known = {column.key: column for column in self._columns}
        return [known[key] for key in self._table.shown_keys()]

    @property
    def current(self) -> ListColumn:
        """The column under the cursor."""
        return self._columns[self._table.section]

    @property
    def can_hide(self) -> bool:
        """Whether the column under the cursor can be hidden."""
        return not self.current.always_visible and len(self._table.shown_keys()) > 1

    def choose(self) -> None:
        """Visa kolumn…: open the column chooser."""
        self.keep()
        chooser = ColumnChooser(self._columns, self.choice, self.keeper, self._table.window())
        chooser.chosen.connect(self.show)
        chooser.open()

    def show(self, choice: ColumnChoice) -> None:
        """Show the chosen columns and store the choice."""
        before, self.choice = self.sort, choice
        self.keeper.keep(choice)
        self._table.arrange(choice)
        if self.sort != before:
            self._resort()

    def hide(self) -> None:
        """Dölj kolumn: hide the column under the cursor."""
        if self.can_hide:
            hidden = self.current.key
            self.keep()
            self.show(replace(self.choice, shown=tuple(key for key in self.choice.shown if key != hidden)))

    def sort_by(self, key: str, *, descending: bool) -> None:
        """Store the sort order."""
        self.choice = replace(self.choice, sort=key, descending=descending)
        self.keep()

    def keep(self) -> None:
        """Store the column order and widths set with the mouse."""
        self._maintenance.stop()
        self.choice = self.choice.as_drawn(self._table.shown_keys(), self._table.drawn_widths(), self._columns)
        self.keeper.keep(self.choice)

    def close(self) -> None:
        """Store what has not been stored yet."""
        if self._maintenance.isActive():
            self.keep()
