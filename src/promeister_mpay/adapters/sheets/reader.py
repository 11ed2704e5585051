"""Reads a table of texts from a file of another program: csv in any common form, xlsx or xls."""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from promeister_mpay.domain.registers.import_rows import Sheet, SheetRow
from promeister_mpay.errors import FileError

if TYPE_CHECKING:
    import xlrd  # type: ignore[import-untyped]

MOST_BYTES = 50_000_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 10_000
MOST_UNPACKED = 1_000_000_000
MOST_CELLS = 20_000_000
MOST_OLD_BYTES = 20_000_000
"""Of an old workbook: all that it says may be in memory at once, and that is some times its size."""

_XLSX = b"PK\x03\x04"
_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OLD_ENCODINGS = ("cp1252", "cp850", "cp437")
_MOST_EXAMINED = 5_000
_DELIMITERS = (";", "\t", ",")
_SEPARATOR_LINE = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SWEDISH = frozenset("åäöÅÄÖ")
_OTHER_LETTERS = frozenset("éÉèÈêëÊËüÜáÁàÀâÂãóÓôíÍúÚøØæÆñÑçÇßšŠžŽ")
_SIGNS = frozenset("“”„’‘–—…€£§°½¼²³×·•«»´¨µ±\N{NO-BREAK SPACE}")
_BROKEN_PACKAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
# Exceptions for a damaged workbook: those of `xlrd`, and those that escape from its parsing of invalid data.
_BROKEN_OLD = (struct.error, ArithmeticError, LookupError, ValueError, TypeError, AttributeError, AssertionError,
               NotImplementedError, MemoryError)  # fmt: skip
_DAMAGED = "är skadad eller lösenordsskyddad. Öppna den i Excel och spara den på nytt."

Records = Iterable[tuple[str, ...]]


def read_sheet(path: Path) -> Sheet:
    """The file's first table; raises `FileError` with a Swedish sentence that names the file."""
    try:
        return _sheet(_records(_content(path)))
    except _Unusable as error:
        raise FileError(f"Filen {path.name} {error}") from error


class _Unusable(Exception):
    """The file cannot be read as a table; the message completes a sentence that begins with the file's name."""


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise _Unusable("finns inte. Den kan ha flyttats eller tagits bort.") from error
    except OSError as error:
        raise _Unusable("kan inte läsas. Kontrollera rättigheterna, och att det är en fil.") from error
    if len(content) > MOST_BYTES:
        raise _Unusable(f"är större än {MOST_BYTES // 1_000_000} MB. Dela upp den i flera filer.")
    if not content.strip():
        raise _Unusable("är tom.")
    return content


def _records(content: bytes) -> Records:
    if content.startswith(_XLS):
        return _old_workbook_records(content)
    if content.startswith(_XLSX):
        return _workbook_records(content)
    return _text_records(decoded(content))


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
        raise _Unusable("är tom.")
    if len(header) == 1:
        raise _Unusable("är ingen tabell: den har bara en kolumn. Välj en csv- eller Excelfil med rubriker överst.")
    return Sheet(header, rows)


def _check_bounds(number: int, cells: tuple[str, ...]) -> None:
    if number > MOST_ROWS + 1:
        raise _Unusable(f"har fler än {MOST_ROWS} rader. Dela upp den i flera filer.")
    if len(cells) > MOST_COLUMNS:
        raise _Unusable(f"har fler än {MOST_COLUMNS} kolumner på rad {number}.")
    if any(len(cell) > MOST_CHARACTERS for cell in cells):
        raise _Unusable(f"har en text på rad {number} som är längre än {MOST_CHARACTERS} tecken.")


def _without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    used = max(at for at, cell in enumerate(cells, 1) if cell.strip())
    return cells[:used]


def decoded(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or else the code page that gives the most plausible Swedish."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "")
    text = _strictly(content, encoding or "utf-8")
    if text is None and not encoding:
        readings = [reading for name in _OLD_ENCODINGS if (reading := _strictly(content, name)) is not None]
        text = max(readings, key=_plausibility)
    if text is None or "\0" in text:
        raise _Unusable("är ingen textfil och ingen Excelfil. Spara den som csv (UTF-8) eller xlsx.")
    return text


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> int:
    found = islice(_NOT_ASCII.finditer(text), _MOST_EXAMINED)
    places = [each.start() for each in found]
    return sum(_worth(text[at], text[max(at - 1, 0) : at], text[at + 1 : at + 2]) for at in places)


def _worth(sign: str, before: str, after: str) -> int:
    """Score a character by its neighbours: 'ö' belongs inside words, '”' beside words, '┼' nowhere."""
    inside = before.isalpha() and after.isalpha()
    if sign in _SIGNS:
        return 1 if not inside or sign == "’" else -3
    if sign not in _SWEDISH and sign not in _OTHER_LETTERS:
        return -4
    if _breaks_case(before, sign) or _breaks_case(sign, after) or before.isdigit() or after.isdigit():
        return -2
    if sign in _SWEDISH:
        return 3 if before.isalpha() or after.isalpha() else 1
    return 1


def _breaks_case(first: str, second: str) -> bool:
    return first.islower() and second.isupper()


def _text_records(text: str) -> Records:
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        return _strict_records(text[declared.end() :], declared[1])
    return _strict_records(text, _delimiter(text))


def _strict_records(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    """Parse the csv strictly: a stray quotation mark could merge rows unnoticed, so the file is refused."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            yield tuple(next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise _Unusable(
                f"kan inte läsas vid rad {reader.line_num}: ett citattecken saknas eller är ett för mycket. "
                "Rätta raden."
            ) from error


def _delimiter(text: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _consistency(text, delimiter))


def _consistency(text: str, delimiter: str) -> tuple[bool, float, int]:
    """Score how consistently `delimiter` splits the first records into columns."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = [len(record) for record in islice(reader, 100) if record]
    except csv.Error:
        return False, 0, 0
    alike = widths.count(widths[0]) / len(widths) if widths else 0
    return bool(widths) and widths[0] > 1, alike, widths[0] if widths else 0


def _workbook_records(content: bytes) -> Records:
    _check_package(content)
    with _unbroken():
        rows = _first_table(content)
    return (tuple(_cell_text(value) for value in row) for row in rows)


def _first_table(content: bytes) -> Sequence[Sequence[object]]:
    """The rows of the first worksheet that is not empty, including leading empty rows."""
    # Imported here because loading the native library takes time.
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    tables = (book.get_sheet_by_name(name) for name in book.sheet_names)
    table = next((each for each in tables if each.height), None)
    return table.to_python(skip_empty_area=False) if table else []


@contextmanager
def _unbroken() -> Iterator[None]:
    """Turn exceptions of the reader into "the workbook is damaged"."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, *_BROKEN_PACKAGE) as error:
        raise _Unusable(_DAMAGED) from error
    except BaseException as error:
        # A panic of the native library is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise _Unusable(_DAMAGED) from error


def _check_package(content: bytes) -> None:
    """Refuse a workbook with a far-out cell or a huge unpacked size: reading it would exhaust the memory."""
    with _unbroken(), zipfile.ZipFile(io.BytesIO(content)) as package:
        entries = package.infolist()
        if "xl/workbook.xml" not in package.namelist():
            raise _Unusable("är ingen Excelfil. Spara den som xlsx eller csv.")
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise _Unusable("är för stor när den packas upp. Dela upp den i flera filer.")
        for entry in entries:
            _check_extent(package, entry)


def _check_extent(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    rows = columns = 0
    with package.open(entry) as part:
        rest = b""
        while chunk := part.read(1 << 20):
            for letters, digits in _CELL.findall(rest + chunk):
                rows, columns = max(rows, int(digits)), max(columns, _column(letters))
            rest = (rest + chunk)[-200:]
    if columns > MOST_COLUMNS or rows > MOST_ROWS + 1 or rows * columns > MOST_CELLS:
        raise _Unusable(
            f"har värden långt ut (rad {rows}, kolumn {columns}); det är mer än som kan läsas. "
            "Ta bort det som inte hör till tabellen."
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _old_workbook_records(content: bytes) -> Records:
    """Read Excel 97 to 2003 with a pure Python reader: invalid data raises an exception and cannot crash the process.

    The format limits a sheet to 65 536 rows and 256 columns.
    """
    if len(content) > MOST_OLD_BYTES:
        raise _Unusable(f"är en gammal Excelfil (.xls) större än {MOST_OLD_BYTES // 1_000_000} MB. Spara den som xlsx.")
    import xlrd
    from xlrd.compdoc import CompDocError  # type: ignore[import-untyped]

    try:
        return list(_first_old_table(content))
    except (xlrd.XLRDError, CompDocError, *_BROKEN_OLD) as error:
        raise _Unusable(_DAMAGED) from error


def _first_old_table(content: bytes) -> Iterator[tuple[str, ...]]:
    import xlrd

    # `xlrd` prints complaints about a damaged file; drop them.
    book = xlrd.open_workbook(file_contents=content, on_demand=True, ragged_rows=True, logfile=io.StringIO())
    tables = (book.sheet_by_index(at) for at in range(book.nsheets))
    table = next((each for each in tables if each.nrows), book.sheet_by_index(0))
    for at in range(table.nrows):
        yield tuple(_old_cell_text(cell, book.datemode) for cell in table.row(at))


def _old_cell_text(cell: "xlrd.sheet.Cell", dates_from: int) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return _cell_text(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#"))
    return _cell_text(_date_of(cell.value, dates_from) if cell.ctype == xlrd.XL_CELL_DATE else cell.value)


def _date_of(days: float, dates_from: int) -> object:
    """The date that a date-formatted cell shows; a number outside the calendar stays a number."""
    import xlrd

    try:
        return xlrd.xldate_as_datetime(days, dates_from)
    except (xlrd.XLDateError, OverflowError, ValueError):
        return days


def _cell_text(value: object) -> str:
    """The value as typed in Swedish; a number becomes its decimal digits, so that no float is calculated with."""
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, float):
        # Excel keeps 15 digits; the others are rounding errors of the binary fraction.
        text = format(Decimal(f"{value:.15g}"), "f")
        return text.replace(".", ",")
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
