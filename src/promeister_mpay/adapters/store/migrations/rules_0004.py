"""Triggers of schema version 0004: a payout settles each item once, adds up to its voucher, and never changes.

Never changed once released: a later version drops these triggers and makes its own.
`database/errors.py` reads the words after `mpay: `.
"""
# ruff: noqa: S608 — the SQL is composed of constants in this file

from promeister_mpay.adapters.store.migrations.triggers import (
    Check,
    kept_on_postgresql,
    kept_on_sqlite,
    on_postgresql,
    on_sqlite,
)

_ROWS = "(SELECT COALESCE(SUM({what}), 0) FROM payout_rows WHERE payout_number = NEW.number)"

# Correcting its voucher takes a payout back: its items can be settled again, and count how often they were.
_SAME = "((claim_kind = NEW.claim_kind AND claim = NEW.claim) OR mark = NEW.mark)"
_STANDS = (
    "EXISTS (SELECT 1 FROM payout_rows AS earlier JOIN payouts ON payouts.number = earlier.payout_number "
    f"WHERE {_SAME} AND NOT EXISTS (SELECT 1 FROM vouchers WHERE corrects = payouts.voucher_id))"
)
_HALF_OURS = (
    "(NEW.claim IS NULL) <> (NEW.claim_kind IS NULL) OR (NEW.claim IS NULL) <> (NEW.order_number IS NULL) "
    "OR (NEW.claim IS NULL) <> (NEW.booked_as IS NULL) OR (NEW.claim IS NULL) <> (NEW.account IS NULL) "
    "OR (NEW.claim IS NULL AND NEW.settled <> 0)"
)
_ROW: tuple[Check, ...] = (
    ("EXISTS (SELECT 1 FROM payouts WHERE number = NEW.payout_number)", "what is booked never changes"),
    (_STANDS, "a payment is settled once"),
    (f"NEW.times <> (SELECT COUNT(*) FROM payout_rows WHERE {_SAME})", "a payment is settled once"),
    (_HALF_OURS, "only what is ours is settled"),
)

# The rows' sums by account, order and reference must equal those of the voucher's items.
_SETTLED = (
    "SELECT account, order_number, booked_as AS reference, -SUM(settled) AS amount FROM payout_rows "
    "WHERE payout_number = NEW.number AND claim IS NOT NULL GROUP BY account, order_number, booked_as "
    "HAVING SUM(settled) <> 0"
)
_ITEMS = (
    "SELECT account, order_number, reference, SUM(amount) AS amount FROM ledger_items "
    "WHERE voucher_id = NEW.voucher_id GROUP BY account, order_number, reference HAVING SUM(amount) <> 0"
)
_FILE_FEES = f"NEW.file <> '' AND {_ROWS.format(what='fee')} NOT IN (NEW.fee, NEW.fee + NEW.vat)"
_BANK = (
    "NEW.net <> (SELECT COALESCE(SUM(amount), 0) FROM voucher_rows "
    "WHERE voucher_id = NEW.voucher_id AND account = NEW.bank)"
)
_ITS_OWN = (
    "NEW.voucher_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM vouchers "
    "WHERE id = NEW.voucher_id AND document_kind = 'PAYOUT' AND document = NEW.number)"
)
PAYOUT: tuple[Check, ...] = (
    ("NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM payouts)", "a series has no gaps"),
    (
        "NEW.part <> (SELECT COALESCE(MAX(part), 0) + 1 FROM payouts WHERE bundle = NEW.bundle)",
        "a payment is settled once",
    ),
    ("NEW.gross - NEW.fee - NEW.vat <> NEW.net", "a payout adds up"),
    (f"NEW.gross <> {_ROWS.format(what='gross')}", "a payout adds up"),
    (_FILE_FEES, "a payout adds up"),
    (_BANK, "a payout adds up to its voucher"),
    (f"EXISTS ({_SETTLED} EXCEPT {_ITEMS}) OR EXISTS ({_ITEMS} EXCEPT {_SETTLED})", "a payout adds up to its voucher"),
    (_ITS_OWN, "a payout adds up to its voucher"),
)

_ON_INSERT = {"payouts": PAYOUT, "payout_rows": _ROW}

SQLITE = (
    *(on_sqlite(f"{table}_book", f"INSERT ON {table}", checks) for table, checks in _ON_INSERT.items()),
    *(rule for table in _ON_INSERT for rule in kept_on_sqlite(table)),
)

POSTGRESQL = (
    *(rule for table, checks in _ON_INSERT.items() for rule in on_postgresql(table, f"INSERT ON {table}", checks)),
    *(rule for table in _ON_INSERT for rule in kept_on_postgresql(table)),
)
