"""The migrations lead to the declared schema, on both databases."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.adapters.store.schema import BESIDE, REVISIONS, metadata
from promeister_mpay.adapters.store.upgrading import MIGRATIONS
from stores import sqlite_path


def test_the_program_knows_every_migration_in_order() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


def test_the_migrated_schema_is_the_declared_one(store: SqlStore) -> None:
    with store._engine.connect() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": _is_declared}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []


def test_the_migrated_file_has_the_very_tables_and_indexes_that_are_declared(
    sqlite_store_url: str, tmp_path: Path
) -> None:
    declared = tmp_path / "declared.sqlite3"
    engine = create_engine(f"sqlite:///{declared}")
    metadata.create_all(engine)
    engine.dispose()
    assert _shape(sqlite_path(sqlite_store_url)) == _shape(declared)


def _is_declared(name: str | None, _type: str, _parents: object) -> bool:
    return not str(name).startswith(BESIDE)


def _shape(path: Path) -> dict[str, list[str]]:
    """Each table and index with the parts of its definition, in no order."""
    query = "SELECT name, sql FROM sqlite_master WHERE type <> 'trigger' AND sql IS NOT NULL"
    with closing(sqlite3.connect(path)) as file:
        found = dict(file.execute(query).fetchall())
    found.pop("alembic_version", None)
    return {name: _parts(sql) for name, sql in found.items() if _is_declared(name, "", None)}


def _parts(sql: str) -> list[str]:
    """What stands between the outer parentheses, part by part, in no order: a column added later stands last."""
    head, _, body = sql.partition("(")
    parts, depth = [""], 0
    for character in body.rpartition(")")[0]:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return sorted([head.strip(), body.rpartition(")")[2].strip(), *(" ".join(part.split()) for part in parts)])
