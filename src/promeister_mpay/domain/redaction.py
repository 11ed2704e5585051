"""Removing from a text what a log may not contain: secrets, personal numbers, phone numbers, addresses and links."""

import re

from promeister_mpay.domain.phones import shortened

FEWEST_OF_A_KIND = 3
FEWEST_LETTERS = 2
SECRET, PERSON, MAIL = "‹dolt›", "‹personnr›", "‹e-post›"
_GAP = "[ \t\u00a0\u202f]?[-+/.()\u2010-\u2015\u2212]?[ \t\u00a0\u202f(]?"
"""The characters that people write between the digits of a number."""

_NAMED_SECRET = re.compile(
    r"((?<!/)(?:secret|passw(?:or)?d|pwd|token|authorization|api[-_]?key|cookie|lösenord|hemlighet)[\w-]{0,40}"
    r"[\"']?\s*[:=]\s*)"
    r"(?:\"[^\"\n]*\"?|'[^'\n]*'?|(?:bearer|basic)\s+[^\s,;\"']+|[^\s,;&}\])]+)",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(bearer|basic)\s+(?!‹)[\w.~+/=-]{6,}", re.IGNORECASE)
_SIGNED = re.compile(r"\beyJ[\w-]{5,}(?:\.[\w-]*){0,4}")
_OPAQUE = re.compile(r"[A-Za-z0-9_+-]{24,}=*")
_LOGIN = re.compile(r"\b([a-z][a-z0-9+.-]{0,20}://)(?!‹)[^\s\"'<>]{0,2000}@", re.IGNORECASE)
_LINK = re.compile(r"\b(https?://[^\s/?#\"'<>]*)[/?#](?!…)[^\s\"'<>]+", re.IGNORECASE)
_MAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)*")
# A coordination number adds 60 to the day.
_PERSON = re.compile(
    rf"(?<!\d)(?:1[89]|20)?\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01]){_GAP}\d{{4}}(?!\d)"
)
_PHONE = re.compile(
    rf"(?<![\d…])(?:(?:\+|00)[1-9](?:{_GAP}\d){{6,14}}|0[1-9](?:{_GAP}\d){{6,9}}|46(?:{_GAP}\d){{8,9}}|7\d{{8}})(?!\d)"
)
_ID = re.compile(
    r"(?<![0-9A-Za-z-])(?:[0-9a-f]{32}|[0-9A-F]{32}|[0-9a-f]{16}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})(?![0-9A-Za-z-])"
)
"""A trace id or a UUID."""
_HOME = re.compile(r"(/home/)[^/\s:\"']+|([\\/]Users[\\/])[^\\/:\"'\n]+")


def redacted(text: str) -> str:
    """Return the text without secrets and personal data; redacting a redacted text changes nothing.

    Phone numbers are shortened, of a link only the host is kept, and ids stay, so that the log can be understood.
    Names are not known by their looks: what writes a log leaves them out (`log_texts`).
    """
    text = _NAMED_SECRET.sub(rf"\1{SECRET}", text)
    text = _BEARER.sub(rf"\1 {SECRET}", text)
    text = _SIGNED.sub(SECRET, text)
    text = _LOGIN.sub(rf"\1{SECRET}@", text)
    text = _LINK.sub(r"\1/…", text)
    text = _MAIL.sub(MAIL, text) if "@" in text else text
    text = _OPAQUE.sub(lambda found: SECRET if _looks_random(found[0]) else found[0], text)
    return _HOME.sub(r"\1\2…", _without_numbers(text))


def _without_numbers(text: str) -> str:
    """The text without personal and phone numbers; the digits of an id are none."""
    parts, at = [], 0
    for found in _ID.finditer(text):
        # The hyphens of a UUID stand where no number of a person or a telephone has them.
        if "-" in found[0] or sum(map(str.isalpha, found[0])) >= FEWEST_LETTERS:
            parts += [_numbers_hidden(text[at : found.start()]), found[0]]
            at = found.end()
    return "".join((*parts, _numbers_hidden(text[at:])))


def _numbers_hidden(text: str) -> str:
    return _PHONE.sub(lambda found: _short(found[0]), _PERSON.sub(PERSON, text))


def _looks_random(word: str) -> bool:
    """Whether a word looks like a token or key; names and hexadecimal trace ids do not."""
    return min(sum(map(kind, word)) for kind in (str.isupper, str.islower, str.isdigit)) >= FEWEST_OF_A_KIND


def _short(phone: str) -> str:
    """Shorten a phone number, in whatever form it is written, as the history does."""
    digits = re.sub(r"\D", "", phone)
    if digits.startswith("00"):
        return shortened(f"+{digits[2:]}")
    if digits.startswith("0"):
        return shortened(f"+46{digits[1:]}")
    return shortened(f"+{digits}" if phone.startswith(("+", "46")) else f"+46{digits}")
