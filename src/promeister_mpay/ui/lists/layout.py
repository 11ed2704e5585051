"""How a list's window is laid out."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from promeister_mpay.ui.lists.texts import TEXTS, view_name

if TYPE_CHECKING:
    from promeister_mpay.ui.lists.window import ListWindow


def lay_out(window: "ListWindow") -> None:
    """Search and view above, the rows, what is hidden and the buttons below."""
    window.setWindowTitle(TEXTS[window.kind].title)
    window.resize(900, 560)
    _name(window)
    column = QVBoxLayout(window)
    if window.head is not None:
        column.addWidget(window.head)
    column.addLayout(_head(window))
    column.addWidget(window.filter_line)
    column.addWidget(window.strip)
    column.addWidget(window.table, 1)
    column.addLayout(_foot(window))


def _name(window: "ListWindow") -> None:
    window.search.setPlaceholderText(TEXTS[window.kind].hint)
    window.search.setClearButtonEnabled(True)
    window.search.setAccessibleName("Sök")
    window.views.setAccessibleName("Vy")
    window.views.addItems([view_name(window.kind, view) for view in window.ready_views])
    window.views.setVisible(len(window.ready_views) > 1)
    window.foot.setAccessibleName("Antal och filter")
    window.foot.setWordWrap(True)


def _head(window: "ListWindow") -> QHBoxLayout:
    label = QLabel("&Sök", window)
    label.setBuddy(window.search)
    row = QHBoxLayout()
    row.addWidget(label)
    row.addWidget(window.search, 1)
    row.addWidget(window.views)
    return row


def _foot(window: "ListWindow") -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(window.foot, 1)
    for button in (*window.tool_buttons, window.export_button, window.ok_button, window.cancel_button):
        button.setAutoDefault(True)
        button.setMinimumWidth(100)
        row.addWidget(button)
    window.ok_button.setDefault(True)
    if window.stays:
        window.ok_button.setText("&Öppna")
        window.cancel_button.setText("S&täng")
    window.export_button.setVisible(window.can_export)
    return row
