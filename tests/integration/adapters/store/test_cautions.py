"""A counter's role reads and writes rows and owns nothing; the tests that run on both stores work as such a role."""

from contextlib import closing

import psycopg
import pytest

from promeister_mpay.adapters.store import open_store, probe_store
from promeister_mpay.adapters.store.cautions import EXPOSED, OWNS
from promeister_mpay.errors import StoreError
from support.stores import COUNTER, Postgres, an_order, raw, stored

BEYOND_ROWS = [
    "DROP TABLE invoices",
    "ALTER TABLE vouchers DISABLE TRIGGER ALL",
    "ALTER TABLE orders ADD COLUMN more text",
    "TRUNCATE events",
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET session_replication_role = replica",
    "CREATE TEMP TABLE mine (id int); SET ROLE postgres",
]


@pytest.fixture
def counter_url(postgres: Postgres) -> str:
    return postgres.new_store_of_a_counter()


@pytest.mark.parametrize("statement", BEYOND_ROWS)
def test_a_counter_may_do_nothing_but_rows(counter_url: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw(counter_url, statement)


def test_a_role_that_owns_the_store_is_told_so_and_one_that_does_not_is_not(
    postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    owner = postgres.new_store()
    assert probe_store(owner).cautions == (OWNS,)
    assert probe_store(owner.replace("postgres@", f"{COUNTER}@")).cautions == ()
    open_store(owner).close()
    assert OWNS in caplog.messages
    assert EXPOSED not in caplog.messages


def test_a_later_table_is_a_counters_too_and_only_the_owner_upgrades(postgres: Postgres) -> None:
    owner = postgres.new_store()
    counter = owner.replace("postgres@", f"{COUNTER}@")
    raw(owner, "CREATE TABLE of_a_later_version (id bigserial, what text)")
    raw(counter, "INSERT INTO of_a_later_version (what) VALUES ('x')")
    raw(owner, "DROP TABLE of_a_later_version; UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(StoreError, match="bara dess ägare"):
        open_store(counter)


def test_a_counter_works(counter_url: str) -> None:
    with closing(open_store(counter_url)) as store:
        stored(store, an_order())
