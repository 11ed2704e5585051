"""PostgreSQL as others run it: odd settings of database and role, other encodings and schemas, and a pooler."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from promeister_mpay.adapters.store import SqlStore, open_store, probe_store
from promeister_mpay.domain.events import Event
from promeister_mpay.errors import StoreBusy, StoreError
from support.poolers import pooled
from support.stores import PATIENCE, Postgres, an_order, raw, stored

AT = datetime(2026, 3, 4, 23, 30, 1, 500_000, tzinfo=UTC)
ODD_SETTINGS = [
    "datestyle='German, DMY'; timezone='Asia/Kolkata'; default_transaction_isolation='serializable'",
    "datestyle='SQL, MDY'; timezone='<+03>-3'; standard_conforming_strings=off; lc_numeric='C'",
    "datestyle='Postgres, DMY'; intervalstyle='sql_standard'; default_transaction_read_only=on; bytea_output=escape",
    "search_path=''; client_encoding='LATIN1'; lock_timeout='1ms'; plpgsql.variable_conflict=error",
    "search_path='nowhere'; extra_float_digits=-3; transform_null_equals=on; default_transaction_deferrable=on",
]


def name_of(url: str) -> str:
    return url.partition("@/")[2].partition("?")[0]


def set_on(url: str, whom: str, settings: str) -> None:
    """Set what each session of role or database begins with; at once, because some of it would refuse the next."""
    raw(url, "; ".join(f"ALTER {whom} SET {setting}" for setting in settings.split("; ")))


def work_on(store: SqlStore) -> None:
    """Write and read what has a day, a time, a text and an amount, in each kind of unit of work."""
    order = stored(store, an_order(14790, order_date=date(2026, 3, 4)))
    with store.writing() as work:
        work.events.add(Event(14790, AT, "BH", "back\\slash 'quoted'"))
        work.commit()
    for unit in (store.reading, store.looking, store.writing):
        with unit() as work:
            assert work.orders.get(14790).order_date == date(2026, 3, 4)
            assert work.orders.get(14790).totals == order.totals
            (event,) = work.events.of_order(14790)
            assert (event.at, event.text) == (AT, "back\\slash 'quoted'")


@pytest.mark.parametrize("whose", ["DATABASE", "ROLE"])
@pytest.mark.parametrize("settings", ODD_SETTINGS, ids=[settings.partition(";")[0] for settings in ODD_SETTINGS])
def test_a_store_works_whatever_the_server_is_set_to(postgres: Postgres, settings: str, whose: str) -> None:
    url = postgres.new_store()
    whom = f"DATABASE {name_of(url)}"
    if whose == "ROLE":
        role = f"odd_{name_of(url)}"
        raw(url, f"CREATE ROLE {role} SUPERUSER LOGIN")
        url, whom = url.replace("postgres@", f"{role}@"), f"ROLE {role}"
    set_on(url, whom, settings)
    with closing(open_store(url)) as store:
        work_on(store)


def test_a_new_store_is_made_on_an_odd_server(postgres: Postgres) -> None:
    url = postgres.new_database()
    set_on(url, f"DATABASE {name_of(url)}", "; ".join(ODD_SETTINGS[1:4]))
    with closing(open_store(url)) as store:
        work_on(store)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII", "EUC_JP"])
def test_a_database_in_another_encoding_is_refused_in_a_sentence(postgres: Postgres, encoding: str) -> None:
    name = f"mpay_{encoding.lower()}"
    url = postgres.new_database(name, template=f"template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'")
    for use in (open_store, probe_store):
        with pytest.raises(StoreError, match=f"teckenkodningen {encoding}.*UTF8"):
            use(url)


@pytest.mark.parametrize("path", ["other", "other, public", "''"])
def test_a_store_is_found_in_its_schema_wherever_the_role_looks_first(postgres_url: str, path: str) -> None:
    with closing(open_store(postgres_url)) as store:
        stored(store, an_order())
    raw(postgres_url, "CREATE SCHEMA other")
    raw(postgres_url, f"ALTER DATABASE {name_of(postgres_url)} SET search_path = {path}")
    with closing(open_store(postgres_url)) as store, store.reading() as work:
        assert work.orders.get(14790).customer_name == "Åsa Öberg"
    assert raw(postgres_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'other'") == [(0,)]


def test_a_schema_that_the_address_names_is_used(postgres: Postgres) -> None:
    url = postgres.new_database()
    raw(url, "CREATE SCHEMA branch")
    with closing(open_store(f"{url}&options=-csearch_path%3Dbranch")) as store:
        work_on(store)
    assert raw(url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


@pytest.mark.parametrize("more", ["", "ignore_startup_parameters = options"])
def test_a_pooler_between_changes_nothing(postgres: Postgres, more: str) -> None:
    url = postgres.new_store()
    set_on(url, f"DATABASE {name_of(url)}", ODD_SETTINGS[0])
    with pooled(url, more) as through, closing(open_store(through, patience=PATIENCE)) as store:
        work_on(store)

        def count(_: int) -> int:
            with store.writing() as work:
                number = work.orders.next_number()
                work.commit()
            return number

        with ThreadPoolExecutor(6) as counters:
            numbers = list(counters.map(count, range(60)))
        assert len(set(numbers)) == len(numbers)
        with store.writing() as work, store.writing() as other:
            work.orders.next_number()
            with pytest.raises(StoreBusy):
                other.orders.next_number()


def test_a_store_that_a_pooler_hides_is_told(postgres_url: str) -> None:
    raw(postgres_url, "CREATE SCHEMA other")
    raw(postgres_url, f"ALTER DATABASE {name_of(postgres_url)} SET search_path = other")
    with pooled(postgres_url) as through, pytest.raises(StoreError, match="search_path TO public"):
        open_store(through)
