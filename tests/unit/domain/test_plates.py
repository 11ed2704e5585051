"""Registration plates as people write them."""

import pytest

from promeister_mpay.domain.plates import plate_key


@pytest.mark.parametrize(
    "written",
    [
        "ABC123",
        "abc 123",
        "Abc-123",
        " ABC  1 23 ",
        "ABC\N{NO-BREAK SPACE}123",
        "\N{LEFT-TO-RIGHT MARK}ABC\N{ZERO WIDTH SPACE}123",
    ],
)
def test_a_plate_is_one_however_it_is_written(written: str) -> None:
    assert plate_key(written) == "ABC123"
