"""Reads the first table of a workbook: Excel (xlsx, xls) and OpenDocument (ods)."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from promeister_mpay.adapters.sheets.bounds import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_OLD_BYTES,
    MOST_ROWS,
    MOST_UNPACKED,
    Unusable,
)
from promeister_mpay.adapters.sheets.number_texts import cell_text, unit_of_format
from promeister_mpay.adapters.sheets.opendocument import MIMETYPE, opendocument_records
from promeister_mpay.adapters.sheets.workbook_formats import column_number, units_by_row

if TYPE_CHECKING:
    import xlrd  # type: ignore[import-untyped]
    from python_calamine import CalamineSheet

_PLACE = re.compile(rb"\br\s{0,9}=\s{0,9}[\"']\s{0,9}([A-Za-z]{0,9})([0-9]{1,12})")
_HIDDEN_PLACE = re.compile(rb"\br\s{0,9}=\s{0,9}[\"'][^\"'<>]{0,60}&")
_UTF_16 = (b"\xff\xfe<", b"\xfe\xff\0<", b"\0<", b"<\0")
# Exceptions of `zipfile` and of the readers for a damaged workbook: RuntimeError for one with a password,
# NotImplementedError for a compression or version that `zipfile` does not know.
_BROKEN_PACKAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
# Exceptions for a damaged workbook: those of `xlrd`, and those that escape from its parsing of invalid data.
_BROKEN_OLD = (struct.error, ArithmeticError, LookupError, ValueError, TypeError, AttributeError, AssertionError,
               RuntimeError, MemoryError)  # fmt: skip
_DAMAGED = "är skadad eller lösenordsskyddad. Öppna den i Excel och spara den på nytt."


def workbook_records(content: bytes) -> Iterator[tuple[str, ...]]:
    """Give the rows of the first visible worksheet that is not empty; raises `Unusable`."""
    with _unbroken(), zipfile.ZipFile(io.BytesIO(content)) as package:
        _check_size(package)
        if _is_opendocument(package):
            yield from opendocument_records(package)
        else:
            _check_extents(package)
            yield from _excel_records(content, package)


def _excel_records(content: bytes, package: zipfile.ZipFile) -> Iterator[tuple[str, ...]]:
    table = _first_table(content)
    if table is None or table.start is None:
        return
    units = units_by_row(package, table.name)
    before = ("",) * table.start[1]
    for at, row in enumerate(table.iter_rows()):
        shown = units(at)
        if shown:
            yield (*before, *(cell_text(value, shown.get(column, "")) for column, value in enumerate(row, len(before))))
        else:
            yield (*before, *map(cell_text, row))


def _is_opendocument(package: zipfile.ZipFile) -> bool:
    return "mimetype" in package.namelist() and package.read("mimetype").strip() == MIMETYPE


def _first_table(content: bytes) -> "CalamineSheet | None":
    """The first visible worksheet that is not empty; when all that is not empty is hidden, the first of those."""
    # Imported here because loading the native library takes time.
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = sorted(book.sheets_metadata, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
    tables = (book.get_sheet_by_name(sheet.name) for sheet in shown)
    return next((table for table in tables if table.height), None)


@contextmanager
def _unbroken() -> Iterator[None]:
    """Turn exceptions of the reader into "the workbook is damaged"."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, *_BROKEN_PACKAGE) as error:
        raise Unusable(_DAMAGED) from error
    except BaseException as error:
        # A panic of the native library is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise Unusable(_DAMAGED) from error


def _check_size(package: zipfile.ZipFile) -> None:
    """Refuse a package of a huge unpacked size, and one that is no workbook."""
    if not {"xl/workbook.xml", "content.xml"} & set(package.namelist()):
        raise Unusable("är ingen Excelfil. Spara den som xlsx eller csv.")
    if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
        raise Unusable("är för stor när den packas upp. Dela upp den i flera filer.")


def _check_extents(package: zipfile.ZipFile) -> None:
    """Refuse a workbook with a far-out cell: reading it would exhaust the memory."""
    for entry in package.infolist():
        _check_extent(package, entry)


def _check_extent(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Whatever looks like a cell's or a row's place in a worksheet counts, however it is written: none is missed."""
    rows = columns = 0
    is_worksheet = is_hidden = is_utf_16 = False
    with package.open(entry) as part:
        rest = b""
        while chunk := part.read(1 << 20):
            text = rest + chunk
            is_worksheet = is_worksheet or b"sheetData" in text
            is_hidden = is_hidden or bool(_HIDDEN_PLACE.search(text))
            is_utf_16 = is_utf_16 or (not rest and text.startswith(_UTF_16))
            places = _PLACE.findall(text)
            rows = max([rows, *(int(digits) for _, digits in places)])
            columns = max([columns, *(column_number(name.decode().upper()) for name in {name for name, _ in places})])
            rest = text[-200:]
    if is_utf_16 or (is_hidden and is_worksheet):
        raise Unusable(_DAMAGED)
    if is_worksheet and (columns > MOST_COLUMNS or rows > MOST_ROWS + 1 or rows * columns > MOST_CELLS):
        raise Unusable(
            f"har värden långt ut (rad {rows}, kolumn {columns}); det är mer än som kan läsas. "
            "Ta bort det som inte hör till tabellen."
        )


def old_workbook_records(content: bytes) -> Iterator[tuple[str, ...]]:
    """Read Excel 97 to 2003 with a pure Python reader: invalid data raises an exception and cannot crash the process.

    The format limits a sheet to 65 536 rows and 256 columns.
    """
    if len(content) > MOST_OLD_BYTES:
        raise Unusable(f"är en gammal Excelfil (.xls) större än {MOST_OLD_BYTES // 1_000_000} MB. Spara den som xlsx.")
    import xlrd
    from xlrd.compdoc import CompDocError  # type: ignore[import-untyped]

    try:
        yield from _first_old_table(content)
    except (xlrd.XLRDError, CompDocError, *_BROKEN_OLD) as error:
        raise Unusable(_DAMAGED) from error


def _first_old_table(content: bytes) -> Iterator[tuple[str, ...]]:
    import xlrd

    # `xlrd` prints what is wrong with a damaged file; drop that output.
    book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    tables = sorted(book.sheets(), key=lambda table: bool(table.visibility))
    table = next((each for each in tables if each.nrows), tables[0])
    for at in range(table.nrows):
        yield tuple(_old_cell_text(cell, book) for cell in table.row(at))


def _old_cell_text(cell: "xlrd.sheet.Cell", book: "xlrd.Book") -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return cell_text(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return cell_text(_date_of(cell.value, book.datemode))
    return cell_text(cell.value, _old_unit(cell, book))


def _old_unit(cell: "xlrd.sheet.Cell", book: "xlrd.Book") -> str:
    """The unit that a cell's number format shows; none for a cell without a known format."""
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return ""
    shown = book.format_map.get(book.xf_list[cell.xf_index].format_key)
    return unit_of_format(shown.format_str) if shown else ""


def _date_of(days: float, dates_from: int) -> object:
    """The date that a date-formatted cell shows; a number outside the calendar stays a number."""
    import xlrd

    try:
        return xlrd.xldate_as_datetime(days, dates_from)
    except (xlrd.XLDateError, OverflowError, ValueError):
        return days
