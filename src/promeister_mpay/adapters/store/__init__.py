"""The store: SQLAlchemy on SQLite or PostgreSQL."""

from promeister_mpay.adapters.store.opening import SqlStore, embedded_path, open_store, sqlite_url
from promeister_mpay.adapters.store.probe import probe_store

__all__ = ["SqlStore", "embedded_path", "open_store", "probe_store", "sqlite_url"]
