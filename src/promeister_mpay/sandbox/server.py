"""Runs the sandbox on the loopback address only, in a thread or a process; can cut a caller's connection."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

_lines: dict[tuple[str, int], asyncio.Transport] = {}
"""Open connections by the caller's address, so that a switch can cut one."""


class CuttableProtocol(H11Protocol):
    """uvicorn's protocol, which also lets the switches cut its connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the connection."""
        super().connection_made(transport)
        if self.client:
            _lines[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        if self.client:
            _lines.pop(self.client, None)
        super().connection_lost(exc)


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


def uvicorn_server(app: ASGIApp) -> uvicorn.Server:
    """The server, without logs and unused features."""
    config = uvicorn.Config(
        app,
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


@contextlib.contextmanager
def in_thread(app: ASGIApp, listener: socket.socket) -> Iterator[None]:
    """Serve `app` on `listener` from a thread until the block ends."""
    server = uvicorn_server(app)
    listener.listen(100)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
