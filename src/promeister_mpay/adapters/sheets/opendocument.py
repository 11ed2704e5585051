"""Reads the first visible table of an OpenDocument workbook (ods), with the units that its cells show."""

import zipfile
from collections import deque
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import repeat
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse

from promeister_mpay.adapters.sheets.bounds import MOST_COLUMNS, MOST_ROWS, TOO_MANY_ROWS, Unusable
from promeister_mpay.adapters.sheets.number_texts import number_text

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DAMAGED = "är skadad eller lösenordsskyddad. Öppna den i LibreOffice och spara den på nytt."

Row = tuple[str, ...]


def opendocument_records(package: zipfile.ZipFile) -> Iterator[Row]:
    """Give the rows of the first visible table that is not empty; raises `Unusable`."""
    try:
        with package.open("content.xml") as content:
            yield from _first_table(_events(content))
    except (ParseError, LookupError, ValueError, RecursionError) as error:
        raise Unusable(_DAMAGED) from error


def _events(content: IO[bytes]) -> Iterator[tuple[str, Element]]:
    # The parser refuses entities that expand without bound.
    events: Iterator[tuple[str, Element]] = iterparse(content, events=("start", "end"))  # noqa: S314
    return events


def _first_table(events: Iterator[tuple[str, Element]]) -> Iterator[Row]:
    hidden: set[str] = set()
    for event, element in events:
        if event == "end" and element.tag == f"{_STYLE}style":
            properties = element.find(f"{_STYLE}table-properties")
            if properties is not None and properties.get(f"{_TABLE}display") == "false":
                hidden.add(element.get(f"{_STYLE}name", ""))
        elif event == "start" and element.tag == f"{_TABLE}table":
            is_hidden = element.get(f"{_TABLE}style-name", "") in hidden
            rows = _repeated(_rows_of(events, element))
            first = next(rows, None)
            if first is not None and not is_hidden:
                yield first
                yield from rows
                return
            # The rest of a hidden table is read past.
            deque(rows, maxlen=0)


def _rows_of(events: Iterator[tuple[str, Element]], table: Element) -> Iterator[Element]:
    """The rows of a table, each forgotten by the parser when the next one is asked for."""
    parents = [table]
    for event, element in events:
        if event == "start":
            parents.append(element)
            continue
        if element is table:
            return
        parents.pop()
        if element.tag == f"{_TABLE}table-row":
            yield element
            # With all that stands before it: looking for the row alone would take as long as there are others.
            del parents[-1][:]


def _repeated(elements: Iterator[Element]) -> Iterator[Row]:
    """Repeat rows as the file says, within the bounds; empty ones count only before something."""
    made = empty = 0
    for element in elements:
        times, row = _times(element, "rows"), _cells_of(element)
        if not row:
            empty += times
            continue
        made += empty + times
        if made > MOST_ROWS + 1:
            raise Unusable(TOO_MANY_ROWS)
        yield from repeat((), empty)
        yield from repeat(row, times)
        empty = 0


def _cells_of(row: Element) -> Row:
    cells: list[str] = []
    empty = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        times, text = _times(cell, "columns"), _cell_text(cell)
        if not text:
            empty += times
            continue
        if len(cells) + empty + times > MOST_COLUMNS:
            raise Unusable(f"har fler än {MOST_COLUMNS} kolumner.")
        cells += [""] * empty + [text] * times
        empty = 0
    return tuple(cells)


def _times(element: Element, what: str) -> int:
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _cell_text(cell: Element) -> str:
    kind, value = cell.get(f"{_OFFICE}value-type", ""), cell.get(f"{_OFFICE}value", "")
    if kind in ("float", "percentage", "currency"):
        return _number(value, "%" if kind == "percentage" else _currency(cell)) or _shown(cell)
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value") or _shown(cell)
    if kind == "boolean":
        return "Ja" if cell.get(f"{_OFFICE}boolean-value") == "true" else "Nej"
    return _shown(cell)


def _currency(cell: Element) -> str:
    name = cell.get(f"{_OFFICE}currency", "")
    return "" if name == "SEK" else name


def _number(text: str, unit: str) -> str:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return ""
    # Fifteen digits are kept, as in Excel: the others are rounding errors of a binary fraction.
    return number_text(Decimal(f"{value:.15g}"), unit) if value.is_finite() and abs(value.adjusted()) < 30 else ""


def _shown(cell: Element) -> str:
    """The text of a cell, without its notes."""
    return "\n".join(_paragraph(part) for part in cell if part.tag == f"{_TEXT}p")


def _paragraph(element: Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            parts.append(" " * (int(count) if count.isdigit() and len(count) < 5 else 1))
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append("\n" if child.tag.endswith("break") else "\t")
        elif child.tag != f"{_OFFICE}annotation":
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
