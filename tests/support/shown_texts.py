"""What the widgets of a window show, and whether Qt guesses how any of it is meant."""

from collections.abc import Iterator
from itertools import count, takewhile

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import Qt as QtOfGui
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QLabel, QWidget

MOST_ROWS = 5


def letters_of(tip: str) -> str:
    """What Qt paints of a tool tip: the text itself, or what is left of it as HTML."""
    if not QtOfGui.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def guessed_texts(window: QWidget) -> Iterator[str]:
    """The texts in a window of which Qt guesses that they are HTML, each with the widget that has it."""
    for widget in (window, *window.findChildren(QWidget)):
        if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText and widget.text():
            yield f"{_name(widget)}: {widget.text()}"
        if _has_tags(widget.toolTip()) or _has_tags(widget.whatsThis()):
            yield f"{_name(widget)}: {widget.toolTip()}{widget.whatsThis()}"
        if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
            yield from (f"{_name(widget)}: {tip}" for tip in _tips(widget.model()) if _has_tags(tip))


def shortcuts_in(window: QWidget, text: str) -> Iterator[str]:
    """The buttons in a window whose text has `text`, and makes a shortcut of it."""
    for button in window.findChildren(QAbstractButton):
        if text in button.text() and not button.shortcut().isEmpty():
            yield f"{_name(button)}: {button.text()}"


def _has_tags(tip: str) -> bool:
    """Whether Qt shows the tip otherwise than letter by letter."""
    return QtOfGui.mightBeRichText(tip) and "<" not in letters_of(tip) and "&" not in letters_of(tip)


def _tips(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    for row in range(min(model.rowCount(QModelIndex()), MOST_ROWS)):
        # Not columnCount, which is private where there is but one.
        cells = takewhile(QModelIndex.isValid, (model.index(row, column) for column in count()))
        yield from (str(cell.data(Qt.ItemDataRole.ToolTipRole) or "") for cell in cells)


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()}"
