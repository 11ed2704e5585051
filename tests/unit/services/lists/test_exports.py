"""An export reads page by page, tells how far it is, and can be cancelled before, between and after the pages."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from promeister_mpay.domain.lists.query import ColumnKind, Key, ListKind, ListPage, ListQuery, ListRow, Value
from promeister_mpay.services.lists.exports import ExportService, SheetColumn
from promeister_mpay.services.lists.service import ListService
from support.fakes.store import FakeStore

COLUMNS = (SheetColumn("number", "Nr", ColumnKind.NUMBER), SheetColumn("missing", "Saknas", ColumnKind.TEXT))
FILE = Path("lista.csv")


class Numbers(ListService):
    """The numbers from 1 to `count`; notes how many rows each page was asked for."""

    def __init__(self, count: int) -> None:
        super().__init__(store=FakeStore())
        self._count = count
        self.pages: list[int] = []

    def page(
        self, kind: ListKind, query: ListQuery, *, after: Key | None = None, before: Key | None = None, most: int
    ) -> ListPage:
        self.pages.append(most)
        first = int(str(after[0])) + 1 if after else 1
        last = min(first + most - 1, self._count)
        rows = tuple(ListRow((number,), {"number": number}) for number in range(first, last + 1))
        return ListPage(rows, more_above=first > 1, more_below=last < self._count)


class Sheet:
    """A file in memory; nothing is written when the rows end in an error."""

    def __init__(self) -> None:
        self.rows: list[tuple[Value, ...]] | None = None

    def write(self, path: Path, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Value]]) -> None:
        assert (path, columns) == (FILE, COLUMNS)
        self.rows = [tuple(row) for row in rows]


def export(lists: Numbers, sheet: Sheet, cancelled: Callable[[], bool]) -> tuple[int | None, list[int]]:
    reported: list[int] = []
    service = ExportService(lists=lists, write=sheet.write)
    written = service.export(ListKind.ORDERS, ListQuery(), COLUMNS, FILE, progress=reported.append, cancelled=cancelled)
    return written, reported


@pytest.mark.parametrize(
    ("count", "pages", "reported"),
    [
        (0, 1, [0]),
        (1, 1, [1]),
        (1_000, 1, [1_000]),
        (1_001, 2, [1_000, 1_001]),
        (2_000, 2, [1_000, 2_000]),
        (2_500, 3, [1_000, 2_000, 2_500]),
    ],
)
def test_every_row_is_read_once_a_thousand_at_a_time(count: int, pages: int, reported: list[int]) -> None:
    lists, sheet = Numbers(count), Sheet()
    assert export(lists, sheet, lambda: False) == (count, reported)
    assert lists.pages == [1_000] * pages
    assert sheet.rows == [(number, None) for number in range(1, count + 1)]


@pytest.mark.parametrize(("looks", "pages"), [(1, 0), (2, 1), (3, 2), (4, 2)])
def test_a_cancelled_export_reads_no_further_and_writes_nothing(looks: int, pages: int) -> None:
    """It looks before each page and when all is read."""
    lists, sheet = Numbers(2_000), Sheet()
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked == looks

    written, _ = export(lists, sheet, cancelled)
    if looks <= 3:
        assert (written, sheet.rows) == (None, None)
    else:
        assert written == 2_000
    assert len(lists.pages) == pages


def test_an_export_that_nobody_watches_is_written_and_can_read_other_lists() -> None:
    sheet = Sheet()
    service = ExportService(lists=Numbers(1), write=sheet.write)
    assert service.export(ListKind.ORDERS, ListQuery(), COLUMNS, FILE) == 1
    assert service.over(Numbers(2)).export(ListKind.ORDERS, ListQuery(), COLUMNS, FILE) == 2
    assert sheet.rows == [(1, None), (2, None)]
