"""Choice fields, number fields and tabs that the mouse wheel never changes: it scrolls what is behind them.

Qt lets the wheel change the value of such a widget without focus and without a click, when the user meant to scroll.
The house check refuses Qt's own classes elsewhere in the program.
"""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QSpinBox, QTabBar, QTabWidget, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent


class ChoiceBox(QComboBox):
    """A combo box that the wheel does not change; its open list scrolls as usual."""

    def wheelEvent(self, event: "QWheelEvent") -> None:
        """Leave the wheel to the widget behind."""
        event.ignore()


class NumberBox(QSpinBox):
    """A field for a whole number with arrows, which the wheel does not change."""

    def wheelEvent(self, event: "QWheelEvent") -> None:
        """Leave the wheel to the widget behind."""
        event.ignore()


class TabPages(QTabWidget):
    """Pages with tabs, of which the wheel chooses none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(_TabBar(self))


class _TabBar(QTabBar):
    def wheelEvent(self, event: "QWheelEvent") -> None:
        event.ignore()
