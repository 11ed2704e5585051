"""Numbers that do not follow on each other, and those that a declared gap lets do so."""

from promeister_mpay.domain.books.breaks import numbering_break


def test_the_next_number_follows_and_the_first_may_be_any() -> None:
    assert numbering_break(1002, 1001, {}) == ""
    assert numbering_break(700, None, {}) == ""


def test_what_is_missing_is_named() -> None:
    assert numbering_break(1003, 1001, {}) == "1002 saknas före den"
    assert numbering_break(1005, 1001, {}) == "1002–1004 saknas före den"
    assert numbering_break(1001, 1001, {}) == "numret följer inte på 1001"


def test_a_declared_gap_is_followed_and_nothing_else_then() -> None:
    assert numbering_break(1500, 1001, {1001: 1500}) == ""
    assert numbering_break(1002, 1001, {1001: 1500}) == "numret följer inte på 1001"
