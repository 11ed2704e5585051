"""The store: SQLAlchemy on SQLite or PostgreSQL."""

from promeister_mpay.adapters.store.opening import SqlStore, open_store, sqlite_url

__all__ = ["SqlStore", "open_store", "sqlite_url"]
