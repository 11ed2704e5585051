"""Triggers of schema version 0009: the seals of booked documents are never changed, and none lies ready (design §18).

Never changed once released: a later version drops these triggers and makes its own.
`database/errors.py` reads the words after `mpay: `.
"""
# ruff: noqa: S608 — the SQL is composed of constants in this file

from promeister_mpay.adapters.store.migrations import rules_0008
from promeister_mpay.adapters.store.migrations.triggers import (
    Check,
    kept_on_postgresql,
    kept_on_sqlite,
    on_postgresql,
    on_sqlite,
)

_NEVER = "what is booked never changes"
SEALS = {"invoice_seals": ("number", "invoices", "number"), "voucher_seals": ("voucher_id", "vouchers", "id")}
"""Each table of seals: its key, and the table and key of the documents."""
KEYS = {**rules_0008.KEYS, **{table: ((key,),) for table, (key, _, _) in SEALS.items()}}
"""The unique keys of each table from which no row is ever removed."""


def _rules(table: str) -> tuple[Check, ...]:
    key, documents, of = SEALS[table]
    return (
        (f"NOT EXISTS (SELECT 1 FROM {documents} WHERE {of} = NEW.{key})", "a seal is of its document"),
        (f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})", _NEVER),
    )


EVENTS_KEPT_ON_SQLITE = on_sqlite("events_keep", "UPDATE ON events", (("1", "events never change"),))
SQLITE = (
    *(on_sqlite(f"{table}_book", f"INSERT ON {table}", _rules(table)) for table in SEALS),
    *(rule for table in SEALS for rule in kept_on_sqlite(table)),
)
POSTGRESQL = (
    *(rule for table in SEALS for rule in on_postgresql(table, f"INSERT ON {table}", _rules(table))),
    *(rule for table in SEALS for rule in kept_on_postgresql(table)),
)
