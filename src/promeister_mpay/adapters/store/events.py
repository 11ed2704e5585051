"""The history in the store; triggers refuse any change of it."""

from dataclasses import asdict

from sqlalchemy import insert, select

from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.tables import events
from promeister_mpay.domain.events import Event

_COLUMNS = [column for column in events.c if column.name != "id"]


class SqlEvents:
    """See `services.ports.Events`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, event: Event) -> None:
        """Append the event."""
        self._transaction.execute(insert(events), asdict(event))

    def of_order(self, order_number: int) -> list[Event]:
        """All events of an order, newest first, in the order of insertion: clocks of several computers may differ."""
        newest_first = select(*_COLUMNS).where(events.c.order_number == order_number).order_by(events.c.id.desc())
        return [Event(**row) for row in self._transaction.rows(newest_first)]
