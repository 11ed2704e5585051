"""Puts a table together of rows that another process has read; nobody vouches for it, so all is checked."""

from typing import TypeGuard

from promeister_mpay.adapters.sheets.bounds import Counted, Unusable
from promeister_mpay.domain.sheets import Sheet, SheetRow


class ReceivedSheet:
    """Takes the answers of a reading process, each of them `[number, cell, cell, …]`; the first one has the titles."""

    def __init__(self) -> None:
        self._rows: list[SheetRow] = []
        self._counted = Counted()
        self._last = 0

    def take(self, answer: object) -> None:
        """Take one row; raises `ValueError` when it is none, or beyond the bounds of a file."""
        if not _is_row(answer):
            raise ValueError("the answer is no row")
        number, *cells = answer
        if type(number) is not int or number <= self._last:
            raise ValueError("the rows are out of order")
        row = SheetRow(number, tuple(map(str, cells)))
        try:
            self._counted.check(number, row.cells)
        except Unusable as error:
            raise ValueError(str(error)) from error
        self._rows.append(row)
        self._last = number

    @property
    def sheet(self) -> Sheet:
        """The table; raises `ValueError` when there is none."""
        if not self._rows:
            raise ValueError("there are no rows")
        header, *rows = self._rows
        return Sheet(header.cells, rows)


def _is_row(answer: object) -> TypeGuard[list[int | str]]:
    return isinstance(answer, list) and len(answer) > 1 and all(type(cell) is str for cell in answer[1:])
