"""The workshop's logo as a picture on paper."""

import base64
import binascii

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter


def logo_image(text: str) -> QImage | None:
    """The picture in a base64 text, on white; None when there is none, or it is none that can be shown."""
    try:
        image = QImage.fromData(base64.b64decode(text, validate=True)) if text else QImage()
    except (binascii.Error, ValueError):
        return None
    return None if image.isNull() else _on_white(image)


def _on_white(image: QImage) -> QImage:
    """An archive's PDF knows no transparency, nor does paper."""
    if not image.hasAlphaChannel():
        return image
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    return flat
