"""A copy that is restored has in its schema only what this program puts there; the rest would run in the store."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.adapters.store.backup.known_schema import check_schema
from promeister_mpay.adapters.store.database.upgrade import MIGRATIONS
from promeister_mpay.adapters.store.schema.tables import REVISIONS
from promeister_mpay.errors import StoreError
from support.stores import sqlite_path

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) AS version_num FROM n"


def checked(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as store:
        for statement in statements:
            store.execute(statement)
        store.commit()
        check_schema(store)


def test_a_store_of_this_program_passes(sqlite_store_url: str) -> None:
    open_store(sqlite_store_url).close()
    checked(sqlite_path(sqlite_store_url))


@pytest.mark.parametrize(
    "statement",
    [
        f"CREATE VIEW endless AS {ENDLESS}",
        "CREATE TRIGGER more AFTER UPDATE ON orders BEGIN DELETE FROM counters; END",
        "CREATE TABLE other (y, x AS (hex(zeroblob(900000000))))",
        "CREATE INDEX dear ON orders (length(hex(zeroblob(10000))))",
        "CREATE VIRTUAL TABLE other USING fts5(x)",
        "ALTER TABLE orders ADD COLUMN x DEFAULT 1",
    ],
)
def test_whatever_else_is_in_the_schema_is_named_and_refused(sqlite_store_url: str, statement: str) -> None:
    path = sqlite_path(sqlite_store_url)
    with pytest.raises(StoreError, match=r"det här programmet inte har gjort \((endless|more|other|dear|orders)"):
        checked(path, statement)


def test_a_trigger_that_does_something_else_under_its_name_is_refused(sqlite_store_url: str) -> None:
    path = sqlite_path(sqlite_store_url)
    with closing(sqlite3.connect(path)) as store:
        name, table = store.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'").fetchone()
    other = f"CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN DELETE FROM counters; END"
    with pytest.raises(StoreError, match=name):
        checked(path, f"DROP TRIGGER {name}", other)


@pytest.mark.parametrize("statement", [f"CREATE VIEW alembic_version AS {ENDLESS}", "CREATE TABLE x (y)"])
def test_a_version_that_is_not_a_plain_value_is_not_asked_for(tmp_path: Path, statement: str) -> None:
    with pytest.raises(StoreError, match="inte en databas"):
        checked(tmp_path / "a.sqlite3", statement)


def test_a_schema_whose_names_are_no_text_is_refused(sqlite_store_url: str) -> None:
    path = sqlite_path(sqlite_store_url)
    name = b"CREATE VIEW endless"
    with closing(sqlite3.connect(path)) as store:
        store.execute(f"{name.decode()} AS SELECT 1")
        store.commit()
    path.write_bytes(path.read_bytes().replace(name, b"CREATE VIEW endl\xffss").replace(b"endless", b"endl\xffss"))
    with pytest.raises(StoreError):
        checked(path)


def test_a_table_that_was_renamed_and_back_is_the_same_in_other_quotation_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    open_store(sqlite_url(path)).close()
    checked(path, "ALTER TABLE counters RENAME TO other", "ALTER TABLE other RENAME TO counters")


def test_a_store_that_was_upgraded_version_by_version_passes(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    for revision in REVISIONS:
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
        engine.dispose()
    checked(path)
