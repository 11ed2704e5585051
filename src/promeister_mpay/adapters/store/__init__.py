"""The store: SQLAlchemy on SQLite or PostgreSQL."""

from promeister_mpay.adapters.store.looking import look_at_store
from promeister_mpay.adapters.store.opening import SqlStore, embedded_path, open_store, sqlite_url

__all__ = ["SqlStore", "embedded_path", "look_at_store", "open_store", "sqlite_url"]
