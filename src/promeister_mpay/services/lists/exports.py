"""Export of a list exactly as it is shown, its columns, filter and sort: read page by page, whole or not at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from promeister_mpay.domain.lists.query import ColumnKind, Key, ListKind, ListQuery, ListRow, Value
from promeister_mpay.services.lists.service import ListService

PAGE = 1_000
"""Rows that are read at a time; between two pages it can be cancelled."""

Progress = Callable[[int], object]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the file: whose value, its title, and how it is written."""

    key: str
    title: str
    kind: ColumnKind


class WriteSheet(Protocol):
    """Writes a table into a file; the file's name ending (.xlsx, .csv) says which kind."""

    def __call__(self, path: Path, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Value]]) -> None:
        """Write it whole; when `rows` raises, or anything else, the file is as it was. Raises `FileError`."""
        ...


class _Stopped(Exception):
    """Somebody cancelled; it goes through the writer, so that the writer leaves nothing behind."""


class ExportService:
    """Writes lists to files. Blocking; run it off the UI thread."""

    def __init__(self, *, lists: ListService, write: WriteSheet) -> None:
        self._lists = lists
        self._write = write

    def over(self, lists: ListService) -> "ExportService":
        """The same for other lists."""
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
        """Write what `query` shows; gives how many rows, or None when it was cancelled and nothing was written.

        `progress` is called with the rows read so far, from this thread. Raises `FileError` and `StoreError`.
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
