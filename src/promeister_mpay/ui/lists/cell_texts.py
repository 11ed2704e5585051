"""Formats a list's values for display, for the clipboard and as filter suggestions, by the column's kind."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum

from promeister_mpay.domain.lists.columns import ListColumn
from promeister_mpay.domain.lists.filter_syntax import quoted
from promeister_mpay.domain.lists.query import ColumnKind, ListRow, Value
from promeister_mpay.domain.money import format_hundredths
from promeister_mpay.domain.orders.order import show_odometer
from promeister_mpay.ui.common.formats import local_short

ODOMETER = "odometer"
_MEASURES = {ODOMETER, "vat_rate", "quantity"}
_LIKE_FORMULA = re.compile(r"[=@]|[+\-](?![\d\s().\-]*$)")
_WIDTHS = {
    ColumnKind.TEXT: 120,
    ColumnKind.NUMBER: 70,
    ColumnKind.MONEY: 95,
    ColumnKind.DATE: 90,
    ColumnKind.TIME: 115,
    ColumnKind.FLAG: 60,
}
_WIDE = re.compile(r"name|vehicle|description|email|address|vin|text|counterparty")
_NARROW = {"series": 50}


def shown(column: ListColumn, value: Value) -> str:
    """The text of a cell: '*', '18-01-16 15:18', '2018-01-16', '8 432,00', '18 432 mil'."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "*" if value else ""
    if isinstance(value, datetime):
        return local_short(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return _number(column, value)
    return str(value.value) if isinstance(value, Enum) else str(value)


def _number(column: ListColumn, value: int) -> str:
    if column.kind is ColumnKind.MONEY:
        return format_hundredths(value)
    return show_odometer(value) if column.key == ODOMETER else str(value)


def is_right(column: ListColumn) -> bool:
    """Whether a column is right-aligned: amounts and measures are, numbers that are identifiers are not."""
    return column.kind is ColumnKind.MONEY or column.key in _MEASURES


def width_of(column: ListColumn) -> int:
    """A column's default width in pixels; its title may need more."""
    wide = column.kind is ColumnKind.TEXT and _WIDE.search(column.key)
    return 190 if wide else _NARROW.get(column.key, _WIDTHS[column.kind])


def as_filter(column: ListColumn, value: Value) -> str:
    """The filter expression that matches a cell's value, as a start for the user to edit."""
    if isinstance(value, bool):
        return "*" if value else ""
    if isinstance(value, datetime):
        return value.astimezone().date().isoformat()
    if isinstance(value, int):
        return f"{_plain_amount(value)}" if column.kind is ColumnKind.MONEY else str(value)
    return quoted(shown(column, value)) if column.kind is ColumnKind.TEXT else shown(column, value)


def _plain_amount(ore: int) -> str:
    return "".join(format_hundredths(ore).split())


def as_copied(column: ListColumn, value: Value) -> str:
    """A cell for the clipboard: on one line, and escaped so that a spreadsheet does not run it as a formula."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _plain_amount(value) if column.kind is ColumnKind.MONEY else str(value)
    text = " ".join(shown(column, value).split())
    return f"'{text}" if _LIKE_FORMULA.match(text) else text


def copied(columns: Sequence[ListColumn], rows: Sequence[ListRow]) -> str:
    """Rows as text for a spreadsheet: tabs between cells, one line per row."""
    return "\n".join("\t".join(as_copied(column, row.values.get(column.key)) for column in columns) for row in rows)
