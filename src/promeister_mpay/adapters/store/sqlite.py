"""The embedded database: one file for this user only, durable at every commit, one writer at a time."""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, FromClause, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler

_PRAGMAS = (
    "PRAGMA synchronous=FULL",  # a commit that was answered survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # INSERT OR REPLACE asks the triggers of DELETE, too
)


def engine(path: Path, patience: timedelta) -> Engine:
    """The engine for the file at `path`, which is created when it is missing; raises `OSError`, `SQLAlchemyError`."""
    _make_private(path)
    made = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": patience.total_seconds()},
        max_overflow=-1,
        hide_parameters=True,  # they carry phone numbers and links, and errors are logged
    )
    made.dialect.statement_compiler = _Compiler
    event.listen(made, "connect", _on_connect)
    event.listen(made, "begin", _on_begin)
    return made


class _Compiler(SQLiteCompiler):
    """Writes hints of tables, which SQLAlchemy leaves out for SQLite: 'INDEXED BY …'."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        """What follows the table's name."""
        del table
        return text


def _make_private(path: Path) -> None:
    """For this user only from its first moment, whatever the umask; an older, more open file is closed."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.close(handle)
    if path.stat().st_mode & 0o777 != 0o600:
        path.chmod(0o600)


def _on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 — the driver's connection
    # The driver shall not begin transactions by itself; `_on_begin` does.
    connection.isolation_level = None
    for pragma in ("PRAGMA journal_mode=WAL", *_PRAGMAS):
        connection.execute(pragma)


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("mpay_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def copy(path: Path, to: Path) -> None:
    """A whole copy of a store that may be in use, in a new file for this user only; it appears whole or not at all."""
    part = to.with_suffix(".part")
    _make_private(part)
    source, target = sqlite3.connect(path), sqlite3.connect(part)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    part.replace(to)
