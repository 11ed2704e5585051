"""The grammar of a filter: how an expression is taken apart, and what does not follow it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.lists.conditions import AllOf, AnyOf, Condition, Not, Pattern
from promeister_mpay.domain.lists.filter_syntax import FilterSyntaxError, Operand, quoted, read_expression

SIGNS = st.text(st.sampled_from("aB 1&|()<>=*?@'."), max_size=15)


def operands(expression: str) -> list[Operand]:
    """The operands of an expression, from left to right."""
    found: list[Operand] = []

    def read(operand: Operand) -> Condition:
        found.append(operand)
        return Pattern(operand.text)

    read_expression(expression, read)
    return found


def structure(expression: str) -> Condition:
    return read_expression(expression, lambda operand: Pattern(operand.text))


A, B, C = Pattern("a"), Pattern("b"), Pattern("c")


@pytest.mark.parametrize(
    ("expression", "read"),
    [
        ("a", A),
        (" a ", A),
        ("a|b|c", AnyOf((A, B, C))),
        ("a&b&c", AllOf((A, B, C))),
        ("a|b&c", AnyOf((A, AllOf((B, C))))),
        ("a&b|c", AnyOf((AllOf((A, B)), C))),
        ("(a|b)&c", AllOf((AnyOf((A, B)), C))),
        ("a&(b|c)", AllOf((A, AnyOf((B, C))))),
        ("((a))", A),
        ("<>a&<>b", AllOf((Not(A), Not(B)))),
        ("<>(a|b)", Not(AnyOf((A, B)))),
        ("<><>a", Not(Not(A))),
    ],
)
def test_and_binds_more_strongly_than_or(expression: str, read: Condition) -> None:
    assert structure(expression) == read


@pytest.mark.parametrize(
    ("expression", "operand"),
    [
        (">=5", Operand(">=", "5")),
        ("<= 5 ", Operand("<=", "5")),
        (">5", Operand(">", "5")),
        ("<5", Operand("<", "5")),
        ("= 5", Operand("=", "5")),
        ("5..7", Operand("", "5..7")),
        ("''", Operand("", "", is_quoted=True)),
        ("'Berg & Son'", Operand("", "Berg & Son", is_quoted=True)),
        ("='a|b' ", Operand("=", "a|b", is_quoted=True)),
        ("'O''Brien'", Operand("", "O'Brien", is_quoted=True)),
        ("O'Brien", Operand("", "O'Brien")),
        ("Volvo (XC60)", Operand("", "Volvo (XC60)")),
        ("(fd) Öberg", Operand("", "(fd) Öberg")),
        ("", Operand("", "")),
    ],
)
def test_an_operand_is_its_sign_and_its_text(expression: str, operand: Operand) -> None:
    assert operands(expression) == [operand]


def test_only_an_empty_quoted_text_stands_for_an_empty_value() -> None:
    assert [operands(text)[0].is_empty for text in ("''", "=''", ">''", "", "' '")] == [True, True, False, False, False]


@pytest.mark.parametrize("expression", ["'a", "'a' b", "'a'b'", "a)", "(a", "(a|b", "a (b", "(a) b)"])
def test_what_does_not_end_is_refused(expression: str) -> None:
    with pytest.raises(FilterSyntaxError, match=r"saknar (sitt slut|sin början)"):
        operands(expression)


@given(SIGNS)
def test_a_quoted_text_is_one_operand(text: str) -> None:
    if text:
        (operand,) = operands(f"={quoted(text)}")
        assert operand.text == (text if operand.is_quoted else text.strip())


@given(SIGNS, SIGNS)
def test_two_expressions_joined_have_the_operands_of_both(first: str, second: str) -> None:
    try:
        both = operands(first) + operands(second)
    except FilterSyntaxError:
        return
    for sign in "|&":
        assert operands(f"{first}{sign}{second}") == both
