"""The band above the tabs, which summarizes the payment of a locked order in one line."""

from enum import Enum
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from promeister_mpay.ui.common.plain_text import TextLabel, set_tool_tip
from promeister_mpay.ui.common.qt_constants import SELECTABLE_BY_MOUSE
from promeister_mpay.ui.common.style_property import set_style_property


class Tone(Enum):
    """The band's colour."""

    NONE = "none"
    WAITING = "waiting"
    PAID = "paid"
    POSTED = "posted"
    DEVIATION = "deviation"


class Band(NamedTuple):
    """The band's text and tone."""

    text: str = ""
    tone: Tone = Tone.NONE


class BandLabel(TextLabel):
    """The band; hidden when it has no text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("band")
        self.setAccessibleName("Betalningens läge")
        # A long text takes another line; it must not make the window's other parts narrower.
        self.setWordWrap(True)
        self.setProperty("textInteractionFlags", SELECTABLE_BY_MOUSE)
        self.hide()

    def show_band(self, band: Band) -> None:
        """Show a text in its tone."""
        self.setText(band.text)
        set_tool_tip(self, band.text)
        self.setVisible(bool(band.text))
        set_style_property(self, "tone", band.tone.value)
