"""The part refunds of payment requests in the store; triggers keep their sum within what was captured."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from sqlalchemy import bindparam, insert, select, update

from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import refunds
from promeister_mpay.domain.payments.part_refunds import PartRefund
from promeister_mpay.domain.payments.request import PaymentRequest

_COLUMNS = [refunds.c[field.name] for field in fields(PartRefund)]

# Built once: to build such a statement takes longer than to run it.
_OF = (
    select(refunds.c.reference, *_COLUMNS)
    .where(refunds.c.reference.in_(bindparam("these", expanding=True)))
    .order_by(refunds.c.reference, refunds.c.credit_invoice)
)
_INSERT = insert(refunds)
_CHANGE = update(refunds).where(refunds.c.transaction_id == bindparam("this"))


class SqlPartRefunds:
    """What belongs to payment requests, and is read and written with them."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of(self, references: Sequence[str]) -> dict[str, tuple[PartRefund, ...]]:
        """Those of each of the payments with these references, in their order."""
        found: dict[str, tuple[PartRefund, ...]] = dict.fromkeys(references, ())
        for row in self._transaction.rows(_OF, {"these": references}):
            refund = PartRefund(**{column.name: row[column.name] for column in _COLUMNS})
            found[row["reference"]] += (refund,)
        return found

    def save(self, request: PaymentRequest) -> None:
        """Write those of a request, new or changed."""
        for refund in request.refunds:
            row = asdict(refund)
            if not self._transaction.execute(_CHANGE, row | {"this": refund.transaction_id}).rowcount:
                self._transaction.execute(_INSERT, row | {"reference": request.reference})
