"""Lays out and draws the table of a document's rows; the description column takes the width that is left."""

from promeister_mpay.domain.documents.content import Document, DocumentColumn, DocumentRow
from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.ui.documents.primitives import PaperSheet
from promeister_mpay.ui.documents.typography import MM, Style, Typography

LEFT, WIDTH = 17 * MM, 176 * MM
GAP = 2.8 * MM
"""Between two columns, and within the table's edges half of it."""
ABOVE, BELOW = 22, 26
TEXT_COLUMNS = (DocumentColumn.NUMBER, DocumentColumn.DESCRIPTION, DocumentColumn.UNIT)
NARROWEST = 20 * MM
"""A description is never narrower."""
WIDEST = {DocumentColumn.NUMBER: 30 * MM, DocumentColumn.UNIT: 14 * MM}
"""Texts of columns that are not amounts break when they would be wider."""


class RowTable:
    """Computes column positions and row heights, and draws the rows on sheets."""

    def __init__(self, document: Document, letters: Typography) -> None:
        self._columns = document.columns
        self._letters = letters
        self._places = self._placed(self._widths(document))
        self._headings = [self._broken_heading(column) for column in self._columns]
        deepest = max(len(lines) for lines in self._headings)
        self.heading_height = deepest * Style.HEADING.line + ABOVE + BELOW
        self.carried_height = int(Style.CARRIED.line) + 1 + ABOVE + BELOW

    # -- places

    def _widths(self, document: Document) -> dict[DocumentColumn, float]:
        whole = [row for row in document.rows if len(row.cells) == len(self._columns)]
        widths = {
            column: max(
                *(self._letters.width(word, Style.HEADING) for word in self._broken_heading(column)),
                max((self._letters.width(row.cells[at], Style.CELL) for row in whole), default=0),
            )
            for at, column in enumerate(self._columns)
        }
        for column, most in WIDEST.items():
            if column in widths:
                widths[column] = min(widths[column], most)
        carried = format_hundredths(sum(row.amount for row in document.rows))
        widths[self._columns[-1]] = max(widths[self._columns[-1]], self._letters.width(carried, Style.CARRIED))
        others = sum(width for column, width in widths.items() if column is not DocumentColumn.DESCRIPTION)
        widths[DocumentColumn.DESCRIPTION] = max(WIDTH - others - GAP * len(self._columns), NARROWEST)
        return widths

    def _placed(self, widths: dict[DocumentColumn, float]) -> list[tuple[float, float]]:
        """The x position and the width of each column."""
        places, x = [], LEFT + GAP / 2
        for column in self._columns:
            places.append((x, widths[column]))
            x += widths[column] + GAP
        return places

    def _broken_heading(self, column: DocumentColumn) -> list[str]:
        """Break a heading such as 'À-pris exkl. moms' into two lines."""
        first, _, rest = column.value.partition(" ")
        return [first, rest] if "moms" in rest else [column.value]

    # -- sheets

    def heading(self, sheet: PaperSheet, top: float) -> float:
        """Draw the column headings; return the y where the rows start."""
        sheet.tint(LEFT, top, WIDTH, self.heading_height)
        sheet.rule(LEFT, top + self.heading_height - 6, WIDTH, weight=6, grey=60)
        for column, lines, place in zip(self._columns, self._headings, self._places, strict=True):
            begin = top + self.heading_height - BELOW - len(lines) * Style.HEADING.line
            self._cell(sheet, begin, column, lines, place=place, style=Style.HEADING)
        return top + self.heading_height

    def height(self, row: DocumentRow) -> int:
        """The height of a row."""
        deepest = max(len(lines) for lines in self._broken(row))
        return int(deepest * Style.CELL.line) + 1 + ABOVE + BELOW

    def row(self, sheet: PaperSheet, top: float, row: DocumentRow) -> float:
        """Draw a row; return the y of the next one."""
        lines = self._broken(row)
        if len(lines) < len(self._columns):
            self._cell(sheet, top + ABOVE, DocumentColumn.DESCRIPTION, lines[0], place=self._across(), style=Style.CELL)
        else:
            for column, cell, place in zip(self._columns, lines, self._places, strict=True):
                self._cell(sheet, top + ABOVE, column, cell, place=place, style=Style.CELL)
        bottom = top + self.height(row)
        sheet.rule(LEFT, bottom - 3, WIDTH, weight=3, grey=190)
        return bottom

    def carried(self, sheet: PaperSheet, top: float, label: str, amount: int) -> float:
        """Draw a carried-forward sum; return the y of the next row."""
        at = self._columns.index(DocumentColumn.DESCRIPTION)
        sheet.write(self._places[at][0], top + ABOVE, label, Style.CARRIED)
        sheet.write_right(LEFT + WIDTH - GAP / 2, top + ABOVE, format_hundredths(amount), Style.CARRIED)
        sheet.rule(LEFT, top + self.carried_height - 5, WIDTH, weight=5, grey=60)
        return top + self.carried_height

    def _broken(self, row: DocumentRow) -> list[list[str]]:
        if len(row.cells) < len(self._columns):
            return [self._letters.broken(row.cells[0], Style.CELL, self._across()[1])]
        return [
            self._letters.broken(text, Style.CELL, width) if column in TEXT_COLUMNS else [text]
            for column, text, (_, width) in zip(self._columns, row.cells, self._places, strict=True)
        ]

    def _across(self) -> tuple[float, float]:
        """The x and the width of the area from the description column to the right edge."""
        x = self._places[self._columns.index(DocumentColumn.DESCRIPTION)][0]
        return x, LEFT + WIDTH - GAP / 2 - x

    def _cell(
        self,
        sheet: PaperSheet,
        top: float,
        column: DocumentColumn,
        lines: list[str],
        *,
        place: tuple[float, float],
        style: Style,
    ) -> None:
        x, width = place
        for at, line in enumerate(lines):
            if column in TEXT_COLUMNS:
                sheet.write(x, top + at * style.line, line, style)
            else:
                sheet.write_right(x + width, top + at * style.line, line, style)
