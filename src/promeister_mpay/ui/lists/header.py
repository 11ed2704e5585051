"""The upper row of a list's window: the search field and the choice of view."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from promeister_mpay.domain.lists.query import ListKind, View
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.wheel import ChoiceBox
from promeister_mpay.ui.lists.search_field import SearchField
from promeister_mpay.ui.lists.texts import TEXTS, view_name


class ListHeader(QWidget):
    """`view_chosen` carries the view that the clerk chose. A list with one view shows no choice."""

    view_chosen = Signal(View)

    def __init__(self, kind: ListKind, views: Sequence[View], parent: QWidget) -> None:
        super().__init__(parent)
        self._views = views
        self.search = SearchField(self)
        self.search.setPlaceholderText(TEXTS[kind].hint)
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Sök")
        self.views = ChoiceBox(self)
        self.views.setAccessibleName("Vy")
        self.views.addItems([view_name(kind, view) for view in views])
        self.views.setVisible(len(views) > 1)
        self.views.currentIndexChanged.connect(lambda at: self.view_chosen.emit(self._views[at]))
        self._lay_out()

    def _lay_out(self) -> None:
        label = TextLabel("&Sök", self)
        label.setBuddy(self.search)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.search, 1)
        row.addWidget(self.views)

    def show_view(self, view: View) -> None:
        """Show which view the list has, without choosing it."""
        self.views.blockSignals(True)  # noqa: FBT003 – Qt's own
        self.views.setCurrentIndex(self._views.index(view))
        self.views.blockSignals(False)  # noqa: FBT003 – Qt's own
