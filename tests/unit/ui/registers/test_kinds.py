"""What a searched text becomes in a new entry of each register."""

import pytest

from promeister_mpay.domain.registers.entries import Article, Customer, Vehicle
from promeister_mpay.domain.registers.kinds import Register
from promeister_mpay.ui.registers.kinds import kind_of

EMPTY = {
    Register.CUSTOMERS: Customer("", ""),
    Register.VEHICLES: Vehicle(""),
    Register.ARTICLES: Article(""),
}


@pytest.mark.parametrize(
    ("register", "typed", "entry"),
    [
        (Register.CUSTOMERS, " Sture  Bergkvist ", Customer("", "Sture Bergkvist")),
        (Register.CUSTOMERS, "10400", Customer("10400", "")),
        (Register.CUSTOMERS, "K104", Customer("K104", "")),
        (Register.CUSTOMERS, "070-174 06 05", Customer("", "", mobile_phone="070-174 06 05")),
        (Register.CUSTOMERS, "+46701740605", Customer("", "", mobile_phone="+46701740605")),
        (Register.CUSTOMERS, "sture@example.se", Customer("", "", email="sture@example.se")),
        (Register.CUSTOMERS, "070", Customer("070", "")),
        (Register.VEHICLES, "abc 12d", Vehicle("ABC 12D")),
        (Register.VEHICLES, "Volvo", Vehicle("", description="Volvo")),
        (Register.VEHICLES, "Volvo P1800 Jensen", Vehicle("", description="Volvo P1800 Jensen")),
        (Register.ARTICLES, "2040", Article("2040")),
        (Register.ARTICLES, "olja 5W-30", Article("", description="olja 5W-30")),
    ],
)
def test_a_searched_text_goes_to_its_field(register: Register, typed: str, entry: object) -> None:
    assert kind_of(register, (25,)).named(typed) == entry


@pytest.mark.parametrize("register", Register)
@pytest.mark.parametrize("typed", ["", " ", "\N{ZERO WIDTH SPACE}"])
def test_nothing_typed_is_an_empty_entry(register: Register, typed: str) -> None:
    assert kind_of(register, (25,)).named(typed) == EMPTY[register]
