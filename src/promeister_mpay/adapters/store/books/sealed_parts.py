"""What is sealed of each row: its content, and apart from it what is personal and may be erased later (design §18)."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec

from promeister_mpay.adapters.store.schema.column_types import storable
from promeister_mpay.domain.orders.lines import LineType

Row = Mapping[Any, Any]
Parts = tuple[list[Any], list[Any]]
"""Content and personal values."""

INVOICE = (
    "number", "kind", "order_number", "issued_on", "due_on", "to_pay", "payment_method", "payment_reference", "ocr",
    "credits", "created_at", "created_by",
)  # fmt: skip
INVOICE_PERSONAL = ("customer_number", "customer_name", "registration")
INVOICE_LINE = ("position", "quantity", "amount", "vat_rate", "of_invoice", "of_position")
SNAPSHOT_PERSONAL = ("buyer", "vehicle", "reason")
"""What the printed document says of the customer; its text rows too, which may say anything."""
VOUCHER = (
    "id", "series", "year", "number", "event_date", "registered_at", "who", "document_kind", "document", "corrects",
    "amount",
)  # fmt: skip
VOUCHER_PERSONAL = ("text", "counterparty")
VOUCHER_ROW = ("position", "account", "amount", "event_date")
LEDGER_ITEM = ("position", "account", "order_number", "reference", "amount")
EVENT = ("order_number", "at", "who", "text", "reference", "trace_id", "os_user", "computer")


def invoice_parts(row: Row, lines: Iterable[Row]) -> Parts:
    """The parts of an invoice and its rows; raises `ValueError` for a snapshot that cannot be read."""
    printed, private = split_snapshot(row["snapshot"])
    content = [*_of(row, INVOICE), printed, _all(lines, INVOICE_LINE)]
    return content, [*_of(row, INVOICE_PERSONAL), private]


def voucher_parts(row: Row, rows: Iterable[Row], items: Iterable[Row]) -> Parts:
    """The parts of a voucher with its rows and items."""
    content = [*_of(row, VOUCHER), _all(rows, VOUCHER_ROW), _all(items, LEDGER_ITEM)]
    return content, _of(row, VOUCHER_PERSONAL)


def event_parts(row: Row) -> list[Any]:
    """What is sealed of an event: all of it, because no event names a person."""
    return _of(row, EVENT)


def split_snapshot(snapshot: str) -> tuple[str, str]:
    """A printed document as JSON without what is personal in it, and that alone; raises `ValueError` for no JSON."""
    printed = msgspec.json.decode(snapshot, type=dict[str, Any])
    private = {name: printed.pop(name, None) for name in SNAPSHOT_PERSONAL}
    texts = [line.pop("description", "") for line in _text_rows(printed)]
    return msgspec.json.encode(printed).decode(), msgspec.json.encode([private, texts]).decode()


def _text_rows(printed: Row) -> Iterable[dict[str, Any]]:
    rows = (each.get("line", {}) for each in printed.get("lines", ()))
    return (row for row in rows if row.get("type") == LineType.TEXT)


def _all(rows: Iterable[Row], names: Sequence[str]) -> list[list[Any]]:
    """The rows in the order of their positions."""
    return sorted((_of(row, names) for row in rows), key=itemgetter(0))


def _of(row: Row, names: Sequence[str]) -> list[Any]:
    """The values as they are stored."""
    values = (row[name] for name in names)
    return [storable(value) if isinstance(value, str) else value for value in values]
