"""The navigation tree at the left: the ways to the order window that the manual names (S1)."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from promeister_mpay.ui.actions import ActionName

A = ActionName
Entry = tuple[str, ActionName | None, tuple["Entry", ...]]

TREE: tuple[Entry, ...] = (
    (
        "Verkstadsorder",
        None,
        (("Verkstadsorder", None, (("Order", A.TO_CARD, ()), ("Ny order", A.NEW, ()), ("Öppna order…", A.OPEN, ()))),),
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
NAME = Qt.ItemDataRole.UserRole


class Navigation(QTreeWidget):
    """A click or Enter on a leaf carries out its function."""

    def __init__(self, choose: Callable[[ActionName], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName("Navigering")
        self.setHeaderHidden(True)
        self.setIndentation(20)
        self._choose = choose
        for entry in TREE:
            self.addTopLevelItem(_item(entry))
        self.expandAll()
        self.setCurrentIndex(self.model().index(0, 0))
        self.itemClicked.connect(self._on_chosen)

    def show_counts(self, counts: Mapping[ActionName, int]) -> None:
        """Say how many there are behind an entry."""
        items = self.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
        for item in items:
            name = item.data(0, NAME)
            if name in counts:
                text = item.text(0).partition(" (")[0]
                item.setText(0, f"{text} ({counts[ActionName(name)]})")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; what leafs orders is for the window."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_chosen(self.currentItem())
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
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
