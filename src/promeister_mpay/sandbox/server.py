"""Runs the sandbox on the loopback address only, in a thread or a process; can cut a caller's connection."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

MOST_CONNECTIONS = 200
MOST_HEADER_BYTES = 32 * 1024

_lines: dict[tuple[str, int], asyncio.Transport] = {}
"""Open connections by the caller's address, so that a switch can cut one."""


class CuttableProtocol(H11Protocol):
    """uvicorn's protocol, whose connections are bounded in number and patience, and can be cut by the switches."""

    patience = 10.0
    """Seconds without a whole request, or with an answer that is not read, after which a connection is ended."""
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the connection; end it at once when there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        if self.client:
            _lines[self.client] = transport
        self._timer = self.loop.call_later(self.patience, self._end_if_idle, None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self.client:
            _lines.pop(self.client, None)
        if self._timer:
            self._timer.cancel()
        super().connection_lost(exc)

    def _end_if_idle(self, before: tuple[object, bool] | None) -> None:
        """End the connection when it still waits for the same request, or has still not sent the same answer."""
        cycle: RequestResponseCycle | None = self.cycle
        answers = cycle is not None and not cycle.response_complete
        state = (cycle, answers)
        if state == before and not answers:
            self.transport.abort()
        else:
            self._timer = self.loop.call_later(self.patience, self._end_if_idle, state)


def cut_connection(request: Request) -> None:
    """Close the connection, so that the answer does not reach the caller."""
    client = request.scope.get("client")
    if client and (line := _lines.get(tuple(client))):
        line.abort()


def listening_socket(port: int) -> socket.socket:
    """A socket on the loopback address; port 0 takes any free one. Raises `OSError` when the port is taken."""
    # With the protocol named, asyncio sends small answers at once instead of waiting for more (40 ms a call).
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


def uvicorn_server(app: ASGIApp, protocol: type[CuttableProtocol] = CuttableProtocol) -> uvicorn.Server:
    """The server, without logs and unused features."""
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        # Who calls is who connects, whatever a header says.
        proxy_headers=False,
        h11_max_incomplete_event_size=MOST_HEADER_BYTES,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


@contextlib.contextmanager
def in_thread(
    app: ASGIApp, listener: socket.socket, protocol: type[CuttableProtocol] = CuttableProtocol
) -> Iterator[None]:
    """Serve `app` on `listener` from a thread until the block ends."""
    server = uvicorn_server(app, protocol)
    listener.listen(100)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
