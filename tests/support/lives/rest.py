"""A life comes to rest: the network is calm, time passes, the clerks finish what is open, and Resurs pays out."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.payments.request import Intent, PaymentRequest, Standing
from promeister_mpay.errors import OrderLocked
from support.lives.audit import shows_deviation
from support.lives.clock import START
from support.lives.life import Life
from support.lives.programs import LifeFailed

STEPS = (60,) * 4 + (200,) * 4 + (1800,) * 6 + (86_400,) * 3 + (400,) * 4
"""Seconds between the looks: past every late call and lease, every link's life, every clock that is wrong."""


def come_to_rest(life: Life) -> None:
    """Bring every payment to its end, and book it all; raises `LifeFailed` when something never ends."""
    store = life.store
    life.is_calm = True
    life.tell("-- the network is calm")
    life.gateway.come_to_decisions(life.chance)
    watches = cycle(life.programs.all)
    for seconds in STEPS:
        life.pass_seconds(seconds)
        life.command(next(watches), "watch")
        _give_up_what_is_not_found(life, store)
        if seconds == STEPS[-1] and not _open_requests(life, store):
            break
    else:
        _check_all_end(life, store)
    _look_at_the_paid(life, store)
    _book(life, store)
    _pay_out(life)


def _requests(life: Life, store: SqlStore) -> Iterator[tuple[Order, PaymentRequest]]:
    with store.reading() as work:
        found = [(work.orders.get(number), work.requests.of_order(number)) for number in life.orders]
    for order, requests in found:
        for request in requests:
            yield order, request


def _open_requests(life: Life, store: SqlStore) -> list[PaymentRequest]:
    return [each for _, each in _requests(life, store) if not each.is_settled and not shows_deviation(each)]


def _give_up_what_is_not_found(life: Life, store: SqlStore) -> None:
    """A clerk does not wait for ever for an answer that never came."""
    for order, request in list(_requests(life, store)):
        lost = request.standing in (None, Standing.NOT_FOUND)
        if request.intent is Intent.COLLECT and not request.is_settled and lost and order.status.value == "MOBILBET":
            life.command(1, "void", order.number)


def _check_all_end(life: Life, store: SqlStore) -> None:
    for request in _open_requests(life, store):
        raise LifeFailed(f"{request.reference} never ends: {request.standing} {request.intent} {request.call}")


def _look_at_the_paid(life: Life, store: SqlStore) -> None:
    """A clerk looks again at each payment, as the watch does for two months."""
    for number in {order.number for order, request in _requests(life, store) if request.is_paid}:
        life.command(1, "check", number)


def _book(life: Life, store: SqlStore) -> None:
    """Every order that is paid is booked, or its payment goes back when a part of it has gone back already."""
    with store.reading() as work:
        orders = [work.orders.get(number) for number in life.orders]
    for order in orders:
        if order.payment_received and order.status is not OrderStatus.POSTED:
            reply = life.command(1, "post", order.number, method=PaymentMethod.CASH)
            if reply and reply.said.startswith(OrderLocked.__name__):
                life.command(1, "void", order.number)


def _pay_out(life: Life) -> None:
    """Resurs pays out each day of the life."""
    day = START
    while day <= life.clock.now() + timedelta(days=1):
        content = life.gateway.settlement_file(day)
        if content:
            life.command(1, "settle", path=life.programs.file(content))
        day += timedelta(days=1)
