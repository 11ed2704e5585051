"""What is in a copy of the store, read with the bare database driver: nothing else is imported to look into one.

A copy may come from anywhere: what its schema has in it is not trusted to run (`design §17`).
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from promeister_mpay.errors import StoreError

NO_COPY = "Filen {} är inte en databas från det här programmet, eller så är den skadad. Välj en annan kopia."
_TABLES = {"alembic_version", "orders", "payment_requests"}
_NUMBERS = {
    "orders": "SELECT COUNT(*) FROM orders",
    "newest_order": "SELECT COALESCE(MAX(number), 0) FROM orders",
    "unsettled": "SELECT COUNT(*) FROM payment_requests WHERE outcome IS NULL",
}
_NUMBERS_OF_BOOKS = {
    "invoices": "SELECT COUNT(*) FROM invoices",
    "newest_invoice": "SELECT COALESCE(MAX(number), 0) FROM invoices",
}
_TEXTS = {
    "version": "SELECT version_num FROM alembic_version",
    "newest_order_date": "SELECT order_date FROM orders ORDER BY number DESC LIMIT 1",
}

Found = Mapping[str, int | str]
"""`version` of the schema, the numbers named above, and `newest_order_date`, empty without orders."""


def contents_of(path: Path) -> Found:
    """Read a summary of the store in a file, which is not changed.

    Raises `StoreError` for a file that is no store, and `sqlite3.Error` for one that cannot be read.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.text_factory = lambda content: content.decode(errors="replace")
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= _TABLES:
            raise StoreError(NO_COPY.format(path.name))
        numbers = _NUMBERS | (
            _NUMBERS_OF_BOOKS if "invoices" in tables else dict.fromkeys(_NUMBERS_OF_BOOKS, "SELECT 0")
        )
        found = {name: _value(connection, question) for name, question in (numbers | _TEXTS).items()}
    return checked(found, path.name)


def _value(connection: sqlite3.Connection, question: str) -> object:
    row = connection.execute(question).fetchone()
    return row[0] if row else ""


def checked(found: Mapping[str, object], name: str) -> Found:
    """What was found in the file `name`, when each of it is of its kind; else raises `StoreError`."""
    kinds = {**dict.fromkeys(_NUMBERS | _NUMBERS_OF_BOOKS, int), **dict.fromkeys(_TEXTS, str)}
    if found.keys() != kinds.keys() or any(type(found[each]) is not kind for each, kind in kinds.items()):
        raise StoreError(NO_COPY.format(name))
    return {each: value for each, value in found.items() if isinstance(value, int | str)}
