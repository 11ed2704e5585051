"""Dividing the rows of a document onto pages, with the sum that is carried from each to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

from promeister_mpay.domain.documents.content import DocumentRow


@dataclass(frozen=True, slots=True)
class Room:
    """Heights, all in one unit: for rows on the first page and on any other, of a carried sum, and of the sums.

    `closing` is what stands below the last row; it is never parted.
    """

    first: int
    other: int
    carried: int
    closing: int


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Some rows; `brought` is the sum of the pages before and `carried` the sum so far, in öre, where there are any."""

    number: int
    of: int
    rows: tuple[DocumentRow, ...]
    brought: int | None = None
    carried: int | None = None

    @property
    def is_last(self) -> bool:
        """Whether the sums stand on it."""
        return self.number == self.of

    @property
    def label(self) -> str:
        """'Sida 1 (3)'."""
        return f"Sida {self.number} ({self.of})"


def paged(rows: Sequence[DocumentRow], heights: Sequence[int], room: Room) -> tuple[DocumentPage, ...]:
    """Divide rows of these heights onto pages; the sums stand on the last one.

    All but the first say what they were brought, all but the last what they carry. A row that is higher than a page
    has one of its own.
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


def _ends(heights: Sequence[int], room: Room) -> list[int]:
    """Where each page ends."""
    ends: list[int] = []
    at = 0
    while True:
        space = room.other - room.carried if ends else room.first
        if at == len(heights) or sum(heights[at:]) <= space - room.closing:
            return [*ends, len(heights)]
        # Where all rows fit but not the sums, the last row goes with them, so that they do not stand alone.
        most = max(len(heights) - 1, at + 1)
        at = min(max(_fitting(heights, at, space - room.carried), at + 1), most)
        ends.append(at)


def _fitting(heights: Sequence[int], begin: int, space: int) -> int:
    """How far the rows from `begin` on fit."""
    end, used = begin, 0
    while end < len(heights) and used + heights[end] <= space:
        used += heights[end]
        end += 1
    return end
