"""A proxy between one program and the sandbox, over real sockets, which does to each call what the life has drawn."""

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from io import BufferedIOBase
from socketserver import BaseRequestHandler, StreamRequestHandler, ThreadingTCPServer
from typing import Protocol

from support.lives.faults import Fault

PIECE = 7
REFUSAL = json.dumps({"traceId": "0f", "code": "CONFLICT", "message": "Conflict"}).encode()
PAGE = b"<html><body><h1>Sorry</h1></body></html>"


@dataclass(frozen=True)
class Call:
    """A request as the program sent it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        """What the call is for, in the words of `faults`."""
        parts = self.path.partition("?")[0].strip("/").split("/")
        if parts[0] != "v2":
            return "token"
        if parts[-1] in ("search", "capture", "cancel", "refund"):
            return parts[-1]
        return "create" if self.method == "POST" else "read"

    @property
    def payment(self) -> str:
        """The id of the payment that it is about; empty for a new one."""
        parts = self.path.strip("/").split("/")
        return parts[2] if len(parts) > 2 else ""


@dataclass(frozen=True)
class Answer:
    """An answer as it goes to the program; with `cut_after` the connection breaks after so many bytes."""

    status: int
    body: bytes
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    in_pieces: bool = False

    @property
    def raw(self) -> bytes:
        named = {"content-type": self.kind, "content-length": str(len(self.body)), **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        return f"HTTP/1.1 {self.status} X\r\n{head}\r\n".encode() + self.body


NO_ANSWER = Answer(0, b"", cut_after=0)


class Network(Protocol):
    """What the life decides of a call."""

    def fault(self, program: int, operation: str) -> Fault | None: ...
    def pass_seconds(self, seconds: int) -> None: ...
    def later(self, program: int, seconds: int, call: Call) -> None: ...
    def meanwhile(self, program: int) -> None: ...
    def kill(self, program: int) -> None: ...
    def tell(self, text: str) -> None: ...
    def broke(self, error: BaseException) -> None: ...


class FaultProxy(ThreadingTCPServer):
    """The proxy of one program; `network` is that of the life that goes on."""

    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def __init__(self, program: int, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.program = program
        self.network: Network | None = None
        self._target = target.removeprefix("http://")
        self.sent_twice: set[str] = set()
        """The transaction ids of the refunds that the network carried out twice; no program can know."""
        self._answers: dict[tuple[str, str], Answer] = {}
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def begin(self, network: Network | None) -> None:
        """Serve the programs of a new life."""
        self.network = network
        self._answers.clear()
        self.sent_twice.clear()

    @contextmanager
    def serving(self) -> Iterator["FaultProxy"]:
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.shutdown()
            self.server_close()
            thread.join()

    def handle_error(self, request: object, client_address: object) -> None:
        """A program that was killed leaves its connection: nobody is there to be told."""

    def answer(self, call: Call) -> Answer:
        """Do what the life has drawn for this call."""
        network = self.network
        if network is None:
            return NO_ANSWER
        try:
            with self._lock:
                fault = network.fault(self.program, call.operation)
                answer = self._with(fault, call, network) if fault else self.passed_on(call)
                if call.operation != "token":
                    network.tell(f"    {call.operation} → {fault.kind if fault else ''} {answer.status or ''}".rstrip())
                return answer
        except BaseException as error:  # noqa: BLE001 – it belongs to the thread of the life, which waits for this call
            network.broke(error)
            return NO_ANSWER

    def passed_on(self, call: Call) -> Answer:
        """The gateway's own answer."""
        line = HTTPConnection(self._target, timeout=30)
        try:
            line.request(call.method, call.path, call.body or None, call.headers)
            given = line.getresponse()
            headers = {"date": given.getheader("date", "")}
            answer = Answer(given.status, given.read(), given.getheader("content-type", "text/plain"), headers)
        finally:
            line.close()
        if call.payment:
            self._answers[call.operation, call.payment] = answer
        return answer

    def _with(self, fault: Fault, call: Call, network: Network) -> Answer:
        made = getattr(self, f"_{fault.kind.name.lower()}")
        answer: Answer = made(fault, call, network)
        return answer

    def _slow(self, fault: Fault, call: Call, network: Network) -> Answer:
        answer = self.passed_on(call)
        network.pass_seconds(fault.seconds)
        return answer

    def _lost(self, fault: Fault, call: Call, network: Network) -> Answer:
        self.passed_on(call)
        network.pass_seconds(fault.seconds)
        return NO_ANSWER

    def _never(self, fault: Fault, call: Call, network: Network) -> Answer:
        del call
        network.pass_seconds(fault.seconds)
        return NO_ANSWER

    def _late(self, fault: Fault, call: Call, network: Network) -> Answer:
        network.later(self.program, fault.seconds, call)
        network.pass_seconds(min(fault.seconds, 20))
        return NO_ANSWER

    def _twice(self, fault: Fault, call: Call, network: Network) -> Answer:
        del network
        if call.operation == "refund":
            self.sent_twice.add(str(json.loads(call.body).get("transactionId", "")))
        first, second = self.passed_on(call), self.passed_on(call)
        return second if fault.is_page else first

    def _done_and_refused(self, fault: Fault, call: Call, network: Network) -> Answer:
        del network
        self.passed_on(call)
        return _refusal(fault)

    def _done_and_failed(self, fault: Fault, call: Call, network: Network) -> Answer:
        return self._done_and_refused(fault, call, network)

    def _failed(self, fault: Fault, call: Call, network: Network) -> Answer:
        del call, network
        return _refusal(fault)

    def _busy(self, fault: Fault, call: Call, network: Network) -> Answer:
        del fault, call, network
        return Answer(429, REFUSAL, headers={"retry-after": "1"})

    def _logged_out(self, fault: Fault, call: Call, network: Network) -> Answer:
        del fault, call, network
        return Answer(401, REFUSAL)

    def _half(self, fault: Fault, call: Call, network: Network) -> Answer:
        answer = self.passed_on(call)
        network.pass_seconds(fault.seconds)
        return Answer(answer.status, answer.body, cut_after=len(answer.raw) - len(answer.body) // 2 - 1)

    def _drip(self, fault: Fault, call: Call, network: Network) -> Answer:
        del fault, network
        answer = self.passed_on(call)
        return Answer(answer.status, answer.body, answer.kind, answer.headers, in_pieces=True)

    def _page(self, fault: Fault, call: Call, network: Network) -> Answer:
        del fault, network
        self.passed_on(call)
        return Answer(200, PAGE, "text/html")

    def _swapped(self, fault: Fault, call: Call, network: Network) -> Answer:
        """The answer to the same call about another payment; its own while there is no other."""
        del fault, network
        own = self.passed_on(call)
        others = [
            answer
            for (what, about), answer in self._answers.items()
            if what == call.operation and about != call.payment
        ]
        return others[-1] if others and call.payment else own

    def _killed(self, fault: Fault, call: Call, network: Network) -> Answer:
        del fault
        self.passed_on(call)
        network.kill(self.program)
        return NO_ANSWER

    def _meanwhile(self, fault: Fault, call: Call, network: Network) -> Answer:
        """Before the call arrives, or after it was done."""
        if fault.is_page:
            network.meanwhile(self.program)
            return self.passed_on(call)
        answer = self.passed_on(call)
        network.meanwhile(self.program)
        return answer


def _refusal(fault: Fault) -> Answer:
    return Answer(fault.status, PAGE, "text/html") if fault.is_page else Answer(fault.status, REFUSAL)


class _Connection(StreamRequestHandler):
    server: FaultProxy

    def handle(self) -> None:
        while (call := read_call(self.rfile)) is not None:
            answer = self.server.answer(call)
            raw = answer.raw[: answer.cut_after]
            pieces = range(0, len(raw), PIECE if answer.in_pieces else len(raw) or 1)
            for at in pieces:
                self.wfile.write(raw[at : at + pieces.step])
            if answer.cut_after is not None:
                reset(self)
                return


def read_call(stream: BufferedIOBase) -> Call | None:
    """The next request of a connection; None when the program has closed it."""
    first = stream.readline().decode("latin-1").split()
    if len(first) < 2:
        return None
    headers = {}
    while (line := stream.readline().decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    kept = {name: value for name, value in headers.items() if name not in ("host", "connection", "content-length")}
    return Call(first[0], first[1], kept, body)


def reset(handler: BaseRequestHandler) -> None:
    """Break the connection, as a network does."""
    handler.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.request.close()
