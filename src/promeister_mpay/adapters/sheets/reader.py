"""Reads a table of texts from a file of another program: csv in any common form, xlsx, xls or ods."""

from collections.abc import Iterable
from pathlib import Path

from promeister_mpay.adapters.sheets.bounds import MOST_BYTES, MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, Unusable
from promeister_mpay.adapters.sheets.text_files import decoded, text_records
from promeister_mpay.adapters.sheets.workbooks import old_workbook_records, workbook_records
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.errors import FileError

_PACKAGE = b"PK\x03\x04"
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Records = Iterable[tuple[str, ...]]


def read_sheet(path: Path) -> Sheet:
    """The file's first table; raises `FileError` with a Swedish sentence that names the file."""
    try:
        return _sheet(_records(_content(path)))
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
    return text_records(decoded(content))


def _sheet(records: Records) -> Sheet:
    """The first record that is not empty gives the titles; empty records below it are skipped."""
    header: tuple[str, ...] | None = None
    rows: list[SheetRow] = []
    for number, cells in enumerate(records, 1):
        _check_bounds(number, cells)
        if header is not None and any(map(str.strip, cells)):
            rows.append(SheetRow(number, cells))
        elif header is None and any(map(str.strip, cells)):
            header = _without_empty_end(cells)
    if header is None:
        raise Unusable("är tom.")
    if len(header) == 1 and all(len(_without_empty_end(row.cells)) == 1 for row in rows):
        raise Unusable("är ingen tabell: den har bara en kolumn. Välj en csv- eller Excelfil med rubriker överst.")
    return Sheet(header, rows)


def _check_bounds(number: int, cells: tuple[str, ...]) -> None:
    if number > MOST_ROWS + 1:
        raise Unusable(f"har fler än {MOST_ROWS} rader. Dela upp den i flera filer.")
    if len(cells) > MOST_COLUMNS:
        raise Unusable(f"har fler än {MOST_COLUMNS} kolumner på rad {number}.")
    if any(len(cell) > MOST_CHARACTERS for cell in cells):
        raise Unusable(f"har en text på rad {number} som är längre än {MOST_CHARACTERS} tecken.")


def _without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    used = max(at for at, cell in enumerate(cells, 1) if cell.strip())
    return cells[:used]
