"""Decodes a text file of another program, in any usual encoding, and splits it into cells."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from promeister_mpay.adapters.sheets.bounds import Unusable

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OLD_ENCODINGS = ("cp1252", "cp850", "cp437", "mac_roman")
_MOST_EXAMINED = 5_000
_DELIMITERS = (";", "\t", ",")
_SEPARATOR_LINE = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_NOT_ASCII_BYTE = re.compile(rb"[\x80-\xff]")
_PART = 1 << 20
_NO_TEXT = "är ingen textfil och ingen Excelfil. Spara den som csv (UTF-8) eller xlsx."
_SWEDISH = frozenset("åäöÅÄÖ")
_OTHER_LETTERS = frozenset("éÉèÈêëÊËüÜáÁàÀâÂãóÓôíÍúÚøØæÆñÑçÇßšŠžŽ")
_SIGNS = frozenset("“”„’‘–—…€£§°½¼²³×·•«»´¨µ±\N{NO-BREAK SPACE}")


def text_records(content: bytes) -> Iterator[tuple[str, ...]]:
    """Split a text file into its records, at the separator that it declares or uses the most consistently.

    It may be in UTF-8, UTF-16 with a byte order mark, or a code page: the one that gives the most plausible Swedish.
    Raises `Unusable`. The text is decoded line by line, several times over, and is never whole in memory.
    """
    text = _Text(content, _encoding(content))
    if any("\0" in line for line in text.lines()):
        raise Unusable(_NO_TEXT)
    declared = _SEPARATOR_LINE.match(next(text.lines(), ""))
    text.skipped = 1 if declared else 0
    return _records(text, declared[1] if declared else _delimiter(text))


@dataclass
class _Text:
    """A file's text, of which the first lines may be skipped."""

    content: bytes
    encoding: str
    skipped: int = 0

    def lines(self) -> Iterator[str]:
        """The lines with their ends as they are: an end of line inside a cell belongs to it."""
        lines = io.TextIOWrapper(io.BytesIO(self.content), self.encoding, newline="")
        return islice(lines, self.skipped, None)


def _encoding(content: bytes) -> str:
    marked = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "")
    likely = [marked] if marked else ["utf-8", *_old_encodings(content)]
    found = next((name for name in likely if _is_all(content, name)), "")
    if not found:
        raise Unusable(_NO_TEXT)
    return found


def _old_encodings(content: bytes) -> list[str]:
    """The code pages, the one that gives the most plausible Swedish first, as far as the beginning of a file tells."""
    last = next(islice(_NOT_ASCII_BYTE.finditer(content), _MOST_EXAMINED - 1, None), None)
    beginning = content[: last.end() + 1] if last else content
    return sorted(_OLD_ENCODINGS, key=lambda name: -_plausibility(beginning.decode(name, "replace")))


def _is_all(content: bytes, encoding: str) -> bool:
    """Whether all of a file is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for at in range(0, len(content), _PART):
            decoder.decode(content[at : at + _PART])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _plausibility(text: str) -> int:
    places = [each.start() for each in _NOT_ASCII.finditer(text)]
    return sum(_worth(text[at], text[max(at - 1, 0) : at], text[at + 1 : at + 2]) for at in places)


def _worth(sign: str, before: str, after: str) -> int:
    """Score a character by its neighbours: 'ö' belongs inside words, '”' beside words, '┼' nowhere."""
    inside = before.isalpha() and after.isalpha()
    if sign in _SIGNS:
        return 1 if not inside or sign == "’" else -3
    if sign not in _SWEDISH and sign not in _OTHER_LETTERS:
        return -4
    if sign.isupper() and before.isalpha() and after.islower():
        return -2
    if _breaks_case(before, sign) or _breaks_case(sign, after) or before.isdigit() or after.isdigit():
        return -2
    if sign in _SWEDISH:
        return 3 if before.isalpha() or after.isalpha() else 1
    return 1


def _breaks_case(first: str, second: str) -> bool:
    return first.islower() and second.isupper()


def _records(text: _Text, delimiter: str) -> Iterator[tuple[str, ...]]:
    """Parse the csv strictly; when that fails, line by line, so that an inch sign does not refuse the file."""
    try:
        for _ in _strict_records(text.lines(), delimiter):
            pass
    except csv.Error:
        return _records_of_lines(text, delimiter)
    return _strict_records(text.lines(), delimiter)


def _strict_records(lines: Iterable[str], delimiter: str) -> Iterator[tuple[str, ...]]:
    return map(tuple, csv.reader(lines, delimiter=delimiter, strict=True))


def _records_of_lines(text: _Text, delimiter: str) -> Iterator[tuple[str, ...]]:
    """A line whose quotation marks quote nothing is taken as it stands, if it has as many columns as most lines.

    A field that begins with a mark and has no other could merge rows unnoticed, so the file is refused.
    """
    usual = Counter(line.count(delimiter) for line in text.lines()).most_common(1)[0][0] + 1
    for number, line in enumerate(text.lines(), 1):
        bare = line.rstrip("\r\n")
        try:
            yield from _strict_records([bare], delimiter)
        except csv.Error as error:
            cells = tuple(bare.split(delimiter))
            if len(cells) != usual or any(cell.startswith('"') and cell.count('"') == 1 for cell in cells):
                raise Unusable(
                    f"kan inte läsas vid rad {number}: ett citattecken saknas eller är ett för mycket. Rätta raden."
                ) from error
            yield cells


def _delimiter(text: _Text) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _consistency(text, delimiter))


def _consistency(text: _Text, delimiter: str) -> tuple[bool, float, int]:
    """Score how consistently `delimiter` splits the first records into columns; headings above them may be narrow."""
    reader = csv.reader(text.lines(), delimiter=delimiter)
    try:
        widths = [len(record) for record in islice(reader, 100) if record]
    except csv.Error:
        return False, 0, 0
    usual = max(widths, key=lambda width: (width > 1, widths.count(width), width), default=0)
    return usual > 1, widths.count(usual) / len(widths) if widths else 0, usual
