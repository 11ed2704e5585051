"""The logo: a picture that can be printed, known by its first bytes and bounded before anything decodes it."""

import base64

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from promeister_mpay.domain.documents.logo import MOST_BYTES, MOST_SCANS, logo_of, logo_text, read_logo
from promeister_mpay.errors import InputError


def picture(kind: str, width: int = 300, height: int = 120) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x1F5FB0)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(content.data())


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is large."""
    small = picture("PNG", 1, 1)
    return small[:16] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + small[24:]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_says_what_it_is_and_how_large(kind: str) -> None:
    logo = logo_of(picture(kind), "logo")
    assert (logo.kind, logo.width, logo.height) == (kind, 300, 120)
    assert read_logo(logo_text(logo), "logo") == logo


STARTS_OF_FRAME = [0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF]
"""ITU-T T.81, table B.1: all of 0xC0 to 0xCF but DHT, JPG and DAC."""


def jpeg(*markers: int, height: int, width: int) -> bytes:
    """A JPEG of the segments of these markers, each of which holds a size; only that of a frame is the picture's."""
    sizes = [(height, width) if marker in STARTS_OF_FRAME else (7, 9) for marker in markers]
    parts = [
        b"\xff%c\x00\x08\x08" % marker + down.to_bytes(2, "big") + across.to_bytes(2, "big") + b"\x03"
        for marker, (down, across) in zip(markers, sizes, strict=True)
    ]
    return b"\xff\xd8" + b"".join(parts)


@pytest.mark.parametrize("marker", STARTS_OF_FRAME)
def test_a_jpegs_size_is_that_of_its_frame(marker: int) -> None:
    logo = logo_of(jpeg(0xE0, 0xC4, 0xC8, 0xCC, 0xDB, marker, height=120, width=300), "logo")
    assert (logo.kind, logo.width, logo.height) == ("JPEG", 300, 120)


@pytest.mark.parametrize(
    "data",
    [
        claiming(1, 1)[:24],
        claiming(4_000, 4_000),
        picture("PNG").ljust(300_000, b"\0"),
        jpeg(0xC0, height=1, width=1)[:-1],
        b"\xff\xd8\xff\xe0\x00\x00" + jpeg(0xC0, height=1, width=1)[2:],
    ],
)
def test_what_is_within_bounds_and_says_its_size_can_be_printed(data: bytes) -> None:
    assert logo_of(data, "logo") == read_logo(base64.b64encode(data).decode(), "logo")


@pytest.mark.parametrize("size", [300_001, 450_000, 900_000])
def test_a_file_that_is_too_large_is_told_its_size(size: int) -> None:
    sentence = rf"^Logotypen är {size // 1000} kB\. Välj en bild på högst 300 kB\.$"
    with pytest.raises(InputError, match=sentence):
        logo_of(bytes(size), "logo")
    with pytest.raises(InputError, match=sentence):
        read_logo(base64.b64encode(bytes(size)).decode(), "logo")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "PNG- eller JPEG"),
        (b"GIF89a" + bytes(100), "PNG- eller JPEG"),
        (b"<svg/>", "PNG- eller JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG- eller JPEG"),
        (b"\xff\xd8\xff" + b"\xe0\x00\x04" * 50, "PNG- eller JPEG"),
        (bytes(MOST_BYTES + 1), "högst 300 kB"),
        (claiming(100_000, 100_000), "100000 × 100000 bildpunkter"),
        (claiming(0, 5), "0 × 5 bildpunkter"),
        (claiming(5, 0), "5 × 0 bildpunkter"),
        (claiming(4_001, 5), "4001 × 5 bildpunkter"),
        (claiming(5, 4_001), "5 × 4001 bildpunkter"),
        (picture("PNG")[:23], "PNG- eller JPEG"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIDAT" + picture("PNG")[16:], "PNG- eller JPEG"),
        (b"\xff\xd9" + jpeg(0xC0, height=1, width=1)[2:], "PNG- eller JPEG"),
        (jpeg(0xC0, height=1, width=1)[:-2], "PNG- eller JPEG"),
        (jpeg(0xE0, height=1, width=1) + b"\x00\xc0\x00\x08\x08\x00\x01\x00\x01", "PNG- eller JPEG"),
    ],
)
def test_what_cannot_be_printed_gets_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as refused:
        read_logo(base64.b64encode(data).decode(), "logo")
    assert refused.value.field == "logo"


@pytest.mark.parametrize("text", ["inte base64!", "ÅÄÖ=", "A" * (3 * MOST_BYTES)])
def test_what_is_no_base64_gets_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match="Logotypen"):
        read_logo(text, "logo")


def test_a_jpeg_of_thousands_of_passes_is_refused_and_one_of_some_is_not() -> None:
    content = picture("JPEG")
    scan = content.index(b"\xff\xda")
    assert logo_of(content[:scan] + b"\xff\xda\0\2" * (MOST_SCANS - 1) + content[scan:], "logo").kind == "JPEG"
    with pytest.raises(InputError, match="tar för lång tid"):
        logo_of(content[:scan] + b"\xff\xda\0\2" * MOST_SCANS + content[scan:], "logo")
