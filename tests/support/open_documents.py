"""Writes OpenDocument workbooks (ods), as LibreOffice does."""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
Value = str | Decimal | date | bool
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def open_document(path: Path, *tables: tuple[str, Iterable[str]], rows: Iterable[Sequence[Value]] = ()) -> Path:
    """Write tables of raw row elements, or one table of `rows`; a table named 'Dold' is hidden."""
    found = tables or (("Blad1", map(row_element, rows)),)
    body = "".join(
        f"<table:table table:name={quoteattr(name)} table:style-name={quoteattr('ta2' if name == 'Dold' else 'ta1')}>"
        f"<table:table-column/>{''.join(elements)}</table:table>"
        for name, elements in found
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        package.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}><office:automatic-styles>{styles}'
            f"</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path


def row_element(values: Sequence[Value]) -> str:
    """A row with the values, and the empty cells that end each row."""
    cells = "".join(map(cell, values))
    return f'<table:table-row>{cells}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'


def cell(value: Value) -> str:
    """A cell of the value's kind."""
    if isinstance(value, bool):
        return typed("boolean", "boolean-value", str(value).lower(), "SANT")
    if isinstance(value, Decimal):
        return typed("float", "value", str(value), str(value))
    if isinstance(value, date):
        return typed("date", "date-value", value.isoformat(), f"{value:%d/%m/%y}")
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def typed(kind: str, name: str, value: str, shown: str, more: str = "") -> str:
    """A cell with a value and what it shows."""
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}"{more}><text:p>{escape(shown)}</text:p>'
        "</table:table-cell>"
    )
