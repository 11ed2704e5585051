"""One program of the workshop without its window, in a process of its own that can be killed at any boundary."""

import random
import traceback
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import phonenumbers  # noqa: F401 – loaded once, before the first program is forked

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.store import open_store
from promeister_mpay.app.composition import counter_services
from promeister_mpay.domain.orders.order import Order, OrderStatus
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.domain.settlement.payouts import PayoutTerms
from promeister_mpay.errors import MpayError
from promeister_mpay.services.counter import CounterServices
from support.dying_counter import DyingGateway, DyingStore, Fuse
from support.gateways import CLIENT_ID, CLIENT_SECRET, certificates
from support.lives.clock import SharedClock, SkewedClock

TERMS = PayoutTerms(accepts_unusual=True)
"""With clocks that are wrong by hours a payout's day may look unlikely."""


@dataclass(frozen=True)
class Start:
    """What a program is started with; `chance` seeds its jitter."""

    store_url: str
    gateway_url: str
    clock: Path
    owner: str
    chance: int


@dataclass(frozen=True)
class Command:
    """An act of a clerk or of the watch; the program dies at the boundary `die_at` (0: it lives)."""

    act: str
    number: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    skew: timedelta = timedelta()
    die_at: int = 0


@dataclass(frozen=True)
class Reply:
    """What the clerk was told, the order that was made, or the bug."""

    said: str = ""
    number: int = 0
    bug: str = ""


def main(start: Start, commands: Connection) -> None:
    """Carry out commands until the connection is closed."""
    random.seed(start.chance)
    clock = SharedClock(start.clock)
    store = open_store(start.store_url)
    account = ResursAccount(start.gateway_url, CLIENT_ID, CLIENT_SECRET)
    transport = httpx.HTTPTransport(verify=certificates())
    gateway = ResursGateway(account, transport=transport, pause=lambda _seconds: None)
    with closing(store), closing(gateway), closing(clock):
        program = Program(store, gateway, SkewedClock(clock), start.owner)
        try:
            while True:
                commands.send(program.carry_out(commands.recv()))
        except EOFError:
            return


class Program:
    """The services of one program, built as the program builds them, with a fuse around store and gateway."""

    def __init__(self, store: Any, gateway: ResursGateway, clock: SkewedClock, owner: str) -> None:
        self._fuse = Fuse(0)
        self._clock = clock
        self._who = owner.replace("Kassa", "Disk")
        self._services: CounterServices = counter_services(
            store=DyingStore(store, self._fuse),
            gateway=DyingGateway(gateway, self._fuse),
            clock=clock,
            owner=owner,
            is_training=False,
        )
        # Calls at the same time come in another order when a life is lived again.
        self._services.payments.watched_together = 1

    def carry_out(self, command: Command) -> Reply:
        """Do it; an error that a clerk is told is no bug."""
        self._clock.skew = command.skew
        self._fuse.passed, self._fuse.at = 0, command.die_at
        act = getattr(self, f"_{command.act}")
        try:
            said = act(command.number, **command.values)
        except MpayError as error:
            return Reply(f"{type(error).__name__}: {error}")
        except BaseException:  # noqa: BLE001 – what would have been the crash box
            return Reply(bug=traceback.format_exc())
        return Reply(number=said) if isinstance(said, int) else Reply(said or "")

    # -- orders

    def _take_in(self, _number: int, order: Order) -> int:
        return self._services.orders.save(order, who=self._who).order.number

    def _edit(self, number: int, **changes: Any) -> None:
        order = self._services.orders.open(number).order
        self._services.orders.save(replace(order, **changes), who=self._who)

    # -- payments

    def _send(self, number: int) -> str:
        version = self._services.orders.open(number).order.version
        return self._reported(self._services.payments.send(number, version=version, who=self._who))

    def _send_to(self, number: int, phone: str) -> str:
        return self._reported(self._services.payments.send_to(number, phone, who=self._who))

    def _void(self, number: int) -> str:
        return self._reported(self._services.payments.void(number, who=self._who))

    def _check(self, number: int) -> str:
        return self._reported(self._services.payments.check(number, who=self._who))

    def _watch(self, _number: int) -> str:
        changes = self._services.payments.watch()
        return ", ".join(f"{each.after.reference} {each.after.standing}/{each.after.outcome}" for each in changes)

    @staticmethod
    def _reported(result: Any) -> str:
        request = result.request
        parts = (request.intent, request.standing, request.outcome, result.trouble and type(result.trouble).__name__)
        return " ".join(str(part) for part in parts if part)

    # -- the books

    def _post(self, number: int, method: PaymentMethod) -> str:
        order = self._services.orders.open(number).order
        if order.status.is_open and order.payment_method is None and order.totals.to_pay:
            order = self._services.orders.save(replace(order, payment_method=method), who=self._who).order
        made = self._services.bookkeeping.post(number, version=order.version, who=self._who)
        return f"{made.invoice.title} {made.invoice.number}"

    def _credit(self, number: int, share: tuple[int, ...]) -> str:
        """Credit `share` per cent of what is left of each row, and have it paid back."""
        order = self._services.orders.open(number).order
        if order.status is not OrderStatus.POSTED or order.invoice_number is None:
            return "not booked"
        left = self._services.bookkeeping.creditable(order.invoice_number).left
        part = {at: quantity * share[at % len(share)] // 100 for at, quantity in left.items()}
        made = self._services.bookkeeping.credit(order.invoice_number, part, reason="Reklamation", who=self._who)
        if made.request_id is not None:
            self._services.payments.carry_on(made.request_id, who=self._who)
        return f"{made.invoice.title} {made.invoice.number}"

    def _settle(self, _number: int, path: Path) -> str:
        """Book every payout of a settlement file."""
        service = self._services.settlement
        matching = service.match(service.open(path))
        booked = 0
        for batch in matching.batches:
            if service.trial(matching, batch, TERMS).payout.rows:
                service.book(matching, batch, TERMS, who=self._who)
                booked += 1
        return f"{booked} payouts"
