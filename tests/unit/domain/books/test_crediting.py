"""Crediting: no more than is left, and however an invoice is credited, nothing of it stays in the books."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.books.crediting import credit_of, left_of, quantities_of
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.errors import InputError
from support.books import amounts, balances
from support.invoices import SPLIT, TERMS, an_invoice, booked, credited, orders, paid_by_mobile


def test_c_a_whole_credit_mirrors_every_row_the_rounding_too() -> None:
    (credit,) = credited(paid_by_mobile(), {0: 100, 1: 100, 2: 100})
    made = booked(credit)
    assert amounts(made) == {1931: -168_100, 3001: 134_475, 2611: 33_619, 3740: 6}
    assert made.text == "Kreditfaktura 1002 avser faktura 1001"


def test_c_a_part_credit_rounds_what_goes_back() -> None:
    (credit,) = credited(paid_by_mobile(), {2: 100})
    assert amounts(booked(credit)) == {1931: -13_200, 3001: 10_525, 2611: 2_631, 3740: 44}


def test_c_a_part_credit_without_rounding() -> None:
    (credit,) = credited(paid_by_mobile(round_to_krona=False), {2: 100})
    assert amounts(booked(credit)) == {1931: -13_156, 3001: 10_525, 2611: 2_631}


def test_no_more_can_be_credited_than_is_left() -> None:
    document = paid_by_mobile()
    with pytest.raises(InputError, match="Rad 3: det finns 0 kvar att kreditera") as refused:
        credit_of(document, {2: 100}, {2: 1}, reason="", terms=TERMS)
    assert refused.value.field == "lines[2].quantity"
    assert left_of(document, {2: 40}) == {0: 100, 1: 100, 2: 60}


@pytest.mark.parametrize("nothing", [{}, {0: 0}, {7: 100}])
def test_a_credit_of_nothing_is_refused(nothing: dict[int, int]) -> None:
    with pytest.raises(InputError):
        credit_of(paid_by_mobile(), {}, nothing, reason="", terms=TERMS)


SHARES = st.lists(st.lists(st.integers(0, 100), min_size=6, max_size=6), max_size=3)


@given(orders(), SHARES)
def test_however_it_is_credited_nothing_is_left_on_any_account(order: Order, shares: list[list[int]]) -> None:
    document = an_invoice(order)
    before: dict[int, int] = {}
    made = [booked(document, SPLIT)]
    for share in [*shares, [100] * 6]:
        left = left_of(document, before)
        part = {at: quantity * share[at] // 100 for at, quantity in left.items()}
        try:
            credit = replace(credit_of(document, before, part, reason="", terms=TERMS), number=1002)
        except InputError:
            assert share != [100] * 6 or not left, "the rest can always be credited"
            continue
        before = {at: before.get(at, 0) + part.get(at, 0) for at in {*before, *part}}
        assert abs(credit.rounding) < 100
        made.append(booked(credit, SPLIT))
    assert before == quantities_of(document)
    assert balances(made) == {}
