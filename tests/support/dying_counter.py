"""A counter that performs one task with a real store and gateway, and kills itself at a given boundary.

Boundaries are counted as they come: before and after each commit, before and after each gateway call. Run as a program,
it reads tasks, forks a counter for each (so that the imports are paid for once), and tells how it went.
"""

import os
import signal
import ssl
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self, TypeVar

import httpx
import msgspec

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.store import open_store
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.payments.lines import NewPayment, PaymentLine
from promeister_mpay.domain.payments.request import Observation
from promeister_mpay.errors import MpayError
from promeister_mpay.services.books.service import BookkeepingService
from promeister_mpay.services.payments.service import PaymentService
from promeister_mpay.services.ports.books import AccountSums, Invoices, SieBatches, Vouchers
from promeister_mpay.services.ports.events import Events
from promeister_mpay.services.ports.gateway import Gateway, GatewayMethod, GatewayStore
from promeister_mpay.services.ports.lists import Lists
from promeister_mpay.services.ports.orders import Orders
from promeister_mpay.services.ports.payments import PaymentRequests
from promeister_mpay.services.ports.personal_data import PersonalData
from promeister_mpay.services.ports.proof import Proof
from promeister_mpay.services.ports.registers import Registers
from promeister_mpay.services.ports.settings import SettingValues
from promeister_mpay.services.ports.settlement import Clearing, Payouts
from promeister_mpay.services.ports.store import Store, UnitOfWork
from support.fakes.clock import FakeClock

OWNER = "Kassa 1"
SECOND_ROW = {1: 100}
"""What a crediting counter takes back."""
CERTIFICATES = ssl.create_default_context()

Given = TypeVar("Given")


class Task(msgspec.Struct):
    """The counter's task (send, void, check or credit), its store and time, and the boundary where it dies."""

    act: str
    store_url: str
    gateway_url: str
    order: int
    now: datetime
    die_at: int


class End(msgspec.Struct):
    """The result: whether it was killed, else the number of boundaries passed and the messages to the clerk."""

    killed: bool
    passed: int = 0
    said: str = ""
    bug: str = ""


@dataclass
class Fuse:
    """Counts boundaries and kills the process, as `kill -9` would, at number `at`."""

    at: int
    passed: int = 0

    def boundary(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, call: Callable[[], Given]) -> Given:
        self.boundary()
        given = call()
        self.boundary()
        return given


class DyingUnit:
    def __init__(self, unit: UnitOfWork, fuse: Fuse) -> None:
        self._unit, self._fuse = unit, fuse

    @property
    def orders(self) -> Orders:
        return self._unit.orders

    @property
    def requests(self) -> PaymentRequests:
        return self._unit.requests

    @property
    def events(self) -> Events:
        return self._unit.events

    @property
    def registers(self) -> Registers:
        return self._unit.registers

    @property
    def lists(self) -> Lists:
        return self._unit.lists

    @property
    def invoices(self) -> Invoices:
        return self._unit.invoices

    @property
    def vouchers(self) -> Vouchers:
        return self._unit.vouchers

    @property
    def batches(self) -> SieBatches:
        return self._unit.batches

    @property
    def payouts(self) -> Payouts:
        return self._unit.payouts

    @property
    def clearing(self) -> Clearing:
        return self._unit.clearing

    @property
    def personal_data(self) -> PersonalData:
        return self._unit.personal_data

    @property
    def proof(self) -> Proof:
        return self._unit.proof

    @property
    def account_sums(self) -> AccountSums:
        return self._unit.account_sums

    @property
    def settings(self) -> SettingValues:
        return self._unit.settings

    def __enter__(self) -> Self:
        self._unit.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unit.__exit__(kind, error, trace)

    def commit(self) -> None:
        self._fuse.around(self._unit.commit)


class DyingStore:
    def __init__(self, store: Store, fuse: Fuse) -> None:
        self._store, self._fuse = store, fuse

    def reading(self) -> UnitOfWork:
        return self._store.reading()

    def looking(self) -> UnitOfWork:
        return self._store.looking()

    def writing(self) -> UnitOfWork:
        return DyingUnit(self._store.writing(), self._fuse)

    def close(self) -> None:
        self._store.close()


class DyingGateway:
    def __init__(self, gateway: Gateway, fuse: Fuse) -> None:
        self._gateway, self._around = gateway, fuse.around

    @property
    def clock_skew(self) -> timedelta | None:
        return self._gateway.clock_skew

    def create(self, payment: NewPayment) -> Observation:
        return self._around(lambda: self._gateway.create(payment))

    def find(self, store_id: str, reference: str) -> Sequence[Observation]:
        return self._around(lambda: self._gateway.find(store_id, reference))

    def read(self, payment_id: str) -> Observation:
        return self._around(lambda: self._gateway.read(payment_id))

    def capture(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        return self._around(lambda: self._gateway.capture(payment_id, transaction_id=transaction_id, creator=creator))

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        return self._around(lambda: self._gateway.cancel(payment_id, creator=creator))

    def refund(
        self, payment_id: str, *, transaction_id: str, creator: str, lines: Sequence[PaymentLine] = ()
    ) -> Observation:
        said = {"transaction_id": transaction_id, "creator": creator}
        return self._around(lambda: self._gateway.refund(payment_id, lines=lines, **said))

    def stores(self) -> Sequence[GatewayStore]:
        return self._gateway.stores()

    def methods(self, store_id: str) -> Sequence[GatewayMethod]:
        return self._gateway.methods(store_id)


def main() -> None:
    """Fork a counter for each task read from standard input; print each result as a line."""
    for line in sys.stdin.buffer:
        end = _in_child(msgspec.json.decode(line, type=Task))
        sys.stdout.buffer.write(msgspec.json.encode(end) + b"\n")
        sys.stdout.buffer.flush()


def _in_child(task: Task) -> End:
    ours, childs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.write(childs, msgspec.json.encode(_lived(task)))
        os._exit(0)
    os.close(childs)
    with os.fdopen(ours, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return End(killed=True) if os.WIFSIGNALED(status) else msgspec.json.decode(said, type=End)


def _lived(task: Task) -> End:
    fuse = Fuse(task.die_at)
    try:
        said = _act(task, fuse)
    except BaseException:  # noqa: BLE001 – a child that is forked must never return into its parent's work
        return End(killed=False, bug=traceback.format_exc())
    return End(killed=False, passed=fuse.passed, said=said)


def _act(task: Task, fuse: Fuse) -> str:
    store = open_store(task.store_url)
    account = ResursAccount(base_url=task.gateway_url, client_id="training", client_secret="training")
    gateway = ResursGateway(account, transport=httpx.HTTPTransport(verify=CERTIFICATES))
    dying = DyingStore(store, fuse)
    clock = FakeClock(task.now)
    payments = PaymentService(store=dying, gateway=DyingGateway(gateway, fuse), clock=clock, owner=OWNER)
    try:
        with store.reading() as work:
            order = work.orders.get(task.order)
        _press(payments, BookkeepingService(store=dying, clock=clock), order, task.act)
    except MpayError as error:
        return str(error)
    return ""


def _press(payments: PaymentService, books: BookkeepingService, order: Order, act: str) -> None:
    if act == "void":
        payments.void(order.number, who="BH")
    elif act == "check":
        payments.check(order.number, who="BH")
    elif act == "credit":
        request_id = books.credit(order.invoice_number or 0, SECOND_ROW, reason="", who="BH").request_id
        payments.carry_on(request_id or 0, who="BH")
    else:
        payments.send(order.number, version=order.version, who="BH")


if __name__ == "__main__":
    main()
