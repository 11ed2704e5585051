"""Sends the callbacks of gateway.md §12, and the test callback of §7, from a thread; only to this computer."""

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import msgspec

from promeister_mpay.sandbox.fields import is_web_address
from promeister_mpay.sandbox.ledger import SandboxPayment
from promeister_mpay.sandbox.wire import moment

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MOST_WAITING = 100
PAUSES = (0.0, 1.0, 5.0)
"""Seconds before each attempt; what is not answered with a 2xx is sent again (§12; the real schedule is not known)."""
PATIENCE = 5.0
"""Seconds that a receiver has to answer."""

Body = dict[str, object]


@dataclass(slots=True)
class CallbackSender:
    """Sends callbacks one after the other; those that find the queue full are lost."""

    pauses: Sequence[float] = PAUSES
    _queue: "queue.Queue[tuple[str, Body]]" = field(default_factory=lambda: queue.Queue(MOST_WAITING))
    _thread: threading.Thread | None = None

    def send(self, url: str, body: Body) -> None:
        """Send a callback later; it is not sent to another computer, for training must not call out."""
        if urlsplit(url).hostname not in LOOPBACK:
            return
        try:
            self._queue.put_nowait((url, body))
        except queue.Full:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="callbacks", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            url, body = self._queue.get()
            for seconds in self.pauses:
                pause.wait(seconds)
                if 200 <= post(url, body)[1] < 300:
                    break


def post(url: str, body: Body) -> tuple[str, int]:
    """Call a receiver once; the status of a test callback (§7), and the HTTP status."""
    import httpx

    if not is_web_address(url):
        return "INVALID_URL", 400
    if urlsplit(url).hostname not in LOOPBACK:
        return "FAILED", 403
    headers = {"content-type": "application/json"}
    try:
        with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
            answer = client.post(url, content=msgspec.json.encode(body), headers=headers)
    except httpx.TimeoutException:
        return "TIMEOUT", 504
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return "ERROR", 502
    return ("OK" if answer.is_success else "FAILED"), answer.status_code


def occasions(before: SandboxPayment, after: SandboxPayment, now: datetime) -> Iterator[tuple[str, Body]]:
    """The callbacks that a change of a payment causes: to which of its addresses, and the body."""
    when: Body = {"created": moment(now), "checkoutId": None}
    if after.status != before.status:
        yield from _of_status(before, after, when)
    elif before.status == "ACCEPTED":
        for entry in after.log[len(before.log) :]:
            yield "management", {"paymentId": after.id, "action": entry.type, "actionId": entry.id, **when}


def _of_status(before: SandboxPayment, after: SandboxPayment, when: Body) -> Iterator[tuple[str, Body]]:
    if after.status == "INSPECTION":
        yield "creditApplication", {"applicationId": after.id, "status": "INSPECTION", **when}
    if before.status == "INSPECTION" and after.status == "ACCEPTED":
        yield "creditApplication", {"applicationId": after.id, "status": "CREDIT_APPROVED", **when}
    accepted = "CAPTURED" if after.captured else "AUTHORIZED"
    status = {"ACCEPTED": accepted, "FROZEN": "FROZEN", "REJECTED": "REJECTED"}.get(after.status)
    if status:
        yield "authorization", {"paymentId": after.id, "status": status, **when}
