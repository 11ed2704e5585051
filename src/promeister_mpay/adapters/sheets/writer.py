"""Writes a table to a csv file or an Excel workbook, atomically and without formulas."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

from promeister_mpay.atomic_files import replacing
from promeister_mpay.domain.lists.query import ColumnKind, Value
from promeister_mpay.errors import FileError
from promeister_mpay.services.lists.exports import SheetColumn

MOST_EXCEL_ROWS = 1_048_575
"""A workbook's sheet holds one more, and that has the titles."""
MOST_EXCEL_TEXT = 32_767
_WIDTHS = {ColumnKind.TEXT: 24, ColumnKind.TIME: 17}
_FORMATS = {
    ColumnKind.MONEY: "#,##0.00",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.TIME: "yyyy-mm-dd hh:mm",
    ColumnKind.NUMBER: "0",
}
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Rows = Iterable[Sequence[Value]]
Workbook: TypeAlias = Any
Worksheet: TypeAlias = Any
"""XlsxWriter has no types."""


def write_sheet(path: Path, columns: Sequence[SheetColumn], rows: Rows) -> None:
    """Write a table; `path` ends in .xlsx or .csv. Raises `FileError` and then leaves an existing file unchanged."""
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise FileError(f"Filen {path.name} måste sluta på .xlsx eller .csv, så att det syns vad den är.")
    with replacing(path) as unfinished:
        write(unfinished, columns, rows)


# -- csv, as Excel with Swedish settings opens it: semicolons, decimal commas, UTF-8 with byte order mark


def _write_csv(path: Path, columns: Sequence[SheetColumn], rows: Rows) -> None:
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        sheet = csv.writer(file, delimiter=";", lineterminator="\r\n")
        sheet.writerow([harmless(column.title) for column in columns])
        kinds = [column.kind for column in columns]
        sheet.writerows([_csv_text(kind, value) for kind, value in zip(kinds, row, strict=True)] for row in rows)


def _csv_text(kind: ColumnKind, value: Value) -> str:
    if isinstance(value, bool):
        return _flag(value)
    if isinstance(value, int):
        return _money(value) if kind is ColumnKind.MONEY else str(value)
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return harmless(_text(value))


def harmless(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would read it as a formula."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _money(ore: int) -> str:
    kronor, cents = divmod(abs(ore), 100)
    return f"{'-' if ore < 0 else ''}{kronor},{cents:02d}"


# -- Excel's workbook, row by row, so that a million rows need no memory


def _write_workbook(path: Path, columns: Sequence[SheetColumn], rows: Rows) -> None:
    import xlsxwriter  # type: ignore[import-untyped]
    from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "use_zip64": True})
    sheet = book.add_worksheet()
    try:
        _fill(book, sheet, columns, rows)
    except BaseException:
        _discard_rows(sheet)
        raise
    try:
        book.close()
    except FileCreateError as error:
        raise FileError(f"Filen kan inte skrivas: {error}") from error


def _fill(book: Workbook, sheet: Worksheet, columns: Sequence[SheetColumn], rows: Rows) -> None:
    formats = [book.add_format({"num_format": _FORMATS.get(column.kind, "@")}) for column in columns]
    putters = [_cell_writer(sheet, column.kind, form) for column, form in zip(columns, formats, strict=True)]
    bold = book.add_format({"bold": True})
    for at, column in enumerate(columns):
        sheet.set_column(at, at, max(_WIDTHS.get(column.kind, 12), len(column.title) + 2))
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.title, bold)
    for number, row in enumerate(rows, 1):
        if number > MOST_EXCEL_ROWS:
            raise FileError("Ett Excelblad rymmer högst 1 048 575 rader. Filtrera listan, eller välj csv.")
        for at, value in enumerate(row):
            putters[at](number, at, value)


def _cell_writer(sheet: Worksheet, kind: ColumnKind, form: object) -> Callable[[int, int, Value], None]:
    return lambda row, at, value: _put(sheet, (row, at), value, kind=kind, form=form)


def _put(sheet: Worksheet, place: tuple[int, int], value: Value, *, kind: ColumnKind, form: object) -> None:
    """Write a cell with its explicit type; `write` would guess and could make a formula of a text."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(*place, _flag(value))
    elif isinstance(value, int):
        sheet.write_number(*place, Decimal(value) / 100 if kind is ColumnKind.MONEY else value, form)
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, value.astimezone().replace(tzinfo=None), form)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, form)
    else:
        sheet.write_string(*place, _NOT_IN_XML.sub("\ufffd", _text(value))[:MOST_EXCEL_TEXT])


def _discard_rows(sheet: Worksheet) -> None:
    """Close the temporary file of rows without closing the workbook, so that no file is written."""
    sheet.row_data_fh.close()
    Path(sheet.row_data_filename).unlink(missing_ok=True)


def _flag(value: bool) -> str:  # noqa: FBT001 – the value itself
    return "*" if value else ""


def _text(value: Value) -> str:
    if value is None:
        return ""
    return str(value.value) if isinstance(value, Enum) else str(value)


_WRITERS: dict[str, Callable[[Path, Sequence[SheetColumn], Rows], None]] = {
    ".csv": _write_csv,
    ".xlsx": _write_workbook,
}
