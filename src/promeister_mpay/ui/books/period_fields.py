"""Two date fields for a period that may be open at either end."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from promeister_mpay.domain.books.sie_batches import Period, check_period
from promeister_mpay.domain.dates import parse_date
from promeister_mpay.ui.common.date_field import show_date_when_left
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.text_field import TextField

WIDTH = 90


class DayField(TextField):
    """A date field in which Enter parses the date and does not press the default button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stop Enter from reaching the dialog."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()


class PeriodFields(QWidget):
    """Från and till; `changed` is emitted when the period has changed after Enter or on leaving a field."""

    changed = Signal()

    def __init__(self, period: Period, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._today = today
        self.first = DayField(self)
        self.last = DayField(self)
        self.put(period)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for text, field in (("&Från", self.first), ("T&ill", self.last)):
            label = TextLabel(text, self)
            label.setBuddy(field)
            field.setFixedWidth(WIDTH)
            field.setAccessibleName(text.replace("&", ""))
            show_date_when_left(field, lambda: self._today)
            field.editingFinished.connect(self._on_left)
            row.addWidget(label)
            row.addWidget(field)
        row.addStretch(1)

    def put(self, period: Period) -> None:
        """Show a period."""
        self._shown = (_text(period.first_day), _text(period.last_day))
        self.first.setText(self._shown[0])
        self.last.setText(self._shown[1])

    def _on_left(self) -> None:
        now = (self.first.text(), self.last.text())
        if now != self._shown:
            self._shown = now
            self.changed.emit()

    def period(self) -> Period:
        """The typed period; raises `InputError('first_day')` or `InputError('last_day')`."""
        period = Period(self._read(self.first, "first_day"), self._read(self.last, "last_day"))
        check_period(period)
        return period

    def _read(self, field: QLineEdit, name: str) -> date | None:
        return parse_date(field.text(), self._today, name) if field.text().strip() else None


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
