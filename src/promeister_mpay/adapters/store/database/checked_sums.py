"""Sums that the database works out: SQLite takes a stored value that is no number for 0, which must be said.

`damaged` is selected beside the sums of the same rows, so that reading a sum reads each of its amounts.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Label, case, func, literal
from sqlalchemy.sql.elements import ColumnElement

from promeister_mpay.adapters.store.database.errors import DAMAGED
from promeister_mpay.errors import StoreError

NAME = "damaged_amounts"


def damaged(amount: ColumnElement[int], *, is_sqlite: bool) -> Label[int]:
    """How many of the summed amounts are no whole numbers; a server stores no such."""
    if not is_sqlite:
        return func.sum(literal(0)).label(NAME)
    return func.sum(case((func.typeof(amount) != "integer", 1), else_=0)).label(NAME)


def checked(row: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """The row, which has been selected with `damaged`; raises `StoreError` when an amount of it is damaged."""
    if row[NAME]:
        raise StoreError(DAMAGED)
    return row
