"""Decodes the workshop's logo for printing."""

import base64
import binascii

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter


def logo_image(text: str) -> QImage | None:
    """Decode a base64 image and put it on white; None when there is none or it cannot be decoded."""
    try:
        image = QImage.fromData(base64.b64decode(text, validate=True)) if text else QImage()
    except (binascii.Error, ValueError):
        return None
    return None if image.isNull() else _on_white(image)


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
