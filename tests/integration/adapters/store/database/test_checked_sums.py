"""An amount that is no number is damage also where only the database sums it up: SQLite takes it for 0."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.adapters.store.database.errors import DAMAGED
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.errors import StoreError
from promeister_mpay.services.ports.store import UnitOfWork
from support.full_store import filled_file

Sum = Callable[[UnitOfWork], object]
LATE = (date(2100, 1, 1), 10**6)
SUMS: dict[str, tuple[str, Sum]] = {
    "turnover": ("voucher_rows", lambda work: work.account_sums.turnover(1931, Period())),
    "balance before": ("voucher_rows", lambda work: work.account_sums.balances(1931, [LATE], since=None)),
    "running balance": (
        "voucher_rows",
        lambda work: work.account_sums.balances(1931, [(date(2000, 1, 1), 0), LATE], since=None),
    ),
    "by order": ("ledger_items", lambda work: work.clearing.by_order(1931)),
    "by order, balanced too": ("ledger_items", lambda work: work.clearing.by_order(1931, balanced_too=True)),
}
DAMAGE = ("'x'", "X'00ff'", "1.5", "CAST(X'ff41' AS TEXT)")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with rows in every table."""
    return filled_file(tmp_path_factory.mktemp("full"))


def rows_of(path: Path, table: str) -> list[int]:
    with closing(sqlite3.connect(path)) as file:
        return [row[0] for row in file.execute(f"SELECT rowid FROM {table} WHERE account = 1931")]


@pytest.mark.parametrize("name", SUMS)
def test_every_damaged_amount_of_a_sum_is_said(full: Path, tmp_path: Path, name: str) -> None:
    table, read = SUMS[name]
    rows = rows_of(full, table)
    assert rows
    for damage in DAMAGE:
        path = tmp_path / "mpay.sqlite3"
        shutil.copyfile(full, path)
        row = rows[len(damage) % len(rows)]
        with closing(sqlite3.connect(path)) as file, file:
            file.execute(f"DROP TRIGGER {table}_keep")
            file.execute(f"UPDATE {table} SET amount = {damage} WHERE rowid = {row}")
        with closing(open_store(sqlite_url(path), marked=False)) as store, store.reading() as work:
            with pytest.raises(StoreError) as said:
                read(work)
            assert str(said.value) == DAMAGED, damage


@pytest.mark.parametrize("name", SUMS)
def test_whole_amounts_are_summed(full: Path, name: str) -> None:
    with closing(open_store(sqlite_url(full), marked=False)) as store, store.reading() as work:
        SUMS[name][1](work)
