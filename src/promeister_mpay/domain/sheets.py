"""A file of another program as a table of texts, and the row of it that has the titles (`design §17`)."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from promeister_mpay.errors import InputError

MOST_HEADINGS = 30
"""The number of rows that may stand above the titles."""
_VALUE = re.compile(r"[-+(]?[0-9][0-9 .,:/()%-]*|#.*", re.ASCII)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a file; `number` counts from 1 as a spreadsheet shows it, the header included."""

    number: int
    cells: tuple[str, ...]

    def text(self, place: int) -> str:
        """The text of a column, without spaces around it; empty where the row is shorter."""
        return self.cells[place].strip() if place < len(self.cells) else ""

    def check_width(self, width: int) -> None:
        """Refuse a row with more cells than there are titles: its cells may be in the wrong columns."""
        if any(cell.strip() for cell in self.cells[width:]):
            raise InputError(
                f"Raden har {len(self.cells)} kolumner men rubriken {width}. "
                "Ett skiljetecken inne i en text måste stå inom citattecken.",
                "",
            )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as a table of texts: the column titles and the non-empty rows below them."""

    header: tuple[str, ...]
    rows: Sequence[SheetRow]

    def column(self, place: int) -> Iterator[str]:
        """The texts of a column."""
        return (row.text(place) for row in self.rows)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used; `reason` is a sentence: what is wrong and what to do."""

    number: int
    reason: str


def with_titles_found(sheet: Sheet, known: Callable[[Sequence[str]], int]) -> Sheet:
    """Return the sheet below its titles: above them may be headings, as a report's name and period.

    `known` counts the titles that it recognizes in a row. The row with the most is the one, if it has two or more;
    without such a row, the first one that is not a heading. Repeated titles further down are left out.
    """
    candidates = [sheet.header, *(_trimmed(row.cells) for row in islice(sheet.rows, MOST_HEADINGS))]
    counts = [known(cells) for cells in candidates]
    at = counts.index(max(counts)) if max(counts) >= 2 else _first_titles(candidates)
    header = candidates[at]
    return Sheet(header, [row for row in islice(sheet.rows, at, None) if _trimmed(row.cells) != header])


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    used = max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:used]


def _first_titles(candidates: Sequence[tuple[str, ...]]) -> int:
    """The first row that is at least half as full as most rows, and has no numbers; the first row if there is none."""
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in candidates]
    usual = max(Counter(filled).items(), key=lambda each: (each[1], each[0]))[0]
    rows = (at for at, cells in enumerate(candidates) if 2 * filled[at] >= usual and not _has_values(cells))
    return next(rows, 0)


def _has_values(cells: Sequence[str]) -> bool:
    return any(_VALUE.fullmatch(cell.strip()) for cell in cells)
