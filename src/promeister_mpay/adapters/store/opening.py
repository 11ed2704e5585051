"""Opens a store by its URL: chooses the database, checks the schema version, and migrates an older one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url

from promeister_mpay.adapters.store.database import postgresql, sqlite
from promeister_mpay.adapters.store.database.errors import BAD_URL, as_store_errors
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.database.upgrade import bring_up_to_date
from promeister_mpay.adapters.store.unit_of_work import SqlUnitOfWork
from promeister_mpay.errors import StoreError

logger = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=5)


class SqlStore:
    """See `services.ports.Store`: safe to use from any thread, each unit of work has its own connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reading(self) -> SqlUnitOfWork:
        """A read-only unit of work on one snapshot; it waits for no other."""
        return SqlUnitOfWork(Transaction(self._engine, writes=False))

    def looking(self) -> SqlUnitOfWork:
        """A read-only unit of work without a snapshot: one round trip for each query."""
        return SqlUnitOfWork(Transaction(self._engine, writes=False, of_one_moment=False))

    def writing(self) -> SqlUnitOfWork:
        """A unit of work that writes; entering raises `StoreBusy` when other writers hold the store too long."""
        return SqlUnitOfWork(Transaction(self._engine, writes=True))

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A plain SQLAlchemy connection, for facts about the store itself; raises `StoreError`."""
        with as_store_errors(), self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_store(url: str, *, backups: Path | None = None, patience: timedelta = PATIENCE) -> SqlStore:
    """Open the store at `sqlite:////path/file` or `postgresql://…`; a missing one is created, an older one migrated.

    An embedded store is copied to `backups` before it is migrated. `patience` is how long to wait for other
    programs. Raises `StoreError`, `StoreBusy`, `StoreTooNew`.
    """
    with as_store_errors():
        engine = engine_of(url, patience)
        try:
            bring_up_to_date(engine, backups)
        except BaseException:
            engine.dispose()
            raise
    logger.info("store opened: %s", engine.url.render_as_string(hide_password=True))
    return SqlStore(engine)


def engine_of(address: str, patience: timedelta) -> Engine:
    """The engine for a store's URL; raises `StoreError` and what SQLAlchemy raises for one that cannot be read."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return sqlite.engine(Path(url.database), patience)
    if url.get_backend_name() == "postgresql":
        return postgresql.engine(url, patience)
    raise StoreError(BAD_URL)


def embedded_path(url: str) -> Path | None:
    """The file of an embedded store; None for one on a server. Raises `StoreError`."""
    with as_store_errors():
        parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def sqlite_url(path: Path) -> str:
    """The URL of an embedded store."""
    return URL.create("sqlite", database=str(path)).render_as_string()
