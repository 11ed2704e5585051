"""What is put on a sheet of paper: texts, rules, tinted fields and a picture, and how they are painted."""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from promeister_mpay.ui.documents.typography import Style, Typography, font_of


@dataclass(frozen=True, slots=True)
class TextItem:
    """A line of text with the foot of its first letter at (x, y)."""

    x: float
    y: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class FilledRect:
    """A rectangle filled with grey; a rule is a thin one."""

    area: QRectF
    grey: int


@dataclass(frozen=True, slots=True)
class ImageItem:
    """A picture in its place."""

    area: QRectF
    image: QImage


@dataclass(slots=True)
class PaperSheet:
    """One page as marks; fields come first, so that texts stand upon them."""

    type: Typography
    texts: list[TextItem] = field(default_factory=list)
    fields: list[FilledRect] = field(default_factory=list)
    pictures: list[ImageItem] = field(default_factory=list)

    def write(self, x: float, top: float, text: str, style: Style) -> None:
        """A line of text from `x` on, in the line that begins at `top`."""
        self.texts.append(TextItem(x, top + self.type.ascent(style), text, style))

    def write_right(self, x: float, top: float, text: str, style: Style) -> None:
        """A line of text that ends at `x`."""
        self.write(x - self.type.width(text, style), top, text, style)

    def rule(self, x: float, y: float, width: float, *, weight: float = 5, grey: int = 150) -> None:
        """A horizontal rule."""
        self.tint(x, y, width, weight, grey=grey)

    def tint(self, x: float, y: float, width: float, height: float, *, grey: int = 236) -> None:
        """A tinted field."""
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
