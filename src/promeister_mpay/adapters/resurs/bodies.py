"""Reads an answer of the gateway whole, with bounds on its headers, its body, and what the body unpacks to."""

import zlib
from collections.abc import Iterable

import httpx

MOST_BYTES = 4_000_000
"""Of a body as it comes, and at each step of unpacking it."""
MOST_HEADERS = 100
MOST_HEADER_BYTES = 32_000
MOST_PACKINGS = 3
"""How many times over a body may be packed."""
ZLIB_OR_GZIP = 32 + zlib.MAX_WBITS
BARE_DEFLATE = -zlib.MAX_WBITS
PACKINGS = {"gzip": ZLIB_OR_GZIP, "x-gzip": ZLIB_OR_GZIP, "deflate": ZLIB_OR_GZIP}


class TooMuch(ValueError):
    """The answer is larger than any that the gateway has reason to send."""


class CannotUnpack(ValueError):
    """The body is packed in a way that was not asked for and cannot be unpacked."""


def whole(answer: httpx.Response) -> httpx.Response:
    """The answer with its whole body, unpacked; closes the one that came.

    Calls ask for unpacked bodies (`accept-encoding: identity`); a server or a proxy that packs all the same is
    understood. Raises `TooMuch`, `CannotUnpack`, and httpx's errors.
    """
    try:
        _check_headers(answer.headers)
        body = _body(answer)
    finally:
        answer.close()
    kept = [(name, value) for name, value in answer.headers.raw if name.lower() not in _ABOUT_THE_WIRE]
    return httpx.Response(answer.status_code, headers=kept, content=body, request=answer.request)


_ABOUT_THE_WIRE = (b"content-encoding", b"content-length", b"transfer-encoding")


def _check_headers(headers: httpx.Headers) -> None:
    size = sum(len(name) + len(value) for name, value in headers.raw)
    if len(headers.raw) > MOST_HEADERS or size > MOST_HEADER_BYTES:
        raise TooMuch("headers")


def _body(answer: httpx.Response) -> bytes:
    if answer.is_stream_consumed:  # by a transport that is not a network
        return _collected([answer.content])
    body = _collected(answer.iter_raw())
    for packing in reversed(_packings(answer.headers)):
        body = unpacked(body, packing)
    return body


def _collected(parts: Iterable[bytes]) -> bytes:
    found, size = [], 0
    for part in parts:
        size += len(part)
        if size > MOST_BYTES:
            raise TooMuch("body")
        found.append(part)
    return b"".join(found)


def _packings(headers: httpx.Headers) -> list[str]:
    """How the body is packed, the first packing first."""
    said = [part.strip().lower() for part in headers.get("content-encoding", "").split(",")]
    packings = [part for part in said if part not in ("", "identity")]
    if len(packings) > MOST_PACKINGS:
        raise TooMuch("packings")
    return packings


def unpacked(body: bytes, packing: str) -> bytes:
    """The body without one packing, at most `MOST_BYTES`; raises `TooMuch` before more than that is made."""
    if packing not in PACKINGS:
        raise CannotUnpack(packing)
    try:
        return _inflated(body, PACKINGS[packing])
    except zlib.error as error:
        if packing != "deflate":
            raise CannotUnpack(packing) from error
    try:
        return _inflated(body, BARE_DEFLATE)
    except zlib.error as error:
        raise CannotUnpack(packing) from error


def _inflated(body: bytes, how: int) -> bytes:
    """Inflate the body, which is one whole; no more is made of it than is wanted."""
    if not body:
        return b""
    inflating = zlib.decompressobj(how)
    made = inflating.decompress(body, MOST_BYTES + 1)
    if len(made) > MOST_BYTES:
        raise TooMuch("unpacked body")
    if not inflating.eof or inflating.unused_data:
        raise CannotUnpack("it is cut, or more than one")
    return made
