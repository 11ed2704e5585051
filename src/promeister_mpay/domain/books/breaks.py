"""What is found when the books are checked: a place and what does not add up there (design §18)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Break:
    """A place, such as 'Faktura 1001', and what is wrong with it, both for the clerk."""

    place: str
    what: str


@dataclass(frozen=True, slots=True)
class Walked:
    """A part of the way: how many documents were checked, and what was found."""

    documents: int
    breaks: tuple[Break, ...] = ()


def numbering_break(number: int, last: int | None, gaps: dict[int, int]) -> str:
    """Whether a number does not follow on the last one of its series; `gaps` are the declared ones, by last number."""
    if last is None:
        return ""
    expected = gaps.get(last, last + 1)
    if number == expected:
        return ""
    missing = f"{expected}" if number == expected + 1 else f"{expected}–{number - 1}"
    return f"{missing} saknas före den" if number > expected else f"numret följer inte på {last}"
