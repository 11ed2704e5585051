"""Times a read of a payment by the gateway client, against the same GET by a bare httpx client."""

import logging
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

import httpx
from benchmarks.measure import Figure, report

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.training import CLIENT_ID, Sandbox
from promeister_mpay.domain.payments.lines import CustomerType, NewPayment, PaymentLine, PaymentLineType

BATCHES = 40
CALLS = 50
"""Calls in a batch; batches of the one and the other take turns."""
MOST = 2


def main() -> int:
    """Measure both against one sandbox and print the table; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder, Sandbox(Path(folder), "Verkstaden") as sandbox:
        # As in the program: the gateway client logs each call, httpx does not.
        logging.basicConfig(filename=Path(folder) / "log", level=logging.INFO)
        logging.getLogger("httpx").setLevel(logging.WARNING)
        gateway = ResursGateway(ResursAccount(sandbox.url, CLIENT_ID, sandbox.secret))
        payment_id = gateway.create(_a_payment(gateway)).payment_id
        with _bare_client(sandbox.url, sandbox.secret) as client:
            ours, floors = _batches(lambda: gateway.read(payment_id), lambda: _get(client, payment_id))
        gateway.close()
    return report(f"A check, {BATCHES} + {BATCHES} batches of {CALLS} calls over loopback", _figures(ours, floors))


def _figures(ours: list[float], floors: list[float]) -> list[Figure]:
    return [
        Figure("check, median of the batches", median(ours), median(floors), MOST, unit="ms"),
        Figure("check, slowest batch", max(ours), max(floors), unit="ms"),
    ]


def _batches(ours: Callable[[], object], floor: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Milliseconds per call, batch by batch; the first batch of each warms up."""
    taken = [(_batch(ours), _batch(floor)) for _ in range(BATCHES + 1)][1:]
    return [mine for mine, _ in taken], [bare for _, bare in taken]


def _batch(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - began) * 1000 / CALLS


def _bare_client(url: str, secret: str) -> httpx.Client:
    """An httpx client that keeps its connection, with a token valid for the whole run."""
    form = {
        "grant_type": "client_credentials",
        "client_id": CLIENT_ID,
        "client_secret": secret,
        "scope": ResursAccount(url, CLIENT_ID, secret).scope,
    }
    token = httpx.post(f"{url}/oauth2/token", data=form).raise_for_status().json()["access_token"]
    return httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"})


def _get(client: httpx.Client, payment_id: str) -> None:
    client.get(f"/v2/payments/{payment_id}").raise_for_status()


def _a_payment(gateway: ResursGateway) -> NewPayment:
    """A payment of one line for 8432.10 kr, with the account's first store and method."""
    store = gateway.stores()[0]
    return NewPayment(
        store_id=store.id,
        payment_method_id=gateway.methods(store.id)[0].id,
        reference="14790-1",
        key="benchmark",
        lines=(PaymentLine(PaymentLineType.NORMAL, "1001", "Byte av kamrem", 100, "st", 25, 843_210),),
        customer_type=CustomerType.NATURAL,
        government_id="",
        email="",
        phone="+46701112233",
        creator="Anna",
        link_life=timedelta(hours=24),
        initiated_on_customers_device=True,
    )


if __name__ == "__main__":
    sys.exit(main())
