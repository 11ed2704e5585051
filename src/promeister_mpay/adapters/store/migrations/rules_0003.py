"""Triggers of schema version 0003: ledger rows, sealed batches, and search words of invoices and vouchers.

Never changed once released: a later version drops these triggers and makes its own.
`database/errors.py` reads the words after `mpay: `.
"""
# ruff: noqa: S608 — the SQL is composed of constants in this file

from promeister_mpay.adapters.store.migrations import rules_0002
from promeister_mpay.adapters.store.migrations.triggers import (
    Check,
    anew_on_postgresql,
    kept_on_postgresql,
    kept_on_sqlite,
    on_postgresql,
    on_sqlite,
)

_NEVER = "what is booked never changes"
_ROWS = "FROM voucher_rows WHERE voucher_id = NEW.id"
VOUCHER: tuple[Check, ...] = (
    *rules_0002.VOUCHER,
    (f"EXISTS (SELECT 1 {_ROWS} AND event_date <> NEW.event_date)", "a row has the day of its voucher"),
    (f"(SELECT COUNT(*) <> COUNT(DISTINCT account) {_ROWS})", "an account stands once in a voucher"),
)
_ROW: tuple[Check, ...] = (("EXISTS (SELECT 1 FROM vouchers WHERE id = NEW.voucher_id)", _NEVER),)
_OTHER_YEAR = (
    "EXISTS (SELECT 1 FROM batch_vouchers AS part JOIN vouchers AS one ON one.id = part.voucher_id "
    "WHERE part.batch_id = NEW.id AND one.year <> NEW.year)"
)
BATCH: tuple[Check, ...] = (
    *rules_0002.BATCH,
    ("NEW.vouchers <> (SELECT COUNT(*) FROM batch_vouchers WHERE batch_id = NEW.id)", "a batch has all its vouchers"),
    (_OTHER_YEAR, "a batch is of one year"),
)
_IN_BATCH: tuple[Check, ...] = (
    *rules_0002.IN_BATCH,
    ("EXISTS (SELECT 1 FROM batches WHERE id = NEW.batch_id)", _NEVER),
)

DROPPED_ON_SQLITE = ("vouchers_book", "voucher_rows_book", "voucher_rows_keep", "voucher_rows_stay")
"""The triggers of 0002 that stand in the way of laying up the rows anew."""


def _words_on_sqlite(words: str, table: str, key: str) -> tuple[str, ...]:
    """Keep the full-text index, as `rules_0001` does for orders; booked rows are only inserted."""
    return (
        (
            f"CREATE VIRTUAL TABLE {words} USING fts5(search, content='{table}', content_rowid='{key}', "
            "tokenize='ascii', prefix='1 2 3 4 5 6', detail='none')"
        ),
        f"INSERT INTO {words} ({words}, rank) VALUES ('automerge', 0)",
        f"INSERT INTO {words} ({words}) VALUES ('rebuild')",
        (
            f"CREATE TRIGGER {words}_add AFTER INSERT ON {table} FOR EACH ROW BEGIN "
            f"INSERT INTO {words} (rowid, search) VALUES (NEW.{key}, NEW.search); END"
        ),
        # An index of the keys alone, to count a million rows without reading them.
        f"CREATE INDEX ix_{table}_by_{key} ON {table} ({key})",
    )


SQLITE = (
    on_sqlite("vouchers_book", "INSERT ON vouchers", VOUCHER),
    on_sqlite("voucher_rows_book", "INSERT ON voucher_rows", _ROW),
    on_sqlite("batches_book", "INSERT ON batches", BATCH),
    on_sqlite("batch_vouchers_book", "INSERT ON batch_vouchers", _IN_BATCH),
    *(rule for table in ("voucher_rows", "batches", "batch_vouchers") for rule in kept_on_sqlite(table)),
    *_words_on_sqlite("invoice_words", "invoices", "number"),
    *_words_on_sqlite("voucher_words", "vouchers", "id"),
)


def _words_on_postgresql(table: str) -> str:
    return (
        f"CREATE INDEX ix_{table}_words ON {table} USING gin (array_to_tsvector(string_to_array(ltrim(search), ' ')))"
    )


POSTGRESQL = (
    anew_on_postgresql("vouchers", VOUCHER),
    *(f"DROP FUNCTION mpay_{table}_book()" for table in ("batches", "batch_vouchers")),
    *on_postgresql("batches", "INSERT ON batches", BATCH),
    *on_postgresql("batch_vouchers", "INSERT ON batch_vouchers", _IN_BATCH),
    *(rule for table in ("batches", "batch_vouchers") for rule in kept_on_postgresql(table)),
    *(_words_on_postgresql(table) for table in ("invoices", "vouchers")),
)
