"""Checks all that is booked: each chain of seals, each voucher's sums, each number (design §18; BFL 5:6–7).

A break is told where it is, and only there: a document is compared with the stored seal before it, so that what comes
after a changed document is not accused too.
"""

from collections.abc import Iterator

from sqlalchemy import func, literal, select, tuple_

from promeister_mpay.adapters.store.books import sealed_parts
from promeister_mpay.adapters.store.books.invoice_check import differing, paid_in_voucher
from promeister_mpay.adapters.store.books.sealed_parts import Parts, Row, event_parts, invoice_parts, voucher_parts
from promeister_mpay.adapters.store.books.spans import STEP, KeySpan, Rows, parts_of, spans
from promeister_mpay.adapters.store.books.totals import BookTotals
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import (
    invoice_lines,
    invoice_seals,
    invoices,
    ledger_items,
    number_gaps,
    voucher_rows,
    voucher_seals,
    vouchers,
)
from promeister_mpay.adapters.store.schema.tables import events
from promeister_mpay.domain.books.breaks import Break, Walked, numbering_break
from promeister_mpay.domain.books.seals import FIRST, INVOICES, Seal, difference, digest, event_chain, voucher_chain
from promeister_mpay.domain.books.vouchers import voucher_name

_INVOICE = (*sealed_parts.INVOICE, *sealed_parts.INVOICE_PERSONAL, "snapshot")
_VOUCHER = (*sealed_parts.VOUCHER, *sealed_parts.VOUCHER_PERSONAL)
_EVENT = ("id", *sealed_parts.EVENT, "seal")
_EVENTS = select(*(events.c[name] for name in _EVENT)).order_by(events.c.order_number, events.c.id).limit(STEP)
UNREADABLE = "innehållet kan inte läsas"
_DOCUMENT_GONE = "är borttagen: kontrollvärdet finns kvar"


class SqlProof:
    """See `services.ports.proof.Proof`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def size(self) -> int:
        """How many documents there are to walk."""
        tables = (invoices, vouchers, events)
        return sum(int(self._transaction.value(select(func.count()).select_from(table)) or 0) for table in tables)

    def walk(self) -> Iterator[Walked]:
        """Invoices, vouchers and events, then what holds them together."""
        gaps: dict[str, dict[int, int]] = {}
        for row in self._transaction.rows(select(number_gaps).order_by(number_gaps.c.goes_on_at)):
            gaps.setdefault(row["series"], {})[row["last_known"]] = row["goes_on_at"]
        walkers = InvoiceWalk(self._transaction, gaps), VoucherWalk(self._transaction, gaps)
        for walker in walkers:
            yield from walker.walk()
        yield from EventWalk(self._transaction).walk()
        yield Walked(0, tuple(BookTotals(self._transaction, gaps).breaks()))


Gaps = dict[str, dict[int, int]]


class InvoiceWalk:
    """The chain of invoices and credit invoices, their rows and their vouchers."""

    def __init__(self, transaction: Transaction, gaps: Gaps) -> None:
        self._transaction = transaction
        self._gaps = gaps.get("invoice", {})
        self._before, self._last = FIRST, None

    def walk(self) -> Iterator[Walked]:
        """Walk through all."""
        for span in spans(self._transaction, invoices, _INVOICE, "number"):
            yield Walked(len(span.rows), tuple(self._of_span(span)))

    def _of_span(self, span: KeySpan) -> Iterator[Break]:
        lines = parts_of(self._transaction, invoice_lines, "invoice_number", span)
        seals = parts_of(self._transaction, invoice_seals, "number", span)
        paid = paid_in_voucher(self._transaction, span)
        for row in span.rows:
            number = row["number"]
            for what in self._of_one(row, lines.get(number, ()), seals.get(number, ())):
                yield Break(f"Faktura {number}", what)
            if paid.get(number, [0]) != [row["to_pay"]]:
                yield Break(f"Faktura {number}", "summan är inte den i verifikationen")
        for number in sorted(seals.keys() - {row["number"] for row in span.rows}):
            yield Break(f"Faktura {number}", _DOCUMENT_GONE)

    def _of_one(self, row: Row, lines: Rows, seals: Rows) -> Iterator[str]:
        yield from filter(None, [numbering_break(row["number"], self._last, self._gaps)])
        self._last = row["number"]
        try:
            parts = invoice_parts(row, lines)
        except (ValueError, TypeError, AttributeError):
            yield UNREADABLE
        else:
            yield from _broken(seals, INVOICES, self._before, parts)
            yield from differing(row, lines)
        self._before = seals[0]["digest"] if seals else FIRST


class VoucherWalk:
    """The chains of vouchers, their rows and ledger items."""

    def __init__(self, transaction: Transaction, gaps: Gaps) -> None:
        self._transaction = transaction
        self._gaps = gaps
        self._last: dict[str, int] = {}
        self._before: dict[str, str] = {}

    def walk(self) -> Iterator[Walked]:
        """Walk through all, in the order of registration."""
        for span in spans(self._transaction, vouchers, _VOUCHER, "id"):
            yield Walked(len(span.rows), tuple(self._of_span(span)))

    def _of_span(self, span: KeySpan) -> Iterator[Break]:
        tables = (voucher_rows, ledger_items, voucher_seals)
        rows, items, seals = (parts_of(self._transaction, table, "voucher_id", span) for table in tables)
        for row in span.rows:
            this = row["id"]
            place = f"Verifikation {voucher_name(row['series'], row['number'])} ({row['year'].year})"
            parts = rows.get(this, ()), items.get(this, ())
            for what in (*self._numbering(row), *self._sealed(row, *parts, seals.get(this, ())), *_sums(row, *parts)):
                yield Break(place, what)
        for gone in sorted(seals.keys() - {row["id"] for row in span.rows}):
            yield Break(f"Verifikation med löpnummer {gone}", _DOCUMENT_GONE)

    def _numbering(self, row: Row) -> Iterator[str]:
        for series, number in (("voucher", row["id"]), (f"series:{row['series']}:{row['year']}", row["number"])):
            yield from filter(None, [numbering_break(number, self._last.get(series, 0), self._gaps.get(series, {}))])
            self._last[series] = number

    def _sealed(self, row: Row, rows: Rows, items: Rows, seals: Rows) -> Iterator[str]:
        chain = voucher_chain(row["series"], row["year"])
        yield from _broken(seals, chain, self._before.get(chain, FIRST), voucher_parts(row, rows, items))
        self._before[chain] = seals[0]["digest"] if seals else FIRST


class EventWalk:
    """The chains of events, order by order."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._order: int | None = None
        self._before = FIRST

    def walk(self) -> Iterator[Walked]:
        """Walk through all."""
        place, query = tuple_(events.c.order_number, events.c.id), _EVENTS
        while rows := self._transaction.rows(query):
            yield Walked(len(rows), tuple(self._breaks(rows)))
            last = tuple_(literal(rows[-1]["order_number"]), literal(rows[-1]["id"]))
            query = _EVENTS.where(place > last)

    def _breaks(self, rows: Rows) -> Iterator[Break]:
        for row in rows:
            order = row["order_number"]
            if order != self._order:
                self._order, self._before = order, FIRST
            if digest(event_chain(order), self._before, event_parts(row)) != row["seal"]:
                whose = f"order {order}" if order else "verkstaden"
                moment = f"{row['at'].astimezone():%Y-%m-%d %H:%M}"
                what = "händelsen är ändrad eller tillagd, eller den före är borttagen"
                yield Break(f"Händelse {row['id']} för {whose}, {moment}", what)
            self._before = row["seal"]


def _broken(seals: Rows, chain: str, before: str, parts: Parts) -> Iterator[str]:
    stored = Seal(seals[0]["digest"], seals[0]["personal"], seals[0]["salt"]) if seals else None
    yield from filter(None, [difference(stored, chain, before, parts)])


def _sums(row: Row, rows: Rows, items: Rows) -> Iterator[str]:
    """Whether a voucher balances, with the sum and the day that it says, and its items make up their rows."""
    if sum(each["amount"] for each in rows) or not rows:
        yield "verifikationen balanserar inte"
    if row["amount"] != sum(max(each["amount"], 0) for each in rows):
        yield "summan är inte radernas"
    if any(each["event_date"] != row["event_date"] for each in rows):
        yield "raderna har en annan dag"
    accounts = {each["account"] for each in items}
    if any(_on(account, rows) != _on(account, items) for account in accounts):
        yield "reskontran stämmer inte med raderna"


def _on(account: int, parts: Rows) -> int:
    return sum(each["amount"] for each in parts if each["account"] == account)
