"""Kopiera: copies the selected rows to the clipboard, reading those that are not read yet."""

from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtGui import QGuiApplication

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.lists.query import ListKind, ListRow
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.ui.common.background import Background
from promeister_mpay.ui.common.jobs import OneAtATime
from promeister_mpay.ui.lists.cell_texts import copied
from promeister_mpay.ui.lists.model import ListModel
from promeister_mpay.ui.lists.reader import ListReader
from promeister_mpay.ui.lists.table import ListTable
from promeister_mpay.ui.lists.texts import grouped

MOST_COPIED = 10_000

Said = Callable[[str], object]


class ListCopy:
    """Copies rows of one list; `said` is called with a message about the result."""

    def __init__(self, kind: ListKind, service: ListService, background: Background, said: Said) -> None:
        self._kind = kind
        self._service = service
        self._newest = OneAtATime(background)
        self._said = said

    def copy(self, reader: ListReader, model: ListModel, table: ListTable, columns: Sequence[ListColumn]) -> None:
        """Copy the selected rows with the visible columns."""
        if table.selected_count() > MOST_COPIED:
            self._said(f"Högst {grouped(MOST_COPIED)} rader kan kopieras på en gång. Exportera listan i stället.")
            return
        places = table.selected_places()
        rows, checkpoints, query = model.rows(places), reader.checkpoints, reader.query
        if len(rows) == len(places) or checkpoints is None:
            self._put(rows, columns)
            return
        self._newest.ask(
            lambda: [
                row
                for first, most in runs(places)
                for row in self._service.rows_at(self._kind, query, checkpoints, first, most=most)
            ],
            lambda read: self._put(read, columns),
        )

    def close(self) -> None:
        """Stop; the list window is closing."""
        self._newest.close()

    def _put(self, rows: Sequence[ListRow], columns: Sequence[ListColumn]) -> None:
        if rows:
            QGuiApplication.clipboard().setText(copied(columns, rows))
            self._said(f"{grouped(len(rows))} {'rad' if len(rows) == 1 else 'rader'} kopierade.")


def runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Group ascending positions into runs of consecutive ones: first position and length."""
    grouped_places = groupby(enumerate(places), key=lambda pair: pair[1] - pair[0])
    found = [[place for _, place in run] for _, run in grouped_places]
    return [(run[0], len(run)) for run in found]
