"""The payouts in the store. Rows are inserted before their payout; triggers then refuse any change."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, insert, select

from promeister_mpay.adapters.store.database.errors import as_damage
from promeister_mpay.adapters.store.database.number_series import draw
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import vouchers
from promeister_mpay.adapters.store.schema.settlement import payout_rows, payouts
from promeister_mpay.adapters.store.settlement.open_items import (
    in_parts,
    open_items_by_name,
    outstanding_open_items,
    settlements,
)
from promeister_mpay.domain.lists.columns import forms
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.domain.search import search_text
from promeister_mpay.domain.settlement.matching import OpenItem, OpenItemKind, OpenItems, PayoutBatchHistory, RowHistory
from promeister_mpay.domain.settlement.payouts import Payout, PayoutRow
from promeister_mpay.errors import NotFoundError

_PAYOUT, _ROW = payouts.c, payout_rows.c
_PLAIN = ("number", "part", "posted_on", "gross", "fee", "vat", "net", "difference_account", "file", "digest")

# Built once: building the statement takes longer than running it.
_INSERT, _INSERT_ROWS = insert(payouts), insert(payout_rows)
_GET = select(*(_PAYOUT[name] for name in _PLAIN), _PAYOUT.bundle.label("batch_number")).where(
    _PAYOUT.number == bindparam("this")
)
_CORRECTING = vouchers.alias("correcting")
_BATCH_HISTORY = (
    select(_PAYOUT.bundle, func.max(_PAYOUT.part).label("parts"), func.count(_CORRECTING.c.id).label("taken_back"))
    .outerjoin(_CORRECTING, _CORRECTING.c.corrects == _PAYOUT.voucher_id)
    .group_by(_PAYOUT.bundle)
)
_ROWS = select(payout_rows).where(_ROW.payout_number == bindparam("this")).order_by(_ROW.position)


class SqlPayouts:
    """See `services.ports.Payouts`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def next_number(self) -> int:
        """Draw the next number, inside the transaction; other transactions that book a payout wait until it ends."""
        number = draw(self._transaction, "payout")
        self._transaction.drop_unsealed(number, _ROW.payout_number)
        return number

    def open_items(self, names: Collection[str]) -> OpenItems:
        """The items that names in a file may mean, settled or not: by reference, payment or transaction id, number."""
        return open_items_by_name(self._transaction, names)

    def outstanding(self) -> Sequence[OpenItem]:
        """Every completed payment and refund that no payout has settled."""
        return outstanding_open_items(self._transaction)

    def history(self, marks: Collection[str]) -> Mapping[str, RowHistory]:
        """Earlier settlements of file rows, by mark; unknown rows are left out."""
        return {
            mark: RowHistory(found.standing, found.times)
            for mark, found in settlements(self._transaction, _ROW.mark, marks).items()
        }

    def batch_history(self, numbers: Collection[str]) -> Mapping[str, PayoutBatchHistory]:
        """Earlier bookings of each Resurs payout number; unknown numbers are left out."""
        return {
            row["bundle"]: PayoutBatchHistory(row["parts"], row["parts"] - row["taken_back"])
            for row in in_parts(self._transaction, lambda some: _BATCH_HISTORY.where(_PAYOUT.bundle.in_(some)), numbers)
        }

    def add(self, payout: Payout, *, bank: int, voucher_id: int | None, who: str, at: datetime) -> None:
        """Insert the payout with its rows; `bank` is the account of the net amount in its voucher.

        What does not add up to its voucher, or is settled already, raises `StoreError`.
        """
        self._transaction.execute(
            _INSERT_ROWS, [_row_of(payout.number, position, row) for position, row in enumerate(payout.rows)]
        )
        shown = {name: getattr(payout, name) for name in _PLAIN}
        shown |= {"bundle": payout.batch_number, "bank": bank, "voucher_id": voucher_id}
        shown |= {"created_at": at, "created_by": who}
        shown |= forms(ListKind.PAYOUTS, shown)
        self._transaction.execute(_INSERT, shown | {"search": search_text(payout.batch_number, payout.file)})

    def get(self, number: int) -> Payout:
        """The booked payout; raises `NotFoundError`."""
        found = self._transaction.first(_GET, {"this": number})
        if found is None:
            raise NotFoundError(f"Utbetalning {number} finns inte.")
        rows = self._transaction.rows(_ROWS, {"this": number})
        return Payout(**found, rows=tuple(_read_row(row, found) for row in rows))


def _row_of(number: int, position: int, row: PayoutRow) -> dict[str, Any]:
    open_item = row.open_item
    return {
        "payout_number": number,
        "position": position,
        "line": row.line,
        "reference": row.reference,
        "gross": row.gross,
        "fee": row.fee,
        "settled": row.settled,
        "claim_kind": open_item and open_item.kind,
        "claim": open_item and open_item.key,
        "order_number": open_item and open_item.order_number,
        "booked_as": open_item and open_item.reference,
        "account": open_item and open_item.account,
        "mark": row.mark or None,
        "times": row.times,
    }


def _read_row(row: RowMapping, payout: RowMapping) -> PayoutRow:
    with as_damage():
        return _row_from(row, payout)


def _row_from(row: RowMapping, payout: RowMapping) -> PayoutRow:
    open_item = None
    if row["claim"] is not None:
        open_item = OpenItem(
            OpenItemKind(row["claim_kind"]),
            row["claim"],
            row["order_number"],
            row["booked_as"],
            row["settled"],
            payout["posted_on"],
            row["account"],
        )
    return PayoutRow(
        row["reference"],
        row["gross"],
        row["fee"],
        row["settled"],
        open_item,
        row["line"],
        row["mark"] or "",
        row["times"],
    )
