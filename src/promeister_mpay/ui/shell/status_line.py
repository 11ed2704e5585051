"""The status line: shortcuts, gateway status, counter and signature."""

from PySide6.QtWidgets import QStatusBar, QWidget

from promeister_mpay.ui.common.actions import ACTIONS, FOOT
from promeister_mpay.ui.common.plain_text import TextLabel, set_tool_tip


class StatusLine(QStatusBar):
    """Shows the shortcuts on the left; status tips replace them while shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = TextLabel(parent=self)
        self._label.setAccessibleName("Tangenter och läge")
        self.addWidget(self._label, 1)
        self._gateway = "startar"
        self._counter = ""
        self._clerk = ""
        self._show()

    def show_gateway(self, state: str, trouble: str = "") -> None:
        """Show the gateway's status in a word or two; `trouble` becomes the tool tip."""
        self._gateway = state
        set_tool_tip(self._label, trouble)
        self._show()

    def show_workstation(self, counter: str, clerk: str) -> None:
        """Show the counter's name and the user's signature."""
        self._counter, self._clerk = counter, clerk
        self._show()

    def text(self) -> str:
        """The text shown."""
        return self._label.text()

    def _show(self) -> None:
        keys = "   ".join(f"{ACTIONS[name].key} {ACTIONS[name].foot}" for name in FOOT if name is not None)
        parts = [keys, f"Resurs: {self._gateway}", self._counter, self._clerk]
        self._label.setText("   |   ".join(part for part in parts if part))
