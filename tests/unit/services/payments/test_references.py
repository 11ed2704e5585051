"""A reference names the order and the attempt that it was made of, and another program's names none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.services.payments.references import named_attempt, named_order, reference_of
from promeister_mpay.services.settings import Settings

PREFIXES = st.sampled_from(["", "A", "GBG-", "12-"])


@given(prefix=PREFIXES, number=st.integers(0, 10**18 - 1), attempt=st.integers(0, 10**9 - 1))
def test_a_reference_names_what_it_was_made_of(prefix: str, number: int, attempt: int) -> None:
    settings = Settings(order_prefix=prefix)
    assert named_attempt(settings, reference_of(settings, number, attempt)) == (number, attempt)
    assert named_order(settings, f"{prefix}{number}") == number


@pytest.mark.parametrize(
    "reference", ["", "-", "14790", "14790-", "-1", "14790-x", "٣-1", "1" * 19 + "-1", "1-" + "1" * 10, "B14790-1"]
)
def test_what_this_program_has_not_made_names_nothing(reference: str) -> None:
    assert named_attempt(Settings(), reference) is None


def test_a_reference_of_another_prefix_names_nothing() -> None:
    assert named_attempt(Settings(order_prefix="A"), "14790-1") is None
    assert named_order(Settings(order_prefix="A"), "B14790") is None
