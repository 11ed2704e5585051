"""The orders in the store. The statement that changes an order also checks, in the database, that it may."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    RowMapping,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    not_,
    select,
    update,
)

from promeister_mpay.adapters.store.database.errors import (
    HAS_INVOICES,
    HAS_REQUESTS,
    LOCKED_BY_POSTING,
    LOCKED_BY_REQUEST,
)
from promeister_mpay.adapters.store.database.number_series import draw
from promeister_mpay.adapters.store.database.transaction import Transaction
from promeister_mpay.adapters.store.schema.books import invoices
from promeister_mpay.adapters.store.schema.tables import counters, order_lines, orders, payment_requests
from promeister_mpay.domain.lists.columns import forms
from promeister_mpay.domain.lists.query import ListKind
from promeister_mpay.domain.orders.editing import CLERKS_FIELDS
from promeister_mpay.domain.orders.lines import OrderLine
from promeister_mpay.domain.orders.order import OPEN_STATUSES, Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.search import search_text
from promeister_mpay.errors import MpayError, NotFoundError, OrderChanged, OrderLocked
from promeister_mpay.services.ports.orders import Move

_STATE = ("status", "payment_method", "payment_received_at", "invoice_number", "posted_on")
# A field that the table lacks must not stop the import: `test_order_field_places` then names all places that lack it.
_HEADER = [orders.c[field.name] for field in fields(Order) if field.name in orders.c]
# Rounding follows the payment method that a clerk chooses; `save` itself decides whether the method is written.
_SAVED = {*CLERKS_FIELDS, "round_to_krona", "to_pay"} - {"lines", "payment_method"}
_LINE = [order_lines.c[field.name] for field in fields(OrderLine)]

_THIS = orders.c.number == bindparam("this")
_UNCHANGED = orders.c.version == bindparam("seen")
_IS_OPEN = and_(orders.c.status.in_(OPEN_STATUSES), not_(orders.c.held))

# Built once: building the statement takes longer than running it. The values to set come as parameters.
_GET = select(*_HEADER).where(_THIS)
_GET_LINES = select(*_LINE).where(order_lines.c.order_number == bindparam("this")).order_by(order_lines.c.position)
_CHANGE = update(orders).where(_THIS).values(version=orders.c.version + 1)
_SAVE = _CHANGE.where(_UNCHANGED, _IS_OPEN).returning(
    orders.c.version, orders.c.payment_method, orders.c.payment_received_at
)
_INDEXED = {each.name for index in orders.indexes for each in index.columns} & _SAVED
_GET_INDEXED = select(
    *(each for each in orders.c if each.name in _INDEXED or each.name.startswith("sort_") or each.name == "search")
).where(_THIS)
_DELETE_LINES = delete(order_lines).where(order_lines.c.order_number == bindparam("this"))
_RAISE = update(counters).where(counters.c.name == "order", counters.c.value < bindparam("below"))
_HIGHEST = select(func.max(orders.c.number))
_INSERT = insert(orders)
_INSERT_LINES = insert(order_lines)


class SqlOrders:
    """See `services.ports.Orders`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def next_number(self) -> int:
        """Draw the next order number; others who draw wait until this transaction ends."""
        drawn = draw(self._transaction, "order")
        highest = self._transaction.value(_HIGHEST) or 0
        if drawn > highest:
            return drawn
        self._raise_counter(highest + 1)
        return int(highest + 1)

    def add(self, order: Order) -> Order:
        """Insert a new order; gives it with version 1. An order number that exists raises `OrderChanged`."""
        self._refuse_existing(order.number)
        added = replace(order, version=1)
        # Lines cannot be inserted for an order that is already booked.
        status = OrderStatus.DONE if order.status is OrderStatus.POSTED else order.status
        marks = _who_and_when(order.clerk, datetime.now(UTC))
        self._transaction.execute(_INSERT, _row(added) | _list_row(added) | marks | {"status": status})
        self._add_lines(added)
        if status is not order.status:
            this = update(orders).where(orders.c.number == order.number)
            self._transaction.execute(this.values(status=order.status))
        self._raise_counter(order.number)
        return added

    def _refuse_existing(self, number: int) -> None:
        there = self._marks(number)
        if there is not None:
            raise OrderChanged(
                f"Order {number} finns redan, skapad eller ändrad av {_name(there)}.",
                changed_by=there["changed_by"],
                changed_at=there["changed_at"],
            )

    def _raise_counter(self, number: int) -> None:
        """Raise the series above an imported number, so that it is never drawn again."""
        self._transaction.execute(_RAISE, {"below": number, "value": number})

    def _add_lines(self, order: Order) -> None:
        rows = [_line_row(order.number, position, line) for position, line in enumerate(order.lines)]
        if rows:
            self._transaction.execute(_INSERT_LINES, rows)

    def get(self, number: int) -> Order:
        """The order; raises `NotFoundError`. In a writing unit of work its row is locked until the end."""
        header = self._transaction.first(self._transaction.locking(_GET), {"this": number})
        if header is None:
            raise NotFoundError(f"Order {number} finns inte. Den kan ha tagits bort.")
        lines = self._transaction.rows(_GET_LINES, {"this": number})
        return Order(**header, lines=tuple(OrderLine(**line) for line in lines))

    def save(self, order: Order, *, who: str, at: datetime) -> Order:
        """Write a clerk's changes if `order.version` is the stored one and nothing holds the order.

        The payment method is the clerk's to choose, except MOBIL, which only a payment writes (manual, S9).
        Raises `OrderLocked`, or `OrderChanged` with who changed it and when.
        """
        locked = OrderLocked(_why_locked(order.status))
        if not order.status.is_open:
            raise self._why_not(order.number, order.version, otherwise=locked)
        content = {name: value for name, value in _row(order).items() if name in _SAVED}
        if order.payment_method is not PaymentMethod.MOBILE:
            content["payment_method"] = order.payment_method
        marks = {"this": order.number, "seen": order.version} | _who_and_when(who, at)
        written = self._transaction.first(_SAVE, self._changed(order, content | _list_row(order)) | marks)
        if written is None:
            raise self._why_not(order.number, order.version, otherwise=locked)
        self._transaction.execute(_DELETE_LINES, {"this": order.number})
        self._add_lines(order)
        return replace(order, **written)

    def _changed(self, order: Order, content: dict[str, Any]) -> dict[str, Any]:
        """The columns to write: only those that changed, because each indexed column costs an update of its index.

        A concurrent change of the order also changes its version, and so makes the statement fail.
        """
        there = dict(self._transaction.first(_GET_INDEXED, {"this": order.number}) or {})
        return {name: value for name, value in content.items() if name not in there or there[name] != value}

    def set_state(self, order: Order, *, who: str, at: datetime) -> Order:
        """Write status, payment and booking only, whatever the version (the program's part, not a clerk's).

        Gives the order as it now is stored; raises `NotFoundError`, `OrderLocked`.
        """
        state = {name: getattr(order, name) for name in _STATE} | {"search": _search(order)}
        marks = {"this": order.number} | _who_and_when(who, at)
        self._transaction.execute(_CHANGE, self._changed(order, state) | marks)
        return self.get(order.number)

    def delete(self, number: int, *, version: int) -> None:
        """Delete an order that has no payment request and never was booked; raises `OrderLocked`, `OrderChanged`."""
        has_request = exists().where(payment_requests.c.order_number == number)
        has_invoice = exists().where(invoices.c.order_number == number)
        this = delete(orders).where(orders.c.number == number, orders.c.version == version)
        if not self._transaction.execute(this.where(_IS_OPEN, not_(has_request), not_(has_invoice))).rowcount:
            was_booked = self._transaction.value(select(has_invoice))
            raise self._why_not(number, version, otherwise=OrderLocked(HAS_INVOICES if was_booked else HAS_REQUESTS))

    def _why_not(self, number: int, version: int, *, otherwise: MpayError) -> MpayError:
        """The reason why the database has just refused a change."""
        there = self._marks(number)
        if there is None:
            return NotFoundError(f"Order {number} finns inte längre; någon har tagit bort den.")
        if there["held"] or not there["status"].is_open:
            return OrderLocked(_why_locked(there["status"]))
        if there["version"] == version:
            return otherwise
        return OrderChanged(
            f"Order {number} har ändrats av {_name(there)} sedan du öppnade den. Dina ändringar är inte sparade.",
            changed_by=there["changed_by"],
            changed_at=there["changed_at"],
        )

    def last_change(self, number: int) -> tuple[str, datetime]:
        """Who last saved the order, and when (UTC); raises `NotFoundError`."""
        there = self._marks(number)
        if there is None:
            raise NotFoundError(f"Order {number} finns inte. Den kan ha tagits bort.")
        return there["changed_by"], there["changed_at"]

    def _marks(self, number: int) -> RowMapping | None:
        columns = (orders.c.version, orders.c.status, orders.c.held, orders.c.changed_by, orders.c.changed_at)
        return self._transaction.first(select(*columns).where(orders.c.number == number))

    def open_below(self, number: int | None, *, most: int) -> list[int]:
        """The highest numbers below `number`, or of all, of orders that are open and held by no payment request."""
        numbers = select(orders.c.number).where(_IS_OPEN).order_by(orders.c.number.desc()).limit(most)
        below = numbers if number is None else numbers.where(orders.c.number < number)
        return [int(row["number"]) for row in self._transaction.rows(below)]

    def go(self, number: int | None, move: Move) -> int | None:
        """The number of the order that `move` leads to from `number`, or None at the end.

        From None, a new order that has no number yet, PREVIOUS leads to the last.
        """
        key = orders.c.number
        if number is None and move is Move.NEXT:
            return None
        ways: dict[Move, Select[tuple[int]]] = {Move.FIRST: select(func.min(key)), Move.LAST: select(func.max(key))}
        ways[Move.PREVIOUS] = ways[Move.LAST] if number is None else ways[Move.LAST].where(key < number)
        ways[Move.NEXT] = ways[Move.FIRST] if number is None else ways[Move.FIRST].where(key > number)
        there = self._transaction.value(ways[move])
        return None if there is None else int(there)


def _row(order: Order) -> dict[str, Any]:
    header = {column.name: getattr(order, column.name) for column in _HEADER}
    return header | {"to_pay": order.totals.to_pay}


def _list_row(order: Order) -> dict[str, Any]:
    """The columns that lists search, sort and filter orders by."""
    return {"search": _search(order)} | forms(
        ListKind.ORDERS, {column.name: getattr(order, column.name) for column in _HEADER}
    )


def _search(order: Order) -> str:
    texts = (str(order.number), order.customer_number, order.customer_name, str(order.invoice_number or ""))
    return search_text(*texts, phones=[order.mobile_phone], plates=[order.registration])


def _who_and_when(who: str, at: datetime) -> dict[str, Any]:
    return {"changed_by": who, "changed_at": at} | forms(ListKind.ORDERS, {"changed_by": who})


def _line_row(number: int, position: int, line: OrderLine) -> dict[str, Any]:
    row = {column.name: getattr(line, column.name) for column in _LINE}
    return row | {"order_number": number, "position": position}


def _why_locked(status: OrderStatus) -> str:
    return LOCKED_BY_POSTING if status is OrderStatus.POSTED else LOCKED_BY_REQUEST


def _name(marks: RowMapping) -> str:
    return marks["changed_by"] or "någon annan"
