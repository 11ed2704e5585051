"""A counter that dies: does one thing with a real store and a real gateway, and kills itself at the boundary it is told.

Boundaries are counted as they come: before and after each commit, before and after each gateway call.
Prints how many there were when it lives to the end. Used by test_killed.py as a child process.
"""

import argparse
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from promeister_mpay.adapters.clock import SystemClock
from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.store import open_store, sqlite_url
from promeister_mpay.domain.payment_lines import NewPayment
from promeister_mpay.domain.payments import Observation
from promeister_mpay.errors import MpayError
from promeister_mpay.services.payments import PaymentService
from promeister_mpay.services.ports import (
    Events,
    Gateway,
    GatewayMethod,
    GatewayStore,
    Orders,
    PaymentRequests,
    Registers,
    SettingValues,
    Store,
    UnitOfWork,
)


class Fuse:
    """Counts boundaries and kills the process, as `kill -9` would, at number `at`."""

    def __init__(self, at: int | None) -> None:
        self.passed = 0
        self._at = at

    def boundary(self) -> None:
        self.passed += 1
        if self.passed == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


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
        self._fuse.boundary()
        self._unit.commit()
        self._fuse.boundary()


class DyingStore:
    def __init__(self, store: Store, fuse: Fuse) -> None:
        self._store, self._fuse = store, fuse

    def reading(self) -> UnitOfWork:
        return self._store.reading()

    def writing(self) -> UnitOfWork:
        return DyingUnit(self._store.writing(), self._fuse)

    def close(self) -> None:
        self._store.close()


class DyingGateway:
    def __init__(self, gateway: Gateway, fuse: Fuse) -> None:
        self._gateway, self._fuse = gateway, fuse

    def create(self, payment: NewPayment) -> Observation:
        self._fuse.boundary()
        seen = self._gateway.create(payment)
        self._fuse.boundary()
        return seen

    def find(self, store_id: str, reference: str) -> Sequence[Observation]:
        self._fuse.boundary()
        hits = self._gateway.find(store_id, reference)
        self._fuse.boundary()
        return hits

    def read(self, payment_id: str) -> Observation:
        self._fuse.boundary()
        seen = self._gateway.read(payment_id)
        self._fuse.boundary()
        return seen

    def capture(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        self._fuse.boundary()
        seen = self._gateway.capture(payment_id, transaction_id=transaction_id, creator=creator)
        self._fuse.boundary()
        return seen

    def cancel(self, payment_id: str, *, creator: str) -> Observation:
        self._fuse.boundary()
        seen = self._gateway.cancel(payment_id, creator=creator)
        self._fuse.boundary()
        return seen

    def refund(self, payment_id: str, *, transaction_id: str, creator: str) -> Observation:
        self._fuse.boundary()
        seen = self._gateway.refund(payment_id, transaction_id=transaction_id, creator=creator)
        self._fuse.boundary()
        return seen

    def stores(self) -> Sequence[GatewayStore]:
        return self._gateway.stores()

    def methods(self, store_id: str) -> Sequence[GatewayMethod]:
        return self._gateway.methods(store_id)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("act", choices=["send", "void", "check"])
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--gateway", required=True)
    parser.add_argument("--order", type=int, required=True)
    parser.add_argument("--die-at", type=int)
    told = parser.parse_args()
    fuse = Fuse(told.die_at)
    store = open_store(sqlite_url(told.store))
    account = ResursAccount(base_url=told.gateway, client_id="training", client_secret="training")
    service = PaymentService(
        store=DyingStore(store, fuse),
        gateway=DyingGateway(ResursGateway(account), fuse),
        clock=SystemClock(),
        owner="Kassa 1",
    )
    _act(service, store, told.act, told.order)
    print(fuse.passed)  # noqa: T201 – the parent reads it


def _act(service: PaymentService, store: Store, act: str, order_number: int) -> None:
    try:
        if act == "send":
            with store.reading() as work:
                version = work.orders.get(order_number).version
            service.send(order_number, version=version, who="BH")
        elif act == "void":
            service.void(order_number, who="BH")
        else:
            service.check(order_number, who="BH")
    except MpayError as error:
        print(f"# {error}")  # noqa: T201 – the parent shows it when a test fails


if __name__ == "__main__":
    main()
