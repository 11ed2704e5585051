"""Decodes a text file of another program, in any usual encoding, and splits it into cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from promeister_mpay.adapters.sheets.bounds import Unusable

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_OLD_ENCODINGS = ("cp1252", "cp850", "cp437", "mac_roman")
_MOST_EXAMINED = 5_000
_DELIMITERS = (";", "\t", ",")
_SEPARATOR_LINE = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SWEDISH = frozenset("åäöÅÄÖ")
_OTHER_LETTERS = frozenset("éÉèÈêëÊËüÜáÁàÀâÂãóÓôíÍúÚøØæÆñÑçÇßšŠžŽ")
_SIGNS = frozenset("“”„’‘–—…€£§°½¼²³×·•«»´¨µ±\N{NO-BREAK SPACE}")


def decoded(content: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or else the code page that gives the most plausible Swedish."""
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "")
    text = _strictly(content, encoding or "utf-8")
    if text is None and not encoding:
        readings = [reading for name in _OLD_ENCODINGS if (reading := _strictly(content, name)) is not None]
        text = max(readings, key=_plausibility)
    if text is None or "\0" in text:
        raise Unusable("är ingen textfil och ingen Excelfil. Spara den som csv (UTF-8) eller xlsx.")
    return text


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> int:
    found = islice(_NOT_ASCII.finditer(text), _MOST_EXAMINED)
    places = [each.start() for each in found]
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


def text_records(text: str) -> Iterable[tuple[str, ...]]:
    """Split a text file into its records, at the separator that it declares or uses the most consistently."""
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        return _records(text[declared.end() :], declared[1])
    return _records(text, _delimiter(text))


def _records(text: str, delimiter: str) -> Iterable[tuple[str, ...]]:
    """Parse the csv strictly; when that fails, line by line, so that an inch sign does not refuse the file."""
    try:
        return list(_strict_records(text, delimiter))
    except csv.Error:
        return _records_of_lines(text, delimiter)


def _strict_records(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    yield from map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _records_of_lines(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    """A line whose quotation marks quote nothing is taken as it stands, if it has as many columns as most lines.

    A field that begins with a mark and has no other could merge rows unnoticed, so the file is refused.
    """
    lines = [line.rstrip("\r\n") for line in io.StringIO(text, newline="")]
    usual = Counter(line.count(delimiter) for line in lines).most_common(1)[0][0] + 1
    for number, line in enumerate(lines, 1):
        try:
            yield from _strict_records(line, delimiter)
        except csv.Error as error:
            cells = tuple(line.split(delimiter))
            if len(cells) != usual or any(cell.startswith('"') and cell.count('"') == 1 for cell in cells):
                raise Unusable(
                    f"kan inte läsas vid rad {number}: ett citattecken saknas eller är ett för mycket. Rätta raden."
                ) from error
            yield cells


def _delimiter(text: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: _consistency(text, delimiter))


def _consistency(text: str, delimiter: str) -> tuple[bool, float, int]:
    """Score how consistently `delimiter` splits the first records into columns; headings above them may be narrow."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        widths = [len(record) for record in islice(reader, 100) if record]
    except csv.Error:
        return False, 0, 0
    usual = max(widths, key=lambda width: (width > 1, widths.count(width), width), default=0)
    return usual > 1, widths.count(usual) / len(widths) if widths else 0, usual
