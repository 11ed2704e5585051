"""What a condition demands of a stored value; the stores' SQL is compared with it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.lists.conditions import (
    AllOf,
    AnyOf,
    Between,
    Condition,
    IsSet,
    Not,
    Pattern,
    WordStarts,
    matches,
    plain,
)

VALUES = st.none() | st.text(st.sampled_from("ab 1"), min_size=1, max_size=6)
SIMPLE: st.SearchStrategy[Condition] = st.one_of(
    st.builds(IsSet),
    st.builds(Pattern, st.text(st.sampled_from("ab1*?"), max_size=5)),
    st.builds(WordStarts, st.lists(st.sampled_from(["a", "b1", "ab"]), min_size=1, max_size=2).map(tuple)),
    st.builds(Between, st.none() | st.sampled_from(["a", "b"]), st.none() | st.sampled_from(["ab", "b1"])),
)


@pytest.mark.parametrize(
    ("condition", "value", "met"),
    [
        (Between(5, 7), 5, True),
        (Between(5, 7), 7, False),
        (Between(None, 7), 6, True),
        (Between(7, None), 6, False),
        (Between(), None, False),
        (IsSet(), "a", True),
        (IsSet(), None, False),
        (WordStarts(("ob", "as")), "~1sa ~3berg", True),
        (WordStarts(("berg",)), "~3berg", False),
        (WordStarts(("as", "ek")), "~1sa ~3berg", False),
        (Pattern("*berg"), "~1sa ~3berg", True),
        (Pattern("?berg"), "~3berg", True),
        (Pattern("?berg"), "berg", False),
        (Pattern("a?a"), "asa", True),
        (Pattern("a"), "asa", False),
        (Pattern("*"), None, False),
    ],
)
def test_a_value_meets_a_condition(condition: Condition, value: Any, met: bool) -> None:
    assert matches(condition, value) is met
    assert matches(Not(condition), value) is not met


def test_the_marks_of_swedish_letters_are_the_letters_without_them() -> None:
    assert plain("~1~2~3 ek") == "aao ek"


@given(st.lists(SIMPLE, min_size=1, max_size=3).map(tuple), VALUES)
def test_conditions_are_joined_by_and_and_or(parts: tuple[Condition, ...], value: str | None) -> None:
    met = [matches(part, value) for part in parts]
    assert matches(AllOf(parts), value) == all(met)
    assert matches(AnyOf(parts), value) == any(met)
    assert matches(Not(AllOf(parts)), value) == matches(AnyOf(tuple(Not(part) for part in parts)), value)
