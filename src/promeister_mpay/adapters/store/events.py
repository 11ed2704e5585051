"""The history in the store; each event is sealed with the one before it, and triggers refuse any change of it."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from promeister_mpay.adapters.store.books.sealed_parts import event_parts
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.origin import origin
from promeister_mpay.adapters.store.schema.tables import events
from promeister_mpay.domain.books.seals import FIRST, digest, event_chain
from promeister_mpay.domain.events import Event

_COLUMNS = [column for column in events.c if column.name not in {"id", "seal"}]
_EVENTS_LOCK = 1_479_009
"""Any number that is ours: the first key of PostgreSQL's advisory lock of an order's events."""
_INSERT = insert(events)
_LOCK = select(func.pg_advisory_xact_lock(_EVENTS_LOCK, func.hashint8(bindparam("this"))))
_LAST = select(events.c.seal).where(events.c.order_number == bindparam("this")).order_by(events.c.id.desc()).limit(1)


class SqlEvents:
    """See `services.ports.Events`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, event: Event) -> None:
        """Append the event, with the user and the computer of this program where it names none."""
        row = asdict(event)
        if not event.computer:
            row |= origin()._asdict()
        chain = event_chain(event.order_number)
        row["seal"] = digest(chain, self._last_seal(event.order_number), event_parts(row))
        self._transaction.execute(_INSERT, row)

    def _last_seal(self, order_number: int) -> str:
        """The seal of the order's newest event; other transactions wait with its next one until this one ends."""
        this: dict[str, Any] = {"this": order_number}
        if not self._transaction.is_sqlite:
            self._transaction.execute(_LOCK, this)
        return str(self._transaction.value(_LAST, this) or FIRST)

    def of_order(self, order_number: int) -> list[Event]:
        """All events of an order, newest first, in the order of insertion: clocks of several computers may differ."""
        newest_first = select(*_COLUMNS).where(events.c.order_number == order_number).order_by(events.c.id.desc())
        return [Event(**row) for row in self._transaction.rows(newest_first)]
