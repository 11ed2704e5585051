"""One deadline for a whole exchange with the gateway, whatever the network sends slowly (design §17).

The time-outs of httpx are per read: a peer that sends a byte now and then never meets them. Here each wait for the
network is no longer than what is left of the exchange. The deadline is known by the thread that makes the exchange,
because a connection of the pool serves one exchange after another.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import httpcore
import httpx

READ_AT_ONCE = 65_536

Result = TypeVar("Result")
Transport = TypeVar("Transport", bound=httpx.BaseTransport)
Clock = Callable[[], float]
Resolve = Callable[[str, int], Sequence[str]]


class Deadline:
    """When an exchange ends at the latest.

    It is measured on two clocks: a monotonic clock may stand still while the computer sleeps, and the computer's clock
    may be set. Whichever says first that the time is over is believed.
    """

    def __init__(self, span: timedelta, clocks: Sequence[Clock] = (time.monotonic, time.time)) -> None:
        self._ends = [(clock, clock() + span.total_seconds()) for clock in clocks]

    def left(self) -> float:
        """The seconds that are left; zero or less when it has passed."""
        return min(end - clock() for clock, end in self._ends)


_current: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """Make the exchanges of this thread end by `deadline`; inside of another deadline, by that one."""
    before = _current.get()
    token = _current.set(before or deadline)
    try:
        yield
    finally:
        _current.reset(token)


def seconds_left() -> float:
    """What is left of this thread's deadline; without one there is no exchange that may be made."""
    deadline = _current.get()
    return deadline.left() if deadline else 0.0


def _wait(timeout: float | None, passed: type[httpcore.TimeoutException]) -> float:
    """How long one wait may last, in seconds; raises `passed` when the deadline has passed."""
    left = seconds_left()
    if left <= 0:
        raise passed("the deadline of the exchange has passed")
    return left if timeout is None else min(timeout, left)


def ending(transport: Transport, backend: "DeadlineBackend | None" = None) -> Transport:
    """The transport, whose connections keep the deadlines, directly and through a proxy."""
    if isinstance(transport, httpx.HTTPTransport):
        pool = transport._pool  # noqa: SLF001 – httpx offers no parameter for the backend
        if not isinstance(pool._network_backend, DeadlineBackend):  # noqa: SLF001
            pool._network_backend = backend or DeadlineBackend()  # noqa: SLF001
    return transport


def resolved(host: str, port: int) -> Sequence[str]:
    """The IP addresses of a host; raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class DeadlineBackend(httpcore.NetworkBackend):
    """Connects within the deadline, however many addresses the host has and however long looking them up takes."""

    def __init__(self, resolve: Resolve = resolved, connecting: httpcore.NetworkBackend | None = None) -> None:
        self._resolve = resolve
        self._connecting = connecting or httpcore.SyncBackend()

    def connect_tcp(  # noqa: PLR0917 – as httpcore has it
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers."""
        failed: Exception = httpcore.ConnectError("no address")
        options = list(socket_options or ())
        for address in self._addresses(host, port, _wait(timeout, httpcore.ConnectTimeout)):
            wait = _wait(timeout, httpcore.ConnectTimeout)
            try:
                return DeadlineStream(self._connecting.connect_tcp(address, port, wait, local_address, options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    def _addresses(self, host: str, port: int, seconds: float) -> Sequence[str]:
        """Look the host up in a thread of its own, because nothing ends a look-up that hangs."""
        try:
            return in_time(lambda: self._resolve(host, port), seconds)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the address was not found in time") from error
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(str(error)) from error


def in_time(work: Callable[[], Result], seconds: float) -> Result:
    """The result of `work`, or its error; raises `TimeoutError` when it takes longer, and leaves it to itself."""
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # noqa: BLE001 – raised again in the thread that waits
            errors.append(error)

    thread = threading.Thread(target=run, name="look-up", daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise TimeoutError
    return results[0]


class DeadlineStream(httpcore.NetworkStream):
    """A connection each of whose reads and writes ends by the deadline; what comes after it is not taken."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self._socket: socket.socket = inner.get_extra_info("socket")

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what comes next."""
        data = self._inner.read(max_bytes, _wait(timeout, httpcore.ReadTimeout))
        _wait(timeout, httpcore.ReadTimeout)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything; the peer may take it piece by piece, so the time is looked at for each."""
        while buffer:
            wait = _wait(timeout, httpcore.WriteTimeout)
            try:
                self._socket.settimeout(wait)
                buffer = buffer[self._socket.send(buffer) :]
            except TimeoutError as error:
                raise httpcore.WriteTimeout(str(error)) from error
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Begin TLS on this connection."""
        return TlsStream.begun(self, ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 – as httpcore has it
        """See httpcore."""
        return self._inner.get_extra_info(info)


class TlsStream(httpcore.NetworkStream):
    """TLS over another stream, whose reads and writes keep the deadline; a proxy's TLS can be the other stream."""

    def __init__(self, inner: httpcore.NetworkStream, context: ssl.SSLContext, hostname: str | None) -> None:
        self._inner = inner
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=hostname)

    @classmethod
    def begun(
        cls, inner: httpcore.NetworkStream, context: ssl.SSLContext, hostname: str | None, timeout: float | None
    ) -> "TlsStream":
        """The stream after its handshake; an error closes the connection."""
        try:
            stream = cls(inner, context, hostname)
            stream._pump(stream._tls.do_handshake, timeout)
        except (httpcore.ReadTimeout, httpcore.WriteTimeout) as error:
            inner.close()
            raise httpcore.ConnectTimeout(str(error)) from error
        except (OSError, ValueError, httpcore.NetworkError) as error:
            inner.close()
            raise httpcore.ConnectError(str(error)) from error
        return stream

    def _pump(self, act: Callable[[], Result], timeout: float | None) -> Result:
        """Carry out one act of TLS, with all that it has to send and to receive for it."""
        while True:
            try:
                result = act()
            except ssl.SSLWantReadError:
                self._flush(timeout)
                self._feed(self._inner.read(READ_AT_ONCE, timeout))
            else:
                self._flush(timeout)
                return result

    def _flush(self, timeout: float | None) -> None:
        if self._outgoing.pending:
            self._inner.write(self._outgoing.read(), timeout)

    def _feed(self, data: bytes) -> None:
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what comes next; empty at the end, whether the peer has said goodbye or not."""
        try:
            return self._pump(partial(self._tls.read, max_bytes), timeout)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""
        except ssl.SSLError as error:
            raise httpcore.ReadError(str(error)) from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write everything."""
        while buffer:
            try:
                buffer = buffer[self._pump(partial(self._tls.write, buffer), timeout) :]
            except ssl.SSLError as error:
                raise httpcore.WriteError(str(error)) from error

    def close(self) -> None:
        """Close the connection, without a goodbye that the peer would have to answer."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Begin TLS inside of this one: behind a proxy that is itself reached over TLS."""
        return TlsStream.begun(self, ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 – as httpcore has it
        """See httpcore."""
        return self._tls if info == "ssl_object" else self._inner.get_extra_info(info)
