"""The units that the cells of an xlsx workbook show by their number formats: per cent and foreign currencies."""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html import unescape

from promeister_mpay.adapters.sheets.number_texts import unit_of_format

_BUILT_IN = {"9": "%", "10": "%"}
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^<>]*)>")
_STYLES_BEGIN = re.compile(rb"<(?:\w+:)?cellXfs\b")
_STYLES_END = re.compile(rb"</(?:\w+:)?cellXfs>")
_STYLE = re.compile(rb"<(?:\w+:)?xf\s([^<>]*)>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]++)\s*+=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PART = 1 << 20
_MOST_OF_A_CELL = 200

UnitsOfRow = Callable[[int], Mapping[int, str]]
"""Gives the units of a row by column, both from 0, without the cells that have none. Rows are asked for in order."""


def units_by_row(package: zipfile.ZipFile, sheet: str) -> UnitsOfRow:
    """Return the units that a worksheet's cells show; a package without formats or with other names has none.

    They are read beside the rows and not kept. Raises `ValueError` for a worksheet whose rows are out of order, which
    Excel refuses too: an amount in euro must not be taken for kronor.
    """
    names = set(package.namelist())
    part = _part_of(package, sheet)
    if "xl/styles.xml" not in names or part not in names:
        return lambda _: {}
    units = {str(at): unit for at, unit in enumerate(_units_of_styles(package.read("xl/styles.xml"))) if unit}
    return _InOrder(_cells_with(package, part, units)).of_row if units else lambda _: {}


class _InOrder:
    """Takes cells in the order of the file, and gives those of one row after the other."""

    def __init__(self, cells: Iterator[tuple[int, int, str]]) -> None:
        self._cells = cells
        self._next = next(cells, None)

    def of_row(self, at: int) -> Mapping[int, str]:
        found: dict[int, str] = {}
        while self._next is not None and self._next[0] <= at:
            row, column, unit = self._next
            if row < at:
                raise ValueError("the rows of the worksheet are out of order")
            found[column] = unit
            self._next = next(self._cells, None)
        return found


def column_number(letters: str) -> int:
    """Return the number of a column, from 1: 'A' gives 1, 'AA' gives 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _attributes(text: bytes) -> dict[str, str]:
    found = (
        (name.decode(), (first or second).decode(errors="replace")) for name, first, second in _ATTRIBUTE.findall(text)
    )
    return {name.rpartition(":")[2]: unescape(value) for name, value in found}


def _units_of_styles(styles: bytes) -> Iterator[str]:
    codes = {each.get("numFmtId", ""): each.get("formatCode", "") for each in map(_attributes, _FORMAT.findall(styles))}
    begin = _STYLES_BEGIN.search(styles)
    end = _STYLES_END.search(styles, begin.end()) if begin else None
    listed = styles[begin.end() : end.start()] if begin and end else b""
    for style in map(_attributes, _STYLE.findall(listed)):
        key = style.get("numFmtId", "")
        yield _BUILT_IN.get(key, "") if key not in codes else unit_of_format(codes[key])


def _part_of(package: zipfile.ZipFile, sheet: str) -> str:
    names = set(package.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return ""
    sheets = [_attributes(text) for text in _SHEET.findall(package.read("xl/workbook.xml"))]
    key = next((each.get("id", "") for each in sheets if each.get("name") == sheet), "")
    relations = [_attributes(text) for text in _RELATION.findall(package.read("xl/_rels/workbook.xml.rels"))]
    target = next((each.get("Target", "") for each in relations if each.get("Id") == key), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _cells_with(package: zipfile.ZipFile, part: str, units: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    with package.open(part) as content:
        rest = b""
        while chunk := content.read(_PART):
            text = rest + chunk
            for cell in map(_attributes, _CELL.findall(text)):
                place = _REFERENCE.fullmatch(cell.get("r", ""))
                if place and cell.get("s", "") in units:
                    yield int(place[2]) - 1, column_number(place[1]) - 1, units[cell["s"]]
            rest = text[-_MOST_OF_A_CELL:]
