"""The logo field: choose a file, preview it, remove it; files are read and decoded off the UI thread."""

import threading
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from promeister_mpay.domain.documents.logo import read_logo
from promeister_mpay.errors import InputError, MpayError, ReadingStopped
from promeister_mpay.services.ports.files import ReadPicture
from promeister_mpay.ui.common.background import Background, Lane
from promeister_mpay.ui.common.plain_text import TextLabel
from promeister_mpay.ui.documents.logo import decoded_logo

PREVIEW = QSize(220, 74)
FILES = "Bilder (*.png *.jpg *.jpeg)"
NO_LOGO = "Ingen logotyp"
READING = "Läser filen …"
REMOVE, CANCEL = "Ta bort bilden", "Avbryt läsningen"


class LogoField(QWidget):
    """Shows the logo as it will be printed. `refused` is emitted when a file is not a usable image."""

    refused = Signal(object)

    def __init__(self, name: str, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._background = background
        self._text = ""
        self._stop: threading.Event | None = None
        self.read_picture: ReadPicture | None = None
        self.preview = TextLabel(NO_LOGO, self)
        self.preview.setObjectName("logo_preview")
        self.preview.setFixedSize(PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.choose_button = QPushButton("Välj bild…", self)
        self.remove_button = QPushButton(REMOVE, self)
        self.choose_button.clicked.connect(self._choose)
        self.remove_button.clicked.connect(self._remove)
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
        self._allow()
        self.preview.setText(NO_LOGO)
        if text:
            self._background.run(
                lambda: decoded_logo(read_logo(text, self.objectName()), PREVIEW),
                lambda image: self._show(text, image),
                failed=self.refused.emit,
            )

    def _allow(self) -> None:
        is_reading = self._stop is not None
        self.choose_button.setEnabled(not is_reading)
        self.remove_button.setText(CANCEL if is_reading else REMOVE)
        self.remove_button.setEnabled(is_reading or bool(self._text))

    def _remove(self) -> None:
        """Remove the logo; while a file is read, cancel that."""
        if self._stop is not None:
            self._stop.set()
        else:
            self.put("")

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
        """Read the picture in a file, in a process of its own, and show it if it can be printed."""
        read, stop = self.read_picture, threading.Event()
        if read is None or self._stop is not None:
            return
        self._stop = stop
        self.preview.setText(READING)
        self._allow()
        self._background.run(
            lambda: read(path, stop.is_set), self._on_read, refused=self._on_refused, on_error=self._end, lane=Lane.LONG
        )

    def _end(self) -> None:
        self._stop = None
        self.put(self._text)

    def _on_read(self, text: str) -> None:
        self._stop = None
        self.put(text)

    def _on_refused(self, error: MpayError) -> None:
        if not isinstance(error, ReadingStopped):
            self.refused.emit(InputError(str(error), self.objectName()))
