"""Reads single fields of a request; what is wrong is noted as a field name and a message.

An optional field may be null, as the SDK sends it.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from promeister_mpay.sandbox.wire import hundredths

MOST = 999_999_999_999
"""The highest amount or quantity, in hundredths."""
MOST_ERRORS = 100
INVALID = "is not valid"
Fields = dict[str, object]


@dataclass(slots=True)
class FieldErrors:
    """Messages by invalid field; keeps the first message of a field."""

    fields: dict[str, str] = field(default_factory=dict)

    def note(self, name: str, says: str = INVALID) -> None:
        """Add a message about a field."""
        if len(self.fields) < MOST_ERRORS:
            self.fields.setdefault(name, says)

    def check(self, ok: object, name: str, says: str = INVALID) -> None:
        """Add a message about a field unless `ok`."""
        if not ok:
            self.note(name, says)


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the request: its fields, its name with a dot behind it, and where errors are noted."""

    fields: Fields
    prefix: str
    errors: FieldErrors

    def get(self, key: str) -> object:
        """A field as it was sent."""
        return self.fields.get(key)

    def note(self, key: str, says: str = INVALID) -> None:
        """Add a message about a field."""
        self.errors.note(self.prefix + key, says)

    def check(self, ok: object, key: str, says: str = INVALID) -> None:
        """Add a message about a field unless `ok`."""
        self.errors.check(ok, self.prefix + key, says)

    def part(self, key: str, *, required: bool = False) -> "Part":
        """An object in this object; without fields when it is null, or not an object."""
        value = self.get(key)
        if not isinstance(value, dict):
            self.check(value is None and not required, key, "must be an object")
            value = {}
        return Part(value, f"{self.prefix}{key}.", self.errors)

    def text(self, key: str, most: int, *, least: int = 0, required: bool = False) -> str | None:
        """A text, its length in UTF-16 units as the gateway counts them."""
        value = self.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, str) or not least <= len(value.encode("utf-16-le")) // 2 <= most:
            self.note(key, "must not be null" if value is None else f"size must be between {least} and {most}")
            return None
        self.check("\0" not in value, key)
        return value

    def number(self, key: str, *, least: int, most: int = MOST, required: bool = False) -> int | None:
        """A number in hundredths."""
        given = self.get(key)
        if given is None and not required:
            return None
        value = hundredths(given)
        if value is None or not least <= value <= most:
            self.note(key, "must be a number with at most 2 decimals within limits")
            return None
        return value

    def flag(self, key: str) -> bool:
        """A boolean; false when it is left out."""
        value = self.get(key)
        self.check(value is None or isinstance(value, bool), key, "must be a boolean")
        return value is True

    def choice(self, key: str, among: set[str]) -> str | None:
        """One of the names of an enumeration."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or value not in among:
            self.note(key)
            return None
        return value

    def url(self, key: str, *, required: bool = False) -> str | None:
        """An address of the web."""
        value = self.text(key, 2_000, least=1, required=required)
        if value is not None and not is_web_address(value):
            self.note(key, "must be a URL")
        return value


def is_web_address(text: str) -> bool:
    """Whether a text is an http or https address with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
