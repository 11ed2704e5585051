"""The workshop's logo: a small PNG or JPEG, stored as base64; its format and size are read from its first bytes."""

import base64
import binascii
from dataclasses import dataclass
from typing import Literal

from promeister_mpay.errors import InputError

MOST_BYTES = 300_000
MOST_PIXELS = 4_000
"""The largest width and height; the decoded picture takes 64 MB at the most."""

MOST_SCANS = 100
"""Passes over a whole picture that a JPEG may ask for: a usual one has ten, and a small file may ask for thousands."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_SIZES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
"""The markers of the JPEG segments that hold the picture's size (start of frame)."""

_START_OF_SCAN = b"\xff\xda"
_NO_PICTURE = "Logotypen ska vara en PNG- eller JPEG-bild. Välj en annan fil."


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo's format, and its size in pixels."""

    kind: Literal["PNG", "JPEG"]
    width: int
    height: int
    data: bytes


def read_logo(text: str, field: str) -> Logo:
    """The logo in a base64 text; raises `InputError(field)` for anything but a picture that can be printed."""
    if len(text) > MOST_BYTES * 2:
        raise InputError(_too_big(len(text) * 3 // 4), field)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InputError(_NO_PICTURE, field) from error
    return logo_of(data, field)


def logo_of(data: bytes, field: str) -> Logo:
    """The logo in a file's content; raises as `read_logo` does."""
    if len(data) > MOST_BYTES:
        raise InputError(_too_big(len(data)), field)
    kind: Literal["PNG", "JPEG"] = "PNG" if data.startswith(_PNG) else "JPEG"
    size = _png_size(data) if kind == "PNG" else _jpeg_size(data)
    if size is None:
        raise InputError(_NO_PICTURE, field)
    width, height = size
    if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
        raise InputError(
            f"Logotypen är {width} × {height} bildpunkter. Gör den mindre än {MOST_PIXELS} i varje led.", field
        )
    if kind == "JPEG" and data.count(_START_OF_SCAN) > MOST_SCANS:
        raise InputError("Logotypens bild tar för lång tid att läsa. Spara den på nytt som PNG.", field)
    return Logo(kind, width, height, data)


def logo_text(logo: Logo) -> str:
    """The logo as stored base64 text."""
    return base64.b64encode(logo.data).decode("ascii")


def _too_big(size: int) -> str:
    return f"Logotypen är {size // 1000} kB. Välj en bild på högst {MOST_BYTES // 1000} kB."


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Read the size of a PNG from its first chunk, the header."""
    if len(data) < 24 or data[12:16] != b"IHDR":
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Read the size of a JPEG: skip segments until a start of frame."""
    if not data.startswith(_JPEG):
        return None
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] in _SIZES:
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)
    return None
