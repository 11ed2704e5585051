"""The payment requests in the store, with leases that allow one program at a time to advance a request."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, false, func, insert, or_, select, update

from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.payments.part_refunds import SqlPartRefunds
from promeister_mpay.adapters.store.schema.tables import payment_requests
from promeister_mpay.domain.payments.part_refunds import PartRefund
from promeister_mpay.domain.payments.request import Call, Lease, PaymentOutcome, PaymentRequest, Refusal
from promeister_mpay.domain.payments.safety_times import LONGEST_PAUSE
from promeister_mpay.errors import NotFoundError

_REQUEST = payment_requests.c
_PLAIN = [field.name for field in fields(PaymentRequest) if field.name not in ("id", "call", "refusal", "refunds")]
_CALL = [field.name for field in fields(Call)]
_REFUSAL = [field.name for field in fields(Refusal)]
_COLUMNS = [
    _REQUEST.id,
    *(_REQUEST[name] for name in _PLAIN),
    *(_REQUEST[f"call_{name}"] for name in _CALL),
    *(_REQUEST[f"refusal_{name}"] for name in _REFUSAL),
]
_UNSETTLED = _REQUEST.outcome.is_(None)
_LOOKED_AT_AGAIN = (_REQUEST.outcome.is_not(None), _REQUEST.next_check_at.is_not(None))
"""In the very words of their index."""

# Built once: building the statement takes longer than running it. The values to set come as parameters.
_INSERT = insert(payment_requests).returning(_REQUEST.id)
_GET = select(*_COLUMNS).where(_REQUEST.id == bindparam("this"))
_SAVE = update(payment_requests).where(_REQUEST.id == bindparam("this"))


class SqlPaymentRequests:
    """See `services.ports.PaymentRequests`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._refunds = SqlPartRefunds(transaction)

    def next_attempt(self, order_number: int) -> int:
        """The number of the order's next request, from 1."""
        last = select(func.max(_REQUEST.attempt)).where(_REQUEST.order_number == order_number)
        return (self._transaction.value(last) or 0) + 1

    def add(self, request: PaymentRequest) -> PaymentRequest:
        """Insert (its `id` is ignored) and give it with its id.

        A second that holds the order raises `OrderLocked`; an amount that is not the order's, `StoreError` (I1).
        """
        return replace(request, id=int(self._transaction.value(_INSERT, _row(request))))

    def get(self, request_id: int) -> PaymentRequest:
        """The request; raises `NotFoundError`. In a writing unit of work its row is locked until the end."""
        row = self._transaction.first(self._transaction.locking(_GET), {"this": request_id})
        if row is None:
            raise NotFoundError(f"Betalnings-SMS nr {request_id} finns inte.")
        return self._requests([row])[0]

    def save(self, request: PaymentRequest) -> None:
        """Write all its fields, and its part refunds; more of those than was captured raises `StoreError`.

        `StoreError` also if amount, reference, key or order differ, or VOID is to be COLLECT.
        """
        written = self._transaction.execute(_SAVE, _row(request) | {"this": request.id})
        if not written.rowcount:
            raise NotFoundError(f"Betalnings-SMS nr {request.id} finns inte.")
        self._refunds.save(request)

    def of_order(self, order_number: int) -> list[PaymentRequest]:
        """All requests of an order, oldest first."""
        all_of_it = select(*_COLUMNS).where(_REQUEST.order_number == order_number).order_by(_REQUEST.attempt)
        return self._requests(self._transaction.rows(all_of_it))

    def _requests(self, rows: Sequence[RowMapping]) -> list[PaymentRequest]:
        refunds = self._refunds.of([row["reference"] for row in rows])
        return [_request(row, refunds[row["reference"]]) for row in rows]

    def due(self, now: datetime, *, most: int) -> list[int]:
        """Ids of requests whose next check is due: unsettled before ended, and the longest due first.

        An unsettled request that was never checked is due, and so is one whose check lies further ahead than the
        longest pause: the clock was put right since.
        """
        too_far = _REQUEST.next_check_at > now + LONGEST_PAUSE
        is_due = or_(_REQUEST.next_check_at.is_(None), _REQUEST.next_check_at <= now, too_far)
        first = (_REQUEST.next_check_at.asc().nulls_first(), _REQUEST.id)
        waiting = select(_REQUEST.id).where(_UNSETTLED, is_due).order_by(*first)
        ended = select(_REQUEST.id).where(*_LOOKED_AT_AGAIN, _REQUEST.next_check_at <= now).order_by(*first)
        found = [row["id"] for row in self._transaction.rows(waiting.limit(most))]
        return found + [row["id"] for row in self._transaction.rows(ended.limit(most - len(found)))]

    def next_due(self) -> datetime | None:
        """The time (UTC) when the next check of a request is due, or None when no request is watched."""
        look = func.coalesce(_REQUEST.next_check_at, _REQUEST.created_at)
        moments = [self._soonest(look, _UNSETTLED), self._soonest(_REQUEST.next_check_at, *_LOOKED_AT_AGAIN)]
        return min((moment for moment in moments if moment), default=None)

    def has_watched(self) -> bool:
        """See the port."""
        paid = and_(_REQUEST.outcome == PaymentOutcome.PAID, *_LOOKED_AT_AGAIN)
        found = [select(_REQUEST.id).where(which).limit(1) for which in (_UNSETTLED, paid)]
        return any(self._transaction.value(each) is not None for each in found)

    def _soonest(self, look: ColumnElement[Any], *which: ColumnElement[bool]) -> datetime | None:
        moment: datetime | None = self._transaction.value(
            select(func.min(look, type_=_REQUEST.created_at.type)).where(*which)
        )
        return moment

    def take_lease(self, request_id: int, lease: Lease, *, over: Lease | None = None) -> bool:
        """Take or renew the lease of this request, also from `over`, which has run out; False if another has it."""
        ran_out = and_(_REQUEST.lease_owner == over.owner, _REQUEST.lease_until == over.until) if over else false()
        free = or_(_REQUEST.lease_owner.in_(("", lease.owner)), ran_out)
        this = update(payment_requests).where(_REQUEST.id == request_id, free)
        return self._transaction.execute(this.values(lease_owner=lease.owner, lease_until=lease.until)).rowcount == 1

    def give_lease(self, request_id: int, *, owner: str) -> None:
        """Release the lease, if `owner` has it."""
        this = update(payment_requests).where(_REQUEST.id == request_id, _REQUEST.lease_owner == owner)
        self._transaction.execute(this.values(lease_owner="", lease_until=None))

    def lease(self, request_id: int) -> Lease | None:
        """The lease that somebody has of this request; None when it is free."""
        columns = select(_REQUEST.lease_owner, _REQUEST.lease_until).where(_REQUEST.id == request_id)
        row = self._transaction.first(columns)
        return Lease(row["lease_owner"], row["lease_until"]) if row and row["lease_until"] else None


def _row(request: PaymentRequest) -> dict[str, Any]:
    row = {name: getattr(request, name) for name in _PLAIN}
    row |= {f"call_{name}": getattr(request.call, name, None) for name in _CALL}
    return row | {f"refusal_{name}": getattr(request.refusal, name, None) for name in _REFUSAL}


def _request(row: RowMapping, refunds: tuple[PartRefund, ...]) -> PaymentRequest:
    return PaymentRequest(
        id=row["id"],
        refunds=refunds,
        **{name: row[name] for name in _PLAIN},
        call=Call(**_part(row, "call_", _CALL)) if row["call_kind"] else None,
        refusal=Refusal(**_part(row, "refusal_", _REFUSAL)) if row["refusal_kind"] else None,
    )


def _part(row: RowMapping, prefix: str, names: list[str]) -> dict[str, Any]:
    return {name: row[f"{prefix}{name}"] for name in names}
