"""What all tests may use."""

from stores import postgres, sqlite_template, store, store_url

__all__ = ["postgres", "sqlite_template", "store", "store_url"]
