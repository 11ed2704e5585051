"""Workbooks as Excel 97 to 2003 wrote them (BIFF8 in a compound document), for tests: one sheet, small."""

import struct
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

_SECTOR = 512
_LEAST = 4096
_FREE, _END, _FAT = -1, -2, -3
_GENERAL, _DAY = 0, 1

Cell = str | float | Decimal | bool | date


def old_workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """The file's bytes; a number is stored as the binary fraction that Excel would store."""
    stream = _stream(rows).ljust(_LEAST, b"\0")
    stream += bytes(-len(stream) % _SECTOR)
    count = len(stream) // _SECTOR
    fat = [_FAT, _END, *range(3, count + 2), _END]
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, len(stream))
    sectors = struct.pack("<128i", *fat, *[_FREE] * (128 - len(fat))) + directory.ljust(_SECTOR, b"\0")
    return _header() + sectors + stream


def _header() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    return head + struct.pack("<9i", 0, 1, 1, 0, _LEAST, _END, 0, _END, 0) + struct.pack("<109i", 0, *[_FREE] * 108)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = f"{name}\0".encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack("<HBBiii36xiI4x", len(text), kind, 1, _FREE, _FREE, child, start, size)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _stream(rows: Sequence[Sequence[Cell]]) -> bytes:
    formats = b"".join(_record(0xE0, struct.pack("<HH16x", 0, form)) for form in (0, 14))
    before = _beginning(5) + _record(0x42, struct.pack("<H", 1200)) + formats
    sheet = _record(0x85, struct.pack("<IBBBB", 0, 0, 0, 3, 0) + b"Ark")
    place = len(before) + len(sheet) + len(_record(0x0A))
    sheet = _record(0x85, struct.pack("<IBBBB", place, 0, 0, 3, 0) + b"Ark")
    return before + sheet + _record(0x0A) + _beginning(0x10) + b"".join(_cells(rows)) + _record(0x0A)


def _beginning(what: int) -> bytes:
    return _record(0x809, struct.pack("<4HII", 0x600, what, 0xDBB, 0x7CC, 0, 6))


def _cells(rows: Sequence[Sequence[Cell]]) -> Iterator[bytes]:
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            yield _cell(row, column, cell)


def _cell(row: int, column: int, cell: Cell) -> bytes:
    place = struct.pack("<HHH", row, column, _DAY if isinstance(cell, date) else _GENERAL)
    if isinstance(cell, bool):
        return _record(0x205, place + struct.pack("<BB", cell, 0))
    if isinstance(cell, date):
        return _record(0x203, place + struct.pack("<d", (cell - date(1899, 12, 30)).days))
    if isinstance(cell, str):
        return _record(0x204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    return _record(0x203, place + struct.pack("<d", cell))
