"""Opens a store by its URL: chooses the database, checks the schema version, and migrates an older one."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, make_url

from promeister_mpay.adapters.store.cautions import cautions
from promeister_mpay.adapters.store.database import postgresql, sqlite
from promeister_mpay.adapters.store.database.errors import BAD_URL, as_store_errors
from promeister_mpay.adapters.store.database.mark import Mark, read_mark
from promeister_mpay.adapters.store.database.server_mark import ServerMark
from promeister_mpay.adapters.store.database.store_file import StoreFile, check_against, check_not_lost, found_in
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.database.upgrade import bring_up_to_date
from promeister_mpay.adapters.store.unit_of_work import SqlUnitOfWork
from promeister_mpay.domain.log_texts import LogText
from promeister_mpay.errors import StoreError

logger = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=5)


class SqlStore:
    """See `services.ports.Store`: safe to use from any thread, each unit of work has its own connection."""

    def __init__(self, engine: Engine, file: StoreFile | None = None) -> None:
        self._engine = engine
        self._file = file
        self._server: ServerMark | None = None

    def follow(self, server: ServerMark) -> None:
        """Compare each commit from now on with the mark of the server's store, and note it there."""
        self._server = server

    def reading(self) -> SqlUnitOfWork:
        """A read-only unit of work on one snapshot; it waits for no other."""
        return SqlUnitOfWork(Transaction(self._engine, writes=False))

    def looking(self) -> SqlUnitOfWork:
        """A read-only unit of work without a snapshot: one round trip for each query."""
        return SqlUnitOfWork(Transaction(self._engine, writes=False, of_one_moment=False))

    def writing(self) -> SqlUnitOfWork:
        """A unit of work that writes; entering raises `StoreBusy` when other writers hold the store too long."""
        return SqlUnitOfWork(Transaction(self._engine, writes=True, file=self._file, server=self._server))

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A plain SQLAlchemy connection, for facts about the store itself; raises `StoreError`."""
        with as_store_errors(), self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def open_store(
    url: str, *, backups: Path | None = None, patience: timedelta = PATIENCE, marked: bool = True
) -> SqlStore:
    """Open the store at `sqlite:////path/file` or `postgresql://…`; an older one is migrated.

    One that never was is created. An embedded store is copied to `backups` before it is migrated, and `marked`: it has
    a mark beside it that proves that nothing of it is lost (design §15). `patience` is how long to wait for other
    programs. Raises `StoreError`, `StoreBusy`, `StoreTooNew`, and `StoreLost` for one that is less than it was.
    """
    with as_store_errors():
        path = embedded_path(url)
        file = _file_at(path) if path and marked else None
        engine = engine_of(url, patience, check=file.check if file else lambda: None)
        try:
            mark = read_mark(path) if path and marked else None
            _check_mark(engine, path, mark)
            bring_up_to_date(engine, backups)
            if file is not None:
                file.take_up(_found_in(engine), mark)
        except BaseException:
            engine.dispose()
            raise
    logger.info("store opened: %s", LogText(engine.dialect.name))
    _log_cautions(engine)
    return SqlStore(engine, file)


def _log_cautions(engine: Engine) -> None:
    with as_store_errors(), engine.connect() as connection:
        for caution in cautions(connection):
            logger.warning("%s", LogText(caution))


def _file_at(path: Path) -> StoreFile:
    """The file of a store, made when there never was one."""
    check_not_lost(path)
    sqlite.make_private(path)
    return StoreFile(path)


def _check_mark(engine: Engine, path: Path | None, mark: Mark | None) -> None:
    if path is not None and mark is not None:
        check_against(path, _found_in(engine), mark)


def _found_in(engine: Engine) -> Mark | None:
    with engine.connect() as connection:
        return found_in(connection.connection.driver_connection)


def engine_of(address: str, patience: timedelta, *, check: Callable[[], None] = lambda: None) -> Engine:
    """The engine for a store's URL; `check` may refuse a transaction of an embedded store before it begins.

    Raises `StoreError` and what SQLAlchemy raises for a URL that cannot be read.
    """
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return sqlite.engine(Path(url.database), patience, check=check)
    if url.get_backend_name() == "postgresql":
        return postgresql.engine(url, patience)
    raise StoreError(BAD_URL)


def embedded_path(url: str) -> Path | None:
    """The file of an embedded store; None for one on a server. Raises `StoreError`."""
    with as_store_errors():
        parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:"
    return Path(str(parsed.database)) if is_file else None


def sqlite_url(path: Path) -> str:
    """The URL of an embedded store."""
    return URL.create("sqlite", database=str(path)).render_as_string()
