"""F1 in every window: opens the help at the topic of the focused widget."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.help.pages import read_pages
from promeister_mpay.ui.help.shortcuts_dialog import ShortcutsDialog
from promeister_mpay.ui.help.topics import topic_of
from promeister_mpay.ui.help.window import HelpWindow
from promeister_mpay.ui.shell.window_frame import WindowFrame

A = ActionName
HAS_KEY = "has_help_key"
MANUAL = "mobilbetalning"


class HelpActions(QObject):
    """Connects the menu Hjälp, and adds F1 to every other window when it first gets the focus."""

    def __init__(self, frame: QWidget, actions: Actions) -> None:
        super().__init__(frame)
        actions.on(A.HELP, self.here)
        actions.on(A.MANUAL, lambda: self.open(MANUAL))
        actions.on(A.SHORTCUTS, lambda: ShortcutsDialog(frame).open())
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        window = now.window() if now is not None else None
        # An order window has F1 among its functions; a second shortcut for the same key would make both dead.
        if window is None or window.property(HAS_KEY) or isinstance(window, HelpWindow | WindowFrame):
            return
        window.setProperty(HAS_KEY, True)  # noqa: FBT003 – Qt's own
        QShortcut(QKeySequence("F1"), window).activated.connect(self.here)

    def here(self) -> HelpWindow:
        """Open the help at the topic of the focused widget."""
        return self.open(topic_of(QApplication.focusWidget()))

    def open(self, topic: str) -> HelpWindow:
        """Open the help at a topic, in front of the active window; a modal dialog does not block the help window."""
        window = HelpWindow(read_pages(), QApplication.activeWindow())
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.setModal(False)
        window.show()
        window.open_at(topic)
        window.browser.setFocus()
        return window
