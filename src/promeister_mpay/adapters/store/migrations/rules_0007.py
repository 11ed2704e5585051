"""Triggers of schema version 0007: a series goes on above numbers that a restore has lost, and says which (BFL 5:6).

Never changed once released: a later version drops these triggers and makes its own.
`database/errors.py` reads the words after `mpay: `.
"""
# ruff: noqa: S608 — the SQL is composed of constants in this file

from promeister_mpay.adapters.store.migrations import rules_0002, rules_0003, rules_0004
from promeister_mpay.adapters.store.migrations.triggers import (
    Check,
    anew_on_postgresql,
    kept_on_postgresql,
    kept_on_sqlite,
    on_postgresql,
    on_sqlite,
)

_WORDS = "a series has no gaps"
_LAST = "(SELECT COALESCE(MAX({column}), 0) FROM {rows})"


def _next(series: str, column: str, rows: str) -> str:
    """The number must be the next one, or the one after a gap that was declared at the last number."""
    last = _LAST.format(column=column, rows=rows)
    after_gap = f"SELECT MAX(goes_on_at) FROM number_gaps WHERE series = {series} AND last_known = {last}"
    return f"NEW.{column} <> COALESCE(({after_gap}), {last} + 1)"


_INVOICE, _VOUCHER, _BATCH, _PAYOUT = "'invoice'", "'voucher'", "'batch'", "'payout'"
_OF_YEAR = "'series:' || NEW.series || ':' || NEW.year"
_SAME_SERIES = "vouchers WHERE series = NEW.series AND year = NEW.year"

_ANEW: dict[str, tuple[Check, ...]] = {
    "invoices": (
        (f"EXISTS (SELECT 1 FROM invoices) AND {_next(_INVOICE, 'number', 'invoices')}", _WORDS),
        *rules_0002.INVOICE[1:],
    ),
    "vouchers": (
        (_next(_VOUCHER, "id", "vouchers"), _WORDS),
        (_next(_OF_YEAR, "number", _SAME_SERIES), _WORDS),
        *rules_0003.VOUCHER[2:],
    ),
    "batches": ((_next(_BATCH, "id", "batches"), _WORDS), *rules_0003.BATCH[1:]),
    "payouts": ((_next(_PAYOUT, "number", "payouts"), _WORDS), *rules_0004.PAYOUT[1:]),
}
_GAP: tuple[Check, ...] = (("NEW.goes_on_at <= NEW.last_known + 1", "a gap has numbers"),)

SQLITE = (
    on_sqlite("number_gaps_book", "INSERT ON number_gaps", _GAP),
    *kept_on_sqlite("number_gaps"),
    *(f"DROP TRIGGER {table}_book" for table in _ANEW),
    *(on_sqlite(f"{table}_book", f"INSERT ON {table}", checks) for table, checks in _ANEW.items()),
)

_LOCK_ORDER = "PERFORM 1 FROM orders WHERE number = NEW.order_number FOR UPDATE;"
POSTGRESQL = (
    *on_postgresql("number_gaps", "INSERT ON number_gaps", _GAP),
    *kept_on_postgresql("number_gaps"),
    *(anew_on_postgresql(table, checks, _LOCK_ORDER if table == "invoices" else "") for table, checks in _ANEW.items()),
)
