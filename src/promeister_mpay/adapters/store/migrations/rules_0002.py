"""Triggers of schema version 0002 for the books: numbers without gaps, balanced, never changed (BFL 5, design §6).

Never changed once released: a later version drops these triggers and makes its own.
`database/errors.py` reads the words after `mpay: `.
"""
# ruff: noqa: S608 — the SQL is composed of constants in this file

from promeister_mpay.adapters.store.migrations.triggers import (
    BOOKED_ON_POSTGRESQL,
    Check,
    kept_on_postgresql,
    kept_on_sqlite,
    on_postgresql,
    on_sqlite,
)

_BOOKED = (
    "financial_years",
    "book_closings",
    "invoices",
    "invoice_lines",
    "vouchers",
    "voucher_rows",
    "ledger_items",
    "batches",
    "batch_vouchers",
    "pictures",
)
"""Nothing in these is ever changed or deleted."""

NEXT = "NEW.{column} <> (SELECT COALESCE(MAX({column}), 0) + 1 FROM {table})"
_ORDER = "(SELECT {what} FROM orders WHERE number = NEW.order_number)"

_HAS_ORIGINAL = (
    "EXISTS (SELECT 1 FROM invoices AS original WHERE original.kind = 'Faktura' "
    "AND original.number = NEW.credits AND original.order_number = NEW.order_number)"
)

INVOICE: tuple[Check, ...] = (
    (f"EXISTS (SELECT 1 FROM invoices) AND {NEXT.format(column='number', table='invoices')}", "a series has no gaps"),
    (
        f"NEW.kind = 'Faktura' AND {_ORDER.format(what='to_pay')} IS DISTINCT FROM NEW.to_pay",
        "amount is not that of the order",
    ),
    (f"NEW.kind = 'Faktura' AND {_ORDER.format(what='status')} = 'BOKFÖRD'", "order is posted"),
    (f"NEW.kind = 'Kreditfaktura' AND NOT {_HAS_ORIGINAL}", "a credit invoice has its original"),
    ("NEW.kind = 'Faktura' AND NEW.credits IS NOT NULL", "an invoice credits nothing"),
)

# The sum of all credits of a row must lie between zero and the whole row.
_ORIGINAL = "(SELECT {what} FROM invoice_lines WHERE invoice_number = NEW.of_invoice AND position = NEW.of_position)"
_CREDITED = (
    "(NEW.{what} + (SELECT COALESCE(SUM({what}), 0) FROM invoice_lines "
    "WHERE of_invoice = NEW.of_invoice AND of_position = NEW.of_position))"
)


def _over(what: str) -> str:
    whole, credited = _ORIGINAL.format(what=what), _CREDITED.format(what=what)
    beyond = f"{whole} IS NULL OR ABS({credited}) > ABS({whole}) OR {credited} * {whole} > 0"
    return f"NEW.of_invoice IS NOT NULL AND ({beyond})"


_LINE: tuple[Check, ...] = (
    ("EXISTS (SELECT 1 FROM invoices WHERE number = NEW.invoice_number)", "what is booked never changes"),
    (_over("quantity"), "more is credited than there is"),
    (_over("amount"), "more is credited than there is"),
)

_ROWS = "(SELECT {what} FROM voucher_rows WHERE voucher_id = NEW.id)"
_SAME_SERIES = "FROM vouchers WHERE series = NEW.series AND year = NEW.year"
# The plus stops SQLite from scanning all rows of the account.
_ITEMS_DIFFER = (
    "EXISTS (SELECT 1 FROM ledger_items AS item WHERE voucher_id = NEW.id GROUP BY account HAVING SUM(amount) <> "
    "(SELECT COALESCE(SUM(amount), 0) FROM voucher_rows AS one "
    "WHERE one.voucher_id = NEW.id AND +one.account = item.account))"
)
_IN_YEAR = (
    "EXISTS (SELECT 1 FROM financial_years "
    "WHERE first_day = NEW.year AND NEW.event_date BETWEEN first_day AND last_day)"
)
VOUCHER: tuple[Check, ...] = (
    (NEXT.format(column="id", table="vouchers"), "a series has no gaps"),
    (f"NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 {_SAME_SERIES})", "a series has no gaps"),
    (f"{_ROWS.format(what='COALESCE(SUM(amount), 1)')} <> 0", "a voucher balances"),
    (
        f"NEW.amount IS DISTINCT FROM {_ROWS.format(what='SUM(CASE WHEN amount > 0 THEN amount ELSE 0 END)')}",
        "a voucher balances",
    ),
    (_ITEMS_DIFFER, "the items of a row make up the row"),
    (f"NOT {_IN_YEAR}", "a voucher lies in its year"),
    ("NEW.event_date <= (SELECT MAX(through) FROM book_closings)", "the period is closed"),
)
_SEALED: tuple[Check, ...] = (
    ("EXISTS (SELECT 1 FROM vouchers WHERE id = NEW.voucher_id)", "what is booked never changes"),
)
_YEAR: tuple[Check, ...] = (
    ("NEW.last_day < NEW.first_day", "years do not overlap"),
    (
        "EXISTS (SELECT 1 FROM financial_years WHERE first_day <= NEW.last_day AND NEW.first_day <= last_day)",
        "years do not overlap",
    ),
)
_CLOSING: tuple[Check, ...] = (
    ("NEW.through <= (SELECT MAX(through) FROM book_closings)", "what is closed stays closed"),
)
BATCH: tuple[Check, ...] = ((NEXT.format(column="id", table="batches"), "a series has no gaps"),)
IN_BATCH: tuple[Check, ...] = (
    ("EXISTS (SELECT 1 FROM batch_vouchers WHERE voucher_id = NEW.voucher_id)", "a voucher is in one batch"),
)

# A booked order opens only when its invoice is wholly credited, and shows the invoice of its own amount.
_UNCREDITED = (
    "EXISTS (SELECT 1 FROM invoice_lines AS line WHERE line.invoice_number = OLD.invoice_number AND line.quantity <> 0 "
    "AND line.quantity + (SELECT COALESCE(SUM(quantity), 0) FROM invoice_lines "
    "WHERE of_invoice = line.invoice_number AND of_position = line.position) <> 0)"
)
_OPENING = (
    "OLD.status = 'BOKFÖRD' AND NEW.status <> 'BOKFÖRD' AND (OLD.invoice_number IS NULL "
    f"OR NEW.invoice_number IS NOT NULL OR {_UNCREDITED})"
)
_SHOWING = (
    "NEW.invoice_number IS NOT NULL AND (NEW.status <> 'BOKFÖRD' OR NOT EXISTS (SELECT 1 FROM invoices "
    "WHERE number = NEW.invoice_number AND order_number = NEW.number AND kind = 'Faktura' AND to_pay = NEW.to_pay))"
)
_BOOKING: tuple[Check, ...] = ((_OPENING, "order is posted"), (_SHOWING, "an order shows its own invoice"))

_ON_INSERT = {
    "invoices": INVOICE,
    "invoice_lines": _LINE,
    "vouchers": VOUCHER,
    "voucher_rows": _SEALED,
    "ledger_items": _SEALED,
    "financial_years": _YEAR,
    "book_closings": _CLOSING,
    "batches": BATCH,
    "batch_vouchers": IN_BATCH,
}


SQLITE = (
    *(on_sqlite(f"{table}_book", f"INSERT ON {table}", checks) for table, checks in _ON_INSERT.items()),
    *(rule for table in _BOOKED for rule in kept_on_sqlite(table)),
    on_sqlite("orders_book", "UPDATE OF status, invoice_number ON orders", _BOOKING),
)

# Lock, so that two credits of one invoice, or a link and an invoice of one order, wait for each other.
_FIRST = {
    "invoices": "PERFORM 1 FROM orders WHERE number = NEW.order_number FOR UPDATE;",
    "invoice_lines": "PERFORM 1 FROM invoices WHERE number = NEW.of_invoice FOR UPDATE;",
}

POSTGRESQL = (
    *(
        rule
        for table, checks in _ON_INSERT.items()
        for rule in on_postgresql(table, f"INSERT ON {table}", checks, _FIRST.get(table, ""))
    ),
    BOOKED_ON_POSTGRESQL,
    *(rule for table in _BOOKED for rule in kept_on_postgresql(table)),
    *on_postgresql("orders", "UPDATE OF status, invoice_number ON orders", _BOOKING),
)
