"""Whether the schema of a copy is one that this program makes: a trigger or view of another hand would run here."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from promeister_mpay.adapters.store.database.errors import NO_DATABASE
from promeister_mpay.adapters.store.database.upgrade import schema_of_version
from promeister_mpay.adapters.store.schema.tables import REVISIONS
from promeister_mpay.errors import StoreError

FOREIGN_SCHEMA = (
    "Kopian har innehåll som det här programmet inte har gjort ({}). Ingenting återställdes, och databasen är som den "
    "var. Välj en annan kopia eller kontakta supporten."
)
_SCHEMA = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
_HAS_VERSION = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version' AND sql LIKE 'CREATE TABLE %'"
_NOT_COMPARED = re.compile(r"[\s\"'`\[\]]+")
"""Blanks and quotation marks: versions of the database write them in their own ways."""


def check_schema(connection: sqlite3.Connection) -> None:
    """Refuse a file that is no store, or that has anything in its schema that its version has not.

    Raises `StoreError`. What is missing, and a version that is not known, is found when the store is opened. Nothing of
    the file's own schema runs here, but for the one question after its version, which is asked of a table.
    """
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.text_factory = lambda content: content.decode(errors="replace")
    try:
        _check(connection)
    except UnicodeDecodeError as error:
        # The driver raises it for a message about a name that is no text.
        raise StoreError(NO_DATABASE) from error


def _check(connection: sqlite3.Connection) -> None:
    if connection.execute(_HAS_VERSION).fetchone() is None:
        raise StoreError(NO_DATABASE)
    (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
    if version in REVISIONS:
        known = schema_made_by(version)
        for name, text in _compared(connection.execute(_SCHEMA)):
            if (name, text) not in known:
                raise StoreError(FOREIGN_SCHEMA.format(name[:40]))


@cache
def schema_made_by(version: str) -> frozenset[tuple[str, str]]:
    """What the program of a version makes: names and SQL, as they are compared. Kept: making it takes 0.3 s."""
    return frozenset(_compared(schema_of_version(version, _SCHEMA)))


def _compared(schema: Iterable[Sequence[object]]) -> Iterator[tuple[str, str]]:
    return ((str(name), _NOT_COMPARED.sub("", str(text)).casefold()) for name, text in schema)
