"""Times the order list over a million orders, by user action, against the same rows by the bare driver."""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.measure import Figure, report
from benchmarks.million_orders import Bare, SqliteFolder
from benchmarks.million_orders_postgresql import PostgresFolder

from promeister_mpay.adapters.store import SqlStore, open_store
from promeister_mpay.domain.lists.query import Checkpoints, ListKind, ListPage, ListQuery, ListRow
from promeister_mpay.services.lists.service import ListService

ROWS = 60
"""Rows that a page reads."""
TIMES = 40
BUILD = Path(__file__).parent.parent / "build" / "benchmark-store"
JUMP, STEP, FIRST = 10, 3, 30
"""Milliseconds on SQLite: to any place, to the next rows, to the first rows of a sort or a search."""
MOST_RATIO = 3
MOST_MEMORY = 60
KIND = ListKind.ORDERS
ALL, BY_NAME = ListQuery(), ListQuery(sort="customer_name")


@dataclass(frozen=True, slots=True)
class Case:
    """One measurement: the program's call, the bare driver's, and the limit in milliseconds on SQLite."""

    name: str
    ours: Callable[[], Sequence[ListRow]]
    bare: Callable[[], Sequence[object]]
    most: float


def main() -> int:
    """Fill missing stores, measure and print the table; returns the exit code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--folder", type=Path, default=BUILD, help="where the filled store is kept")
    asked.add_argument("--orders", type=int, default=1_000_000)
    asked.add_argument("--postgresql", action="store_true", help="on PostgreSQL instead of SQLite")
    chosen = asked.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    kept = (PostgresFolder if chosen.postgresql else SqliteFolder)(chosen.folder, chosen.orders)
    with closing(kept), closing(open_store(kept.filled())) as store, closing(kept.bare()) as bare:
        figures = measured(store, bare, chosen.orders, on_sqlite=not chosen.postgresql)
    database = "PostgreSQL" if chosen.postgresql else "SQLite"
    return report(f"The list of {chosen.orders:,} orders on {database}, {ROWS} rows, median of {TIMES}", figures)


def measured(store: SqlStore, bare: Bare, orders: int, *, on_sqlite: bool) -> list[Figure]:
    """All figures; memory is the growth of the process by reading, including all checkpoints."""
    lists = ListService(store=store)
    lists.page(KIND, ALL, most=ROWS)
    before = _memory()
    checkpoints, counting = _checkpoints(lists, orders)
    figures = [_figure(case, on_sqlite=on_sqlite) for case in _cases(lists, bare, checkpoints)]
    of_views = _milliseconds(lists.counts)
    return [
        *figures,
        Figure("count and read checkpoints", counting, most=500 * (1 if on_sqlite else MOST_RATIO), absolute=True),
        Figure("counts of the predefined views", of_views),
        Figure("memory", _memory() - before, most=MOST_MEMORY, unit="MiB", absolute=True),
    ]


def _checkpoints(lists: ListService, orders: int) -> tuple[tuple[Checkpoints, Checkpoints], float]:
    by_number = lists.checkpoints(KIND, ALL)
    if by_number.count != orders:
        raise SystemExit(f"{by_number.count} orders are there instead of {orders}; empty the folder")
    return (by_number, lists.checkpoints(KIND, BY_NAME)), _milliseconds(lambda: lists.checkpoints(KIND, ALL), times=5)


def _cases(lists: ListService, bare: Bare, checkpoints: tuple[Checkpoints, Checkpoints]) -> list[Case]:
    by_number, by_name = checkpoints
    last = by_number.count - 1
    chance = random.Random(7)
    places = cycle([chance.randrange(by_number.count - ROWS) for _ in range(TIMES + 1)])
    names = cycle([chance.randrange(by_number.count - ROWS) for _ in range(TIMES + 1)])
    newest = bare.newest
    middle = newest - by_number.count // 2

    def page(query: ListQuery) -> Callable[[], Sequence[ListRow]]:
        return lambda: lists.page(KIND, query, most=ROWS).rows

    def bare_place(place: int) -> Sequence[object]:
        return bare.down_from(newest - place, ROWS)

    def step() -> ListPage:
        return lists.page(KIND, ALL, after=(newest - next(places),), most=ROWS)

    some = bare.some_name
    words = " ".join(some.split()[::-1]).lower()
    return [
        Case("open at an order", lambda: lists.open_at(KIND, ALL, middle, most=ROWS).rows,
             lambda: bare.down_from(middle, ROWS), FIRST),
        Case("jump to a random place", lambda: lists.rows_at(KIND, ALL, by_number, next(places), most=ROWS),
             lambda: bare_place(next(places)), JUMP),
        Case("jump to a random place, by name", lambda: lists.rows_at(KIND, BY_NAME, by_name, next(names), most=ROWS),
             lambda: bare.names_from(by_name.keys[next(names) // by_name.step], ROWS), JUMP),
        Case("jump to the end", lambda: lists.rows_at(KIND, ALL, by_number, last - ROWS + 1, most=ROWS),
             lambda: bare_place(last - ROWS + 1), JUMP),
        Case("the next rows", lambda: step().rows, lambda: bare_place(next(places) + 1), STEP),
        Case("sort by name", page(BY_NAME), lambda: bare.names_from(("",), ROWS), FIRST),
        Case("sort by what is to pay, the greatest first", page(ListQuery(sort="to_pay", descending=True)),
             lambda: bare.dearest(ROWS), FIRST),
        Case(f"find by two words ({words})", page(ListQuery(words)), lambda: bare.found(words, ROWS), FIRST),
        Case("find by two words, by name", page(ListQuery(words, sort="customer_name")),
             lambda: bare.found(words, ROWS), FIRST),
        Case("find by one letter", page(ListQuery("a")), lambda: bare.found("a", ROWS), FIRST),
        Case("find with no hit", page(ListQuery("finnsinte qqq")), lambda: bare.found("finnsinte qqq", ROWS), FIRST),
    ]  # fmt: skip


def _figure(case: Case, *, on_sqlite: bool) -> Figure:
    if bool(case.ours()) != bool(case.bare()):
        raise SystemExit(f"{case.name}: not the same rows")
    ours, floor = _milliseconds(case.ours), _milliseconds(case.bare)
    if on_sqlite:
        return Figure(case.name, ours, floor, case.most, absolute=True)
    return Figure(case.name, ours, floor, MOST_RATIO)


def _milliseconds(call: Callable[[], object], *, times: int = TIMES) -> float:
    call()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def _memory() -> float:
    """The peak memory of the process in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
