"""One transaction on its own connection; every statement of the store runs through it."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Column, Connection, CursorResult, Engine, RowMapping, Select, Table, delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql.base import Executable

from promeister_mpay.adapters.store.database.errors import as_damage, as_store_errors
from promeister_mpay.adapters.store.database.server_mark import ServerMark
from promeister_mpay.adapters.store.database.store_file import StoreFile
from promeister_mpay.domain.log_texts import LogText

logger = logging.getLogger(__name__)

FEW = 1_000
"""Rows that a stream reads at a time."""

Values = Mapping[str, Any]


class Transaction:
    """A transaction: begin, use, end. Used by one thread at a time."""

    def __init__(
        self,
        engine: Engine,
        *,
        writes: bool,
        of_one_moment: bool = True,
        file: StoreFile | None = None,
        server: ServerMark | None = None,
    ) -> None:
        self._engine = engine
        self._file = file
        self._server = server
        self.drawn: dict[str, int] = {}
        self._writes = writes
        self._of_one_moment = of_one_moment
        self._connection: Connection | None = None
        self._reads: list[CursorResult[Any]] = []

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is SQLite."""
        return self._engine.dialect.name == "sqlite"

    def begin(self) -> None:
        """Take a connection and begin; a writing transaction on SQLite takes the file's write lock at once."""
        if self._connection is not None:
            raise RuntimeError("a unit of work cannot be entered twice")
        with as_store_errors():
            connection = self._engine.connect()
            try:
                connection.execution_options(**self._options()).begin()
            except BaseException:
                connection.close()
                raise
        self._connection = connection

    def _options(self) -> dict[str, Any]:
        if self._writes or self.is_sqlite:
            return {"mpay_writes": self._writes}
        if not self._of_one_moment:
            # Begin and end would each be a round trip, and the query itself is only one.
            return {"isolation_level": "AUTOCOMMIT"}
        return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    def commit(self) -> None:
        """Commit; raises `StoreLost` when the file was removed or replaced, or the server went back."""
        with as_store_errors():
            connection = self._open()
            if self._server is not None:
                self._server.check(self.drawn)
            mark = self._file.count(connection) if self._file is not None and self._writes else None
            connection.commit()
            if self._file is not None and mark is not None:
                self._file.committed(mark)
            if self._server is not None:
                self._server.note(self.drawn)

    def end(self) -> None:
        """Roll back uncommitted changes and return the connection."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with as_store_errors():
                for read in self._reads:
                    read.close()
                connection.close()

    @property
    def connection(self) -> Connection:
        """The open connection, for statements of maintenance."""
        return self._open()

    def _open(self) -> Connection:
        if self._connection is None or not self._connection.in_transaction():
            raise RuntimeError("the unit of work is not open")
        return self._connection

    def execute(self, statement: Executable, values: Values | Sequence[Values] | None = None) -> CursorResult[Any]:
        """Run one statement; one that writes in a reading unit of work is a bug."""
        if statement.is_dml and not self._writes:
            raise RuntimeError("a reading unit of work was asked to write")
        with as_store_errors():
            return self._open().execute(statement, values)

    def first(self, statement: Executable, values: Values | None = None) -> RowMapping | None:
        """The first row, if there is one."""
        with as_store_errors():
            found = self.execute(statement, values).mappings()
            with as_damage():
                first = found.first()
                return first if first is None else _whole(statement, [first])[0]

    def rows(self, statement: Executable, values: Values | None = None) -> Sequence[RowMapping]:
        """All rows."""
        with as_store_errors():
            found = self.execute(statement, values).mappings()
            with as_damage():
                return _whole(statement, found.all())

    def stream(self, statement: Executable, values: Values | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield all rows as plain tuples, fetched in small groups to save memory; closes the cursor."""
        with as_store_errors():
            read = self.execute(statement.execution_options(yield_per=FEW), values)
            self._reads.append(read)
            with as_damage():
                yield from read

    def value(self, statement: Executable, values: Values | None = None) -> Any:  # noqa: ANN401 — the column's type
        """The first column of the first row, or None."""
        with as_store_errors():
            found = self.execute(statement, values)
            with as_damage():
                return found.scalar()

    def locking(self, statement: Select[Any]) -> Select[Any]:
        """The statement, which in a writing transaction on PostgreSQL also locks the rows it reads."""
        return statement.with_for_update() if self._writes else statement

    def drop_unsealed(self, document: int, *columns: Column[int]) -> None:
        """Delete rows that somebody laid ready for a document that does not exist yet; PostgreSQL lets nobody do that.

        Each of `columns` is the one in which a table's rows name their document.
        """
        if self.is_sqlite:
            for column in columns:
                if self.execute(delete(column.table).where(column == document)).rowcount:
                    logger.warning("rows of %s laid ready for %s were removed", LogText(column.table.name), document)

    def put(self, table: Table, values: Values) -> None:
        """Insert a whole row, or replace the one with the same primary key."""
        self.execute(_putting(table, for_sqlite=self.is_sqlite), values)


@cache
def _putting(table: Table, *, for_sqlite: bool) -> Executable:
    """Cached for each table: building the statement takes longer than running it."""
    row = (sqlite_insert if for_sqlite else postgresql_insert)(table)
    keys = [column.name for column in table.primary_key]
    rest = {column.name: row.excluded[column.name] for column in table.c if column.name not in keys}
    return row.on_conflict_do_update(index_elements=keys, set_=rest)


def _whole(statement: Executable, rows: Sequence[RowMapping]) -> Sequence[RowMapping]:
    """The rows; raises `ValueError` when nothing stands in a column that is never empty."""
    required = _required(statement) if rows and isinstance(statement, Select) else ()
    for name in required:
        if any(row[name] is None for row in rows):
            raise ValueError(f"{name} is empty")
    return rows


def _required(statement: Select[Any]) -> Sequence[str]:
    """The selected columns that are never empty, of a statement on one table: a joined one may lack its row."""
    if statement not in _REQUIRED:
        columns = [column for column in statement.selected_columns if isinstance(column, Column)]
        is_of_one_table = len({column.table for column in columns}) == 1
        _REQUIRED[statement] = [each.key for each in columns if not each.nullable] if is_of_one_table else []
    return _REQUIRED[statement]


_REQUIRED: WeakKeyDictionary[Select[Any], Sequence[str]] = WeakKeyDictionary()
"""By statement, most of which are built once: selecting the columns takes longer than checking them."""
