"""Stäng period…: closes the books up to a day, irrevocably."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from promeister_mpay.domain.dates import parse_date
from promeister_mpay.errors import InputError, MpayError
from promeister_mpay.ui.common.date_field import show_date_when_left
from promeister_mpay.ui.common.dialogs import ask
from promeister_mpay.ui.common.plain_text import TextLabel, add_field
from promeister_mpay.ui.common.text_field import TextField


class PeriodDialog(QDialog):
    """Asks for the last day and for confirmation; `closing_requested` carries the day."""

    closing_requested = Signal(object)

    def __init__(self, closed: date | None, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Stäng period")
        self._today = today
        self.day = TextField(self, (today.replace(day=1) - timedelta(days=1)).isoformat())
        self.day.selectAll()
        show_date_when_left(self.day, lambda: today)
        self.message_label = TextLabel(parent=self)
        self.message_label.setObjectName("error")
        self.message_label.setWordWrap(True)
        self.buttons = QDialogButtonBox(self)
        self.ok_button = self.buttons.addButton("&Stäng perioden", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("Avbryt", QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out(closed)

    def _lay_out(self, closed: date | None) -> None:
        now = f"Bokföringen är stängd till och med {closed}." if closed else "Ingen period är stängd."
        text = TextLabel(
            f"{now} När en period är stängd kan ingenting mer bokföras i den, och den kan inte öppnas igen.", self
        )
        text.setWordWrap(True)
        form = QFormLayout()
        add_field(form, "Stäng &till och med", self.day)
        column = QVBoxLayout(self)
        column.addWidget(text)
        column.addLayout(form)
        column.addWidget(self.message_label)
        column.addWidget(self.buttons)
        self.resize(420, 180)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)

    def _on_accepted(self) -> None:
        try:
            day = parse_date(self.day.text(), self._today, "day")
        except InputError as error:
            self.show_error(error)
            return
        text = f"Stänga bokföringen till och med {day}? Det går inte att ångra."
        if ask(self, "Stäng period", text, yes="&Stäng perioden", safe=True):
            self.ok_button.setEnabled(False)
            self.closing_requested.emit(day)

    def show_error(self, error: MpayError) -> None:
        """Show the error of the day."""
        self.message_label.setText(str(error))
        self.ok_button.setEnabled(True)
        self.day.setFocus()
        self.day.selectAll()

    def reject(self) -> None:
        """Close, but not while the period is being closed: its result is shown here."""
        if self.ok_button.isEnabled():
            super().reject()
