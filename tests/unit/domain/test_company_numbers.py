"""A company's numbers: read as people write them, shown as papers do, and refused by their check digits."""

from collections.abc import Callable

import pytest

from promeister_mpay.domain.company_numbers import (
    read_bankgiro,
    read_organisation_number,
    read_plusgiro,
    read_postal_code,
    read_vat_number,
    shown_organisation_number,
    vat_number_of,
)
from promeister_mpay.errors import InputError

Reader = Callable[[str, str], str]

GOOD: tuple[tuple[Reader, str, str], ...] = (
    (read_organisation_number, "556036-0793", "5560360793"),
    (read_organisation_number, " 5560360793 ", "5560360793"),
    (read_organisation_number, "16556036-0793", "5560360793"),
    *((read_organisation_number, f"{century}811218-9876", "8112189876") for century in (16, 18, 19, 20)),
    (read_vat_number, "se 556036-0793 01", "SE556036079301"),
    (read_vat_number, "556036079301", "SE556036079301"),
    (read_bankgiro, "9912346", "991-2346"),
    (read_bankgiro, "5402 9681", "5402-9681"),
    (read_plusgiro, "2865434", "28 65 43-4"),
    (read_plusgiro, "18", "1-8"),
    (read_plusgiro, "125", "12-5"),
    (read_plusgiro, "1230", "1 23-0"),
    (read_plusgiro, "12344", "12 34-4"),
    (read_plusgiro, "123455", "1 23 45-5"),
    (read_plusgiro, "41 82 59-8", "41 82 59-8"),
    (read_plusgiro, "12345674", "1 23 45 67-4"),
    (read_postal_code, "41655", "416 55"),
    (read_postal_code, "SE-416 55", "416 55"),
)
BAD: tuple[tuple[Reader, str], ...] = (
    (read_organisation_number, "556036-0794"),
    (read_organisation_number, "556036-079"),
    (read_organisation_number, "556036-079å"),
    (read_organisation_number, "17811218-9876"),
    (read_organisation_number, "119811218-9876"),
    (read_vat_number, "SE556036079401"),
    (read_vat_number, "DE556036079301"),
    (read_bankgiro, "991-2347"),
    (read_bankgiro, "99-12"),
    (read_bankgiro, "٩٩١٢٣٤٦"),
    (read_bankgiro, "123455"),
    (read_bankgiro, "123456782"),
    (read_plusgiro, "28 65 43-5"),
    (read_plusgiro, "0"),
    (read_plusgiro, "123456782"),
    (read_postal_code, "4165"),
    (read_postal_code, "Göteborg"),
)


@pytest.mark.parametrize(("read", "typed", "shown"), GOOD)
def test_a_number_is_read_as_people_write_it(read: Reader, typed: str, shown: str) -> None:
    assert read(typed, "it") == shown
    assert read(shown, "it") == shown


@pytest.mark.parametrize(("read", "typed"), BAD)
def test_a_wrong_number_gets_a_sentence_with_an_example(read: Reader, typed: str) -> None:
    with pytest.raises(InputError, match="till exempel") as refused:
        read(typed, "it")
    assert refused.value.field == "it"


def test_numbers_that_follow_from_the_organisation_number() -> None:
    assert shown_organisation_number("5560360793") == "556036-0793"
    assert vat_number_of("5560360793") == "SE556036079301"
