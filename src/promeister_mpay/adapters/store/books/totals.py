"""What holds the books together: the last numbers given out, the SIE files' heads, payouts, logos, the store's mark."""

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import ColumnElement, ScalarSelect, func, select, text

from promeister_mpay.adapters.store.books.chain_heads import voucher_digest
from promeister_mpay.adapters.store.database.mark import read_mark, series_of
from promeister_mpay.adapters.store.database.store_file import heads_at
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import (
    batch_vouchers,
    batches,
    invoices,
    pictures,
    voucher_rows,
    vouchers,
)
from promeister_mpay.adapters.store.schema.settlement import payouts
from promeister_mpay.adapters.store.schema.tables import counters, events
from promeister_mpay.domain.books.breaks import Break
from promeister_mpay.domain.books.sie import heads_in

BEGINNING = 20_000
"""Bytes of a SIE file in which its head stands."""
_NAMES: Mapping[str, tuple[str, ColumnElement[int]]] = {
    "invoice": ("Fakturor", invoices.c.number),
    "voucher": ("Verifikationer", vouchers.c.id),
    "batch": ("SIE-filer", batches.c.id),
    "payout": ("Utbetalningar", payouts.c.number),
}
"""The series without gaps, by the names of their counters, and the numbers that they gave out."""


class BookTotals:
    """Checks what no single chain tells; `gaps` are the declared ones of each series."""

    def __init__(self, transaction: Transaction, gaps: Mapping[str, Mapping[int, int]]) -> None:
        self._transaction = transaction
        self._gaps = gaps

    def breaks(self) -> Iterator[Break]:
        """Everything that is found."""
        yield from self._newest()
        yield from self._newest_event()
        yield from self._payouts()
        yield from self._batches()
        yield from self._pictures()
        yield from self._mark()

    def _newest(self) -> Iterator[Break]:
        """The last number of each series must be there: the counter is raised in the transaction that books it."""
        for row in self._transaction.rows(select(counters)):
            found = self._last(row["name"])
            if found is None:
                continue
            name, last = found
            if row["value"] != self._gaps.get(row["name"], {}).get(last, last + 1) - 1:
                yield Break(name, f"nummer {row['value']} är utgivet, men det sista som finns är {last}")

    def _last(self, series: str) -> tuple[str, int] | None:
        if series in _NAMES:
            name, column = _NAMES[series]
            return name, int(self._transaction.value(select(func.max(column))) or 0)
        place = series_of(series)
        if place is None:
            return None
        of_series = select(func.max(vouchers.c.number)).where(
            vouchers.c.series == place[0], vouchers.c.year == place[1]
        )
        return f"Verifikationsserie {place[0]} ({place[1].year})", int(self._transaction.value(of_series) or 0)

    def _newest_event(self) -> Iterator[Break]:
        """SQLite remembers the last event's number; a server's sequence may have gaps, so there it tells nothing."""
        if not self._transaction.is_sqlite:
            return
        given = self._transaction.value(text("SELECT seq FROM sqlite_sequence WHERE name = 'events'")) or 0
        last = self._transaction.value(select(func.max(events.c.id))) or 0
        if given != last:
            yield Break("Händelser", f"händelse {given} har funnits, men den sista som finns är {last}")

    def _payouts(self) -> Iterator[Break]:
        wrong = select(payouts.c.number).where(payouts.c.voucher_id.is_not(None), payouts.c.net != _on_bank())
        for row in self._transaction.rows(wrong):
            yield Break(f"Utbetalning {row['number']}", "beloppet till banken är inte det i verifikationen")

    def _batches(self) -> Iterator[Break]:
        columns = (batches.c.id, batches.c.year, batches.c.file_name, batches.c.vouchers, batches.c.content)
        counted = select(func.count()).where(batch_vouchers.c.batch_id == batches.c.id).scalar_subquery()
        for row in self._transaction.stream(select(*columns, counted.label("linked")).order_by(batches.c.id)):
            _, year, name, said, content, linked = row
            if said != linked:
                yield Break(f"SIE-fil {name}", f"säger {said} verifikationer, men {linked} hör till den")
            for head in heads_in(_beginning(content)):
                if voucher_digest(self._transaction, head.series, year, head.number) != head.digest:
                    what = f"verifikation {head.series} {head.number} är inte den som fanns när filen gjordes"
                    yield Break(f"SIE-fil {name}", what)

    def _pictures(self) -> Iterator[Break]:
        for key, content in self._transaction.stream(select(pictures.c.key, pictures.c.content)):
            if hashlib.sha256(content.encode()).hexdigest() != key:
                yield Break(f"Logotyp {key[:8]}", "bilden på fakturorna är utbytt")

    def _mark(self) -> Iterator[Break]:
        """The seals that the store had when it was last used, which lie beside the file and among the copies."""
        mark = read_mark(Path(self._path())) if self._transaction.is_sqlite else None
        known = mark.heads if mark else {}
        numbers = {series: number for series, (number, _) in known.items()}
        there = heads_at(self._transaction.connection.exec_driver_sql, numbers)
        for series, (number, digest) in known.items():
            if there.get(series) != (number, digest):
                found = self._last(series)
                what = f"nummer {number} är inte det som databasen hade när den senast användes här"
                yield Break(found[0] if found else series, what)

    def _path(self) -> str:
        return str(self._transaction.value(text("SELECT file FROM pragma_database_list WHERE name = 'main'")))


def _on_bank() -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.sum(voucher_rows.c.amount), 0))
        .where(voucher_rows.c.voucher_id == payouts.c.voucher_id, voucher_rows.c.account == payouts.c.bank)
        .scalar_subquery()
    )


def _beginning(content: bytes) -> str:
    try:
        return zlib.decompressobj().decompress(content, BEGINNING).decode("cp437")
    except zlib.error:
        return ""
