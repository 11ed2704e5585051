"""Facts of a store for the support bundle, without any customer data: kind, versions and counts."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from sqlalchemy import Connection, func, inspect, select, table, text

from promeister_mpay.adapters.store.cautions import cautions
from promeister_mpay.adapters.store.opening import open_store
from promeister_mpay.adapters.store.schema.tables import payment_requests
from promeister_mpay.services.ports.store import UnitOfWork
from promeister_mpay.services.settings import Settings, readable_settings


def store_facts(url: str) -> Mapping[str, object]:
    """The facts of the store at `url`, which must exist; raises `StoreError`."""
    with closing(open_store(url)) as store, store.connected() as connection:
        return {**_kind(connection), **_counts(connection), **_payments(connection)}


def store_settings(url: str) -> Settings:
    """The settings in the store at `url`, as far as they can be read; raises `StoreError`."""
    with closing(open_store(url)) as store, store.reading() as work:
        return readable_settings(work.settings)[0]


@contextmanager
def written_store(url: str) -> Iterator[UnitOfWork]:
    """A unit of work that writes to the store at `url`, which is open only as long as it; raises `StoreError`."""
    with closing(open_store(url)) as store, store.writing() as work:
        yield work


def _kind(connection: Connection) -> Mapping[str, object]:
    dialect = connection.dialect
    version = ".".join(str(part) for part in dialect.server_version_info or ())
    facts: dict[str, object] = {"Databas": f"{dialect.name} {version}"}
    facts["Schema"] = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if dialect.name == "sqlite":
        pages, size = (connection.execute(text(f"PRAGMA {what}")).scalar() for what in ("page_count", "page_size"))
        facts["Storlek"] = f"{int(pages or 0) * int(size or 0) // 1000} kB"
    return facts | {"Att tänka på": " ".join(cautions(connection)) or "inget"}


def _counts(connection: Connection) -> Mapping[str, object]:
    names = sorted(name for name in inspect(connection).get_table_names() if "_words" not in name)
    return {
        f"Rader i {name}": connection.execute(select(func.count()).select_from(table(name))).scalar() for name in names
    }


def _payments(connection: Connection) -> Mapping[str, object]:
    """The number of payments by outcome, unsettled ones by the status that the gateway gave last."""
    column = payment_requests.c
    counted = select(column.outcome, column.standing, column.intent, func.count()).group_by(
        column.outcome, column.standing, column.intent
    )
    return {
        f"Betalnings-SMS {outcome or 'pågår'} {standing or 'okänt'} {intent}": count
        for outcome, standing, intent, count in connection.execute(counted)
    }
