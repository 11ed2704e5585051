"""Splits an account's balance by order."""

from collections.abc import Sequence

from sqlalchemy import case, func, or_, select

from promeister_mpay.adapters.store.database.checked_sums import NAME, checked, damaged
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import ledger_items, vouchers
from promeister_mpay.adapters.store.schema.settlement import payout_rows
from promeister_mpay.domain.books.vouchers import DocumentKind
from promeister_mpay.domain.settlement.clearing import ClearingLine

_ITEM = ledger_items.c


class SqlClearing:
    """See `services.ports.Clearing`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def settled_accounts(self) -> Sequence[int]:
        """Every account with items that payouts have settled."""
        rows = select(payout_rows.c.account).where(payout_rows.c.account.is_not(None)).distinct()
        return sorted(int(row["account"]) for row in self._transaction.rows(rows))

    def by_order(self, account: int, *, balanced_too: bool = False) -> Sequence[ClearingLine]:
        """An account's balance by order, the longest unchanged first; balances of zero only with `balanced_too`.

        A voucher without an invoice belongs to a payout: only payouts are corrected by a voucher.
        """
        of_invoice = vouchers.c.document_kind == DocumentKind.INVOICE
        booked = func.sum(case((of_invoice & (_ITEM.amount > 0), _ITEM.amount), else_=0))
        credited = func.sum(case((of_invoice & (_ITEM.amount < 0), -_ITEM.amount), else_=0))
        paid_out = func.sum(case((of_invoice, 0), else_=-_ITEM.amount))
        since = func.max(vouchers.c.event_date)
        bad = damaged(_ITEM.amount, is_sqlite=self._transaction.is_sqlite)
        sums = (booked.label("booked"), credited.label("credited"), paid_out.label("paid_out"), since.label("since"))
        lines = (
            select(_ITEM.account, _ITEM.order_number, _ITEM.reference, *sums, bad)
            .join(vouchers, vouchers.c.id == _ITEM.voucher_id)
            .where(_ITEM.account == account)
            .group_by(_ITEM.account, _ITEM.order_number, _ITEM.reference)
            .order_by(since, _ITEM.order_number, _ITEM.reference)
        )
        if not balanced_too:
            # What is damaged may sum up to zero, and must be read all the same.
            lines = lines.having(or_(func.sum(_ITEM.amount) != 0, bad.element > 0))
        # PostgreSQL gives sums of whole numbers as decimals.
        whole = ("booked", "credited", "paid_out")
        found = [dict(checked(row)) for row in self._transaction.rows(lines)]
        rows = ({name: value for name, value in row.items() if name != NAME} for row in found)
        return [ClearingLine(**row | {name: int(row[name]) for name in whole}) for row in rows]
