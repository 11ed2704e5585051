"""What the gateway is given of a company: what is known, and never what it would refuse."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.payments.company import POSTAL_CODE, Address, Company, company_of
from support.payment_world import start

ORDER = replace(
    start().order, customer_name=" Åkeriet AB ", address="Storgatan 1", postal_code="417 55", city="Göteborg"
)


def test_a_company_has_the_orders_name_and_address() -> None:
    address = Address("Storgatan 1", "417 55", "Göteborg", "SE")
    assert company_of(ORDER) == Company("Åkeriet AB", "Åkeriet AB", address)


@pytest.mark.parametrize(("code", "country"), [("41755", "SE"), ("0150", ""), ("1234567890", "")])
def test_only_a_swedish_postal_code_says_the_country(code: str, country: str) -> None:
    address = company_of(replace(ORDER, postal_code=code)).address
    assert address is not None
    assert address.country == country


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("address", ""),
        ("address", " "),
        ("address", "x" * 101),
        ("city", ""),
        ("city", "x" * 51),
        ("postal_code", ""),
        ("postal_code", "SE-417 55"),
        ("postal_code", "417 55 Göteborg"),
        ("postal_code", "\N{ARABIC-INDIC DIGIT ONE}" * 5),
        ("postal_code", "1" * 11),
    ],
)
def test_an_address_that_the_gateway_would_refuse_is_left_out(field: str, text: str) -> None:
    company = company_of(replace(ORDER, **{field: text}))  # type: ignore[arg-type]
    assert (company.name, company.address) == ("Åkeriet AB", None)


def test_a_name_that_is_too_long_is_left_out() -> None:
    assert company_of(replace(ORDER, customer_name="x" * 101)).contact_person == ""


@given(st.text(max_size=120), st.text(max_size=20), st.text(max_size=60))
def test_what_is_sent_is_within_what_the_gateway_takes(row: str, code: str, city: str) -> None:
    address = company_of(replace(ORDER, address=row, postal_code=code, city=city)).address
    if address is not None:
        assert 1 <= len(address.row) <= 100
        assert 1 <= len(address.city) <= 50
        assert POSTAL_CODE.fullmatch(address.postal_code)
