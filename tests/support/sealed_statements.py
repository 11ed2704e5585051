"""Every form of statement that could change, replace or remove a row of a table, made from the table's own columns."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Table, UniqueConstraint

Row = Mapping[str, Any]
VERBS = ("INSERT", "INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE", "INSERT OR ABORT", "INSERT OR FAIL")
ROWID = ("rowid",)


class Statement(NamedTuple):
    """SQL with `?` for each of its values."""

    sql: str
    values: Sequence[Any] = ()


def unique_keys(table: Table) -> list[tuple[str, ...]]:
    """The primary key, the unique constraints and the unique indexes that the schema declares."""
    keys = {tuple(column.name for column in table.primary_key)}
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    keys |= {tuple(column.name for column in each.columns) for each in unique}
    keys |= {tuple(str(column.name) for column in index.columns) for index in table.indexes if index.unique}
    return sorted(keys)


def other(value: Any) -> Any:
    """A value of the same kind that no row has."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime | date):
        return value + timedelta(days=20_000)
    if isinstance(value, int):
        return value + 77_000
    if isinstance(value, bytes):
        return value + b"x"
    if isinstance(value, str) and value[:4].isdecimal() and value[4:5] == "-":
        return f"2090{value[4:]}"
    return None if value is None else f"{value}x"


def colliding(table: Table, row: Row) -> Iterator[tuple[tuple[str, ...], Row]]:
    """For each unique key the row as others that collide with it on that key, and on no other.

    What is in no key is the same in one, and differs in the other: an equal row would be replaced without a trace.
    """
    keys = unique_keys(table)
    in_keys = {name for key in keys for name in key}
    for key in keys:
        if all(row[name] is not None for name in key):
            for changed in (in_keys - set(key), row.keys() - set(key)):
                yield key, {name: other(value) if name in changed else value for name, value in row.items()}


def on_sqlite(table: Table, rows: Sequence[Row], rowids: Sequence[int]) -> Iterator[Statement]:
    """All forms for SQLite; `rowids` are those of the rows."""
    for row, rowid in zip(rows[:2], rowids, strict=False):
        for _, made in [(None, row), *colliding(table, row)]:
            yield from (_inserted(verb, table, made) for verb in VERBS)
            yield from _upserts(table, made)
        hidden = {"rowid": rowid, **{name: other(value) for name, value in row.items()}}
        yield from (_inserted(verb, table, hidden) for verb in VERBS)
        yield from (_inserted(verb, table, {**hidden, "rowid": -1}) for verb in VERBS[:2])
        for verb in ("UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"):
            yield from _updates(verb, table, rows, row)
            yield Statement(f"{verb} {table.name} SET rowid = ? WHERE rowid <> ?", (rowid, rowid))
            yield Statement(f"{verb} {table.name} SET rowid = rowid + 100000")
    yield from _common(table, rows)


def on_postgresql(table: Table, rows: Sequence[Row]) -> Iterator[Statement]:
    """All forms for PostgreSQL."""
    for row in rows[:2]:
        for _, made in [(None, row), *colliding(table, row)]:
            yield _inserted("INSERT", table, made)
            yield from _upserts(table, made)
        yield from _updates("UPDATE", table, rows, row)
        yield from _merges(table, row)
    yield from _common(table, rows)
    yield Statement(f"DELETE FROM {table.name} USING settings")
    yield from (Statement(f"TRUNCATE {table.name}{how}") for how in ("", " CASCADE", " RESTART IDENTITY CASCADE"))


def _inserted(verb: str, table: Table, row: Row, after: str = "") -> Statement:
    names, marks = ", ".join(row), ", ".join("?" for _ in row)
    return Statement(f"{verb} INTO {table.name} ({names}) VALUES ({marks}){after}", tuple(row.values()))


def _upserts(table: Table, row: Row) -> Iterator[Statement]:
    yield _inserted("INSERT", table, row, " ON CONFLICT DO NOTHING")
    for key in unique_keys(table):
        for name in row:
            yield _inserted("INSERT", table, row, f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {name} = NULL")


def _updates(verb: str, table: Table, rows: Sequence[Row], row: Row) -> Iterator[Statement]:
    """Change each column alone, and move another row onto each key of this one."""
    where, values = _where(table, row)
    for name, value in row.items():
        yield Statement(f"{verb} {table.name} SET {name} = ? WHERE {where}", (other(value), *values))
    for key in unique_keys(table):
        change = ", ".join(f"{name} = ?" for name in key)
        for another in (each for each in rows if each != row):
            to, its_values = _where(table, another)
            yield Statement(f"{verb} {table.name} SET {change} WHERE {to}", (*(row[name] for name in key), *its_values))


def _merges(table: Table, row: Row) -> Iterator[Statement]:
    where, values = _where(table, row)
    on = f"MERGE INTO {table.name} USING settings ON {where} WHEN MATCHED THEN"
    yield Statement(f"{on} DELETE", values)
    for name, value in row.items():
        yield Statement(f"{on} UPDATE SET {name} = ?", (*values, other(value)))


def _common(table: Table, rows: Sequence[Row]) -> Iterator[Statement]:
    for row in rows[:2]:
        where, values = _where(table, row)
        yield Statement(f"DELETE FROM {table.name} WHERE {where}", values)
        for name, value in row.items():
            yield Statement(f"UPDATE {table.name} SET {name} = ? FROM settings WHERE {where}", (other(value), *values))
    yield Statement(f"DELETE FROM {table.name}")
    name = unique_keys(table)[0][0]
    yield Statement(f"WITH gone AS (SELECT 1) DELETE FROM {table.name} WHERE {name} IS NOT NULL")


def _where(table: Table, row: Row) -> tuple[str, tuple[Any, ...]]:
    names = [column.name for column in table.primary_key]
    condition = " AND ".join(f"{table.name}.{name} = ?" for name in names)
    return condition, tuple(row[name] for name in names)
