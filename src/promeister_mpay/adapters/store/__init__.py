"""The store: SQLAlchemy on SQLite or PostgreSQL.

The names below are imported when they are asked for: to look into a copy needs none of them (`backup/contents.py`).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promeister_mpay.adapters.store.opening import SqlStore, embedded_path, open_store, sqlite_url
    from promeister_mpay.adapters.store.probe import probe_store

__all__ = ["SqlStore", "embedded_path", "open_store", "probe_store", "sqlite_url"]


def __getattr__(name: str) -> object:
    """Import what is asked for; raises `AttributeError` for what is not in `__all__`."""
    if name not in __all__:
        raise AttributeError(name)
    from promeister_mpay.adapters.store import opening, probe

    return getattr(probe if name == "probe_store" else opening, name)
