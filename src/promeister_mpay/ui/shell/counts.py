"""The counts in the navigation tree: orders that wait for payment, are paid, or deviate."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from promeister_mpay.domain.lists.query import View
from promeister_mpay.ui.common.actions import ActionName
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.jobs import OneAtATime
from promeister_mpay.ui.shell.navigation import Navigation

if TYPE_CHECKING:
    from promeister_mpay.services.lists.service import ListService

EVERY = 30_000
"""Milliseconds between counts without a request: another counter may have changed something."""
VIEWS = {
    ActionName.LIST_WAITING: View.WAITING,
    ActionName.LIST_PAID: View.PAID_UNPOSTED,
    ActionName.LIST_DEVIATIONS: View.DEVIATIONS,
}


class ViewCounts(QObject):
    """Counts at once, on request and by a timer, one query at a time."""

    def __init__(self, navigation: Navigation, background: Background, parent: QObject, lists: "ListService") -> None:
        super().__init__(parent)
        self._navigation = navigation
        self._lists = lists
        self._counting = OneAtATime(background)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        self.refresh()

    def refresh(self) -> None:
        """Count off the UI thread; when a count is under way, count once more after it."""
        self._counting.ask(self._lists.counts, self._show)

    def _show(self, counts: Mapping[View, int]) -> None:
        self._navigation.show_counts({name: counts[view] for name, view in VIEWS.items()})
