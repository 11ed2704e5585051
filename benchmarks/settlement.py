"""Times reading, matching and booking a settlement file of 10 000 rows, each against its floor."""

import argparse
import csv
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.measure import Figure, report

from promeister_mpay.adapters.clock import SystemClock
from promeister_mpay.adapters.sheets.reader import read_sheet
from promeister_mpay.adapters.store import SqlStore, open_store, sqlite_url
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.request import PaymentOutcome, PaymentRequest
from promeister_mpay.domain.settlement.payouts import PayoutTerms
from promeister_mpay.services.settlement.service import Matching, SettlementService

ROWS = 10_000
MOST = 2_000
"""Milliseconds for a file of so many rows, from the file to the outcome of each row."""
TIMES = 5
AMOUNT, FEE = 168_100, 4_203
NOW = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
TITLES = ("Butik", "Köpbelopp", "Diskavgift", "Nettobelopp", "Bokfdatum", "Utbetbuntnr", "Kvitto")
PART = 500


def main() -> int:
    """Fill a store, measure and print the table; returns the exit code."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=ROWS)
    rows = asked.parse_args().rows
    with tempfile.TemporaryDirectory(prefix="mpay-benchmark-") as folder:
        path, file = Path(folder) / "mpay.sqlite3", Path(folder) / "avrakning.csv"
        with closing(open_store(sqlite_url(path))) as store, closing(sqlite3.connect(path)) as bare:
            references = _filled(store, rows)
            _write(file, references)
            figures = _measured(store, bare, file, references)
    return report(f"A settlement file of {rows:,} rows on SQLite, median of {TIMES}", figures)


def _measured(store: SqlStore, bare: sqlite3.Connection, file: Path, references: list[str]) -> list[Figure]:
    service = SettlementService(store=store, clock=SystemClock(), read=read_sheet)
    matched = service.match(service.open(file))
    if len(matched.batches) != 1 or matched.batches[0].deviating or matched.missing:
        raise SystemExit("not every row was matched")
    return [
        Figure("read and matched", _milliseconds(lambda: service.match(service.open(file))),
               _milliseconds(lambda: _bare(bare, file)), most=MOST, absolute=True),
        Figure("read alone", _milliseconds(lambda: service.open(file)), _milliseconds(lambda: _cells(file))),
        *_booked(service, matched, bare, references),
    ]  # fmt: skip


def _booked(
    service: SettlementService, matched: Matching, bare: sqlite3.Connection, references: list[str]
) -> list[Figure]:
    """Run once, since a payout cannot be booked twice."""
    booking = _once(lambda: service.book(matched, matched.batches[0], PayoutTerms(), who="BH"))
    explaining = _milliseconds(lambda: service.explained(balanced_too=True))
    floor = _milliseconds(lambda: bare.execute("SELECT SUM(amount) FROM ledger_items GROUP BY order_number").fetchall())
    inserting = _once(lambda: _inserted(bare, references))
    return [
        Figure("booked, one voucher", booking, inserting),
        Figure("1931 explained by order", explaining, floor),
    ]


def _bare(bare: sqlite3.Connection, file: Path) -> int:
    """Read the cells, and query each reference."""
    references = [row[6] for row in _cells(file)[1:]]
    found: dict[str, int] = {}
    for at in range(0, len(references), PART):
        some = references[at : at + PART]
        marks = ",".join("?" * len(some))
        found |= bare.execute(
            f"SELECT reference, captured FROM payment_requests WHERE reference IN ({marks})", some
        ).fetchall()
    return len(found)


def _cells(file: Path) -> list[list[str]]:
    with file.open(encoding="cp1252", newline="") as text:
        return list(csv.reader(text, delimiter=";"))


def _inserted(bare: sqlite3.Connection, references: list[str]) -> None:
    """Insert the same items and events by the bare driver, into tables without triggers and indexes."""
    bare.execute("CREATE TABLE bare_items (voucher_id, position, account, order_number, reference, amount)")
    bare.execute("CREATE TABLE bare_rows (number, position, reference, gross, fee, settled, claim, mark)")
    bare.execute("CREATE TABLE bare_events (order_number, at, who, text, reference)")
    with bare:
        numbered = list(enumerate(references))
        bare.executemany("INSERT INTO bare_items VALUES (1, ?, 1931, ?, ?, 1)", [(at, at, ref) for at, ref in numbered])
        bare.executemany(
            "INSERT INTO bare_rows VALUES (1, ?, ?, 1, 1, 1, ?, ?)", [(at, ref, ref, ref) for at, ref in numbered]
        )
        bare.executemany("INSERT INTO bare_events VALUES (?, 'x', 'x', 'x', ?)", numbered)


def _milliseconds(call: Callable[[], object]) -> float:
    call()
    return median(_once(call) for _ in range(TIMES))


def _once(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _filled(store: SqlStore, rows: int) -> list[str]:
    """Add paid orders; returns the references of their payments."""
    line = OrderLine(unit_price=AMOUNT)
    with store.writing() as work:
        for number in range(20_000, 20_000 + rows):
            work.orders.add(Order(number, NOW.date(), lines=(line,), round_to_krona=False))
            request = work.requests.add(_request(number))
            work.requests.save(
                replace(request, captured=AMOUNT, paid_at=NOW, outcome=PaymentOutcome.PAID, settled_at=NOW)
            )
        work.commit()
    return [f"{number}-1" for number in range(20_000, 20_000 + rows)]


def _request(number: int) -> PaymentRequest:
    return PaymentRequest(
        0, number, 1, f"{number}-1", f"key-{number}", AMOUNT, "+46701740605", timedelta(hours=24), "store", NOW, "BH"
    )  # fmt: skip


def _write(file: Path, references: list[str]) -> None:
    with file.open("w", encoding="cp1252", newline="") as text:
        table = csv.writer(text, delimiter=";")
        table.writerow(TITLES)
        table.writerows(
            ["24396", "1681,00", "42,03", "1638,97", "2026-11-03", "5785585", reference] for reference in references
        )


if __name__ == "__main__":
    sys.exit(main())
