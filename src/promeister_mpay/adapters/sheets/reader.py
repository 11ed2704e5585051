"""Reads a table of texts from a file of another program: csv in any common form, xlsx, xls or ods.

Rows are given one by one as they are read, so that the table is never whole in the process that reads the file.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from promeister_mpay.adapters.sheets.bounds import MOST_BYTES, Counted, Unusable
from promeister_mpay.adapters.sheets.text_files import text_records
from promeister_mpay.adapters.sheets.workbooks import old_workbook_records, workbook_records
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.errors import FileError
from promeister_mpay.services.ports.files import Cancelled, never

_PACKAGE = b"PK\x03\x04"
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Records = Iterable[tuple[str, ...]]


def read_sheet(path: Path, _cancelled: Cancelled = never, /) -> Sheet:
    """The first table of a file that this program ships; a foreign one is read in a process of its own.

    It is not cancelled. Raises `FileError` with a Swedish sentence that names the file.
    """
    header, *rows = sheet_rows(path)
    return Sheet(header.cells, rows)


def sheet_rows(path: Path) -> Iterator[SheetRow]:
    """The titles of the file's first table, and then its rows that are not empty; raises `FileError` as `read_sheet`.

    The error may come after any row; then what came before it is of no use.
    """
    try:
        yield from _rows(_records(_content(path)))
    except Unusable as error:
        raise FileError(f"Filen {path.name} {error}") from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise Unusable("finns inte. Den kan ha flyttats eller tagits bort.") from error
    except OSError as error:
        raise Unusable("kan inte läsas. Kontrollera rättigheterna, och att det är en fil.") from error
    if len(content) > MOST_BYTES:
        raise Unusable(f"är större än {MOST_BYTES // 1_000_000} MB. Dela upp den i flera filer.")
    if not content.strip():
        raise Unusable("är tom.")
    return content


def _records(content: bytes) -> Records:
    if content.startswith(_XLS):
        return old_workbook_records(content)
    if content.startswith(_PACKAGE):
        return workbook_records(content)
    return text_records(content)


def _rows(records: Records) -> Iterator[SheetRow]:
    """The first record that is not empty gives the titles; empty records below it are skipped."""
    counted = Counted()
    width, is_wider = 0, False
    for number, cells in enumerate(records, 1):
        counted.check(number, cells)
        if not any(map(str.strip, cells)):
            continue
        if not width:
            cells = _without_empty_end(cells)  # noqa: PLW2901 – the titles
            width = len(cells)
        is_wider = is_wider or len(_without_empty_end(cells)) > 1
        yield SheetRow(number, cells)
    if not width:
        raise Unusable("är tom.")
    if not is_wider:
        raise Unusable("är ingen tabell: den har bara en kolumn. Välj en csv- eller Excelfil med rubriker överst.")


def _without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    used = max(at for at, cell in enumerate(cells, 1) if cell.strip())
    return cells[:used]
