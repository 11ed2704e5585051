"""Texts from outside as they are stored and compared: signs that nobody sees are removed (`design §17`)."""

import re
import unicodedata
from functools import lru_cache

_IGNORABLE = (
    "\N{SOFT HYPHEN}\N{COMBINING GRAPHEME JOINER}\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}"
    "\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}\N{KHMER VOWEL INHERENT AQ}\N{KHMER VOWEL INHERENT AA}"
    "\N{BRAILLE PATTERN BLANK}\N{MONGOLIAN FREE VARIATION SELECTOR ONE}-\N{MONGOLIAN VOWEL SEPARATOR}"
    "\N{VARIATION SELECTOR-1}-\N{VARIATION SELECTOR-16}\N{VARIATION SELECTOR-17}-\N{VARIATION SELECTOR-256}"
)
"""Signs without a picture that Unicode does not put in the category Cf."""
_SUSPECT = re.compile(r"[^\x20-\x7e\xa1-\xac\xae-\u02ff]")
_IS_IGNORABLE = re.compile(f"[{_IGNORABLE}]")
_BLANKS = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CELL_ENDS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def without_hidden(text: str) -> str:
    """Remove the signs that nobody sees: zero-width signs, direction marks, soft hyphens, lone surrogates.

    Control characters and all kinds of white space become spaces.
    """
    return _SUSPECT.sub(lambda found: _shown(found[0]), text)


@lru_cache(maxsize=4_000)
def _shown(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs") or _IS_IGNORABLE.match(sign) else sign


def one_line(text: str) -> str:
    """Return the text as a single-line value: no hidden signs, one space for each run of white space or line ends."""
    return _BLANKS.sub(" ", without_hidden(text)).strip()


def several_lines(text: str) -> str:
    """Return the text as a value of several lines: no hidden signs, ends of lines as line feeds, none at the ends."""
    lines = (without_hidden(line).rstrip() for line in _LINE_ENDS.split(text))
    return "\n".join(lines).strip()


def pasted_line(text: str) -> str:
    """Return a pasted text as part of a single-line value: its lines and cells with one space between them.

    Unlike `one_line` it keeps a space at an end, which may be the one between two words.
    """
    parts = map(without_hidden, _CELL_ENDS.split(text))
    return _BLANKS.sub(" ", " ".join(part for part in parts if part))


def trimmed(text: str) -> str:
    """Return the text without the blanks and hidden signs before and after it; what is between stays as it is."""
    visible = [at for at, sign in enumerate(text) if without_hidden(sign).strip()]
    return text[visible[0] : visible[-1] + 1] if visible else ""
