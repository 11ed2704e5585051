"""Number series of a store that was restored blind: they go on above what was given out after the copy (design §15).

A number that was given out once is never given out again. The numbers between are declared as a gap, without which
the store refuses to leave any out (`bookkeeping.md §3.1`).
"""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime

_LAST = {
    "invoice": "SELECT COALESCE(MAX(number), 0) FROM invoices",
    "voucher": "SELECT COALESCE(MAX(id), 0) FROM vouchers",
    "batch": "SELECT COALESCE(MAX(id), 0) FROM batches",
    "payout": "SELECT COALESCE(MAX(number), 0) FROM payouts",
}
_OF_YEAR = "SELECT COALESCE(MAX(number), 0) FROM vouchers WHERE series = ? AND year = ?"
_INVOICED = "SELECT series, year FROM vouchers WHERE document_kind = 'INVOICE' ORDER BY id DESC LIMIT 1"


def go_on_above(
    connection: sqlite3.Connection, numbers: Mapping[str, int], *, last_invoice: int, who: str, at: datetime
) -> None:
    """Raise the series to `numbers` (by counter name), and the invoices to `last_invoice` if that is higher.

    Each invoice that only the clerk knows of had a voucher, so their series are raised by as many.
    """
    raised = dict(numbers) | _by_the_clerk(connection, numbers, last_invoice)
    for series, value in raised.items():
        connection.execute(
            "INSERT INTO counters (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = MAX(value, excluded.value)",
            (series, value),
        )
        last = _last_stored(connection, series)
        if last is not None and last < value:
            gap = (series, last, value + 1, _as_stored(at), who)
            connection.execute("INSERT OR IGNORE INTO number_gaps VALUES (?, ?, ?, ?, ?)", gap)


def _by_the_clerk(connection: sqlite3.Connection, numbers: Mapping[str, int], last_invoice: int) -> dict[str, int]:
    known = max(numbers.get("invoice", 0), _number(connection, _LAST["invoice"]))
    if last_invoice <= known or not known:
        return {"invoice": last_invoice} if last_invoice > known else {}
    missing = last_invoice - known
    raised = {"invoice": last_invoice, "voucher": _top(connection, numbers, "voucher") + missing}
    newest = connection.execute(_INVOICED).fetchone()
    if newest is not None:
        series = f"series:{newest[0]}:{newest[1]}"
        raised[series] = _top(connection, numbers, series) + missing
    return raised


def _top(connection: sqlite3.Connection, numbers: Mapping[str, int], series: str) -> int:
    return max(numbers.get(series, 0), _last_stored(connection, series) or 0)


def _last_stored(connection: sqlite3.Connection, series: str) -> int | None:
    """The last number in the store of a series without gaps; None for one that may have them."""
    if series in _LAST:
        return _number(connection, _LAST[series])
    if series.startswith("series:"):
        name, _, year = series.removeprefix("series:").rpartition(":")
        return _number(connection, _OF_YEAR, (name, year))
    return None


def _as_stored(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _number(connection: sqlite3.Connection, question: str, values: tuple[str, ...] = ()) -> int:
    return int(connection.execute(question, values).fetchone()[0])
