"""A sandbox and a client of it for tests: over real HTTP, every exchange checked against the contract."""

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.domain.payments.lines import CustomerType, NewPayment, PaymentLine, PaymentLineType
from promeister_mpay.sandbox.access import SECRET_HEADER
from promeister_mpay.sandbox.application import STORE_NAME, application
from promeister_mpay.sandbox.gateway import SandboxGateway
from promeister_mpay.sandbox.ledger import Ledger
from promeister_mpay.sandbox.server import in_thread, listening_socket
from support.openapi_check import Contract

CLIENT_ID = CLIENT_SECRET = "training"
SECRET = "a secret of this start"
STORE = "b7f88ac4-baa7-493b-a0a7-d4e14f91f555"
METHOD = "7d63eb50-94b4-4238-8c0d-22d095bfe46b"
PHONE = "+46701112233"
PATIENT = httpx.Timeout(30)
"""A gateway that is on this machine answers, however busy the machine is."""
PATIENCE = 30.0
"""Seconds that a test waits for what must come."""

Json = dict[str, Any]


def trouble(
    kind: str, operation: str = "*", *, times: int = 1, seconds: int = 0, amount: int = 0, status: int = 500
) -> Json:
    """A failure to inject by `Sandbox.switch`; kinds and operations as in sandbox/switches.py."""
    where = {"kind": kind, "operation": operation, "times": times}
    return {**where, "seconds": seconds, "amount": amount, "status": status}


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition; fails the test when it does not come."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "what was waited for never came"
        threading.Event().wait(0.01)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox and its admin API; amounts are `Decimal` kronor as on the wire."""

    url: str
    http: httpx.Client

    def switch(self, *troubles: Mapping[str, object], **values: object) -> None:
        """Set all switches: these failures and values, and defaults for the others."""
        self._json("PUT", "/sandbox/switches", {"troubles": list(troubles), **values})

    def has_met_its_troubles(self) -> bool:
        """Whether every injected failure has met its call."""
        return not self._json("GET", "/sandbox/switches")["troubles"]

    def messages(self) -> list[Json]:
        """Every SMS, newest first; `amount` in öre."""
        return list(self._json("GET", "/sandbox/messages"))

    def advance(self, seconds: int) -> None:
        """Move the sandbox's clock."""
        self._json("POST", "/sandbox/time", {"advance_seconds": seconds})

    def payments(self) -> list[Json]:
        """Every payment as the gateway shows it, oldest first."""
        return list(self._json("GET", "/sandbox/payments"))

    def act(self, payment_id: str, action: str) -> Json:
        """The customer or Resurs acts: pay, authorize, decline, expire, deny, inspect, freeze, supplement, release."""
        return dict(self._json("POST", f"/sandbox/payments/{payment_id}/act", {"action": action}))

    def log(self) -> list[Json]:
        """Every exchange of the API, oldest first."""
        return list(self._json("GET", "/sandbox/log"))

    def calls(self) -> list[str]:
        """The operations that were called, oldest first."""
        return [str(seen["operation"]) for seen in self.log()]

    def settlement(self, day: str = "") -> bytes:
        """The settlement file of a day (YYYY-MM-DD), or of today."""
        answer = self.http.get("/sandbox/settlement", params={"date": day} if day else None)
        return answer.raise_for_status().content

    def _json(self, method: str, path: str, body: object = None) -> Any:
        answer = self.http.request(method, path, json=body)
        return json.loads(answer.raise_for_status().content, parse_float=Decimal)


class Stage:
    """The application of the shared server: it delegates to the sandbox of the current test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.app is not None, "a call when no sandbox is on"
        await self.app(scope, receive, send)


@pytest.fixture(scope="session")
def sandbox_stage() -> Iterator[Stage]:
    """One server for all tests of a worker, because starting one for each test would take most of the time."""
    listener = listening_socket(0)
    stage = Stage(f"http://127.0.0.1:{listener.getsockname()[1]}")
    with in_thread(stage, listener):
        yield stage


@pytest.fixture
def sandbox(sandbox_stage: Stage, tmp_path: Path) -> Iterator[Sandbox]:
    """A new, empty sandbox; the test fails if an answer broke the contract."""
    contract = Contract()
    ledger = Ledger(tmp_path / "sandbox")
    sandbox_stage.app = application(SandboxGateway(ledger, STORE_NAME, sandbox_stage.url), SECRET, contract)
    with http_at(sandbox_stage.url) as http:
        yield Sandbox(sandbox_stage.url, http)
    sandbox_stage.app = None
    ledger.close()
    assert contract.violations == []


def http_at(url: str, secret: str = SECRET) -> httpx.Client:
    """A client that shows the secret with every call, as only /sandbox/* asks for it."""
    return httpx.Client(base_url=url, timeout=PATIENT, verify=certificates(), headers={SECRET_HEADER: secret})


@pytest.fixture
def gateway(sandbox: Sandbox) -> Iterator[ResursGateway]:
    """The real client, with the training account at the sandbox."""
    client = client_of(sandbox)
    yield client
    client.close()


def client_of(sandbox: Sandbox, *, timeout: httpx.Timeout = PATIENT) -> ResursGateway:
    """A client with the training account; the caller closes it."""
    account = ResursAccount(sandbox.url, CLIENT_ID, CLIENT_SECRET)
    return ResursGateway(account, timeout=timeout, transport=httpx.HTTPTransport(verify=certificates()))


@cache
def certificates() -> ssl.SSLContext:
    """The trusted certificates, loaded once because loading takes longer than most tests."""
    return ssl.create_default_context()


def a_payment(*, amount: int = 843_210, **changes: Any) -> NewPayment:
    """A payment of one line for `amount` öre, by default 8432.10 kr; `changes` are fields of `NewPayment`."""
    payment = NewPayment(
        store_id=STORE,
        payment_method_id=METHOD,
        reference="14790-1",
        key="7f1c0b5a9d",
        lines=(a_line(amount),),
        customer_type=CustomerType.NATURAL,
        government_id="",
        email="",
        phone=PHONE,
        creator="Anna",
        link_life=timedelta(hours=24),
        initiated_on_customers_device=True,
    )
    return replace(payment, **changes)


def a_line(amount: int, **changes: Any) -> PaymentLine:
    """A line for `amount` öre; `changes` are fields of `PaymentLine`."""
    line = PaymentLine(PaymentLineType.NORMAL, "1001", "Byte av kamrem", 100, "st", 25, amount)
    return replace(line, **changes)
