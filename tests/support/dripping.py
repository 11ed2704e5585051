"""A server that says what a test tells it to, piece by piece, while the test's clock runs as fast as the test wants."""

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from promeister_mpay.adapters.resurs.deadlines import Deadline
from promeister_mpay.domain.payments.safety_times import EXCHANGE
from support.gateways import PATIENCE
from support.mocked_gateway import TOKEN

DRIP = 1.5
"""Seconds on the clock from one piece to the next; no wait of an HTTP client is as short."""


@dataclass
class WireClock:
    """The clock of client and server; only the server moves it."""

    seconds: float = 0.0

    def deadline(self, span: timedelta = EXCHANGE) -> Deadline:
        """The deadline of an exchange that begins now."""
        return Deadline(span, clocks=(lambda: self.seconds,))


Answering = Callable[[str], Iterable[bytes]]


@dataclass
class DrippingServer:
    """Answers each request with the pieces that `answering` gives for its path, one on each tick of the clock."""

    clock: WireClock
    answering: Answering
    context: ssl.SSLContext | None = None
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @contextlib.contextmanager
    def running(self) -> Iterator["DrippingServer"]:
        """The server, until the test has ended."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.url = f"http{'s' if self.context else ''}://127.0.0.1:{listener.getsockname()[1]}"
            thread = threading.Thread(target=self._listen, args=(listener,))
            thread.start()
            try:
                yield self
            finally:
                listener.shutdown(socket.SHUT_RDWR)
                thread.join()

    def _listen(self, listener: socket.socket) -> None:
        serving = []
        with contextlib.suppress(OSError):
            while True:
                serving.append(threading.Thread(target=self._serve, args=(listener.accept()[0],)))
                serving[-1].start()
        for thread in serving:
            thread.join()

    def _serve(self, line: socket.socket) -> None:
        line.settimeout(PATIENCE)
        with contextlib.suppress(OSError), line, self._secured(line) as talking:
            while path := _requested(talking):
                self.asked.append(path)
                for piece in self.answering(path):
                    talking.sendall(piece)

    def _secured(self, line: socket.socket) -> socket.socket:
        return self.context.wrap_socket(line, server_side=True) if self.context else line

    def dripped(self, content: bytes, size: int = 1) -> Iterator[bytes]:
        """The content piece by piece, each later than the one before."""
        for start in range(0, len(content), size):
            self.clock.seconds += DRIP
            yield content[start : start + size]


def _requested(line: socket.socket) -> str:
    """The path of the next request, after its body has come; empty when the client has hung up."""
    said = b""
    while b"\r\n\r\n" not in said:
        more = line.recv(4096)
        if not more:
            return ""
        said += more
    head, _, body = said.partition(b"\r\n\r\n")
    length = next((int(h.split(b":")[1]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length")), 0)
    while len(body) < length:
        body += line.recv(4096)
    return head.split()[1].decode()


def answer(body: bytes, status: str = "200 OK", headers: Sequence[str] = ()) -> bytes:
    """A whole answer with this body."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


TOKEN_ANSWER = answer(json.dumps(TOKEN).encode())
