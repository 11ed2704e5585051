"""The Övningstelefon: shows the SMS that the customer would have received, with links to open or scan."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.payments.link_dialog import may_be_opened, qr_pixmap

if TYPE_CHECKING:
    from promeister_mpay.services.training import TextMessage

EVERY = 1000
QR_SIZE = 150
MAX_MESSAGES = 20


class TrainingPhone(QWidget):
    """A separate window that polls for new messages while it is visible."""

    def __init__(self, read: "Callable[[], Sequence[TextMessage]]", background: Background, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Övningstelefon")
        self.setObjectName("phone")
        self.resize(340, 560)
        self._read = read
        self._background = background
        self._messages: tuple[TextMessage, ...] | None = None
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.poll)
        self._screen = QScrollArea(self)
        self._screen.setWidgetResizable(True)
        self._screen.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.addWidget(TextLabel("Kundens telefon – inget av detta skickas på riktigt.", self))
        column.addWidget(self._screen)

    def come_forward(self) -> None:
        """Show the window in front of the others."""
        self.show()
        self.raise_()

    def showEvent(self, event: QShowEvent) -> None:
        """Start polling."""
        super().showEvent(event)
        self.poll()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop polling."""
        self._timer.stop()
        super().hideEvent(event)

    def poll(self) -> None:
        """Read the messages off the UI thread, one query at a time."""
        if not self._asking:
            self._asking = True
            self._background.run(self._read, self._show, failed=self._on_failed)

    def _on_failed(self, _error: Exception) -> None:
        # The next look comes in a second; the status line tells what is wrong with the gateway.
        self._asking = False

    def _show(self, messages: "Sequence[TextMessage]") -> None:
        self._asking = False
        if tuple(messages) == self._messages:
            return
        self._messages = tuple(messages)
        page = QWidget(self._screen)
        column = QVBoxLayout(page)
        for message in self._messages[:MAX_MESSAGES]:
            column.addWidget(self._bubble(message, page))
        if not messages:
            column.addWidget(TextLabel("Inga meddelanden ännu.", page))
        column.addStretch(1)
        self._screen.setWidget(page)

    def _bubble(self, message: "TextMessage", parent: QWidget) -> QFrame:
        bubble = QFrame(parent)
        bubble.setObjectName("bubble")
        column = QVBoxLayout(bubble)
        text = TextLabel(f"Till {message.to}\n\n{message.text}", bubble)
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(text)
        if message.link and may_be_opened(message.link):
            column.addWidget(self._open_button(message.link, bubble))
            column.addWidget(self._code(message.link, bubble))
        return bubble

    def _open_button(self, link: str, parent: QWidget) -> QPushButton:
        button = QPushButton("Öppna länken i webbläsaren", parent)
        button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(link)))
        return button

    def _code(self, link: str, parent: QWidget) -> TextLabel:
        code = TextLabel(parent=parent)
        code.setPixmap(qr_pixmap(link, QR_SIZE))
        code.setAccessibleName("QR-kod med betallänken")
        return code
