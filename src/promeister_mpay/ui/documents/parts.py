"""Draws the parts of a document above and below its rows: headers, totals, payment and footer."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from promeister_mpay.domain.documents.content import Document, Fact
from promeister_mpay.ui.documents.logo import logo_image
from promeister_mpay.ui.documents.primitives import ImageItem, PaperSheet
from promeister_mpay.ui.documents.row_table import GAP, LEFT, WIDTH
from promeister_mpay.ui.documents.typography import MM, Style

RIGHT = LEFT + WIDTH
TOP = 13 * MM
LOGO = (75 * MM, 21 * MM)
"""A logo is never wider or higher."""
BUYER = (112 * MM, 46 * MM)
"""The buyer stands where the window of an envelope is (right, C5 and C65)."""
FACTS_TOP = 43 * MM
LABELS = 34 * MM
SPACE = 5 * MM
SUM_LINE = Style.BODY.line + 12


def head(sheet: PaperSheet, document: Document, page: str) -> float:
    """Draw the header of the first sheet; return the y where the table starts."""
    _page(sheet, page)
    _seller(sheet, document)
    sheet.write_right(RIGHT, TOP, document.title, Style.TITLE)
    sheet.write_right(RIGHT, TOP + Style.TITLE.line, document.number, Style.SELLER)
    bottom = max(_facts(sheet, document), _buyer(sheet, document))
    bottom = _remarks(sheet, document, bottom)
    return _vehicle(sheet, document, bottom + SPACE)


def short_head(sheet: PaperSheet, document: Document, page: str) -> float:
    """Draw the header of a later sheet; return the y where the table starts."""
    _page(sheet, page)
    sheet.write(LEFT, TOP, document.seller, Style.STRONG)
    sheet.write_right(RIGHT, TOP, document.name, Style.STRONG)
    return TOP + Style.STRONG.line + SPACE


def _page(sheet: PaperSheet, label: str) -> None:
    sheet.write_right(RIGHT, TOP - 5 * MM, label, Style.LABEL)


def _seller(sheet: PaperSheet, document: Document) -> None:
    image = logo_image(document.logo)
    if image is None:
        for at, line in enumerate(sheet.type.broken(document.seller, Style.SELLER, 100 * MM)):
            sheet.write(LEFT, TOP + at * Style.SELLER.line, line, Style.SELLER)
        return
    width, height = LOGO
    scale = min(width / image.width(), height / image.height())
    area = QRectF(LEFT, TOP, image.width() * scale, image.height() * scale)
    sheet.pictures.append(ImageItem(area, image))


def _facts(sheet: PaperSheet, document: Document) -> float:
    top = FACTS_TOP
    for fact in document.facts:
        sheet.write(LEFT, top + 12, fact.label, Style.LABEL)
        for line in sheet.type.broken(fact.text, Style.BODY, BUYER[0] - LEFT - LABELS - SPACE):
            sheet.write(LEFT + LABELS, top, line, Style.BODY)
            top += Style.BODY.line
        top += 8
    return top


def _buyer(sheet: PaperSheet, document: Document) -> float:
    x, top = BUYER
    for at, text in enumerate(document.buyer):
        for line in sheet.type.broken(text, Style.BODY, RIGHT - x):
            sheet.write(x, top, line, Style.STRONG if at == 0 else Style.BODY)
            top += Style.BODY.line + 8
    return top


def _remarks(sheet: PaperSheet, document: Document, top: float) -> float:
    top += SPACE if document.remarks else 0
    for at, text in enumerate(document.remarks):
        style = Style.BODY if at else Style.STRONG
        for line in sheet.type.broken(text, style, WIDTH):
            sheet.write(LEFT, top, line, style)
            top += style.line
    return top


def _vehicle(sheet: PaperSheet, document: Document, top: float) -> float:
    return _strip(sheet, document.vehicle, top) + 3 * MM if document.vehicle else top


def _strip(sheet: PaperSheet, facts: tuple[Fact, ...], top: float) -> float:
    """Draw facts side by side, each label above its value; return the y below them."""
    inset = 2 * MM
    natural = [max(sheet.type.width(f.label, Style.LABEL), sheet.type.width(f.text, Style.STRONG)) for f in facts]
    room = WIDTH - 2 * inset - GAP * (len(facts) - 1)
    widths = _shared(natural, room)
    spare = GAP + max((room - sum(widths)) / len(facts), 0)
    cells = [sheet.type.broken(fact.text, Style.STRONG, width + 1) for fact, width in zip(facts, widths, strict=True)]
    x = LEFT + inset
    for fact, lines, width in zip(facts, cells, widths, strict=True):
        sheet.write(x, top + inset, fact.label, Style.LABEL)
        for at, line in enumerate(lines):
            sheet.write(x, top + inset + Style.LABEL.line + at * Style.STRONG.line, line, Style.STRONG)
        x += width + spare
    height = 2 * inset + Style.LABEL.line + max(map(len, cells)) * Style.STRONG.line
    _box(sheet, top, height)
    return top + height


def _shared(natural: Sequence[float], room: float) -> list[float]:
    """Fit column widths into the available width: keep the narrow ones, share the rest among the wide ones."""
    widths = list(natural)
    left = room
    for done, at in enumerate(sorted(range(len(natural)), key=natural.__getitem__)):
        widths[at] = min(natural[at], left / (len(natural) - done))
        left -= widths[at]
    return widths


def _box(sheet: PaperSheet, top: float, height: float) -> None:
    weight = 6
    for y in (top, top + height - weight):
        sheet.tint(LEFT, y, WIDTH, weight, grey=150)
    for x in (LEFT, RIGHT - weight):
        sheet.tint(x, top, weight, height, grey=150)


def closing(sheet: PaperSheet, document: Document, top: float) -> float:
    """Draw the VAT specification, the totals and the payment; return the y below them."""
    top += SPACE
    bottom = max(_vat(sheet, document, top), _sums(sheet, document, top))
    if document.slip:
        return _strip(sheet, document.slip, bottom + SPACE)
    return _settled(sheet, document, bottom + SPACE) if document.settled else bottom


def _vat(sheet: PaperSheet, document: Document, top: float) -> float:
    ends = [LEFT + at * MM for at in (17, 46, 70)]
    for text, x in zip(("Momssats", "Underlag", "Moms"), ends, strict=True):
        sheet.write_right(x, top, text, Style.HEADING)
    sheet.rule(LEFT, top + SUM_LINE - 14, ends[-1] - LEFT, grey=60)
    for row in document.vat:
        top += SUM_LINE
        for text, x in zip((row.rate, row.base, row.vat), ends, strict=True):
            sheet.write_right(x, top, text, Style.BODY)
    return top + SUM_LINE


def _sums(sheet: PaperSheet, document: Document, top: float) -> float:
    left, right = RIGHT - 78 * MM, RIGHT - GAP / 2
    for fact in document.sums:
        sheet.write(left + GAP, top, fact.label, Style.BODY)
        sheet.write_right(right, top, fact.text, Style.BODY)
        top += SUM_LINE
    top += 10
    height = Style.TOTAL.line + 50
    sheet.tint(left, top, RIGHT - left, height)
    sheet.rule(left, top, RIGHT - left, weight=10, grey=60)
    sheet.write(left + GAP, top + 30, document.to_pay.label, Style.TOTAL)
    sheet.write_right(right, top + 30, document.to_pay.text, Style.TOTAL)
    return top + height


def _settled(sheet: PaperSheet, document: Document, top: float) -> float:
    inset = 2.5 * MM
    lines = sheet.type.broken(document.settled, Style.STRONG, WIDTH - 2 * inset)
    height = 2 * inset + len(lines) * Style.STRONG.line
    _box(sheet, top, height)
    for at, line in enumerate(lines):
        sheet.write(LEFT + inset, top + inset + at * Style.STRONG.line, line, Style.STRONG)
    return top + height


def foot(sheet: PaperSheet, document: Document, top: float) -> None:
    """Draw the seller's details at the bottom of a sheet."""
    top += 4 * MM
    sheet.rule(LEFT, top, WIDTH, weight=8, grey=60)
    share = WIDTH / max(len(document.foot), 1)
    for at, texts in enumerate(document.foot):
        lines = [line for text in texts for line in sheet.type.broken(text, Style.FOOT, share - GAP)]
        for number, line in enumerate(lines):
            sheet.write(LEFT + at * share, top + 30 + number * Style.FOOT.line, line, Style.FOOT)
