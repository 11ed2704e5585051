"""Drawing primitives of a sheet (texts, filled rectangles, images) and the function that paints them."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from promeister_mpay.ui.documents.typography import Style, Typography, font_of


@dataclass(frozen=True, slots=True)
class TextItem:
    """One line of text; (x, y) is the left end of its baseline."""

    x: float
    y: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class FilledRect:
    """A rectangle filled with a grey value; a rule is a thin one."""

    area: QRectF
    grey: int


@dataclass(frozen=True, slots=True)
class ImageItem:
    """An image and the rectangle that it is scaled into."""

    area: QRectF
    image: QImage


@dataclass(slots=True)
class PaperSheet:
    """The primitives of one page; rectangles are painted first, so that texts are drawn over them."""

    type: Typography
    texts: list[TextItem] = field(default_factory=list)
    fields: list[FilledRect] = field(default_factory=list)
    pictures: list[ImageItem] = field(default_factory=list)

    def write(self, x: float, top: float, text: str, style: Style) -> None:
        """Add a text that starts at `x`, in the line whose top is `top`."""
        self.texts.append(TextItem(x, top + self.type.ascent(style), text, style))

    def write_right(self, x: float, top: float, text: str, style: Style) -> None:
        """Add a text that ends at `x`."""
        self.write(x - self.type.width(text, style), top, text, style)

    def rule(self, x: float, y: float, width: float, *, weight: float = 5, grey: int = 150) -> None:
        """Add a horizontal rule."""
        self.tint(x, y, width, weight, grey=grey)

    def tint(self, x: float, y: float, width: float, height: float, *, grey: int = 236) -> None:
        """Add a filled rectangle."""
        self.fields.append(FilledRect(QRectF(x, y, width, height), grey))


def paint(sheet: PaperSheet, painter: QPainter) -> None:
    """Paint a sheet; the painter is scaled so that one unit is a tenth of a point."""
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
        | QPainter.RenderHint.LosslessImageRendering
    )
    for tinted in sheet.fields:
        painter.fillRect(tinted.area, _grey(tinted.grey))
    for picture in sheet.pictures:
        painter.drawImage(picture.area, picture.image)
    fonts: dict[Style, QFont] = {style: font_of(style) for style in Style}
    for mark in sheet.texts:
        painter.setFont(fonts[mark.style])
        painter.setPen(_grey(mark.style.grey))
        painter.drawText(QPointF(mark.x, mark.y), mark.text)


def _grey(value: int) -> QColor:
    return QColor(value, value, value) if value else QColor(Qt.GlobalColor.black)
