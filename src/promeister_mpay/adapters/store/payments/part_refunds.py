"""The part refunds of payment requests in the store; triggers keep their sum within what was captured."""

from collections.abc import Sequence
from dataclasses import asdict, fields

from sqlalchemy import bindparam, insert, select, update

from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import refunds
from promeister_mpay.domain.payments.part_refunds import PartRefund
from promeister_mpay.domain.payments.request import PaymentRequest

_COLUMNS = [refunds.c[field.name] for field in fields(PartRefund)]

# Built once: building the statement takes longer than running it.
_OF = (
    select(refunds.c.reference, *_COLUMNS)
    .where(refunds.c.reference.in_(bindparam("these", expanding=True)))
    .order_by(refunds.c.reference, refunds.c.credit_invoice)
)
_INSERT = insert(refunds)
_CHANGE = update(refunds).where(refunds.c.transaction_id == bindparam("this"))


class SqlPartRefunds:
    """The part refunds, read and written with their payment requests."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of(self, references: Sequence[str]) -> dict[str, tuple[PartRefund, ...]]:
        """The part refunds by payment reference, each in order."""
        found: dict[str, tuple[PartRefund, ...]] = dict.fromkeys(references, ())
        for row in self._transaction.rows(_OF, {"these": references}):
            refund = PartRefund(**{column.name: row[column.name] for column in _COLUMNS})
            found[row["reference"]] += (refund,)
        return found

    def save(self, request: PaymentRequest) -> None:
        """Insert or update the part refunds of a request."""
        for refund in request.refunds:
            row = asdict(refund)
            if not self._transaction.execute(_CHANGE, row | {"this": refund.transaction_id}).rowcount:
                self._transaction.execute(_INSERT, row | {"reference": request.reference})
