"""The shared database, for several PCs or workshops."""

from datetime import timedelta

from sqlalchemy import URL, Engine, create_engine

_CONNECT_SECONDS = 10


def engine(url: URL, patience: timedelta) -> Engine:
    """The engine for a PostgreSQL server; waits no longer than `patience` for a row that another program holds."""
    milliseconds = patience // timedelta(milliseconds=1)
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        max_overflow=-1,
        hide_parameters=True,  # they carry phone numbers and links, and errors are logged
        connect_args={
            "connect_timeout": _CONNECT_SECONDS,
            "application_name": "promeister-mpay",
            "options": f"-c lock_timeout={milliseconds}",
        },
    )
