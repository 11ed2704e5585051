"""The navigation tree on the left: the paths to the order window that the manual names."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.qt_constants import USER_ROLE

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

A = ActionName
Entry = tuple[str, ActionName | None, tuple["Entry", ...]]

TREE: tuple[Entry, ...] = (
    (
        "Verkstadsorder",
        None,
        (
            (
                "Verkstadsorder",
                None,
                (
                    ("Order", A.TO_CARD, ()),
                    ("Ny order", A.NEW, ()),
                    ("Öppna order…", A.OPEN, ()),
                    ("Bokförda fakturor", A.INVOICES, ()),
                    ("Krediteringar", A.CREDITS, ()),
                ),
            ),
        ),
    ),
    (
        "Genvägar",
        None,
        (
            (
                "Verkstad",
                None,
                (
                    ("Order", A.TO_CARD, ()),
                    ("Orderlista", A.LIST, ()),
                    ("Väntar på betalning", A.LIST_WAITING, ()),
                    ("Betalda ej bokförda", A.LIST_PAID, ()),
                    ("Avvikelser", A.LIST_DEVIATIONS, ()),
                ),
            ),
            (
                "Bokföring",
                None,
                (
                    ("Bokför", A.POST, ()),
                    ("Provbokför…", A.TRIAL, ()),
                    ("Visa faktura…", A.SHOW_INVOICE, ()),
                    ("Skriv ut…", A.PRINT, ()),
                    ("Avräkning Resurs (1931)…", A.SETTLEMENT, ()),
                    ("Saldo 1931 per order…", A.CLEARING, ()),
                ),
            ),
        ),
    ),
    (
        "Register",
        None,
        (
            ("Kunder", A.REGISTERS_CUSTOMERS, ()),
            ("Fordon", A.REGISTERS_VEHICLES, ()),
            ("Artiklar", A.REGISTERS_ARTICLES, ()),
        ),
    ),
)
NAME = USER_ROLE


class Navigation(QTreeWidget):
    """A click or Enter on an entry triggers its function."""

    def __init__(self, choose: Callable[[ActionName], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName("Navigering")
        self.setHeaderHidden(True)
        self.setIndentation(20)
        self._choose = choose
        items = [_item(entry) for entry in TREE]
        self.addTopLevelItems(items)
        self.expandAll()
        self.setCurrentItem(items[0])
        self.itemClicked.connect(self._on_chosen)

    def show_counts(self, counts: Mapping[ActionName, int]) -> None:
        """Show the counts behind the entries."""
        flag = QtCore.Qt.MatchFlag
        items = self.findItems("", flag.MatchContains | flag.MatchRecursive)
        for item in items:
            name = item.data(0, NAME)
            if name in counts:
                text = item.text(0).partition(" (")[0]
                item.setText(0, f"{text} ({counts[ActionName(name)]})")

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        """Enter triggers the entry; the keys for the previous and next order are left to the window."""
        keys = QtCore.Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter):
            self._on_chosen(self.currentItem())
        elif event.key() in (keys.Key_PageUp, keys.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_chosen(self, item: QTreeWidgetItem | None) -> None:
        name = item.data(0, NAME) if item else None
        if name:
            self._choose(ActionName(name))


def _item(entry: Entry) -> QTreeWidgetItem:
    text, name, children = entry
    item = QTreeWidgetItem([text])
    item.setData(0, NAME, name.value if name else None)
    item.addChildren([_item(child) for child in children])
    return item
