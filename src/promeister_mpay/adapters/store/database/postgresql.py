"""The engine for PostgreSQL: the store that several computers or workshops share."""

import select
import time
from datetime import timedelta
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

_CONNECT_SECONDS = 10
_RESTED = 20.0
"""Seconds after which a connection is asked whether the server is still there, before it is used."""
_SINCE = "mpay_rests_since"


def engine(url: URL, patience: timedelta) -> Engine:
    """The engine for a PostgreSQL server; waits no longer than `patience` for a row that another program holds."""
    milliseconds = patience // timedelta(milliseconds=1)
    made = create_engine(
        url.set(drivername="postgresql+psycopg"),
        max_overflow=-1,
        hide_parameters=True,  # they carry phone numbers and links, and errors are logged
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "promeister-mpay",
            "options": f"-c lock_timeout={milliseconds}",
        },
    )
    _check_idle_connections(made)
    return made


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
