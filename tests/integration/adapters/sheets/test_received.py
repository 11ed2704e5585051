"""What a reading process says of a table is checked: nobody vouches for a process that has read a foreign file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.adapters.sheets.bounds import MOST_COLUMNS, MOST_ROWS
from promeister_mpay.adapters.sheets.received import ReceivedSheet
from promeister_mpay.domain.sheets import Sheet, SheetRow

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda values: st.lists(values, max_size=4) | st.dictionaries(st.text(max_size=3), values, max_size=3),
    max_leaves=8,
)


def test_rows_become_the_table_with_their_numbers() -> None:
    received = ReceivedSheet()
    for answer in ([2, "Nr", "Namn"], [3, "1", "Åsa"], [7, "2", ""]):
        received.take(answer)
    assert received.sheet == Sheet(("Nr", "Namn"), [SheetRow(3, ("1", "Åsa")), SheetRow(7, ("2", ""))])


@pytest.mark.parametrize(
    "answer",
    [
        ["1", "a"], [True, "a"], [1.0, "a"], [1], [], {}, "ab", None, [2, "a", 1], [2, ["a"]], [1, "a"], [0, "a"],
        [MOST_ROWS + 2, "a"], [2, *["a"] * (MOST_COLUMNS + 1)], [2, "x" * 10_001], [2, *["x" * 9_000] * 12],
    ],
    ids=lambda answer: repr(answer)[:20],
)  # fmt: skip
def test_what_is_no_row_or_beyond_the_bounds_is_refused(answer: object) -> None:
    received = ReceivedSheet()
    received.take([1, "Nr"])
    with pytest.raises(ValueError, match=r"."):
        received.take(answer)


@given(st.lists(JSON, max_size=5))
def test_whatever_comes_makes_a_table_of_texts_or_is_refused(answers: list[object]) -> None:
    received = ReceivedSheet()
    try:
        for answer in answers:
            received.take(answer)
        sheet = received.sheet
    except ValueError:
        return
    assert all(isinstance(cell, str) for row in (sheet.header, *(each.cells for each in sheet.rows)) for cell in row)


def test_no_rows_are_no_table() -> None:
    with pytest.raises(ValueError, match="no rows"):
        _ = ReceivedSheet().sheet
