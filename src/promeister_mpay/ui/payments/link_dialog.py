"""Shows the payment link as text and QR code, for a customer at the counter."""

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.domain.hosts import is_loopback
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.common.text_field import TextField

QR_SIZE = 260


def may_be_opened(link: str) -> bool:
    """Whether a link may be opened: https, or loopback in training (design §11)."""
    url = QUrl(link, QUrl.ParsingMode.StrictMode)
    return url.isValid() and (url.scheme() == "https" or (url.scheme() == "http" and is_loopback(url.host())))


def qr_image(link: str) -> QImage:
    """Encode the link as a QR code, one pixel per module, with its quiet zone."""
    import segno

    rows = [list(row) for row in segno.make(link, error="m", micro=False).matrix_iter(border=4)]
    image = QImage(len(rows[0]), len(rows), QImage.Format.Format_Grayscale8)
    image.fill(255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.setPixel(x, y, 0xFF000000)
    return image


def qr_pixmap(link: str, size: int) -> QPixmap:
    """Scale the QR code by a whole number of pixels per module, so that a phone can read it from a screen."""
    image = qr_image(link)
    whole = max(size // image.width(), 1) * image.width()
    pixmap = QPixmap(QSize(whole, whole))
    painter = QPainter(pixmap)
    painter.drawImage(pixmap.rect(), image)
    painter.end()
    return pixmap


class LinkDialog(QDialog):
    """Shows one link, with buttons to copy it and to open it in the browser."""

    def __init__(self, link: str, description: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Betallänk")
        self._link = link
        code = TextLabel(parent=self)
        code.setPixmap(qr_pixmap(link, QR_SIZE))
        code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        code.setAccessibleName("QR-kod med betallänken")
        text = TextField(self, link)
        text.setReadOnly(True)
        text.setAccessibleName("Betallänk")
        text.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.addWidget(TextLabel(description, self))
        column.addWidget(code)
        column.addWidget(text)
        column.addWidget(self._buttons())

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = QPushButton("&Kopiera", self)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._link))
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        if may_be_opened(self._link):
            browse = QPushButton("&Öppna i webbläsaren", self)
            browse.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self._link)))
            box.addButton(browse, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.reject)
        return box
