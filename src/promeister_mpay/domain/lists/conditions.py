"""What a filter demands of a column's values, as a store translates it to SQL; `matches` defines what each means."""

import re
from dataclasses import dataclass
from typing import Any

_PLAIN = (("~1", "a"), ("~2", "a"), ("~3", "o"))
_IN_PATTERN = {"*": ".*", "?": "."}


@dataclass(frozen=True, slots=True)
class Between:
    """Values from `low`, included, to `high`, excluded; None is no limit. Texts are compared by their form."""

    low: Any = None
    high: Any = None


@dataclass(frozen=True, slots=True)
class IsSet:
    """Values that are not empty."""


@dataclass(frozen=True, slots=True)
class WordStarts:
    """Texts in which each of these begins some word of the plain text."""

    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Texts whose whole plain text is this; '*' stands for any text and '?' for one character."""

    text: str
    """Letters, digits and spaces beside the two signs, so that nothing is escaped in a pattern of SQL."""


@dataclass(frozen=True, slots=True)
class Not:
    """All values that do not meet the condition, empty ones included."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Values that meet at least one of the conditions."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Values that meet every one of the conditions."""

    conditions: "tuple[Condition, ...]"


Condition = Between | IsSet | WordStarts | Pattern | Not | AnyOf | AllOf


def plain(form: str) -> str:
    """Return a stored form with its marks for å, ä and ö replaced by a and o."""
    for mark, letter in _PLAIN:
        form = form.replace(mark, letter)
    return form


def matches(condition: Condition, stored: Any) -> bool:  # noqa: ANN401 — a column's stored value, of any kind
    """Whether a stored value (a TEXT column's form, a FLAG's source, None for nothing) meets a condition."""
    if isinstance(condition, Not):
        return not matches(condition.condition, stored)
    if isinstance(condition, AnyOf):
        return any(matches(each, stored) for each in condition.conditions)
    if isinstance(condition, AllOf):
        return all(matches(each, stored) for each in condition.conditions)
    if stored is None or isinstance(condition, IsSet):
        return stored is not None
    if isinstance(condition, Between):
        return (condition.low is None or condition.low <= stored) and (
            condition.high is None or stored < condition.high
        )
    return _matches_text(condition, plain(stored))


def _matches_text(condition: WordStarts | Pattern, text: str) -> bool:
    if isinstance(condition, WordStarts):
        return all(f" {start}" in f" {text}" for start in condition.starts)
    pattern = "".join(_IN_PATTERN.get(sign, re.escape(sign)) for sign in condition.text)
    return re.fullmatch(pattern, text) is not None
