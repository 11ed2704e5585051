"""The titles of a file are found below headings, known ones by their names and others by how the rows look."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.sheets import Sheet, SheetRow, with_titles_found
from promeister_mpay.errors import InputError

TITLES = ("Kundnr", "Namn", "Ort")
DATA = (("1", "Kalle", "Umeå"), ("2", "Åsa", ""))
HEADINGS = st.lists(
    st.sampled_from(
        [("Kundregister",), ("Verkstaden AB", "", "Utskriven: 2026-11-27"), ("", "Sida 1"), ("Antal", "2")]
    ),
    max_size=20,
)


def known(cells: Sequence[str]) -> int:
    return sum(cell in TITLES for cell in cells)


def sheet(*rows: tuple[str, ...]) -> Sheet:
    first, *others = rows
    return Sheet(first, [SheetRow(number, row) for number, row in enumerate(others, 2)])


@given(HEADINGS)
def test_known_titles_are_found_below_any_headings(headings: list[tuple[str, ...]]) -> None:
    found = with_titles_found(sheet(*headings, TITLES, *DATA), known)
    assert found.header == TITLES
    assert [row.cells for row in found.rows] == list(DATA)
    assert [row.number for row in found.rows] == [len(headings) + 2, len(headings) + 3]


def test_unknown_titles_are_the_first_row_that_is_as_full_as_most() -> None:
    titles = ("Customer", "Full name", "City")
    rows = (("Kundregister",), ("", "Utskriven"), titles, *DATA, ("3", "Bo", "Kiruna"))
    assert with_titles_found(sheet(*rows), known).header == titles


@pytest.mark.parametrize("titles", [("A", "B", "C"), ("A", "", "C"), ("1", "2", "3")])
def test_without_headings_the_first_row_has_the_titles(titles: tuple[str, ...]) -> None:
    assert with_titles_found(sheet(titles, *DATA), known).header == titles


def test_titles_that_are_repeated_on_each_page_are_no_rows() -> None:
    found = with_titles_found(sheet(TITLES, DATA[0], (*TITLES, ""), DATA[1]), known)
    assert [(row.number, row.cells) for row in found.rows] == [(2, DATA[0]), (4, DATA[1])]


def test_a_row_far_down_is_not_taken_for_the_titles() -> None:
    found = with_titles_found(sheet(("A", "B", "C"), *[DATA[0]] * 30, TITLES), known)
    assert found.header == ("A", "B", "C")


def test_two_known_titles_are_enough() -> None:
    found = with_titles_found(sheet(("Lista", "Register", "Utskrift"), ("Kundnr", "Namn", "Övrigt"), *DATA), known)
    assert found.header == ("Kundnr", "Namn", "Övrigt")
    found = with_titles_found(sheet(("Lista", "Register", "Utskrift"), ("Kundnr", "Övrigt", "Annat"), *DATA), known)
    assert found.header == ("Lista", "Register", "Utskrift")


def test_titles_may_be_half_as_many_as_the_columns() -> None:
    rows = [("a", "b", "c", "d")] * 3
    assert with_titles_found(sheet(("Alfa", "Beta"), *rows), known).header == ("Alfa", "Beta")
    assert with_titles_found(sheet(("Alfa",), *rows), known).header == rows[0]


def test_a_row_wider_than_the_titles_is_refused_as_a_whole() -> None:
    row = SheetRow(2, ("1", " ", "x"))
    row.check_width(3)
    with pytest.raises(InputError, match="3 kolumner men rubriken 2") as refused:
        row.check_width(2)
    assert refused.value.field == ""
