"""The fonts of a document: styles, text widths and line breaking.

Lengths are in tenths of a point, so that font sizes are whole numbers and every device can be scaled to them.
"""

from enum import Enum

from PySide6.QtGui import QFont, QFontMetricsF

POINT = 10
MM = 28.346
FAMILIES = ("Liberation Sans", "Arial", "Helvetica Neue", "Helvetica")
"""The first two are equally wide, so that a document breaks its lines alike on Linux and Windows."""


class Style(Enum):
    """The kinds of text: font size in tenths of a point, bold or not, and grey value (0 is black)."""

    TITLE = (200, True, 25)
    SELLER = (130, True, 25)
    STRONG = (95, True, 0)
    BODY = (95, False, 0)
    CELL = (90, False, 0)
    CARRIED = (90, True, 0)
    HEADING = (80, True, 0)
    LABEL = (80, False, 70)
    FOOT = (75, False, 50)
    TOTAL = (120, True, 0)

    @property
    def size(self) -> int:
        """The font size in tenths of a point."""
        return self.value[0]

    @property
    def is_bold(self) -> bool:
        """Whether the font is bold."""
        return self.value[1]

    @property
    def grey(self) -> int:
        """The grey value of the text; 0 is black."""
        return self.value[2]

    @property
    def line(self) -> float:
        """The line height."""
        return self.size * 1.25


def font_of(style: Style) -> QFont:
    """The QFont of a style."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(style.size)
    font.setBold(style.is_bold)
    # Letters lie where the size says, whatever the device, so that a preview breaks its lines as the paper does.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


class Typography:
    """Measures texts. Use an instance only in the thread that created it."""

    def __init__(self) -> None:
        self._metrics = {style: QFontMetricsF(font_of(style)) for style in Style}
        self._widths: dict[tuple[str, Style], float] = {}

    def width(self, text: str, style: Style) -> float:
        """The width of a text."""
        known = self._widths.get((text, style))
        if known is None:
            known = self._widths[text, style] = self._metrics[style].horizontalAdvance(text)
        return known

    def ascent(self, style: Style) -> float:
        """The distance from the top of a line to its baseline."""
        return self._metrics[style].ascent()

    def broken(self, text: str, style: Style, width: float) -> list[str]:
        """Break a text into lines no wider than `width`: between words, or inside a word that is too wide."""
        lines: list[str] = []
        for paragraph in text.splitlines() or [""]:
            lines += self._broken(paragraph, style, width)
        return lines

    def _broken(self, paragraph: str, style: Style, width: float) -> list[str]:
        lines = [""]
        for word in paragraph.split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if self.width(longer, style) <= width:
                lines[-1] = longer
                continue
            pieces = self._pieces(word, style, width)
            lines = [*lines, *pieces] if lines[-1] else pieces
        return lines

    def _pieces(self, word: str, style: Style, width: float) -> list[str]:
        pieces = [""]
        for letter in word:
            if pieces[-1] and self.width(pieces[-1] + letter, style) > width:
                pieces.append("")
            pieces[-1] += letter
        return pieces
