"""Renders a sheet as an image, for the preview and for the documentation."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter

from promeister_mpay.ui.documents.primitives import PaperSheet, paint

A4_SIZE = (5953, 8419)
"""In tenths of a point."""


def image_of(sheet: PaperSheet, width: int) -> QImage:
    """Render the sheet on a white background, `width` pixels wide. May run in any thread."""
    scale = width / A4_SIZE[0]
    image = QImage(QSize(width, round(A4_SIZE[1] * scale)), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint(sheet, painter)
    painter.end()
    return image
