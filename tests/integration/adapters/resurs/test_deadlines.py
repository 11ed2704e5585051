"""Every exchange ends by its deadline, whatever the network sends slowly and whatever it never sends."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpcore
import httpx
import pytest

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.resurs.deadlines import (
    Deadline,
    DeadlineBackend,
    DeadlineStream,
    ending,
    in_time,
    seconds_left,
    within,
)
from promeister_mpay.errors import GatewayUnavailable, OutcomeUnknown
from support.certificates import self_signed, server_context
from support.dripping import TOKEN_ANSWER, DrippingServer, WireClock, answer
from support.gateways import PATIENCE, STORE, a_payment
from support.mocked_gateway import PAYMENT, payment_json

SOON = timedelta(seconds=0.2)
NO_WAITS = httpx.Timeout(None)
"""Only the deadline ends an exchange."""
PAYMENT_ANSWER = answer(payment_json().encode())
HEAD, _, BODY = PAYMENT_ANSWER.partition(b"\r\n\r\n")
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


def soon() -> Deadline:
    """A deadline that a wait of its length ends, however long this computer takes for anything else."""
    return WireClock().deadline(SOON)


def quick(content: bytes) -> Callable[[DrippingServer], Iterator[bytes]]:
    return lambda _: iter([content])


def body_drips(server: DrippingServer) -> Iterator[bytes]:
    yield HEAD + b"\r\n\r\n"
    yield from server.dripped(BODY)


def head_drips(server: DrippingServer) -> Iterator[bytes]:
    yield from server.dripped(HEAD + b"\r\n\r\n")
    yield BODY


def chunks_drip(server: DrippingServer) -> Iterator[bytes]:
    yield CHUNKED
    chunks = b"".join(b"1\r\n%c\r\n" % each for each in BODY) + b"0\r\n"
    yield from server.dripped(chunks, size=6)
    yield from server.dripped(b"x-trailer: drips\r\n\r\n")


def hints_drip(server: DrippingServer) -> Iterator[bytes]:
    hint = b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
    yield from server.dripped(hint * 30, size=len(hint))
    yield PAYMENT_ANSWER


def go_on_drips(server: DrippingServer) -> Iterator[bytes]:
    go_on = b"HTTP/1.1 100 Continue\r\n\r\n"
    yield from server.dripped(go_on * 30, size=len(go_on))
    yield PAYMENT_ANSWER


def comes_at_last(server: DrippingServer) -> Iterator[bytes]:
    server.clock.seconds += 26
    yield PAYMENT_ANSWER


DRIPS = [body_drips, head_drips, chunks_drip, hints_drip, go_on_drips, comes_at_last]
Drip = Callable[[DrippingServer], Iterator[bytes]]


TOKEN_AT_ONCE = quick(TOKEN_ANSWER)


@contextlib.contextmanager
def talking(
    drip: Drip, token: Drip = TOKEN_AT_ONCE, transport: httpx.BaseTransport | None = None
) -> Iterator[tuple[ResursGateway, list[str]]]:
    """A client of a server that answers calls by `drip`, and the paths that it was asked for."""
    clock = WireClock()
    server = DrippingServer(clock, lambda path: (token if path == "/oauth2/token" else drip)(server))
    with server.running():
        account = ResursAccount(server.url, "id", "secret")
        gateway = ResursGateway(
            account, timeout=NO_WAITS, deadline=clock.deadline, pause=lambda _: None, transport=transport
        )
        with contextlib.closing(gateway):
            yield gateway, server.asked


@pytest.mark.parametrize("drip", DRIPS)
def test_an_answer_that_drips_is_given_up_at_the_deadline(drip: Drip) -> None:
    with talking(drip) as (gateway, asked):
        with pytest.raises(OutcomeUnknown):
            gateway.create(a_payment())
        with pytest.raises(GatewayUnavailable, match="i tid"):
            gateway.read(PAYMENT)
        with pytest.raises(GatewayUnavailable, match="i tid"):
            gateway.find(STORE, "14790-1")
        with pytest.raises(GatewayUnavailable, match="i tid"):
            gateway.stores()
    assert asked.count("/v2/payments") == asked.count(f"/v2/payments/{PAYMENT}") == 1


def test_the_same_answer_in_one_piece_is_taken() -> None:
    with talking(quick(PAYMENT_ANSWER)) as (gateway, _):
        assert gateway.create(a_payment()).total == gateway.read(PAYMENT).total == 580_000


def token_drips(server: DrippingServer) -> Iterator[bytes]:
    yield from server.dripped(TOKEN_ANSWER)


def test_a_token_that_drips_is_part_of_the_exchange_and_nothing_was_done() -> None:
    with talking(quick(PAYMENT_ANSWER), token_drips) as (gateway, asked), pytest.raises(GatewayUnavailable):
        gateway.create(a_payment())
    assert asked == ["/oauth2/token"]


def test_a_token_that_is_fetched_twice_is_part_of_the_same_exchange() -> None:
    def ten_seconds(server: DrippingServer) -> Iterator[bytes]:
        server.clock.seconds += 10
        yield TOKEN_ANSWER

    def turned_away(server: DrippingServer) -> Iterator[bytes]:
        server.clock.seconds += 10
        yield answer(b"", "401 Unauthorized")

    with talking(turned_away, ten_seconds) as (gateway, asked), pytest.raises(OutcomeUnknown):
        gateway.create(a_payment())
    assert asked == ["/oauth2/token", "/v2/payments", "/oauth2/token"]


def test_all_hits_of_a_search_are_read_within_one_deadline() -> None:
    hits = ",".join(f'{{"id":"{number}","status":"ACCEPTED"}}' for number in range(9))

    def slowly(server: DrippingServer) -> Iterator[bytes]:
        server.clock.seconds += 10
        yield answer(f'{{"content":[{hits}]}}'.encode()) if server.asked[-1].endswith("/search") else PAYMENT_ANSWER

    with talking(slowly) as (gateway, asked), pytest.raises(GatewayUnavailable):
        gateway.find(STORE, "14790-1")
    assert len(asked) == 4


def test_pages_of_stores_are_read_within_one_deadline() -> None:
    page = b'{"content":[{"id":"s","nationalStoreId":1,"name":"A"}],"page":{"totalPages":50}}'

    def slowly(server: DrippingServer) -> Iterator[bytes]:
        server.clock.seconds += 10
        yield answer(page)

    with talking(slowly) as (gateway, asked), pytest.raises(GatewayUnavailable):
        gateway.stores()
    assert len(asked) == 4


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path)


def test_tls_works_and_ends_by_the_deadline_too(certificate: Path) -> None:
    clock = WireClock()

    def answers(path: str) -> Iterator[bytes]:
        if path == "/oauth2/token":
            return iter([TOKEN_ANSWER])
        return iter([PAYMENT_ANSWER]) if path == "/v2/payments" else body_drips(server)

    server = DrippingServer(clock, answers, server_context(certificate))
    transport = httpx.HTTPTransport(verify=ssl.create_default_context(cafile=certificate))
    with server.running():
        account = ResursAccount(server.url, "id", "secret")
        gateway = ResursGateway(account, timeout=NO_WAITS, deadline=clock.deadline, transport=transport)
        with contextlib.closing(gateway):
            assert gateway.create(a_payment()).total == 580_000
            with pytest.raises(GatewayUnavailable, match="i tid"):
                gateway.read(PAYMENT)


def given_up(gateway: ResursGateway) -> GatewayUnavailable:
    with contextlib.closing(gateway), pytest.raises(GatewayUnavailable) as caught:
        gateway.create(a_payment())
    return caught.value


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_takes_the_connection_and_is_silent_is_given_up(scheme: str) -> None:
    hung_up: list[bool] = []

    def listen() -> None:
        with listener.accept()[0] as line:
            line.settimeout(PATIENCE)
            while line.recv(4096):
                pass
            hung_up.append(True)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=listen)
        thread.start()
        account = ResursAccount(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", "id", "secret")
        with contextlib.closing(ResursGateway(account, timeout=NO_WAITS, deadline=soon)) as gateway:
            with pytest.raises(GatewayUnavailable):
                gateway.create(a_payment())
            thread.join()
    assert hung_up == [True]


def test_a_handshake_that_drips_is_given_up() -> None:
    clock = WireClock()

    def listen() -> None:
        with contextlib.suppress(OSError), listener.accept()[0] as line:
            line.recv(4096)
            for piece in server.dripped(b"\x16\x03\x03\x40\x00" + bytes(100)):
                line.sendall(piece)
            line.recv(4096)

    server = DrippingServer(clock, lambda _: ())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=listen)
        thread.start()
        account = ResursAccount(f"https://127.0.0.1:{listener.getsockname()[1]}", "id", "secret")
        error = given_up(ResursGateway(account, timeout=NO_WAITS, deadline=clock.deadline))
        thread.join()
    assert isinstance(error.__cause__, httpx.ConnectTimeout)


def test_a_host_that_cannot_be_looked_up_in_time_is_given_up() -> None:
    over = threading.Event()

    def hang(host: str, port: int) -> list[str]:
        over.wait(PATIENCE)
        return []

    account = ResursAccount("https://gateway.example", "id", "secret")
    transport = ending(httpx.HTTPTransport(), DeadlineBackend(hang))
    error = given_up(ResursGateway(account, timeout=NO_WAITS, deadline=soon, transport=transport))
    over.set()
    assert isinstance(error.__cause__, httpx.ConnectTimeout)


def test_a_host_with_many_addresses_that_do_not_answer_has_no_more_time() -> None:
    clock, tried = WireClock(), []

    class Silent(httpcore.SyncBackend):
        def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore.NetworkStream:
            tried.append(host)
            clock.seconds += 10
            raise httpcore.ConnectTimeout

    backend = DeadlineBackend(lambda *_: [f"192.0.2.{number}" for number in range(50)], Silent())
    account = ResursAccount("https://gateway.example", "id", "secret")
    given_up(ResursGateway(account, deadline=clock.deadline, transport=ending(httpx.HTTPTransport(), backend)))
    assert len(tried) == 3


def test_the_address_that_answers_is_taken_after_one_that_does_not() -> None:
    backend = DeadlineBackend(lambda *_: ["127.0.0.9", "127.0.0.1"])
    with talking(quick(PAYMENT_ANSWER), transport=ending(httpx.HTTPTransport(), backend)) as (gateway, _):
        assert gateway.create(a_payment()).total == 580_000


def test_a_proxy_that_drips_is_given_up() -> None:
    clock = WireClock()
    server = DrippingServer(clock, lambda _: server.dripped(b"HTTP/1.1 200 Connection established\r\n\r\n"))
    with server.running():
        account = ResursAccount("https://gateway.example", "id", "secret")
        transport = httpx.HTTPTransport(proxy=server.url)
        given_up(ResursGateway(account, timeout=NO_WAITS, deadline=clock.deadline, transport=transport))
    assert server.asked == ["gateway.example:443"]


def test_a_peer_that_takes_nothing_is_given_up() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, within(Deadline(SOON)), pytest.raises(httpcore.WriteTimeout):
        DeadlineStream(Plain(ours)).write(bytes(50_000_000))


def test_tls_works_inside_of_tls(certificate: Path) -> None:
    """As behind a proxy that is itself reached over TLS."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(PATIENCE)
    thread = threading.Thread(target=echo_within_tls, args=(theirs, server_context(certificate)))
    thread.start()
    trusting, said = ssl.create_default_context(cafile=certificate), b"x" * 300_000
    with ours, within(Deadline(timedelta(seconds=PATIENCE))):
        stream = DeadlineStream(Plain(ours)).start_tls(trusting, "127.0.0.1").start_tls(trusting, "127.0.0.1")
        stream.write(said)
        heard = b""
        while len(heard) < len(said):
            heard += stream.read(100_000)
        thread.join()
        assert (heard, stream.read(1)) == (said, b"")


def echo_within_tls(line: socket.socket, context: ssl.SSLContext) -> None:
    """A server that says back what it hears, in TLS within TLS."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    inner = context.wrap_bio(incoming, outgoing, server_side=True)
    with context.wrap_socket(line, server_side=True) as outer:

        def pump(act: Callable[[], object]) -> object:
            while True:
                try:
                    result = act()
                except ssl.SSLWantReadError:
                    outer.sendall(outgoing.read())
                    incoming.write(outer.recv(65_536))
                else:
                    outer.sendall(outgoing.read())
                    return result

        pump(inner.do_handshake)
        heard = b""
        while len(heard) < 300_000:
            heard += bytes(pump(lambda: inner.read(65_536)))  # type: ignore[call-overload]
        pump(lambda: inner.write(heard))


class Plain(httpcore.NetworkStream):
    """As httpcore's own stream, over a socket of the test."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._line.settimeout(timeout)
        return self._line.recv(max_bytes)

    def get_extra_info(self, info: str) -> object:
        return self._line


def test_without_a_deadline_there_is_no_exchange() -> None:
    assert seconds_left() == 0


def test_an_inner_deadline_gives_no_more_time() -> None:
    clock = WireClock()
    with within(clock.deadline(timedelta(seconds=5))):
        clock.seconds += 4
        with within(clock.deadline(timedelta(seconds=5))):
            assert seconds_left() == 1
    assert seconds_left() == 0


@pytest.mark.parametrize(("monotonic", "wall", "left"), [(10, 0, 15), (0, 10, 15), (0, 3600, -3575), (10, -3600, 15)])
def test_whichever_clock_is_ahead_is_believed(monotonic: float, wall: float, left: float) -> None:
    one, other = WireClock(), WireClock()
    deadline = Deadline(timedelta(seconds=25), [lambda: one.seconds, lambda: other.seconds])
    one.seconds, other.seconds = monotonic, wall
    assert deadline.left() == left


def test_the_error_of_a_look_up_is_raised_where_it_is_waited_for() -> None:
    def fail() -> None:
        raise OSError("[Errno -2] Name or service not known")

    with pytest.raises(OSError, match="not known"):
        in_time(fail, PATIENCE)
