"""Texts of files are shown as far as anybody reads them."""

import pytest

from promeister_mpay.ui.common.formats import cut


@pytest.mark.parametrize(
    ("text", "shown"), [("Namn", "Namn"), ("x" * 60, "x" * 60), ("x" * 61, "x" * 60 + "…"), ("", "")]
)
def test_a_long_text_is_shown_by_its_beginning(text: str, shown: str) -> None:
    assert cut(text) == shown
