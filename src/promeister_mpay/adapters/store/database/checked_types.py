"""SQLite's types, checked as they are read: SQLite stores anything in any column, and a failing disk does so too.

A value of another kind raises `ValueError`, which `as_damage` makes the `StoreError` that leads to Återställ. A server
checks its values itself.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Date, Dialect, Integer, LargeBinary, String
from sqlalchemy.dialects.sqlite import DATE

Reader = Callable[[Any], Any]


def _checked(kind: type) -> Reader:
    def read(value: Any) -> Any:  # noqa: ANN401 – whatever is stored
        if value is None or type(value) is kind:
            return value
        raise ValueError(f"a stored value is no {kind.__name__}")

    return read


def _as_bool(value: Any) -> bool | None:  # noqa: ANN401 – whatever is stored
    if value is None or (type(value) is int and value in (0, 1)):
        return value if value is None else bool(value)
    raise ValueError("a stored value is neither true nor false")


def _as_date(value: Any) -> date | None:  # noqa: ANN401 – whatever is stored
    if value is None:
        return None
    if type(value) is not str:
        raise ValueError("a stored value is no date")
    return date.fromisoformat(value)


class _Integer(Integer):
    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        del dialect, coltype
        return _checked(int)


class _Text(String):
    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        del dialect, coltype
        return _checked(str)


class _Binary(LargeBinary):
    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        del dialect, coltype
        return _checked(bytes)


class _Boolean(Boolean):
    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        del dialect, coltype
        return _as_bool


class _Date(DATE):
    def result_processor(self, dialect: Dialect, coltype: object) -> Reader:
        del dialect, coltype
        return _as_date


CHECKED = {Integer: _Integer, String: _Text, LargeBinary: _Binary, Boolean: _Boolean, Date: _Date}
"""The types that replace SQLAlchemy's own, for `Dialect.colspecs`."""
