"""Finds open items for a payout: payments and refunds, by every name that a settlement file may use."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, literal, or_, select

from promeister_mpay.adapters.store.database.errors import DAMAGED
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import invoices, ledger_items, refunds, vouchers
from promeister_mpay.adapters.store.schema.settlement import payout_rows, payouts
from promeister_mpay.adapters.store.schema.tables import payment_requests
from promeister_mpay.domain.books.vouchers import DocumentKind
from promeister_mpay.domain.payments.part_refunds import RefundOutcome
from promeister_mpay.domain.settlement.matching import OpenItem, OpenItemKind, OpenItems, Settled, reference_key
from promeister_mpay.errors import StoreError

_REQUEST, _ROW, _PAYOUT = payment_requests.c, payout_rows.c, payouts.c
_MOST_VALUES = 500
"""The most values in one statement: both databases accept thousands, but plan them slowly."""
_CAPTURE, _REFUND = "C-", "R-"
_COLUMNS = tuple(
    _REQUEST[name]
    for name in (
        "order_number", "reference", "payment_id", "captured", "refunded", "created_at", "paid_at", "settled_at",
    )
)  # fmt: skip
_REFERENCE = select(refunds.c.reference)
_PARTS = select(*(refunds.c[name] for name in ("reference", "transaction_id", "amount", "outcome", "settled_at")))
_CORRECTING = vouchers.alias("correcting")
_SETTLING = (
    select(
        _ROW.claim_kind, _ROW.claim, _ROW.mark, _PAYOUT.number, _PAYOUT.bundle, _PAYOUT.file,
        vouchers.c.series, vouchers.c.number.label("voucher"), _CORRECTING.c.id.label("corrected_by"),
    )
    .select_from(payout_rows)
    .join(payouts, _PAYOUT.number == _ROW.payout_number)
    .outerjoin(vouchers, vouchers.c.id == _PAYOUT.voucher_id)
    .outerjoin(_CORRECTING, _CORRECTING.c.corrects == _PAYOUT.voucher_id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settlement:
    """How payouts have settled one open item or file row: the valid settlement, and the number taken back."""

    standing: Settled | None
    times: int


def in_parts(
    transaction: Transaction, statement: Callable[[Sequence[Any]], Select[Any]], values: Collection[Any]
) -> Iterator[RowMapping]:
    """Yield the rows of a statement for many values, split into several queries."""
    listed = sorted(set(values))
    for at in range(0, len(listed), _MOST_VALUES):
        yield from transaction.rows(statement(listed[at : at + _MOST_VALUES]))


def settlements(transaction: Transaction, column: ColumnElement[Any], values: Collection[str]) -> dict[Any, Settlement]:
    """The settlements of open items (by kind and key) or of file rows (by mark), as `column` says."""
    by_open_item = column is _ROW.claim
    # The index of open items begins with their kind.
    kinds = (_ROW.claim_kind.in_(list(OpenItemKind)),) if by_open_item else ()
    found: dict[Any, list[RowMapping]] = defaultdict(list)
    for row in in_parts(transaction, lambda some: _SETTLING.where(*kinds, column.in_(some)), values):
        found[(row["claim_kind"], row["claim"]) if by_open_item else row["mark"]].append(row)
    return {key: _settlement(rows) for key, rows in found.items()}


def _settlement(rows: Sequence[RowMapping]) -> Settlement:
    stands = [row for row in rows if row["corrected_by"] is None]
    return Settlement(_settled(stands[0]) if stands else None, len(rows) - len(stands))


def _settled(row: RowMapping) -> Settled:
    voucher = f"{row['series']} {row['voucher']}" if row["voucher"] else ""
    return Settled(row["number"], voucher, row["bundle"], from_file=bool(row["file"]))


# -- by the names in a file


def open_items_by_name(transaction: Transaction, names: Collection[str]) -> OpenItems:
    """The open items that each name may mean, by `reference_key`; unknown names are left out."""
    requests = _named_requests(transaction, names)
    documents = _documents(transaction, {row["order_number"] for row in requests})
    keys = {reference_key(name) for name in names}
    found: dict[str, list[OpenItem]] = defaultdict(list)
    for row, open_items in zip(requests, _with_settlements(transaction, requests, documents), strict=True):
        for name in _names(row, documents) & keys:
            found[name] += open_items
        for open_item in open_items:
            if open_item.kind is OpenItemKind.REFUND and reference_key(open_item.key) in keys:
                found[reference_key(open_item.key)].append(open_item)
    return found


def _named_requests(transaction: Transaction, names: Collection[str]) -> list[RowMapping]:
    """Requests by reference (also with the prefix of a transaction id), payment id, order or invoice number."""
    numbers = {int(name) for name in names if name.isascii() and name.isdigit() and len(name) <= 18}
    invoiced = in_parts(
        transaction,
        lambda some: select(invoices.c.payment_reference).where(invoices.c.number.in_(some)),
        numbers,
    )
    references = {name.removeprefix(_CAPTURE) for name in names} | {name.removeprefix(_REFUND) for name in names}
    references |= {row["payment_reference"] for row in invoiced} - {""}
    rows = _found(transaction, _REQUEST.reference, references)
    # Most files use references; only a name that is none of ours can be another kind of name.
    others = {name for name in names if name not in rows}
    by_part = in_parts(transaction, lambda some: _REFERENCE.where(refunds.c.transaction_id.in_(some)), others)
    rows |= _found(transaction, _REQUEST.reference, {row["reference"] for row in by_part})
    rows |= _found(transaction, _REQUEST.payment_id, {name for given in others for name in (given, given.lower())})
    rows |= _found(transaction, _REQUEST.order_number, numbers)
    return list(rows.values())


def _found(transaction: Transaction, column: ColumnElement[Any], values: Collection[Any]) -> dict[str, RowMapping]:
    """Requests by their references."""
    rows = in_parts(transaction, lambda some: _requests(column.in_(some)), {value for value in values if value})
    return {row["reference"]: row for row in rows}


def _requests(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(*_COLUMNS).where(*conditions)


def _names(row: RowMapping, documents: "dict[str, _Documents]") -> set[str]:
    names = {row["reference"], row["payment_id"], _CAPTURE + row["reference"], str(row["order_number"])}
    if row["reference"] in documents:
        names |= {str(number) for number in documents[row["reference"]].numbers}
    return {reference_key(name) for name in names if name}


# -- not settled yet


def outstanding_open_items(transaction: Transaction) -> list[OpenItem]:
    """Every completed payment and refund that no payout has settled."""
    waiting = _requests(
        _REQUEST.captured > 0,
        or_(
            ~_is_settled(OpenItemKind.PAYMENT, _REQUEST.reference),
            and_(_REQUEST.refunded > 0, ~_is_settled(OpenItemKind.REFUND, literal(_REFUND) + _REQUEST.reference)),
            _REQUEST.reference.in_(_REFERENCE.where(~_is_settled(OpenItemKind.REFUND, refunds.c.transaction_id))),
        ),
    )
    requests = list(transaction.rows(waiting))
    documents = _documents(transaction, {row["order_number"] for row in requests})
    found = _with_settlements(transaction, requests, documents)
    return [
        open_item for open_items in found for open_item in open_items if open_item.amount and open_item.settled is None
    ]


def _is_settled(kind: OpenItemKind, key: ColumnElement[Any]) -> ColumnElement[bool]:
    taken_back = select(_CORRECTING.c.id).where(_CORRECTING.c.corrects == _PAYOUT.voucher_id).exists()
    rows = select(_ROW.claim).join(payouts, _PAYOUT.number == _ROW.payout_number)
    return rows.where(_ROW.claim_kind == kind, _ROW.claim == key, ~taken_back).exists()


# -- the items of a request


@dataclass(slots=True)
class _Documents:
    """The invoices of a payment, and the account of each."""

    numbers: set[int]
    account: int


def _documents(transaction: Transaction, orders: Collection[int]) -> dict[str, _Documents]:
    """By the payment's reference."""

    def of_orders(some: Sequence[int]) -> Select[Any]:
        booked = and_(vouchers.c.document_kind == DocumentKind.INVOICE, vouchers.c.document == invoices.c.number)
        rows = select(invoices.c.number, invoices.c.payment_reference, ledger_items.c.account).select_from(invoices)
        rows = rows.join(vouchers, booked).join(ledger_items, ledger_items.c.voucher_id == vouchers.c.id)
        return rows.where(invoices.c.order_number.in_(some), invoices.c.payment_reference != "")

    found: dict[str, _Documents] = {}
    for row in in_parts(transaction, of_orders, orders):
        known = found.setdefault(row["payment_reference"], _Documents(set(), row["account"]))
        known.numbers.add(row["number"])
    return found


def _with_settlements(
    transaction: Transaction, requests: Sequence[RowMapping], documents: dict[str, _Documents]
) -> list[list[OpenItem]]:
    """The open items of each request, with their settlements."""
    parts: dict[str, list[RowMapping]] = defaultdict(list)
    for part in in_parts(
        transaction,
        lambda some: _PARTS.where(refunds.c.reference.in_(some)),
        {row["reference"] for row in requests if row["refunded"]},
    ):
        parts[part["reference"]].append(part)
    made = [list(_open_items_of(row, documents.get(row["reference"]), parts[row["reference"]])) for row in requests]
    done = settlements(
        transaction, _ROW.claim, {open_item.key for open_items in made for open_item in open_items if open_item.amount}
    )
    return [
        [_with_settlement(open_item, done.get(open_item.identity)) for open_item in open_items] for open_items in made
    ]


def _with_settlement(open_item: OpenItem, done: Settlement | None) -> OpenItem:
    return replace(open_item, settled=done.standing, times=done.times) if done else open_item


def _open_items_of(row: RowMapping, documents: _Documents | None, parts: Sequence[RowMapping]) -> Iterable[OpenItem]:
    """The payment, each part refund and the remaining refund; the amount is 0 for what is not confirmed."""
    account = documents.account if documents else None
    reference, order = row["reference"], row["order_number"]
    paid = _day(row["paid_at"] or row["created_at"])
    back = _day(row["settled_at"] or row["created_at"]) if row["refunded"] else paid
    done = [part for part in parts if part["outcome"] is RefundOutcome.DONE]
    if any(part["settled_at"] is None for part in done):
        raise StoreError(DAMAGED)
    yield OpenItem(OpenItemKind.PAYMENT, reference, order, reference, row["captured"], paid, account)
    for part in done:
        key, on = part["transaction_id"], _day(part["settled_at"])
        yield OpenItem(OpenItemKind.REFUND, key, order, reference, -part["amount"], on, account)
    rest = row["refunded"] - sum(part["amount"] for part in done)
    yield OpenItem(OpenItemKind.REFUND, _REFUND + reference, order, reference, -rest, back, account)


def _day(moment: datetime) -> date:
    return moment.astimezone().date()
