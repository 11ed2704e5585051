"""F1 in every window of the program: the help at the topic of what has the cursor."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from promeister_mpay import __version__
from promeister_mpay.ui.common.actions import ActionName, Actions
from promeister_mpay.ui.common.dialogs import show_information
from promeister_mpay.ui.help.pages import read_pages
from promeister_mpay.ui.help.shortcuts_dialog import ShortcutsDialog
from promeister_mpay.ui.help.topics import topic_of
from promeister_mpay.ui.help.window import HelpWindow

A = ActionName
HAS_KEY = "has_help_key"
MANUAL = "mobilbetalning"
ABOUT_TEXT = f"promeister-mpay {__version__}\n\nFri programvara, MIT."


class HelpActions(QObject):
    """The menu Hjälp. The order window has F1 in its menu; every other window gets it when it is first entered."""

    def __init__(self, frame: QWidget, actions: Actions) -> None:
        super().__init__(frame)
        actions.on(A.HELP, self.here)
        actions.on(A.MANUAL, lambda: self.open(MANUAL))
        actions.on(A.SHORTCUTS, lambda: ShortcutsDialog(frame).open())
        actions.on(A.ABOUT, lambda: show_information(frame, "Om programmet", ABOUT_TEXT))
        frame.setProperty(HAS_KEY, True)  # noqa: FBT003 – Qt's own
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        window = now.window() if now is not None else None
        if window is None or window.property(HAS_KEY) or isinstance(window, HelpWindow):
            return
        window.setProperty(HAS_KEY, True)  # noqa: FBT003 – Qt's own
        QShortcut(QKeySequence("F1"), window).activated.connect(self.here)

    def here(self) -> HelpWindow:
        """The help on what has the cursor."""
        return self.open(topic_of(QApplication.focusWidget()))

    def open(self, topic: str) -> HelpWindow:
        """The help at a topic, before the window that is worked in; a dialog that waits does not lock it out."""
        window = HelpWindow(read_pages(), QApplication.activeWindow())
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.setModal(False)
        window.show()
        window.open_at(topic)
        window.browser.setFocus()
        return window
