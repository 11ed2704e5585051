"""Desktop notifications: a payment is told also to a clerk who looks at something else."""

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget


class Notices:
    """Shows a notification where the desktop has a place for it, and lights the window's entry in the task bar."""

    def __init__(self, window: QWidget, icon: QIcon) -> None:
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tray = QSystemTrayIcon(icon, window)
            self._tray.activated.connect(lambda _: self._raise())
            self._tray.messageClicked.connect(self._raise)
            self._tray.show()

    def tell(self, title: str, text: str) -> None:
        """Notify."""
        if self._tray is not None:
            self._tray.showMessage(title, text)
        QApplication.alert(self._window)

    def _raise(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.raise_()
        self._window.activateWindow()
