"""Seals: any change of a document, of its predecessor, or of its personal part shows; erasing breaks none."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.books.seals import FIRST, Seal, difference, digest, personal_digest, seal, voucher_chain

VALUES = st.lists(st.one_of(st.integers(), st.text(), st.none(), st.dates(), st.booleans()), max_size=5)


@given(VALUES, VALUES, VALUES, VALUES)
def test_a_seal_fits_its_own_document_and_no_other(
    content: list[object], personal: list[object], other: list[object], someone: list[object]
) -> None:
    made = seal("F", FIRST, content, personal)
    assert difference(made, "F", FIRST, (content, personal)) == ""
    assert bool(difference(made, "F", FIRST, (other, personal))) == (repr(other) != repr(content))
    assert bool(difference(made, "F", FIRST, (content, someone))) == (repr(someone) != repr(personal))
    assert "före" in difference(made, "F", digest("F", FIRST, other), (content, personal))
    assert difference(made, "K", FIRST, (content, personal))


def test_a_document_without_seal_was_not_booked_by_the_program() -> None:
    assert "saknar kontrollvärde" in difference(None, "F", FIRST, ([1], []))


def test_the_same_personal_data_is_hashed_otherwise_in_each_document() -> None:
    first, second = (seal("F", FIRST, [1], ["Åsa Öberg"]) for _ in range(2))
    assert first.personal != second.personal
    assert first.personal == personal_digest(first.salt or "", ["Åsa Öberg"])


def test_an_erased_document_keeps_its_place_in_the_chain_and_has_nothing_personal() -> None:
    made = seal("F", FIRST, [1], ["Åsa Öberg"])
    erased = Seal(made.digest, made.personal, None)
    assert difference(erased, "F", FIRST, ([1], ["", None, []])) == ""
    assert "raderade" in difference(erased, "F", FIRST, ([1], ["Bo Ek"]))
    assert "ändrat" in difference(erased, "F", FIRST, ([2], [""]))


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    moment = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
    assert digest("F", FIRST, [moment]) == digest("F", FIRST, [moment.astimezone(timezone(timedelta(hours=1)))])


def test_what_cannot_be_sealed_is_a_bug() -> None:
    with pytest.raises(TypeError, match="bytes"):
        digest("F", FIRST, [b"x"])


def test_a_series_has_a_chain_for_each_financial_year() -> None:
    assert voucher_chain("F", date(2026, 1, 1)) != voucher_chain("F", date(2027, 1, 1))
