"""Upgrades a store to the schema of this program; reads the version with plain SQL and migrates only an older store."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, create_engine, inspect, text

from promeister_mpay.adapters.store.database import sqlite
from promeister_mpay.adapters.store.database.errors import NO_DATABASE
from promeister_mpay.adapters.store.schema.tables import REVISIONS
from promeister_mpay.domain.log_texts import LogText
from promeister_mpay.errors import StoreError, StoreTooNew

logger = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parents[1] / "migrations"
_VERSION_TABLE = "alembic_version"
OWNS_STORE = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('payment_requests')")
"""Whether this role owns the tables of the store, or is a superuser; NULL without a store."""
BY_OWNER = (
    "Databasen behöver uppgraderas till den här versionen av programmet, och det får bara dess ägare göra. Be den som "
    "sköter databasservern starta programmet en gång med ägarens inloggning (--store postgresql://ÄGARE@…). "
    "Ingenting är ändrat."
)
_UPGRADE_LOCK = 1_479_002
"""Any number that is ours: the key of PostgreSQL's advisory lock while one program migrates."""


def bring_up_to_date(engine: Engine, backups: Path | None) -> None:
    """Migrate the store if it is older than this program, after a copy; raises `StoreTooNew`, `StoreError`."""
    with engine.connect() as connection:
        if _is_current(connection):
            return
        old = _version(connection)
        has_tables = bool(inspect(connection).get_table_names())
        if old is not None:
            _check_owner(connection)
    if has_tables and backups is not None and engine.dialect.name == "sqlite":
        _back_up(Path(str(engine.url.database)), backups, old)
    _upgrade(engine)


def _check_owner(connection: Connection) -> None:
    """Raise `StoreError` if only another role may change the tables: counters own nothing (design §18)."""
    if connection.dialect.name == "postgresql" and not connection.scalar(OWNS_STORE):
        raise StoreError(BY_OWNER)


def _is_current(connection: Connection) -> bool:
    return known_version(connection) == REVISIONS[-1]


def known_version(connection: Connection) -> str | None:
    """The schema's version, or None in an empty database; raises `StoreTooNew` or `StoreError` for an unknown one."""
    version = _version(connection)
    if version is not None and version not in REVISIONS:
        raise StoreTooNew(
            "Databasen är gjord av en nyare version av programmet. "
            "Uppdatera programmet på den här datorn och starta det igen."
        )
    return version


def _version(connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if _VERSION_TABLE not in tables:
        if tables and connection.dialect.name == "sqlite":
            raise StoreError(NO_DATABASE)
        return None
    found = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608 — a constant
    return None if found is None else str(found)


def _back_up(path: Path, backups: Path, version: str | None) -> None:
    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = backups / sqlite.copy_path(path, version or "empty", datetime.now(UTC)).name
    sqlite.copy(path, copy)
    logger.info("store copied before its migration from %s", LogText(version or "empty"))


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})


def _upgrade(engine: Engine) -> None:
    # It takes most of a second: now, and not while other programs wait for the lock.
    import alembic.command  # noqa: F401

    with engine.connect().execution_options(mpay_writes=True) as connection, connection.begin():
        _wait_for_others(connection)
        if not _is_current(connection):
            _migrate(connection, "head")
            logger.info("store migrated to %s", LogText(REVISIONS[-1]))


def _migrate(connection: Connection, version: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def schema_of_version(version: str, question: str) -> Sequence[Row[Any]]:
    """What `question` asks of the schema of an empty embedded store of this version, which is made in memory."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            _migrate(connection, version)
            return connection.exec_driver_sql(question).fetchall()
    finally:
        engine.dispose()
