"""Triggers of schema version 0008: no form of any statement replaces, moves or prepares what is booked (BFL 5:7).

SQLite deletes a row that a REPLACE conflicts with, and asks the triggers of DELETE only where `recursive_triggers` is
on, which another program decides. So an insert, or a move, onto a key that is taken is refused before it happens. A key
is also the hidden `rowid`. PostgreSQL has no such statement, and keeps its rules.

Never changed once released: a later version drops these triggers and makes its own.
`database/errors.py` reads the words after `mpay: `.
"""
# ruff: noqa: S608 — the SQL is composed of constants in this file

from promeister_mpay.adapters.store.migrations.triggers import Check, on_sqlite

_NEVER = "what is booked never changes"

KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "financial_years": (("first_day",),),
    "book_closings": (("through",),),
    "invoices": (("number",),),
    "invoice_lines": (("invoice_number", "position"),),
    "vouchers": (("id",), ("series", "year", "number"), ("corrects",)),
    "voucher_rows": (("voucher_id", "position"),),
    "ledger_items": (("voucher_id", "position"),),
    "batches": (("id",),),
    "batch_vouchers": (("voucher_id",),),
    "pictures": (("key",),),
    "payouts": (("number",), ("bundle", "part"), ("voucher_id",)),
    "payout_rows": (("payout_number", "position"), ("claim_kind", "claim", "times"), ("mark", "times")),
    "number_gaps": (("series", "last_known", "goes_on_at"),),
    "refunds": (("transaction_id",), ("credit_invoice",)),
    "events": (("id",),),
    "payment_requests": (("id",), ("order_number", "attempt"), ("reference",), ("key",)),
}
"""The unique keys of each table from which no row is ever removed; NULL conflicts with nothing."""

_TAKEN = {
    "payment_requests": "request exists",
    "refunds": "refund exists",
    "payouts": "a payment is settled once",
    "payout_rows": "a payment is settled once",
}
"""What a second row of a key is called where two programs may make one; elsewhere that is a booked row's change."""

_PARENTS = {
    "invoice_lines": ("invoice_number", "invoices", "number"),
    "voucher_rows": ("voucher_id", "vouchers", "id"),
    "ledger_items": ("voucher_id", "vouchers", "id"),
    "batch_vouchers": ("batch_id", "batches", "id"),
    "payout_rows": ("payout_number", "payouts", "number"),
}
"""Rows that are inserted before the document that seals them: the column, and the document's table and key."""

_SERIES = {"invoices": "invoice", "vouchers": "voucher", "batches": "batch", "payouts": "payout"}


def _taken(table: str) -> str:
    same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in (("rowid",), *KEYS[table]))
    return f"EXISTS (SELECT 1 FROM {table} WHERE {' OR '.join(f'({each})' for each in same)})"


def _kept(table: str) -> tuple[str, str]:
    """Refuse an insert onto a taken key, and a `rowid` that SQLite would take for one that was not given."""
    below = on_sqlite(f"{table}_rowid", f"INSERT ON {table}", (("NEW.rowid < 1", _NEVER),))
    return (
        on_sqlite(f"{table}_no_replace", f"INSERT ON {table}", ((_taken(table), _TAKEN.get(table, _NEVER)),)),
        below.replace("BEFORE INSERT", "AFTER INSERT"),
    )


def _only_next(table: str) -> Check:
    """Rows are inserted for the next document only, so that they cannot lie ready for a later one."""
    column, documents, key = _PARENTS[table]
    last = f"(SELECT COALESCE(MAX({key}), 0) FROM {documents})"
    gap = f"SELECT MAX(goes_on_at) FROM number_gaps WHERE series = '{_SERIES[documents]}' AND last_known = {last}"
    first = f"EXISTS (SELECT 1 FROM {documents}) AND " if documents == "invoices" else ""
    return f"{first}NEW.{column} <> COALESCE(({gap}), {last} + 1)", "a row is of the next document"


def _unsealed(table: str) -> tuple[str, str, str]:
    """Rows without a document are not booked: the program removes those that somebody laid ready."""
    column, documents, key = _PARENTS[table]
    sealed = f"EXISTS (SELECT 1 FROM {documents} WHERE {key} = OLD.{column})"
    return (
        on_sqlite(f"{table}_next", f"INSERT ON {table}", (_only_next(table),)),
        f"DROP TRIGGER {table}_stay",
        on_sqlite(f"{table}_stay", f"DELETE ON {table}", ((sealed, _NEVER),)),
    )


_HELD = "EXISTS (SELECT 1 FROM payment_requests WHERE order_number = {number} AND released_at IS NULL)"
_POSTED = "EXISTS (SELECT 1 FROM orders WHERE number = {number} AND status = 'BOKFÖRD')"
_OTHER_LINE = "EXISTS (SELECT 1 FROM order_lines AS line WHERE line.rowid = NEW.rowid AND {closed}{moved})"
_NUMBER_TAKEN = "EXISTS (SELECT 1 FROM orders WHERE number = NEW.number)"


def _closed_line(moved: str = "") -> tuple[Check, ...]:
    """The checks that a line of an order which a link or an invoice fixes is not replaced."""
    return tuple(
        (_OTHER_LINE.format(closed=closed.format(number="line.order_number"), moved=moved), words)
        for closed, words in ((_HELD, "order is held"), (_POSTED, "order is posted"))
    )


SQLITE = (
    "DROP TRIGGER events_no_replace",
    *(rule for table in KEYS for rule in _kept(table)),
    *(rule for table in _PARENTS for rule in _unsealed(table)),
    # `SET rowid` changes a key, and asks no trigger of UPDATE OF that key.
    on_sqlite("refunds_move", "UPDATE ON refunds", (("NEW.rowid <> OLD.rowid", "refund is fixed"),)),
    on_sqlite(
        "orders_move",
        "UPDATE ON orders",
        (
            (f"NEW.number <> OLD.number AND {_HELD.format(number='OLD.number')}", "order is held"),
            (
                f"NEW.number <> OLD.number AND ({_POSTED.format(number='OLD.number')} OR {_NUMBER_TAKEN})",
                "order is posted",
            ),
        ),
    ),
    on_sqlite("order_lines_no_replace", "INSERT ON order_lines", _closed_line()),
    on_sqlite("order_lines_move", "UPDATE ON order_lines", _closed_line(moved=" AND line.rowid <> OLD.rowid")),
)
