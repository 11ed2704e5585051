"""The functions of a list as data: one table for the context menu and the shortcuts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from promeister_mpay.ui.common.plain_text import without_mnemonics


class Link(NamedTuple):
    """A menu entry that opens a record related to the row."""

    text: str
    go: Callable[[], object]


class ListAction(StrEnum):
    """The functions of a list; the value is the object name of the QAction."""

    COPY = "list_copy"
    PASTE = "list_paste"
    DELETE = "list_delete"
    COPY_PREVIOUS = "list_copy_previous"
    ZOOM = "list_zoom"
    HIDE_COLUMN = "list_hide_column"
    SHOW_COLUMN = "list_show_column"
    FILTER = "list_filter"
    SHOW_FILTERS = "list_show_filters"
    CLEAR_FILTERS = "list_clear_filters"
    FIND = "list_find"
    REFRESH = "list_refresh"
    MENU = "list_menu"


@dataclass(frozen=True, slots=True)
class ListActionSpec:
    """A function's text and shortcut; with `in_rows` the shortcut works only while the table has the focus."""

    text: str
    keys: tuple[str, ...] = ()
    in_rows: bool = False
    why_not: str = ""


A = ListAction
NOT_HERE = "Det går inte i en lista"
ACTIONS: Mapping[ListAction, ListActionSpec] = {
    A.COPY: ListActionSpec("&Kopiera", ("Ctrl+C",), in_rows=True),
    A.PASTE: ListActionSpec("K&listra in", ("Ctrl+V",), in_rows=True, why_not=NOT_HERE),
    A.DELETE: ListActionSpec("&Radera", ("F4",), in_rows=True, why_not=NOT_HERE),
    A.COPY_PREVIOUS: ListActionSpec("Kopiera &föregående", ("F8",), in_rows=True, why_not=NOT_HERE),
    A.ZOOM: ListActionSpec("&Zooma", ("Ctrl+F8",)),
    A.HIDE_COLUMN: ListActionSpec("&Dölj kolumn"),
    A.SHOW_COLUMN: ListActionSpec("&Visa kolumn…"),
    A.FILTER: ListActionSpec("Filtrera på kolu&mnen…", ("F7",)),
    A.SHOW_FILTERS: ListActionSpec("Alla f&ilter…", ("Ctrl+F7",)),
    A.CLEAR_FILTERS: ListActionSpec("Ta &bort alla filter", ("Ctrl+Shift+F7",)),
    A.FIND: ListActionSpec("&Sök", ("Ctrl+F",)),
    A.REFRESH: ListActionSpec("&Uppdatera", ("Ctrl+R",)),
    A.MENU: ListActionSpec("Meny", ("Menu", "Shift+F10")),
}
Group = tuple[ListAction, ...]
EDITING: Group = (A.COPY, A.PASTE, A.DELETE, A.COPY_PREVIOUS)
LOOKING: Group = (A.ZOOM,)
COLUMN: Group = (A.HIDE_COLUMN, A.SHOW_COLUMN)
FILTERING: Group = (A.FILTER, A.SHOW_FILTERS, A.CLEAR_FILTERS)


class ListMenu(QObject):
    """The QActions of one list and their context menu."""

    def __init__(self, window: QWidget, rows: QWidget, slots: Mapping[ListAction, Callable[[], object]]) -> None:
        super().__init__(window)
        self._actions = {
            name: self._made(name, spec, rows if spec.in_rows else window) for name, spec in ACTIONS.items()
        }
        for name, slot in slots.items():
            self._actions[name].triggered.connect(lambda _checked=False, slot=slot: slot())
        self.menu = QMenu(window)
        self.menu.setAccessibleName("Radens meny")
        self.links = QMenu("Lä&nkar", self.menu)
        self.menu.aboutToHide.connect(lambda: self._allow(has_row=True))
        self._fill()

    def __getitem__(self, name: ListAction) -> QAction:
        return self._actions[name]

    def _made(self, name: ListAction, spec: ListActionSpec, place: QWidget) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(name.value)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        if spec.in_rows:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setEnabled(not spec.why_not)
        action.setStatusTip(spec.why_not)
        place.addAction(action)
        return action

    def _fill(self) -> None:
        for group in (EDITING, LOOKING):
            self.menu.addActions([self._actions[name] for name in group])
            self.menu.addSeparator()
        self.menu.addMenu(self.links)
        for more in (COLUMN, FILTERING):
            self.menu.addSeparator()
            self.menu.addActions([self._actions[name] for name in more])

    def popup(self, at: QPoint, links: Sequence[Link], *, has_row: bool) -> None:
        """Show the menu; without a row, copying and zooming are disabled."""
        self._allow(has_row=has_row)
        self._link(links)
        self.menu.popup(at)
        self.menu.setActiveAction(self._actions[A.COPY] if has_row else self._actions[A.SHOW_COLUMN])

    def _allow(self, *, has_row: bool) -> None:
        for name in (A.COPY, A.ZOOM):
            self._actions[name].setEnabled(has_row)

    def _link(self, links: Sequence[Link]) -> None:
        self.links.clear()
        for text, go in links:
            action = self.links.addAction(without_mnemonics(text))
            action.triggered.connect(lambda _checked=False, go=go: go())
        self.links.menuAction().setEnabled(bool(links))
