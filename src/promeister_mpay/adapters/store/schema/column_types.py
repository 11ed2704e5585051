"""Column types: UTC times, enumerations by value, durations in seconds, plain text."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator

BigNumber = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both databases; SQLite's own row number only under the name INTEGER."""

SortText = Text().with_variant(Text(collation="C"), "postgresql")
"""A `sort_key`, sorted by code point on both databases."""


FIRST_YEAR, LAST_YEAR = 1970, 2200
"""No clock writes a time before or after these; local time could not be worked out for some of them."""
LONGEST = timedelta(days=3660)


class UtcTime(TypeDecorator[datetime]):
    """A time: aware in Python, UTC in the column, sortable as stored; a naive time is a bug and raises."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; without time zone on SQLite, which stores text."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without time zone cannot be stored: {value}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Convert to an aware UTC time; one function for speed, since a list reads thousands."""
        del coltype
        return _of_text if dialect.name == "sqlite" else _in_utc


def _of_text(value: str | None) -> datetime | None:
    if value is None:
        return None
    read = datetime.fromisoformat(f"{value}+00:00")
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise ValueError(f"a stored time lies in the year {read.year}")
    return read


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class PlainText(TypeDecorator[str]):
    """Text without NUL and lone surrogates, which PostgreSQL refuses; they are removed on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without refused characters."""
        del dialect
        if value is None:
            return None
        return storable(value)


def storable(text: str) -> str:
    """The text as it is stored: without NUL and lone surrogates."""
    return str(text).replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


PlainSortText = PlainText().with_variant(PlainText(collation="C"), "postgresql")
"""Plain text that is sorted by code point on both databases."""


class Word(TypeDecorator[StrEnum]):
    """A member of an enumeration, stored as its value; None is NULL, or empty text where `empty` is set."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum], *, empty: bool = False) -> None:
        super().__init__()
        self.words = words
        self.empty = empty

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """The value; anything but a member is a bug and raises."""
        del dialect
        if value is None:
            return "" if self.empty else None
        return self.words(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], StrEnum | None]:
        """Convert to the member; one function for speed, since a list reads thousands."""
        del dialect, coltype
        members: dict[str | None, StrEnum | None] = {None: None, "": None, **{word.value: word for word in self.words}}
        return members.__getitem__


class Seconds(TypeDecorator[timedelta]):
    """A duration in whole seconds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """The duration in whole seconds."""
        del dialect
        return None if value is None else value // timedelta(seconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """The duration."""
        del dialect
        if value is None:
            return None
        duration = timedelta(seconds=value)
        if not timedelta() <= duration <= LONGEST:
            raise ValueError("a stored duration is longer than ten years, or negative")
        return duration
