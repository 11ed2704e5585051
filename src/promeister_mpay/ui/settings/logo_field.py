"""The logo field: choose a file, preview it, remove it; files are read and decoded off the UI thread."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.domain.documents.logo import MOST_BYTES, Logo, logo_of, logo_text, read_logo
from promeister_mpay.errors import InputError
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.plain_text import TextLabel

PREVIEW = QSize(220, 74)
FILES = "Bilder (*.png *.jpg *.jpeg)"
NO_LOGO = "Ingen logotyp"


class LogoField(QWidget):
    """Shows the logo as it will be printed. `refused` is emitted when a file is not a usable image."""

    refused = Signal(object)

    def __init__(self, name: str, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._background = background
        self._text = ""
        self.preview = TextLabel(NO_LOGO, self)
        self.preview.setObjectName("logo_preview")
        self.preview.setFixedSize(PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose_button = QPushButton("Välj bild…", self)
        self.remove_button = QPushButton("Ta bort bilden", self)
        self.choose_button.clicked.connect(self._choose)
        self.remove_button.clicked.connect(lambda: self.put(""))
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QVBoxLayout()
        buttons.addWidget(self.choose_button)
        buttons.addWidget(self.remove_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.preview)
        row.addLayout(buttons)
        row.addStretch(1)
        self.setFocusProxy(self.choose_button)

    @property
    def editor(self) -> QWidget:
        """The button that opens the file dialog."""
        return self.choose_button

    def put(self, value: object) -> None:
        """Show a logo, or that there is none."""
        text = self._text = str(value)
        self.remove_button.setEnabled(bool(text))
        self.preview.setText(NO_LOGO)
        if text:
            self._background.run(
                lambda: decoded(read_logo(text, self.objectName()), self.objectName()),
                lambda image: self._show(text, image),
                failed=self.refused.emit,
            )

    def _show(self, text: str, image: QImage) -> None:
        if text == self._text:
            self.preview.setPixmap(QPixmap.fromImage(image))

    def value(self) -> object:
        """The logo as it is stored: base64 text, empty for none."""
        return self._text

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Välj logotyp", "", FILES)
        if name:
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Load the image in a file if it can be printed."""
        self._background.run(lambda: picture_in(path, self.objectName()), self.put, failed=self.refused.emit)


def picture_in(path: Path, field: str) -> str:
    """Read a file as a storable logo; raises `InputError(field)` when it is not a printable image."""
    try:
        with path.open("rb") as file:
            logo = logo_of(file.read(MOST_BYTES + 1), field)
    except OSError as error:
        raise InputError(f"Filen {path.name} kan inte läsas: {error.strerror}.", field) from error
    decoded(logo, field)
    return logo_text(logo)


def decoded(logo: Logo, field: str) -> QImage:
    """Decode the logo scaled for the preview; raises `InputError(field)` when it is damaged."""
    buffer = QBuffer()
    buffer.setData(QByteArray(logo.data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(logo.kind.encode()))
    size = QSize(logo.width, logo.height)
    reader.setScaledSize(size.scaled(size.boundedTo(PREVIEW), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise InputError("Logotypens bild är skadad. Välj en annan fil.", field)
    return image
