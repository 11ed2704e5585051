"""Seals: a SHA-256 over a document and the seal of the one before it in its chain, so that no change goes unseen.

What is personal is hashed by itself, with a salt for each document (design §18). Erasing it removes the salt too: the
seal still proves the rest, and nobody can try names against what is left. The form never changes once released.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

FIRST = ""
"""The seal before the first document of a chain."""
_SALT_BYTES = 16
Values = Sequence[Any]
"""What is hashed: numbers, texts, dates, times (UTC), None, and sequences of these."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A document's seal; `salt` is None after its personal data was erased. All in hexadecimal digits."""

    digest: str
    personal: str
    salt: str | None


def seal(chain: str, before: str, content: Values, personal: Values) -> Seal:
    """Seal a new document of a chain with a new salt; `before` is the digest of the document before it, or `FIRST`."""
    salt = secrets.token_hex(_SALT_BYTES)
    hidden = personal_digest(salt, personal)
    return Seal(digest(chain, before, content, hidden), hidden, salt)


def digest(chain: str, before: str, content: Values, personal: str = "") -> str:
    """The seal of a document: over its chain's name, the seal before it, its content, and the hash of the personal."""
    return _hash([chain, before, content, personal])


def personal_digest(salt: str, personal: Values) -> str:
    """The hash of what is personal in a document."""
    return _hash([salt, personal])


def difference(stored: Seal | None, chain: str, before: str, parts: tuple[Values, Values]) -> str:
    """How a document differs from its seal, as a Swedish clause; empty when it does not (design §18).

    `parts` are its content and what is personal in it.
    """
    content, personal = parts
    if stored is None:
        return "saknar kontrollvärde: programmet har inte bokfört den"
    if stored.salt is None and not is_blank(personal):
        return "personuppgifterna är raderade, men något står där"
    if stored.salt is not None and personal_digest(stored.salt, personal) != stored.personal:
        return "kundens uppgifter är ändrade"
    if digest(chain, before, content, stored.personal) != stored.digest:
        return "innehållet är ändrat, eller den före i serien är utbytt eller borttagen"
    return ""


def is_blank(values: Values) -> bool:
    """Whether nothing stands in any of the values, which may be sequences."""
    return all(is_blank(each) if isinstance(each, list | tuple) else not each for each in values)


def event_chain(order_number: int) -> str:
    """The name of the chain of an order's events."""
    return f"order {order_number}"


INVOICES = "invoices"
"""The name of the chain of all invoices and credit invoices: they have one series."""


def voucher_chain(series: str, year: date) -> str:
    """The name of the chain of a series of vouchers in a financial year, which is named by its first day."""
    return f"vouchers {series} {year.isoformat()}"


def _hash(values: Values) -> str:
    plain = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_as_text)
    return hashlib.sha256(plain.encode()).hexdigest()


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be sealed")
