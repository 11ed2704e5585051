"""Times posting an order, with few and with a million posted, against the bare driver; and a large SIE export."""

import argparse
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.measure import Figure, report
from benchmarks.million_posted import WHO, PostedFolder, add_orders, an_order

from promeister_mpay.adapters.clock import SystemClock
from promeister_mpay.adapters.sie import sie_file
from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.atomic_files import write_atomically
from promeister_mpay.domain.books.sie_batches import Period
from promeister_mpay.domain.lists.query import ListKind, ListQuery
from promeister_mpay.services.books.ledger import LedgerLists, Span
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.books.sie_files import SieService
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.services.ports.orders import Move

TIMES, WARM = 300, 20
BUILD = Path(__file__).parent.parent / "build" / "benchmark-store"
FEW, YEARS_OF_DAYS = 1_000, 5_900
EXPORTED, DAYS_OF_EXPORT = 100_000, 250
MOST_RATIO, MOST_P99, MOST_GROWTH = 10, 15, 1.5
MOST_SECONDS, MOST_MEMORY = 10, 32
ACCOUNT = 1686
"""Where every one of the filled orders is booked."""
PAGE, LOOKS = 60, 20
MOST_LOOK = {
    "first rows of the invoices": 30,
    "  found by a name": 30,
    "first rows of the vouchers": 30,
    "first rows of a ledger": 30,
    "  its middle, with balances": 300,
}
ROWS = ("invoices", "invoice_lines", "vouchers", "voucher_rows", "ledger_items", "events")


def main() -> int:
    """Fill missing stores, measure and print the table; returns the exit code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path, default=BUILD, help="where the filled stores are kept")
    asked.add_argument("--orders", type=int, default=1_000_000)
    chosen = asked.parse_args()
    small = measured(PostedFolder(chosen.folder, FEW, 100).filled())
    large = measured(PostedFolder(chosen.folder, chosen.orders, YEARS_OF_DAYS).filled())
    to_export = PostedFolder(chosen.folder, EXPORTED, DAYS_OF_EXPORT).filled()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        # In a separate process, so that its peak memory is that of the export.
        seconds, memory = elsewhere.submit(exported, to_export).result()
    many = f"{chosen.orders:,} posted".replace(",", " ")
    figures = [
        Figure("post an order, 1 000 posted", small.median, small.bare, most=MOST_RATIO),
        Figure("  99th percentile", small.late, small.bare_late, most=MOST_P99, absolute=True),
        Figure(f"post an order, {many}", large.median, large.bare, most=MOST_RATIO),
        Figure("  99th percentile", large.late, large.bare_late, most=MOST_P99, absolute=True),
        Figure("  beside 1 000 posted", large.ratio, small.ratio, most=MOST_GROWTH, unit="×"),
        *looked_up(PostedFolder(chosen.folder, chosen.orders, YEARS_OF_DAYS).filled()),
        Figure("SIE export of 100 000 vouchers", seconds, most=MOST_SECONDS, unit="s", absolute=True),
        Figure("  memory", memory, most=MOST_MEMORY, unit="MiB", absolute=True),
    ]
    return report(
        f"Posting on SQLite, floor: the bare driver's rows in a durable transaction, median of {TIMES}", figures
    )


def looked_up(path: Path) -> list[Figure]:
    """Milliseconds to the first rows of each bookkeeping list, and to the middle of an account used by every order."""
    with closing(open_store(sqlite_url(path))) as store:
        lists = ListService(store=store)
        ledger = LedgerLists(Span(ACCOUNT, Period()), store=store)
        checkpoints = ledger.checkpoints(ListKind.LEDGER, ListQuery())
        cases: dict[str, Callable[[], object]] = {
            "first rows of the invoices": lambda: lists.page(ListKind.INVOICES, ListQuery(), most=PAGE),
            "  found by a name": lambda: lists.page(ListKind.INVOICES, ListQuery("oberg"), most=PAGE),
            "first rows of the vouchers": lambda: lists.page(ListKind.VOUCHERS, ListQuery(), most=PAGE),
            "first rows of a ledger": lambda: ledger.page(ListKind.LEDGER, ListQuery(), most=PAGE),
            "  its middle, with balances": lambda: ledger.rows_at(
                ListKind.LEDGER, ListQuery(), checkpoints, checkpoints.count // 2, most=PAGE
            ),
        }
        return [
            Figure(name, median(_milliseconds(act) for _ in range(LOOKS)), most=MOST_LOOK[name], absolute=True)
            for name, act in cases.items()
        ]


@dataclass(frozen=True, slots=True)
class Posting:
    """Milliseconds of the program and the bare driver: median and 99th percentile."""

    median: float
    late: float
    bare: float
    bare_late: float

    @property
    def ratio(self) -> float:
        """The median divided by the floor."""
        return self.median / self.bare


def measured(path: Path) -> Posting:
    """Post orders, alternating with inserts by the bare driver, so that both run under the same load."""
    with closing(open_store(sqlite_url(path))) as store, tempfile.TemporaryDirectory(dir=path.parent) as folder:
        numbers = _more_orders(store)
        books = BookkeepingService(store=store, clock=SystemClock())
        with closing(_Bare(path, Path(folder) / "bare.sqlite3")) as bare:
            pairs = [
                (_milliseconds(partial(books.post, number, version=1, who=WHO)), _milliseconds(bare.post))
                for number in numbers
            ]
    ours, floor = (sorted(times) for times in zip(*pairs[WARM:], strict=True))
    late = len(ours) * 99 // 100
    return Posting(median(ours), ours[late], median(floor), floor[late])


def _more_orders(store: SqlStore) -> range:
    with store.reading() as work:
        first = (work.orders.go(None, Move.LAST) or 0) + 1
    numbers = range(first, first + WARM + TIMES)
    add_orders(store, [an_order(number) for number in numbers])
    return numbers


def _milliseconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


class _Bare:
    """The bare driver on tables without index and trigger: the rows of one posted order in one durable transaction."""

    def __init__(self, store: Path, path: Path) -> None:
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self._at = 10**9
        with closing(sqlite3.connect(store)) as filled:
            for table in (*ROWS, "orders", "counters"):
                made = filled.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
                self._file.execute(made)
            self._rows = {table: _rows_of_last(filled, table) for table in ROWS}
            _copy_last_order(filled, self._file)
        self._file.execute("INSERT INTO counters VALUES ('invoice', 0), ('series', 0), ('voucher', 0)")

    def post(self) -> None:
        """Numbers, snapshot, invoice, voucher, status, event; one commit."""
        self._at += 1
        run = self._file.execute
        run("BEGIN IMMEDIATE")
        for counter in ("invoice", "series", "voucher"):
            run("UPDATE counters SET value = value + 1 WHERE name = ? RETURNING value", (counter,)).fetchone()
        for table, rows in self._rows.items():
            marks = ", ".join("?" * len(rows[0]))
            self._file.executemany(f"INSERT INTO {table} VALUES ({marks})", [self._numbered(row) for row in rows])
        run("UPDATE orders SET status = 'BOKFÖRD', invoice_number = ?, version = version + 1", (self._at,))
        run("COMMIT")

    def _numbered(self, row: tuple[Any, ...]) -> list[Any]:
        """The row with a new number as key, and for a voucher also as number in its series."""
        return [self._at if at == 0 or name == "number" else value for at, (name, value) in enumerate(row)]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _rows_of_last(filled: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    """The rows of the document posted last, as columns and values; the first is its number."""
    names = [row[1] for row in filled.execute(f"PRAGMA table_info({table})")]
    query = f"SELECT * FROM {table} WHERE {names[0]} = (SELECT MAX({names[0]}) FROM {table})"
    return [tuple(zip(names, row, strict=True)) for row in filled.execute(query)]


def _copy_last_order(filled: sqlite3.Connection, file: sqlite3.Connection) -> None:
    (row,) = filled.execute("SELECT * FROM orders WHERE number = (SELECT MAX(number) FROM orders)").fetchall()
    file.execute(f"INSERT INTO orders VALUES ({', '.join('?' * len(row))})", row)


def exported(path: Path) -> tuple[float, float]:
    """Seconds and added MiB of exporting everything; on a copy, since vouchers are exported only once."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / "store.sqlite3"
        shutil.copyfile(path, copy)
        with closing(open_store(sqlite_url(copy))) as store:
            sie = SieService(store=store, clock=SystemClock(), write=sie_file, save=write_atomically)
            began, before = time.monotonic(), _memory()
            batches = [sie.export(year, Path(folder), who=WHO) for year in sie.preview(Period())]
            seconds = time.monotonic() - began
        many = sum(batch.vouchers for batch in batches if batch)
        if many < EXPORTED:
            raise SystemExit(f"{many} vouchers were exported instead of {EXPORTED}; empty the folder")
    return seconds, _memory() - before


def _memory() -> float:
    """The peak memory of the process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
