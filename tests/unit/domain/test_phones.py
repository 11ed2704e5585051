"""Numbers that an SMS can go to, and those that it cannot."""

import pytest

from promeister_mpay.domain.phones import parse_mobile, shortened
from promeister_mpay.errors import InputError


@pytest.mark.parametrize(
    "typed",
    [
        "070-174 06 05",
        "+46 (0)70 174 06 05",
        "0046701740605",
        "46701740605",
        "0701740605",
        "701740605",
        "\N{LEFT-TO-RIGHT EMBEDDING}+46\N{ZERO WIDTH SPACE}70 1740605",
    ],
)
def test_a_swedish_mobile_is_read_in_any_form(typed: str) -> None:
    number = parse_mobile(typed)
    assert (number.e164, number.swedish, number.shown) == ("+46701740605", True, "+46 70-174 06 05")


def test_a_foreign_mobile_is_taken_and_known_as_foreign() -> None:
    number = parse_mobile("+44 7700 900123")
    assert (number.e164, number.swedish, number.shown) == ("+447700900123", False, "+44 7700 900123")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "saknas"),
        ("   ", "saknas"),
        ("08-465 004 12", "inte ett mobilnummer"),
        ("010-123 45 67", "inte ett mobilnummer"),
        ("074-123 45 67", "inte ett mobilnummer"),
        ("+44 20 7031 3000", "inte ett mobilnummer"),
        ("0701", "fel antal siffror"),
        ("070-174 06 05 99 99", "fel antal siffror"),
        ("O70-174 06 05", "bokstäver"),
        ("+", "kan inte läsas"),
    ],
)
def test_a_number_that_cannot_take_an_sms_is_refused_with_what_is_wrong(typed: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as error:
        parse_mobile(typed)
    assert error.value.field == "mobile_phone"


def test_a_log_shows_too_little_of_a_number_to_call_it() -> None:
    assert shortened("+46701740605") == "+4670…05"
    assert shortened("+4670123") == "+4670…23"
    assert shortened("+467012") == "…"
