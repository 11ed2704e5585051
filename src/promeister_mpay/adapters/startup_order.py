"""Reads one order with the bare database driver, so that it is shown before SQLAlchemy is loaded."""

import sqlite3
from contextlib import closing
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod

_HEADER = tuple(field.name for field in fields(Order) if field.name != "lines")
_LINE = tuple(field.name for field in fields(OrderLine))


def read_startup_order(path: Path, number: int) -> Order | None:
    """Order `number` of the embedded store, else its newest; None if there is no store or its schema is another.

    Only for display. Errors are ignored here, because opening the store reports them a moment later.
    """
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as connection:
            return _order(connection, number)
    except (sqlite3.Error, ValueError, TypeError, ArithmeticError):
        return None


def _order(connection: sqlite3.Connection, number: int) -> Order | None:
    select = f"SELECT {', '.join(_HEADER)} FROM orders"  # noqa: S608 – constant names
    row = connection.execute(f"{select} WHERE number = ?", (number,)).fetchone()
    row = row or connection.execute(f"{select} ORDER BY number DESC LIMIT 1").fetchone()
    if row is None:
        return None
    values = dict(zip(_HEADER, row, strict=True))
    lines = connection.execute(
        f"SELECT {', '.join(_LINE)} FROM order_lines WHERE order_number = ? ORDER BY position",  # noqa: S608
        (values["number"],),
    )
    order = Order(**values | _typed(values), lines=tuple(_line(line) for line in lines))
    _check_kinds(order)
    order.totals  # noqa: B018 – raises when a number is no number
    return order


def _check_kinds(order: Order) -> None:
    """Raise `ValueError` for a stored value of another kind than its field: SQLite stores anything in any column."""
    parts: tuple[Order | OrderLine, ...] = (order, *order.lines)
    for part in parts:
        for field in fields(part):
            if field.name != "lines" and not isinstance(getattr(part, field.name), field.type):  # type: ignore[arg-type]
                raise ValueError(f"{field.name} is of another kind")


def _typed(values: dict[str, object]) -> dict[str, object]:
    method, received = values["payment_method"], values["payment_received_at"]
    posted_on = values["posted_on"]
    return {
        "order_date": date.fromisoformat(str(values["order_date"])),
        "status": OrderStatus(str(values["status"])),
        "payment_method": PaymentMethod(str(method)) if method else None,
        "payment_received_at": datetime.fromisoformat(str(received)).replace(tzinfo=UTC) if received else None,
        "posted_on": date.fromisoformat(str(posted_on)) if posted_on else None,
        "prices_include_vat": bool(values["prices_include_vat"]),
        "round_to_krona": bool(values["round_to_krona"]),
    }


def _line(row: tuple[object, ...]) -> OrderLine:
    values = dict(zip(_LINE, row, strict=True))
    return OrderLine(**values | {"type": LineType(values["type"])})  # type: ignore[arg-type]
