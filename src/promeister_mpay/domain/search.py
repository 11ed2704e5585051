"""How people find things: words in any order, each from its start, å ä ö é folded, phones and plates in any format."""

import re
import unicodedata
from collections.abc import Iterable

from promeister_mpay.domain.plates import plate_key
from promeister_mpay.domain.texts import without_hidden

_NO_DECOMPOSITION = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_LAST_IN_SWEDISH = str.maketrans({"å": "~1", "ä": "~2", "æ": "~2", "ö": "~3", "ø": "~3"})
_WORD = re.compile(r"[^\W_]+")
_PLACED_WORD = re.compile(r"(?:~[123]|[^\W_])+")
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+[^\W\d_]*")
_NUMERIC = re.compile(r"[+()/.\-\u2010-\u2015\u2212]*+[0-9][0-9+()/.\-\u2010-\u2015\u2212]*+", re.ASCII)
_NOT_DIALLED = re.compile(r"[^0-9+]", re.ASCII)
_BARE_COUNTRY = re.compile(r"\A46(?=0?[1-9][0-9]{7,8}\Z)", re.ASCII)
_LOST_ZERO = re.compile(r"\A(?=7[0-9]{8}\Z)", re.ASCII)
_START_OF_COUNTRY = re.compile(r"\A46(?=7[0-9]{4,}\Z)", re.ASCII)

LONGEST = 500
"""Characters that are kept of a word or a sort key: at most four bytes each, and PostgreSQL indexes 2 046 of a word."""

Term = tuple[tuple[str, ...], ...]
"""One typed term: alternatives, of which one must match; an alternative matches when all its word starts do."""


def fold(text: str) -> str:
    """Return the form in which texts are compared: 'ÖBERG', 'öberg' and 'oberg' are equal."""
    apart = unicodedata.normalize("NFKD", without_hidden(text).casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return bare.casefold().translate(_NO_DECOMPOSITION)


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text: only letters and digits, so that they need no escaping in a pattern."""
    return tuple(word[:LONGEST] for word in _WORD.findall(fold(text)))


def sort_key(text: str) -> str:
    """A key that sorts the Swedish way in plain code point order: å, ä, ö after z, other accents ignored."""
    placed = unicodedata.normalize("NFC", text).casefold().translate(_LAST_IN_SWEDISH)
    return " ".join(_PLACED_WORD.findall(fold(placed)))[:LONGEST]


def phone_digits(text: str) -> str:
    """Return the form in which phone numbers are compared: every form of 070-174 06 05 gives '0701740605'.

    A Swedish number may begin with +46, 0046 or 46, with (0) after it, or lack its first zero, as a spreadsheet leaves
    a mobile number. A foreign number begins with 00 and its country.
    """
    dialled = _NOT_DIALLED.sub("", unicodedata.normalize("NFKC", without_hidden(text)))
    digits = dialled.replace("+", "")
    if dialled.startswith("+"):
        digits = f"00{digits.lstrip('0')}"
    digits = _LOST_ZERO.sub("0", _BARE_COUNTRY.sub("0046", digits))
    return f"0{digits.removeprefix('0046').removeprefix('0')}" if digits.startswith("0046") else digits


def plate_words(registration: str) -> tuple[str, ...]:
    """Return a plate and its parts as words: 'ABC 123' is found by 'abc123', 'abc 12' and '123'."""
    # A lone accent (´) folds to a space.
    whole = "".join(sign for sign in fold(plate_key(registration)) if sign.isprintable() and not sign.isspace())
    return (whole, *_LETTERS_OR_DIGITS.findall(whole))


def search_text(*texts: str, phones: Iterable[str] = (), plates: Iterable[str] = ()) -> str:
    """Make the stored text that a search looks in: every word once, each after a space."""
    found = [word for text in texts for word in words(text)]
    found += [phone_digits(phone) for phone in phones]
    found += [word for plate in plates for word in plate_words(plate)]
    return "".join(f" {word[:LONGEST]}" for word in dict.fromkeys(found) if word)


def terms(query: str) -> tuple[Term, ...]:
    """Split a query into terms that must all match; adjacent numbers may be one phone number or separate words."""
    made: list[Term] = []
    row: list[str] = []
    for piece in without_hidden(query).split():
        if _NUMERIC.fullmatch(piece):
            row.append(piece)
            continue
        made += [*_numeric_term(row), *(((word,),) for word in words(piece))]
        row = []
    return (*made, *_numeric_term(row))


def _numeric_term(row: list[str]) -> list[Term]:
    if not row:
        return []
    typed = " ".join(row)
    digits = phone_digits(typed)
    alternatives = dict.fromkeys([words(typed), (digits,), (_START_OF_COUNTRY.sub("0", digits),)])
    return [tuple(alternatives)]


def is_found(query: str, text: str) -> bool:
    """Whether `query` matches a `search_text`; the store's search in SQL follows the same rule."""
    return finds(terms(query), text)


def finds(query_terms: Iterable[Term], text: str) -> bool:
    """Whether all terms of a query match a `search_text`."""
    return all(any(all(f" {start}" in text for start in each) for each in term) for term in query_terms)
