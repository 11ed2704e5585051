"""How a list's values are shown, copied and suggested as a filter; by the column's kind."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum

from promeister_mpay.domain.lists.columns import ListColumn
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
    """Amounts and measures stand to the right; numbers that are names (order, invoice) to the left."""
    return column.kind is ColumnKind.MONEY or column.key in _MEASURES


def width_of(column: ListColumn) -> int:
    """How wide a column is, in pixels, before anybody has said; its title may need more."""
    wide = column.kind is ColumnKind.TEXT and _WIDE.search(column.key)
    return 190 if wide else _NARROW.get(column.key, _WIDTHS[column.kind])


def as_filter(column: ListColumn, value: Value) -> str:
    """The filter that finds a cell's value, for the clerk to go on from."""
    if isinstance(value, bool):
        return "*" if value else ""
    if isinstance(value, datetime):
        return value.astimezone().date().isoformat()
    if isinstance(value, int):
        return f"{_plain_amount(value)}" if column.kind is ColumnKind.MONEY else str(value)
    return shown(column, value)


def _plain_amount(ore: int) -> str:
    return "".join(format_hundredths(ore).split())


def as_copied(column: ListColumn, value: Value) -> str:
    """A cell on the clipboard: on one line, and nothing that a spreadsheet takes for a formula."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _plain_amount(value) if column.kind is ColumnKind.MONEY else str(value)
    text = " ".join(shown(column, value).split())
    return f"'{text}" if _LIKE_FORMULA.match(text) else text


def copied(columns: Sequence[ListColumn], rows: Sequence[ListRow]) -> str:
    """Rows as a spreadsheet pastes them: tabs between cells, a line for each row."""
    return "\n".join("\t".join(as_copied(column, row.values.get(column.key)) for column in columns) for row in rows)
