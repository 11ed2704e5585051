"""Number series of a store that was restored blind: they go on above what was given out after the copy (design §15).

A number that was given out once is never given out again. The numbers between are declared as a gap, without which
the store refuses to leave any out (`bookkeeping.md §3.1`).
"""

from collections.abc import Callable, Mapping
from typing import Any

Execute = Callable[..., Any]
"""Runs a statement with `?` for each of a tuple of values, as the driver of SQLite does, and gives its cursor."""
_LAST = {
    "invoice": "SELECT COALESCE(MAX(number), 0) FROM invoices",
    "voucher": "SELECT COALESCE(MAX(id), 0) FROM vouchers",
    "batch": "SELECT COALESCE(MAX(id), 0) FROM batches",
    "payout": "SELECT COALESCE(MAX(number), 0) FROM payouts",
}
_OF_YEAR = "SELECT COALESCE(MAX(number), 0) FROM vouchers WHERE series = ? AND year = ?"
_INVOICED = "SELECT series, year FROM vouchers WHERE document_kind = 'INVOICE' ORDER BY id DESC LIMIT 1"


def go_on_above(execute: Execute, numbers: Mapping[str, int], *, last_invoice: int, who: str, at: object) -> None:
    """Raise the series to `numbers` (by counter name), and the invoices to `last_invoice` if that is higher.

    `at` is the time in the form in which the database stores it. Each invoice that only the clerk knows of had a
    voucher, so their series are raised by as many.
    """
    raised = dict(numbers) | _by_the_clerk(execute, numbers, last_invoice)
    for series, value in raised.items():
        execute(
            "INSERT INTO counters (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE counters.value < excluded.value",
            (series, value),
        )
        last = _last_stored(execute, series)
        if last is not None and last < value:
            gap = (series, last, value + 1, at, who)
            execute("INSERT INTO number_gaps VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", gap)


def _by_the_clerk(execute: Execute, numbers: Mapping[str, int], last_invoice: int) -> dict[str, int]:
    known = max(numbers.get("invoice", 0), _number(execute, _LAST["invoice"]))
    if last_invoice <= known or not known:
        return {"invoice": last_invoice} if last_invoice > known else {}
    missing = last_invoice - known
    raised = {"invoice": last_invoice, "voucher": _top(execute, numbers, "voucher") + missing}
    newest = execute(_INVOICED).fetchone()
    if newest is not None:
        series = f"series:{newest[0]}:{newest[1]}"
        raised[series] = _top(execute, numbers, series) + missing
    return raised


def _top(execute: Execute, numbers: Mapping[str, int], series: str) -> int:
    return max(numbers.get(series, 0), _last_stored(execute, series) or 0)


def _last_stored(execute: Execute, series: str) -> int | None:
    """The last number in the store of a series without gaps; None for one that may have them."""
    if series in _LAST:
        return _number(execute, _LAST[series])
    if series.startswith("series:"):
        name, _, year = series.removeprefix("series:").rpartition(":")
        return _number(execute, _OF_YEAR, (name, year))
    return None


def _number(execute: Execute, question: str, values: tuple[str, ...] = ()) -> int:
    return int(execute(question, values).fetchone()[0])
