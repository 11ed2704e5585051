"""The engine for PostgreSQL: the store that several computers or workshops share, however the server is run."""

import os
import select
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from promeister_mpay.adapters.store.database.server_protection import protected
from promeister_mpay.errors import StoreError

_CONNECT_SECONDS = 10
_RESTED = 20.0
"""Seconds after which a connection is asked whether the server is still there, before it is used."""
_SINCE = "mpay_rests_since"
_IS_POOLED = "mpay_is_pooled"
_ENVIRONMENT = {"PGDATESTYLE": "ISO", "PGTZ": "UTC"}
"""What libpq sends with each login and every pooler understands; it goes before what role and database say."""
_OPTIONS = ("standard_conforming_strings=on", "intervalstyle=postgres", "datestyle=ISO", "timezone=UTC")
_FACTS = """
SELECT pg_backend_pid(), current_setting('server_encoding'), current_schema(),
  (SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'),
  ARRAY(SELECT n.nspname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = 'payment_requests' AND c.relkind = 'r' AND has_schema_privilege(n.oid, 'USAGE'))
"""
"""The last column: the schemas in which there is a store of this program."""
_ENCODING = (
    "Databasen har teckenkodningen {encoding}, som inte rymmer alla tecken. Be den som sköter databasservern skapa en "
    "databas med teckenkodningen UTF8 (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0)."
)
_NO_SCHEMA = (
    "Verkstadens tabeller finns inte där databasens användare letar (search_path). Be den som sköter databasservern "
    "ställa in det: ALTER ROLE {role} SET search_path TO {schema}."
)


def engine(url: URL, patience: timedelta) -> Engine:
    """The engine for a PostgreSQL server; waits no longer than `patience` for a row that another program holds.

    Connecting raises `StoreError` for a database that cannot hold a store; to another computer it is `protected`.
    """
    os.environ.update(_ENVIRONMENT)
    milliseconds = patience // timedelta(milliseconds=1)
    given = url.query.get("options", ())
    options = [given] if isinstance(given, str) else list(given)
    settings = (f"lock_timeout={milliseconds}", *_OPTIONS)
    made = create_engine(
        url.set(drivername="postgresql+psycopg").difference_update_query(["options"]),
        max_overflow=-1,
        isolation_level="READ COMMITTED",  # whatever the role's default is
        hide_parameters=True,  # they carry phone numbers and links, and errors are logged
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "promeister-mpay",
            "client_encoding": "UTF8",
            "options": " ".join([*options, *(f"-c {setting}" for setting in settings)]),
        },
    )
    event.listen(made, "do_connect", _connect)
    event.listen(made, "connect", lambda connection, record: _take_up(connection, record, milliseconds))
    event.listen(made, "begin", lambda connection: _on_begin(connection, milliseconds))
    _check_idle_connections(made)
    return made


def _connect(dialect: Any, _record: object, arguments: Sequence[Any], parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401 — SQLAlchemy's and the driver's
    """Connect; a pooler that refuses options gets none."""
    secured = protected(parameters)
    try:
        return dialect.connect(*arguments, **secured)
    except dialect.loaded_dbapi.OperationalError as error:
        if "startup parameter" not in str(error):
            raise
        return dialect.connect(*arguments, **{**secured, "options": ""})


def _take_up(connection: Any, record: Any, milliseconds: int) -> None:  # noqa: ANN401 — the driver's connection
    """Check what the server is, and set what the store relies on; one round trip."""
    connection.autocommit = True
    process, encoding, schema, lock_timeout, homes = connection.execute(_FACTS).fetchone()
    if encoding != "UTF8":
        raise StoreError(_ENCODING.format(encoding=encoding))
    # A pooler answers the login itself, with a number of its own for the server's process.
    is_pooled = process != connection.info.backend_pid or lock_timeout != milliseconds
    record.info[_IS_POOLED] = is_pooled
    if is_pooled:
        # The next transaction may run on another connection of the server, which knows no prepared statements of ours.
        connection.prepare_threshold = None
    home = _home(schema, homes)
    if home != schema:
        if is_pooled:
            raise StoreError(_NO_SCHEMA.format(role=connection.info.user, schema=home))
        connection.execute("SELECT set_config('search_path', quote_ident(%s), false)", (home,))
    connection.autocommit = False
    connection.read_only = False


def _home(schema: str | None, homes: Sequence[str]) -> str:
    """The schema of the store: where the role looks first, unless there is none and just one elsewhere."""
    if schema in homes or not homes:
        return schema or "public"
    return homes[0] if len(homes) == 1 else schema or "public"


def _on_begin(connection: Connection, milliseconds: int) -> None:
    """Behind a pooler nothing set for a session can be relied on."""
    if connection.info.get(_IS_POOLED) and connection.get_execution_options().get("mpay_writes"):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")


def _check_idle_connections(engine: Engine) -> None:
    """Replace lost connections before they are used, without a round trip to the server for each unit of work."""

    def on_checkin(_connection: object, record: Any) -> None:  # noqa: ANN401 — SQLAlchemy's record
        record.info[_SINCE] = time.monotonic()

    def on_checkout(connection: Any, record: Any, _proxy: object) -> None:  # noqa: ANN401
        since = record.info.get(_SINCE)
        if since is None or (time.monotonic() - since < _RESTED and not _has_unread_input(connection)):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "checkin", on_checkin)
    event.listen(engine, "checkout", on_checkout)


def _has_unread_input(connection: Any) -> bool:  # noqa: ANN401 — the driver's connection
    """Whether the server has sent data unasked, usually because it closes the connection."""
    return bool(select.select([connection.fileno()], [], [], 0)[0])
