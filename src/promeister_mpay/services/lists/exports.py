"""Export of a list to a file, with the columns, filter and sorting on screen; read page by page."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from promeister_mpay.domain.lists.query import ColumnKind, Key, ListKind, ListQuery, ListRow, Value
from promeister_mpay.services.lists.service import ListService

PAGE = 1_000
"""Rows that are read at a time; an export can be cancelled between two pages."""

Progress = Callable[[int], object]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the file: the list column's key, the title, and the kind that decides how values are written."""

    key: str
    title: str
    kind: ColumnKind


class WriteSheet(Protocol):
    """Writes a table into a file; the file name's ending (.xlsx, .csv) decides the format."""

    def __call__(self, path: Path, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Value]]) -> None:
        """Write the whole file; on any exception, also from `rows`, the file is unchanged. Raises `FileError`."""
        ...


class _Stopped(Exception):
    """The export was cancelled; raised through the writer, so that the writer removes its unfinished file."""


class ExportService:
    """Writes lists to files. Blocking; run it off the UI thread."""

    def __init__(self, *, lists: ListService, write: WriteSheet) -> None:
        self._lists = lists
        self._write = write

    def over(self, lists: ListService) -> "ExportService":
        """An export service with the same writer that reads other lists."""
        return ExportService(lists=lists, write=self._write)

    def export(
        self,
        kind: ListKind,
        query: ListQuery,
        columns: Sequence[SheetColumn],
        path: Path,
        *,
        progress: Progress = lambda _: None,
        cancelled: Cancelled = lambda: False,
    ) -> int | None:
        """Write the rows of `query`; returns their number, or None when cancelled: then nothing was written.

        `progress` is called in this thread with the number of rows read so far. Raises `FileError` and `StoreError`.
        """
        written = 0

        def values() -> Iterator[Sequence[Value]]:
            nonlocal written
            for page in self._pages(kind, query, cancelled):
                yield from ([row.values.get(column.key) for column in columns] for row in page)
                written += len(page)
                progress(written)
            if cancelled():
                raise _Stopped

        try:
            self._write(path, columns, values())
        except _Stopped:
            return None
        return written

    def _pages(self, kind: ListKind, query: ListQuery, cancelled: Cancelled) -> Iterator[Sequence[ListRow]]:
        after: Key | None = None
        while True:
            if cancelled():
                raise _Stopped
            page = self._lists.page(kind, query, after=after, most=PAGE)
            yield page.rows
            if not page.more_below or not page.rows:
                return
            after = page.rows[-1].key
