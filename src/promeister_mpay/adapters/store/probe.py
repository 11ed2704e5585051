"""Inspects a store without changing it: whether it can be reached, and what it contains."""

from sqlalchemy import Connection, func, select, text

from promeister_mpay.adapters.store.cautions import cautions
from promeister_mpay.adapters.store.database.errors import as_store_errors
from promeister_mpay.adapters.store.database.login_errors import NO_RIGHTS
from promeister_mpay.adapters.store.database.upgrade import known_version
from promeister_mpay.adapters.store.opening import PATIENCE, engine_of
from promeister_mpay.adapters.store.schema.tables import orders
from promeister_mpay.errors import StoreError
from promeister_mpay.services.startup import StoreSummary


def probe_store(url: str) -> StoreSummary:
    """Inspect the store at `postgresql://…`; raises `StoreError`, `StoreLogin`, `StoreTooNew` if it is unusable."""
    with as_store_errors():
        engine = engine_of(url, PATIENCE)
        try:
            with engine.connect() as connection:
                return _look(connection)
        finally:
            engine.dispose()


def _look(connection: Connection) -> StoreSummary:
    if known_version(connection) is None:
        _check_rights(connection)
        return StoreSummary(is_new=True)
    count = connection.scalar(select(func.count()).select_from(orders))
    return StoreSummary(is_new=False, order_count=count or 0, cautions=tuple(cautions(connection)))


def _check_rights(connection: Connection) -> None:
    """Raise `StoreError` if this user may not create tables: an empty database gets a new store."""
    if connection.dialect.name == "postgresql":
        allowed = connection.scalar(text("SELECT has_schema_privilege(current_schema(), 'CREATE')"))
        if not allowed:
            raise StoreError(NO_RIGHTS)
