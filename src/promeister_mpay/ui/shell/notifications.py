"""Desktop notifications: inform the user of a payment also when another program has the focus."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from promeister_mpay.ui.shell.window_frame import WindowFrame

UNMARKED = str.maketrans({"<": "‹", ">": "›", "&": "＆"})
"""Not escaped: some desktops show a notification letter by letter, and would show the escapes."""


class Notifications:
    """Shows a notification where the desktop supports it, and highlights the window in the task bar."""

    def __init__(self, window: WindowFrame, icon: QIcon) -> None:
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tray = QSystemTrayIcon(icon, window)
            self._tray.activated.connect(lambda _: window.come_forward())
            self._tray.messageClicked.connect(window.come_forward)
            self._tray.show()

    def notify(self, title: str, text: str) -> None:
        """Show a notification; many desktops take its text for HTML, so it gets none of HTML's characters."""
        if self._tray is not None:
            self._tray.showMessage(title, text.translate(UNMARKED))
        QApplication.alert(self._window)
