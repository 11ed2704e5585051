"""Visa kolumn…: check boxes for all columns, a search field, and named column sets."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.search import is_found, search_text
from promeister_mpay.domain.text_limits import COLUMN_SET
from promeister_mpay.ui.common.dialogs import ask_number
from promeister_mpay.ui.common.plain_text import TextLabel, set_tool_tip
from promeister_mpay.ui.common.text_field import TextField
from promeister_mpay.ui.common.wheel import ChoiceBox
from promeister_mpay.ui.lists.saved_columns import ChoiceKeeper, ColumnChoice, standard

Key = Qt.Key
KeyRole = Qt.ItemDataRole.UserRole
OWN = "Egen"
"""What the combo shows when the choice has no name."""
TO_LIST = (Key.Key_Up, Key.Key_Down, Key.Key_PageUp, Key.Key_PageDown)


class ColumnChooser(QDialog):
    """Chooses the visible columns; `chosen` carries the `ColumnChoice` when Ok is pressed."""

    chosen = Signal(object)

    def __init__(
        self, columns: Sequence[ListColumn], choice: ColumnChoice, keeper: ChoiceKeeper, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._keeper = keeper
        self._choice = choice
        self.search = TextField(self)
        self.list = QListWidget(self)
        self.sets = ChoiceBox(self)
        self.save_button = QPushButton("&Spara som…", self)
        self.drop_button = QPushButton("&Ta bort", self)
        self.restore_button = QPushButton("Åte&rställ", self)
        self.ok_button = QPushButton("&Ok", self)
        self.cancel_button = QPushButton("Avbryt", self)
        self._fill()
        self._lay_out()
        self._connect()
        self._tick(choice)
        self._fill_sets("")

    # -- looks

    def _fill(self) -> None:
        for column in self._columns:
            item = QListWidgetItem(column.title, self.list)
            item.setData(KeyRole, column.key)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            if column.always_visible:
                item.setFlags(Qt.ItemFlag.ItemIsSelectable)
                set_tool_tip(item, "Visas alltid")
        self.list.setCurrentRow(0)

    def _lay_out(self) -> None:
        self.setWindowTitle("Visa kolumn")
        self.resize(360, 470)
        self.search.setPlaceholderText("Sök kolumn")
        for widget, name in ((self.search, "Sök kolumn"), (self.list, "Kolumner"), (self.sets, "Kolumnuppsättning")):
            widget.setAccessibleName(name)
        self.list.setObjectName("columns")
        column = QVBoxLayout(self)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        label = TextLabel("&Kolumnuppsättning", self)
        label.setBuddy(self.sets)
        column.addWidget(label)
        column.addLayout(_row(self.sets, self.save_button, self.drop_button, wide=self.sets))
        column.addLayout(_row(self.restore_button, self.ok_button, self.cancel_button))
        self.ok_button.setDefault(True)

    def _connect(self) -> None:
        for button in (self.save_button, self.drop_button, self.restore_button, self.cancel_button):
            button.setAutoDefault(False)
        self.search.textChanged.connect(self._on_search)
        self.search.installEventFilter(self)
        self.sets.activated.connect(self._on_set_picked)
        self.save_button.clicked.connect(self._on_save_as)
        self.drop_button.clicked.connect(self._on_drop)
        self.restore_button.clicked.connect(self._on_restore)
        self.ok_button.clicked.connect(self.accept)
        self.cancel_button.clicked.connect(self.reject)

    # -- what is ticked

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _tick(self, choice: ColumnChoice) -> None:
        self._choice = choice
        shown = {column.key for column in choice.visible(self._columns)}
        for item in self._items():
            is_shown = item.data(KeyRole) in shown
            item.setCheckState(Qt.CheckState.Checked if is_shown else Qt.CheckState.Unchecked)

    def ticked(self) -> list[str]:
        """The keys of the ticked columns."""
        return [cast("str", i.data(KeyRole)) for i in self._items() if i.checkState() is Qt.CheckState.Checked]

    def choice(self) -> ColumnChoice:
        """The choice that Ok would emit."""
        return self._choice.with_ticked(self.ticked(), [column.key for column in self._columns])

    def _on_restore(self) -> None:
        self._tick(standard(self._columns))
        self.sets.setCurrentIndex(0)

    def accept(self) -> None:
        """Emit the choice and close."""
        self.chosen.emit(self.choice())
        super().accept()

    # -- finding one among many

    def _on_search(self, text: str) -> None:
        """Show only the matching columns and select the first, so that the space key ticks it."""
        for item in self._items():
            item.setHidden(not is_found(text, search_text(item.text())))
        first = next((item for item in self._items() if not item.isHidden()), None)
        if first is not None:
            self.list.setCurrentItem(first)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrow keys while the search field has the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in TO_LIST:
            self.list.setFocus()
            # The first one found has the cursor already: the first step down leads to it, not past it.
            if event.key() != Key.Key_Down:
                QApplication.sendEvent(self.list, event)
            return True
        return super().eventFilter(watched, event)

    # -- sets with a name

    def _fill_sets(self, current: str) -> None:
        self.sets.clear()
        self.sets.addItem(OWN)
        self.sets.addItems(list(self._keeper.sets()))
        self.sets.setCurrentIndex(max(0, self.sets.findText(current)))
        self.drop_button.setEnabled(self.sets.currentIndex() > 0)

    def _on_set_picked(self, at: int) -> None:
        self.drop_button.setEnabled(at > 0)
        choice = self._keeper.sets().get(self.sets.itemText(at))
        if at > 0 and choice is not None:
            self._tick(choice)

    def _on_save_as(self) -> None:
        shown = self.sets.currentText() if self.sets.currentIndex() > 0 else ""
        name = ask_number(self, "Spara kolumnuppsättning", "Namn:", shown, limit=COLUMN_SET)
        if name and name != OWN:
            self._keeper.keep_set(name, self.choice())
            self._fill_sets(name)

    def _on_drop(self) -> None:
        self._keeper.drop_set(self.sets.currentText())
        self._fill_sets("")


def _row(*widgets: QWidget, wide: QWidget | None = None) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget, 1 if wide in (None, widget) else 0)
    return row
