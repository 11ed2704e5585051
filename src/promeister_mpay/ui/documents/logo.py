"""Decodes the workshop's logo, for printing and for the settings' preview."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from promeister_mpay.domain.documents.logo import MOST_BYTES, MOST_PIXELS, Logo, logo_of, logo_text, read_logo
from promeister_mpay.errors import FileError, InputError

FIELD = "logo"
MOST_MEMORY = MOST_PIXELS * MOST_PIXELS * 8 // 1_000_000 + 2
"""MB of the largest picture, with 16 bits in each of four channels."""
_DAMAGED = "Logotypens bild är skadad. Välj en annan fil."


def picture_in(path: Path) -> str:
    """Read a file as a storable logo, base64 text; raises `FileError` when it is no picture that can be printed.

    It is decoded whole, to know that it can be. Called in a process of its own, with limits of memory and time.
    """
    try:
        with path.open("rb") as file:
            logo = logo_of(file.read(MOST_BYTES + 1), FIELD)
        decoded_logo(logo)
    except OSError as error:
        raise FileError(f"Filen {path.name} kan inte läsas: {error.strerror}.") from error
    except InputError as error:
        raise FileError(f"Filen {path.name} kan inte användas. {error}") from error
    return logo_text(logo)


def decoded_logo(logo: Logo, within: QSize | None = None) -> QImage:
    """Decode a logo, scaled down to `within`; raises `InputError('logo')` when it is damaged.

    Only as the kind that its first bytes say, of the size that they say, and within a bound of memory.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(logo.data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MOST_MEMORY)
    reader = QImageReader(buffer, QByteArray(logo.kind.encode()))
    reader.setAutoDetectImageFormat(False)
    size = QSize(logo.width, logo.height)
    if within is not None:
        reader.setScaledSize(size.scaled(size.boundedTo(within), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read() if reader.size() == size else QImage()
    if image.isNull():
        raise InputError(_DAMAGED, FIELD)
    return image


def logo_image(text: str) -> QImage | None:
    """Decode a stored logo and put it on white; None when there is none or it cannot be decoded."""
    try:
        return _on_white(decoded_logo(read_logo(text, FIELD))) if text else None
    except InputError:
        return None


def _on_white(image: QImage) -> QImage:
    """Flatten transparency: PDF/A does not allow it."""
    if not image.hasAlphaChannel():
        return image
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    return flat
