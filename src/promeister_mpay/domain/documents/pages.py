"""Dividing the rows of a document into pages, with the sum that is carried from each page to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from promeister_mpay.domain.documents.content import DocumentRow


@dataclass(frozen=True, slots=True)
class PageHeights:
    """Heights in one unit: of the rows' space on the first page and on the others, and of a line with a carried sum.

    `closing` is the height of the block below the last row, which is kept together.
    """

    first: int
    other: int
    carried: int
    closing: int


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A page's rows; `brought` is the sum of earlier pages, `carried` the sum so far; both in öre or None."""

    number: int
    of: int
    rows: tuple[DocumentRow, ...]
    brought: int | None = None
    carried: int | None = None

    @property
    def is_last(self) -> bool:
        """Whether it is the last page, which has the sums."""
        return self.number == self.of

    @property
    def label(self) -> str:
        """The page's number and the count of pages: 'Sida 1 (3)'."""
        return f"Sida {self.number} ({self.of})"


def paged(rows: Sequence[DocumentRow], heights: Sequence[int], room: PageHeights) -> tuple[DocumentPage, ...]:
    """Divide rows of these heights into pages; the sums are on the last one.

    All pages but the first begin with the sum brought, all but the last end with the sum carried. A row that is higher
    than a page gets a page alone.
    """
    ends = _ends(heights, room)
    begins = [0, *ends[:-1]]
    sums = [sum(row.amount for row in rows[:end]) for end in ends]
    last = len(ends) - 1
    return tuple(
        DocumentPage(
            at + 1,
            len(ends),
            tuple(rows[begin:end]),
            brought=sums[at - 1] if at else None,
            carried=sums[at] if at < last else None,
        )
        for at, (begin, end) in enumerate(zip(begins, ends, strict=True))
    )


def _ends(heights: Sequence[int], room: PageHeights) -> list[int]:
    """The index after the last row of each page."""
    ends: list[int] = []
    at = 0
    while True:
        space = room.other - room.carried if ends else room.first
        if at == len(heights) or sum(heights[at:]) <= space - room.closing:
            return [*ends, len(heights)]
        # When all rows fit but not the sums, the last row moves to the next page with them.
        most = max(len(heights) - 1, at + 1)
        at = min(max(_fitting(heights, at, space - room.carried), at + 1), most)
        ends.append(at)


def _fitting(heights: Sequence[int], begin: int, space: int) -> int:
    """The index after the last row that fits, counted from `begin`."""
    end, used = begin, 0
    while end < len(heights) and used + heights[end] <= space:
        used += heights[end]
        end += 1
    return end
