"""SIE 4I files: code page 437, CR LF, records in their order, and a checksum (`bookkeeping.md §1`)."""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import chain

from promeister_mpay.domain.books.sie import SieHead, text_of
from promeister_mpay.domain.books.vouchers import Voucher
from promeister_mpay.domain.company_numbers import shown_organisation_number

CODE_PAGE = "cp437"
_END = b"\r\n"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{ACUTE ACCENT}", "'"),
        **dict.fromkeys("\N{SINGLE LOW-9 QUOTATION MARK}\N{PRIME}", "'"),
        **dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}", "'"),
        **dict.fromkeys("\N{DOUBLE LOW-9 QUOTATION MARK}\N{DOUBLE PRIME}", "'"),
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}", "-"),
        **dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " "),
        "\N{HORIZONTAL ELLIPSIS}": "...",
        # SIE has no escape for a backslash, and one known reader fails at an escaped quotation mark.
        "\\": "/",
        '"': "'",
        # Readers disagree whether braces in a text count in the checksum.
        "{": "(",
        "}": ")",
    }
)
_CONTROL = re.compile("[\x00-\x1f\x7f]")


Record = tuple[bytes, ...]
"""A label and its fields, as they stand in the file."""


def sie_file(head: SieHead, vouchers: Iterable[Voucher]) -> Iterator[bytes]:
    """Yield the file in pieces; `vouchers` come in the order of series and number and are not kept in memory."""
    checksum = 0
    yield _line((b"#FLAGGA", b"0"))
    if head.with_checksum:
        yield _line((b"#KSUMMA",))
    opening = tuple(_opening(head))
    checksum = _summed(opening, checksum)
    yield b"".join(map(_line, opening))
    for voucher in vouchers:
        first, *rows = _voucher(voucher, head)
        checksum = _summed((first, *rows), checksum)
        yield b"".join((_line(first), b"{", _END, *map(_line, rows), b"}", _END))
    if head.with_checksum:
        yield _line((b"#KSUMMA", str(checksum).encode()))


def _summed(records: Iterable[Record], before: int) -> int:
    """#KSUMMA: the CRC-32 of labels and fields, without spaces, quotation marks and braces (§1.5)."""
    return zlib.crc32(b"".join(chain.from_iterable(records)).translate(None, b'"{}'), before)


def _line(record: Record) -> bytes:
    return b" ".join(record) + _END


def _opening(head: SieHead) -> Iterator[Record]:
    """Identification and chart, in the order of §1.4."""
    yield b"#PROGRAM", quoted(head.program), _bare(head.version)
    yield b"#FORMAT", b"PC8"
    yield b"#GEN", _day(head.made_on), quoted(head.sign)
    yield b"#SIETYP", b"4"
    if head.comment:
        yield b"#PROSA", quoted(head.comment)
    if head.organisation_number:
        yield b"#ORGNR", _bare(shown_organisation_number(head.organisation_number))
    yield b"#FNAMN", quoted(head.company)
    yield b"#RAR", b"0", _day(head.year.first_day), _day(head.year.last_day)
    yield b"#KPTYP", b"EUBAS97"
    yield b"#VALUTA", b"SEK"
    for account, name in head.accounts:
        yield b"#KONTO", str(account).encode(), quoted(name)


def _voucher(voucher: Voucher, head: SieHead) -> Iterator[Record]:
    yield (
        b"#VER",
        _bare(voucher.series),
        str(voucher.number).encode() if head.with_numbers else b'""',
        _day(voucher.event_date),
        quoted(text_of(voucher, with_numbers=head.with_numbers)),
        _day(_local_day(voucher.registered_at)),
        quoted(voucher.who),
    )
    for row in voucher.rows:
        yield b"#TRANS", b"%d" % row.account, b"{}", _amount(row.amount)


def _local_day(moment: datetime | None) -> date:
    if moment is None:
        raise ValueError("a voucher that is not booked cannot be exported")
    return moment.astimezone().date()


def _amount(ore: int) -> bytes:
    """Debit positive, credit negative, with a point (§1.2)."""
    whole, cents = divmod(abs(ore), 100)
    return b"%s%d.%02d" % (b"-" if ore < 0 else b"", whole, cents)


@lru_cache(maxsize=1024)
def _day(day: date) -> bytes:
    return day.strftime("%Y%m%d").encode()


@lru_cache(maxsize=1024)
def quoted(text: str) -> bytes:
    """A quoted text field; a character that the code page lacks becomes a question mark (§1.2)."""
    return b'"' + _encoded(text) + b'"'


@lru_cache(maxsize=64)
def _bare(text: str) -> bytes:
    """A field without quotation marks, unless it is empty or contains a space."""
    plain = _encoded(text)
    return plain if plain and b" " not in plain else b'"' + plain + b'"'


def _encoded(text: str) -> bytes:
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return _CONTROL.sub("", plain).encode(CODE_PAGE, "replace")
