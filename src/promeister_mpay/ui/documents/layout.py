"""Lays a document out on A4 sheets."""

from dataclasses import dataclass

from promeister_mpay.domain.documents.content import Document
from promeister_mpay.domain.documents.pages import DocumentPage, PageHeights, paged
from promeister_mpay.ui.documents.parts import closing, foot, head, short_head
from promeister_mpay.ui.documents.primitives import PaperSheet
from promeister_mpay.ui.documents.row_table import RowTable
from promeister_mpay.ui.documents.typography import MM, Typography

FOOT_TOP = 270 * MM
"""Where the foot begins, and so where the rows end."""


@dataclass(frozen=True, slots=True)
class LaidOutDocument:
    """A document's painted sheets; `name` is its title and the proposed file name."""

    name: str
    sheets: tuple[PaperSheet, ...]


def lay_out_document(document: Document) -> LaidOutDocument:
    """Lay a document out. May run in any thread; an invoice of a thousand rows takes a while."""
    letters = Typography()
    table = RowTable(document, letters)
    trial = PaperSheet(letters)
    first, other = head(trial, document, ""), short_head(trial, document, "")
    heights = [table.height(row) for row in document.rows]
    room = PageHeights(
        first=int(FOOT_TOP - first - table.heading_height),
        other=int(FOOT_TOP - other - table.heading_height),
        carried=table.carried_height,
        closing=int(closing(trial, document, 0)) + 1,
    )
    pages = paged(document.rows, heights, room)
    return LaidOutDocument(document.name, tuple(_sheet(document, page, table, letters) for page in pages))


def _sheet(document: Document, page: DocumentPage, table: RowTable, letters: Typography) -> PaperSheet:
    sheet = PaperSheet(letters)
    top = (head if page.number == 1 else short_head)(sheet, document, page.label)
    top = table.heading(sheet, top)
    if page.brought is not None:
        top = table.carried(sheet, top, f"Transport från sida {page.number - 1}", page.brought)
    for row in page.rows:
        top = table.row(sheet, top, row)
    if page.carried is not None:
        table.carried(sheet, top, f"Transport till sida {page.number + 1}", page.carried)
    if page.is_last:
        closing(sheet, document, top)
    foot(sheet, document, FOOT_TOP)
    return sheet
