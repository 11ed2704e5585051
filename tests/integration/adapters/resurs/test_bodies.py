"""An answer is bounded: its headers, its body, and what the body unpacks to when a server packs it unasked."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.adapters.resurs import ResursAccount, ResursGateway
from promeister_mpay.adapters.resurs.bodies import (
    MOST_BYTES,
    MOST_HEADER_BYTES,
    MOST_HEADERS,
    CannotUnpack,
    TooMuch,
    unpacked,
)
from promeister_mpay.errors import GatewayUnavailable, OutcomeUnknown
from support.dripping import TOKEN_ANSWER, DrippingServer, WireClock, answer
from support.gateways import a_payment
from support.mocked_gateway import PAYMENT, TRACE, client, payment_json

PLAIN = payment_json().encode()


def bare_deflate(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    " deflate ": bare_deflate,
    "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)),
    "deflate, identity, gzip": lambda body: gzip.compress(zlib.compress(body)),
}


def test_calls_ask_for_an_answer_that_is_not_packed() -> None:
    asked: list[httpx.Request] = []

    def answering(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=PLAIN)

    client(answering).read(PAYMENT)
    assert asked[0].headers["accept-encoding"] == "identity"


def streamed(content: bytes, headers: dict[str, str]) -> httpx.Response:
    return httpx.Response(200, stream=httpx.ByteStream(content), headers={"x-trace-id": TRACE, **headers})


@pytest.mark.parametrize("packing", PACKED)
def test_an_answer_that_is_packed_unasked_is_read(packing: str) -> None:
    gateway = client(lambda _: streamed(PACKED[packing](PLAIN), {"content-encoding": packing}))
    assert gateway.create(a_payment()).total == 580_000


BOMB = gzip.compress(gzip.compress(bytes(20_000_000)))


@pytest.mark.parametrize(
    ("packing", "content"),
    [
        ("gzip", b"no gzip at all"),
        ("deflate", b"nor deflate"),
        ("gzip", gzip.compress(PLAIN)[:-9]),
        ("gzip", gzip.compress(PLAIN) * 2),
        ("br", b"\x0b\x02\x80"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("gzip, br", gzip.compress(PLAIN)),
        ("gzip, gzip", BOMB),
        ("gzip", gzip.compress(bytes(MOST_BYTES + 1))),
        ("deflate", bare_deflate(bytes(MOST_BYTES + 1))),
        (", ".join(["gzip"] * 4), gzip.compress(gzip.compress(gzip.compress(gzip.compress(PLAIN))))),
    ],
)
def test_what_cannot_be_unpacked_within_bounds_is_a_lost_answer_with_its_trace_id(packing: str, content: bytes) -> None:
    gateway = client(lambda _: streamed(content, {"content-encoding": packing}))
    with pytest.raises(OutcomeUnknown) as changed:
        gateway.create(a_payment())
    with pytest.raises(GatewayUnavailable, match="inte kan läsas") as asked:
        gateway.read(PAYMENT)
    assert (changed.value.trace_id, asked.value.trace_id) == (TRACE, TRACE)


def test_no_more_is_unpacked_than_is_written() -> None:
    bomb = zlib.compress(bytes(50_000_000))
    tracemalloc.start()
    with pytest.raises(TooMuch):
        unpacked(bomb, "deflate")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MOST_BYTES


@given(st.binary(max_size=200), st.sampled_from(["gzip", "deflate", "br"]))
def test_bytes_of_any_kind_are_unpacked_or_refused(content: bytes, packing: str) -> None:
    try:
        assert len(unpacked(content, packing)) <= MOST_BYTES
    except (TooMuch, CannotUnpack):
        return


@pytest.mark.parametrize(
    "headers",
    [
        [f"x-{number}: 1" for number in range(MOST_HEADERS)],
        [f"x-long: {'x' * MOST_HEADER_BYTES}"],
        [f"x-longer: {'x' * 200_000}"],
        [f"x-{'y' * 60_000}: 1"],
    ],
)
def test_headers_without_bound_are_no_answer(headers: list[str]) -> None:
    def answering(path: str) -> list[bytes]:
        return [TOKEN_ANSWER if path == "/oauth2/token" else answer(PLAIN, headers=headers)]

    server = DrippingServer(WireClock(), answering)
    with server.running():
        gateway = ResursGateway(ResursAccount(server.url, "id", "secret"), pause=lambda _: None)
        with pytest.raises(OutcomeUnknown):
            gateway.create(a_payment())
        with pytest.raises(GatewayUnavailable):
            gateway.read(PAYMENT)
        gateway.close()
