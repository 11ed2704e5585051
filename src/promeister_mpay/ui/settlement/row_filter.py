"""The row above a settlement file's rows: which outcome is shown, and the buttons for the row."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.wheel import ChoiceBox
from promeister_mpay.ui.settlement.shown_rows import ALL


class RowFilter(QWidget):
    """`changed` when another outcome is chosen, `order_clicked` and `search_clicked` for the row at the cursor."""

    changed = Signal()
    order_clicked = Signal()
    search_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = ChoiceBox(self)
        self.choice.setAccessibleName("Visa rader")
        self.choice.setMinimumWidth(220)
        self.choice.currentTextChanged.connect(lambda _text: self.changed.emit())
        self.order_button = QPushButton("&Visa order", self)
        self.search_button = QPushButton("Sök &hos Resurs…", self)
        for button, clicked in ((self.search_button, self.search_clicked), (self.order_button, self.order_clicked)):
            button.setAutoDefault(False)
            button.clicked.connect(clicked)
        self._lay_out()

    def _lay_out(self) -> None:
        label = TextLabel("Vi&sa", self)
        label.setBuddy(self.choice)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label)
        row.addWidget(self.choice)
        row.addStretch(1)
        row.addWidget(self.search_button)
        row.addWidget(self.order_button)

    @property
    def outcome(self) -> str:
        """The outcome that is shown; empty for all."""
        return str(self.choice.currentData() or "")

    def offer(self, outcomes: Iterable[tuple[str, int]]) -> None:
        """Offer these outcomes with their number of rows, and all rows; all are chosen, without `changed`."""
        counts = list(outcomes)
        self.choice.blockSignals(True)  # noqa: FBT003 – Qt's own
        self.choice.clear()
        self.choice.addItem(f"{ALL} ({sum(count for _, count in counts)})", "")
        for outcome, count in counts:
            self.choice.addItem(f"{outcome} ({count})", outcome)
        self.choice.blockSignals(False)  # noqa: FBT003 – Qt's own

    def allow_rows(self, *, allowed: bool) -> None:
        """Whether there are rows whose order can be shown and whose payment can be searched for."""
        self.order_button.setEnabled(allowed)
        self.search_button.setEnabled(allowed)
