"""Callbacks: what is bodies when, again until it is taken, and never to another computer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from promeister_mpay.sandbox.callbacks import MOST_WAITING, CallbackSender
from support.gateways import Json, Sandbox, until
from support.sandbox_calls import PAYMENTS, Api, a_body, read


class Receiver(ThreadingHTTPServer):
    """A receiver of callbacks: answers with the statuses it is given, then with 202, and keeps what came."""

    def __init__(self) -> None:
        self.came: list[tuple[str, Json]] = []
        self.statuses: list[int] = []
        super().__init__(("127.0.0.1", 0), Taker)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def bodies(self, count: int) -> list[Json]:
        """The first bodies, when they have come."""
        until(lambda: len(self.came) >= count)
        return [body for _, body in self.came]


class Taker(BaseHTTPRequestHandler):
    """Takes one callback."""

    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.came.append((self.path, json.loads(body)))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 202)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def api(sandbox: Sandbox) -> Api:
    return Api(sandbox)


def a_payment(api: Api, receiver: Receiver, **options: Any) -> str:
    """The id of a payment whose callbacks go to the receiver."""
    names = {"authorization": "a", "management": "m", "creditApplication": "c"}
    callbacks = {name: {"url": f"{receiver.url}/{path}"} for name, path in names.items()}
    return str(api.create(a_body(callbacks=callbacks, **options))["id"])


def test_each_step_of_a_payment_is_told(sandbox: Sandbox, api: Api, receiver: Receiver) -> None:
    payment_id = a_payment(api, receiver, automaticCapture=False)
    sandbox.act(payment_id, "pay")
    read(api.act(payment_id, "capture"))
    read(api.act(payment_id, "refund"))
    log = api.payment(payment_id)["order"]["actionLog"]
    bodies = receiver.bodies(3)
    assert [path for path, _ in receiver.came] == ["/a", "/m", "/m"]
    assert (bodies[0]["paymentId"], bodies[0]["status"], bodies[0]["checkoutId"]) == (payment_id, "AUTHORIZED", None)
    assert [(each["action"], each["actionId"]) for each in bodies[1:]] == [
        ("CAPTURE", log[1]["actionId"]),
        ("REFUND", log[2]["actionId"]),
    ]
    assert all(each["created"].endswith("Z") for each in bodies)


@pytest.mark.parametrize(
    ("acts", "statuses"),
    [
        (["pay"], ["CAPTURED"]),
        (["decline"], ["REJECTED"]),
        (["freeze", "release"], ["FROZEN", "CAPTURED"]),
        (["inspect", "release"], ["INSPECTION", "CREDIT_APPROVED", "CAPTURED"]),
        (["inspect", "deny"], ["INSPECTION", "REJECTED"]),
    ],
)
def test_each_status_is_told_as_what_it_is(
    sandbox: Sandbox, api: Api, receiver: Receiver, acts: list[str], statuses: list[str]
) -> None:
    payment_id = a_payment(api, receiver)
    for act in acts:
        sandbox.act(payment_id, act)
    assert [body["status"] for body in receiver.bodies(len(statuses))] == statuses


def test_what_is_not_taken_is_sent_again(receiver: Receiver) -> None:
    receiver.statuses += [503, 500]
    sender = CallbackSender(pauses=(0, 0, 0))
    sender.send(f"{receiver.url}/first", {"n": 1})
    sender.send(f"{receiver.url}/second", {"n": 2})
    assert [body["n"] for body in receiver.bodies(4)] == [1, 1, 1, 2]


def test_nothing_is_sent_to_another_computer_and_the_queue_has_an_end() -> None:
    sender = CallbackSender()
    for url in ("https://webhook.site/x", "http://192.0.2.1/", "http://127.0.0.1.evil.example/"):
        sender.send(url, {})
    assert (sender._queue.qsize(), sender._thread) == (0, None)
    sender._thread = threading.current_thread()
    for _ in range(MOST_WAITING + 10):
        sender.send("http://127.0.0.1:1/", {})
    assert sender._queue.qsize() == MOST_WAITING


def test_a_receiver_can_be_tried(api: Api, receiver: Receiver) -> None:
    def tried(url: str) -> tuple[str, int]:
        answer = read(api.post("/v2/callbacks/test", {"url": url}))
        return answer["status"], answer["code"]

    assert tried(f"{receiver.url}/x") == ("OK", 202)
    receiver.statuses += [500]
    assert tried(f"{receiver.url}/x") == ("FAILED", 500)
    assert tried("http://127.0.0.1:1/") == ("ERROR", 502)
    assert tried("https://webhook.site/x") == ("FAILED", 403)
    assert tried("httx:///foo_") == ("INVALID_URL", 400)
    assert api.post("/v2/callbacks/test", {}).json()["validationErrors"][0]["fieldName"] == "url"


def test_a_callback_never_holds_up_the_api(sandbox: Sandbox, api: Api) -> None:
    nobody = {"authorization": {"url": "http://127.0.0.1:1/"}}
    payment = api.create(a_body(callbacks=nobody))
    sandbox.act(payment["id"], "pay")
    assert read(api.get(f"{PAYMENTS}/{payment['id']}"))["status"] == "ACCEPTED"
