"""Damage to foreign files, drawn by a seed: what a disk, a network and somebody who means harm make of them."""

import io
import random
import re
import sqlite3
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path

Damage = Callable[[bytes, random.Random], bytes]

ODD_BYTES = (0, 1, 0x0A, 0x22, 0x3B, 0x3C, 0x3E, 0x7F, 0x80, 0xFE, 0xFF)
ODD_NUMBERS = ("0", "-1", "65536", "1048576", "2147483647", "4294967296", "999999999999", "1e308", "NaN", "9" * 5_000)
ODD_TEXTS = (
    "", "=1+1", "\u202e", "\ud7ff\ufffe", " " * 9_000 + "kr", "(" * 9_000, "1 000" + " 000" * 2_000, "9" * 9_900,
    "1." * 4_000, "ﷺ" * 5_000, "#" * 9_999, "kr" * 4_000, "<img src=/dev/zero>", "å" * 10_001, "-" * 9_000,
    "2026-11-02 " * 800, "0" * 9_000 + ",00", "'" * 5_000, "\N{ACUTE ACCENT}" * 9_000,
)  # fmt: skip
HEAVY = 20
"""One of so many files is one of those that claim to be huge."""


def damaged(kind: str, samples: Sequence[bytes], drawn: random.Random) -> bytes:
    """One damaged file, the same one for the same drawing."""
    content = drawn.choice(samples)
    for _ in range(drawn.choice((1, 1, 1, 2, 3))):
        content = drawn.choice(DAMAGES[kind])(content, drawn)
    return content


# -- of any file


def flipped(content: bytes, drawn: random.Random) -> bytes:
    """Some bytes are others."""
    made = bytearray(content)
    for _ in range(drawn.randint(1, 12)):
        if made:
            made[drawn.randrange(len(made))] = drawn.choice((drawn.randrange(256), drawn.choice(ODD_BYTES)))
    return bytes(made)


def cut(content: bytes, drawn: random.Random) -> bytes:
    """The end is missing."""
    return content[: drawn.randint(0, len(content))]


def moved(content: bytes, drawn: random.Random) -> bytes:
    """A piece stands twice, or somewhere else, or is not there."""
    begin = drawn.randint(0, len(content))
    piece = content[begin : begin + drawn.randint(1, 400)]
    rest = content[:begin] + content[begin + len(piece) :] if drawn.random() < 0.5 else content
    at = drawn.randint(0, len(rest))
    return rest[:at] + piece * drawn.choice((0, 1, 1, 2, 50)) + rest[at:]


def numbers(content: bytes, drawn: random.Random) -> bytes:
    """A number of two or four bytes is a large one, or a small one."""
    made = bytearray(content)
    if len(made) > 4:
        value = drawn.choice((0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, drawn.getrandbits(32)))
        at = drawn.randrange(len(made) - 4)
        made[at : at + 4] = struct.pack(drawn.choice("<>") + "I", value)
    return bytes(made)


# -- of texts


def texts(content: bytes, drawn: random.Random) -> bytes:
    """A cell, or a title, is an odd text."""
    text = drawn.choice((*ODD_TEXTS, *ODD_NUMBERS)).encode("utf-8", "replace")
    places = [found.span() for found in re.finditer(rb"[^;\t\r\n]+", content)]
    begin, end = drawn.choice(places) if places else (0, 0)
    return content[:begin] + text + content[end:]


def many_cells(content: bytes, drawn: random.Random) -> bytes:
    """The file is long, or one of its lines is, or has no end."""
    filling = drawn.choice((b"x;" * 300, b'"', b"\n" * 5_000, b";" * 30_000, b'"' + b"a\n" * 5_000, b"1;2\n" * 20_000))
    at = drawn.randint(0, len(content))
    return content[:at] + filling + content[at:]


# -- of packages (xlsx, ods)


def repacked(content: bytes, drawn: random.Random) -> bytes:
    """A part of the package is damaged, and all is packed again, as if it belonged there."""
    parts = _parts(content)
    if not parts:
        return flipped(content, drawn)
    name = drawn.choice(
        [each for each in parts if "sheet" in each.lower() or "content" in each or drawn.random() < 0.3] or list(parts)
    )
    change = drawn.choice((xml_attribute, xml_attribute, xml_element, xml_text, xml_entities, flipped, cut, moved))
    if drawn.randrange(HEAVY) == 0:
        change = drawn.choice((xml_deep, xml_repeats, xml_merged, xml_filled))
    parts[name] = change(parts[name], drawn)
    return _packed(parts, drawn)


def repackaged(content: bytes, drawn: random.Random) -> bytes:
    """A part is missing, another's, or there twice, or the package has one that is huge when it is unpacked."""
    parts = _parts(content)
    if not parts:
        return flipped(content, drawn)
    name, other = drawn.choice(list(parts)), drawn.choice(list(parts))
    what = drawn.randrange(4)
    if what == 0:
        del parts[name]
    elif what == 1:
        parts[name] = parts[other]
    elif what == 2:
        parts["../" + name] = parts[other]
    elif drawn.randrange(HEAVY) == 0:
        parts[name] = b"<a>" + b" " * 60_000_000
    return _packed(parts, drawn)


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return {name: package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return {}


def _packed(parts: Mapping[str, bytes], drawn: random.Random) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED if drawn.random() < 0.9 else zipfile.ZIP_STORED) as package:
        for name, part in parts.items():
            package.writestr(zipfile.ZipInfo(name), part, compress_type=zipfile.ZIP_DEFLATED)
    return made.getvalue()


_ATTRIBUTE = re.compile(rb'="([^"]*)"')
_ELEMENT = re.compile(rb"<[^<>]+>")
_TEXT = re.compile(rb">([^<>]+)<")


def xml_attribute(part: bytes, drawn: random.Random) -> bytes:
    """An attribute has an odd value: a far-out cell, a huge count, another one's name."""
    far = ("XFD1048576", "A1048577", "ZZZ999999999", "a1", "&#65;1", "A0", "1")
    value = drawn.choice((*far, *ODD_NUMBERS, *ODD_TEXTS)).encode("utf-8", "replace").replace(b"<", b"&lt;")
    return _replaced(part, _ATTRIBUTE, value, drawn)


def xml_text(part: bytes, drawn: random.Random) -> bytes:
    """A text is an odd one."""
    value = drawn.choice((*ODD_TEXTS, *ODD_NUMBERS)).encode("utf-8", "replace").replace(b"<", b"&lt;")
    return _replaced(part, _TEXT, value, drawn)


def xml_element(part: bytes, drawn: random.Random) -> bytes:
    """An element's tag is missing, doubled, or another one's."""
    tags = _ELEMENT.findall(part)
    if not tags:
        return flipped(part, drawn)
    tag, other = drawn.choice(tags), drawn.choice(tags)
    return part.replace(tag, drawn.choice((b"", tag * 2, other)), 1)


def _replaced(part: bytes, pattern: re.Pattern[bytes], value: bytes, drawn: random.Random) -> bytes:
    places = [found.span(1) for found in pattern.finditer(part)]
    if not places:
        return flipped(part, drawn)
    begin, end = drawn.choice(places)
    return part[:begin] + value + part[end:]


def xml_entities(part: bytes, drawn: random.Random) -> bytes:
    """Entities that stand for entities ("a billion laughs"), or for a file of this computer."""
    names = "abcdefgh"[: drawn.randint(2, 8)]
    bomb = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names))
    doctype = f'<!DOCTYPE x [<!ENTITY a "{"z" * 99}">{bomb}<!ENTITY f SYSTEM "file:///etc/passwd">]>'.encode()
    head, _, body = part.partition(b"?>")
    used = f"&{drawn.choice((names[-1], 'f'))};".encode()
    return head + b"?>" + doctype + body.replace(b"</", used + b"</", drawn.randint(1, 3))


def xml_deep(part: bytes, drawn: random.Random) -> bytes:
    """Elements in elements, very deep."""
    depth = drawn.choice((1_000, 20_000, 200_000))
    tag = drawn.choice(("a", "text:p", "c", "row"))
    return _inserted(part, f"<{tag}>".encode() * depth + f"</{tag}>".encode() * depth, drawn)


def xml_repeats(part: bytes, drawn: random.Random) -> bytes:
    """Rows and cells that are repeated as often as the format allows."""
    repeats = drawn.choice((1_000, 1_048_576, 999_999_999))
    row = (
        f'<table:table-row table:number-rows-repeated="{repeats}"><table:table-cell '
        f'table:number-columns-repeated="{drawn.choice((1, 150, 16_384))}" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    return _inserted(part, row.encode(), drawn)


def xml_merged(part: bytes, drawn: random.Random) -> bytes:
    """Thousands of merged ranges."""
    ranges = "".join(f'<mergeCell ref="A{at}:XFD{at + 9}"/>' for at in range(1, drawn.choice((500, 50_000))))
    return part.replace(b"</worksheet>", f"<mergeCells>{ranges}</mergeCells></worksheet>".encode())


def xml_filled(part: bytes, drawn: random.Random) -> bytes:
    """Many rows, or an element without end."""
    many = drawn.choice((1_000, 60_000))
    filling = drawn.choice(
        (
            "".join(f'<row r="{at}"><c r="A{at}"><v>{at}</v></c></row>' for at in range(9, many)),
            "<c " * many,
            f"<c {'a' * many}>",
            "<table:table-column/>" * many,
            f'<numFmt numFmtId="170" formatCode="{"[$" * many}"/>',
        )
    )
    return _inserted(part, filling.encode(), drawn)


def _inserted(part: bytes, what: bytes, drawn: random.Random) -> bytes:
    ends = [found.start() for found in re.finditer(rb"</(?:sheetData|table:table|numFmts|\w+)>", part)]
    at = drawn.choice(ends) if ends else len(part)
    return part[:at] + what + part[at:]


# -- of pictures


def resized(content: bytes, drawn: random.Random) -> bytes:
    """A PNG of another size than its data, with a sum that agrees; a JPEG with thousands of passes."""
    if content[12:16] == b"IHDR":
        sizes = (0, 1, 3_999, 4_000, 4_001, 65_535, 2**31 - 1)
        header = b"IHDR" + struct.pack(">II", drawn.choice(sizes), drawn.choice(sizes)) + content[24:29]
        return content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]
    scan = content.find(b"\xff\xda")
    if scan > 0:
        made = bytearray(content)
        frame = max(content.find(b"\xff\xc0"), content.find(b"\xff\xc2"))
        if frame > 0 and drawn.random() < 0.7:
            made[frame + 1] = drawn.choice((0xC0, 0xC2))
            made[frame + 5 : frame + 9] = struct.pack(">HH", drawn.choice((1, 4_000)), drawn.choice((1, 4_000)))
        return bytes(made[:scan]) + bytes(made[scan : scan + 16]) * drawn.choice((1, 90, 5_000)) + bytes(made[scan:])
    return flipped(content, drawn)


def chunks(content: bytes, drawn: random.Random) -> bytes:
    """A PNG with another chunk, which is large when it is unpacked, or says that it is."""
    kind = drawn.choice((b"zTXt", b"iTXt", b"iCCP", b"PLTE", b"tRNS", b"acTL", b"IDAT", b"eXIf"))
    size = 20_000_000 if drawn.randrange(HEAVY) == 0 else 2_000
    body = drawn.choice((b"a\0\0" + zlib.compress(b"x" * size), b"", bytes(drawn.randrange(256) for _ in range(60))))
    length = len(body) if drawn.random() < 0.8 else drawn.choice((0, 2**31 - 1, 2**32 - 1))
    chunk = struct.pack(">I", length) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return content[:33] + chunk * drawn.choice((1, 1, 300)) + content[33:]


# -- of copies


_ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
HOSTILE_SCHEMA = (
    f"CREATE VIEW endless AS {_ENDLESS} SELECT i FROM n",
    f"DROP TABLE alembic_version; CREATE VIEW alembic_version AS {_ENDLESS} SELECT MAX(i) AS version_num FROM n",
    "CREATE TRIGGER more AFTER UPDATE ON orders BEGIN INSERT INTO counters SELECT hex(randomblob(99)), 1; END",
    f"CREATE TABLE large AS {_ENDLESS} SELECT i FROM n LIMIT 5000",
    "UPDATE alembic_version SET version_num = zeroblob(3000000)",
    "UPDATE alembic_version SET version_num = '9999'",
    "PRAGMA journal_mode=WAL",
    "PRAGMA user_version=7",
    "CREATE INDEX dear ON orders (length(hex(zeroblob(10000))))",
    "UPDATE orders SET order_date = 'i morgon'",
    "UPDATE orders SET number = 9e99",
)
_WRITABLE = (
    "UPDATE sqlite_master SET sql = 'CREATE TABLE orders(x)' WHERE name = 'orders'",
    "UPDATE sqlite_master SET rootpage = 2",
    "UPDATE sqlite_master SET rootpage = 99999999 WHERE name = 'orders'",
    "UPDATE sqlite_master SET sql = 'CREATE VIEW orders AS SELECT * FROM orders', type = 'view' WHERE name = 'orders'",
    "UPDATE sqlite_master SET sql = substr(sql, 1, 30)",
    "UPDATE sqlite_master SET name = 'payment_requests' WHERE type = 'index'",
    "UPDATE sqlite_master SET sql = replace(sql, 'status', '\"a b\" AS (randomblob(900000000))') WHERE name = 'orders'",
)


def hostile_schema(content: bytes, drawn: random.Random) -> bytes:
    """Somebody has changed the schema, by its own language or past it."""
    with tempfile.NamedTemporaryFile(suffix=".sqlite3") as file:
        path = Path(file.name)
        path.write_bytes(content)
        with suppress(sqlite3.Error, UnicodeDecodeError), closing(sqlite3.connect(path)) as store:
            if drawn.random() < 0.5:
                store.executescript(drawn.choice(HOSTILE_SCHEMA))
            else:
                store.execute("PRAGMA writable_schema=ON")
                store.execute(drawn.choice(_WRITABLE))
            store.commit()
        return path.read_bytes()


def pages(content: bytes, drawn: random.Random) -> bytes:
    """Pages are exchanged, empty, or of the wrong kind; or the header says something else."""
    made, count = bytearray(content), max(len(content) // 4096, 1)
    for _ in range(drawn.randint(1, 4)):
        at, other = drawn.randrange(count) * 4096, drawn.randrange(count) * 4096
        what = drawn.randrange(4)
        if what == 0:
            made[at : at + 4096] = content[other : other + 4096]
        elif what == 1:
            made[at : at + 8] = bytes(drawn.choice((2, 5, 10, 13, 255)) for _ in range(8))
        elif what == 2:
            made[at : at + 4096] = bytes(4096)
        else:
            made[drawn.randrange(16, 100)] = drawn.randrange(256)
    return bytes(made)


ANY: Sequence[Damage] = (flipped, cut, moved, numbers)
DAMAGES: Mapping[str, Sequence[Damage]] = {
    "csv": (flipped, cut, moved, texts, texts, many_cells),
    "xlsx": (*ANY, *[repacked] * 8, repackaged),
    "ods": (*ANY, *[repacked] * 8, repackaged),
    "xls": (*ANY, numbers, flipped),
    "picture": (*ANY, resized, resized, chunks),
    "copy": (*ANY, hostile_schema, pages, pages),
}
