"""The strip that shows the user what just happened or what is wrong, without a dialog to close."""

from enum import Enum

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.qt_constants import SELECTABLE_BY_MOUSE
from promeister_mpay.ui.common.style_property import set_style_property

SHOWN_FOR = 12_000
"""Milliseconds that a good message stays; an error stays until the next function."""


class Mood(Enum):
    """The strip's colour: success, work under way, or error."""

    GOOD = "good"
    BUSY = "busy"
    BAD = "bad"


class MessageStrip(TextLabel):
    """One message above the order; hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("message")
        self.setAccessibleName("Meddelande")
        self.setWordWrap(True)
        self.setProperty("textInteractionFlags", SELECTABLE_BY_MOUSE)
        self._until = QTimer(self)
        self._until.setSingleShot(True)
        self._until.timeout.connect(self.clear_message)
        self.mood = Mood.GOOD
        self.hide()

    def show_message(self, text: str, mood: Mood) -> None:
        """Show a message."""
        self.mood = mood
        self.setText(text)
        set_style_property(self, "mood", mood.value)
        self.show()
        self._until.stop()
        if mood is Mood.GOOD:
            self._until.start(SHOWN_FOR)

    def show_result(self, text: str, is_well: bool) -> None:  # noqa: FBT001 – a signal's
        """Show how a task ended: green when it succeeded, red when it failed."""
        self.show_message(text, Mood.GOOD if is_well else Mood.BAD)

    def clear_message(self) -> None:
        """Hide the strip."""
        self.setText("")
        self.hide()
