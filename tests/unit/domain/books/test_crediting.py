"""Crediting: no more than is left, and however an invoice is credited, nothing of it stays in the books."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promeister_mpay.domain.books.accounts import Accounts
from promeister_mpay.domain.books.credit_rounding import sign_of
from promeister_mpay.domain.books.crediting import (
    checked_sums,
    credit_of,
    credited_by,
    left_of,
    quantities_of,
    takes_all,
)
from promeister_mpay.domain.books.invoices import Invoice, InvoiceKind, Seller
from promeister_mpay.domain.orders.lines import LineType, OrderLine, VatSum
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.errors import InputError
from support.books import amounts, balances, worked_order
from support.invoices import SPLIT, TERMS, an_invoice, any_orders, booked, charts, credited, paid_by_mobile


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
        credit_of(document, credited(document, {2: 100}), {2: 1}, reason="", terms=TERMS)
    assert refused.value.field == "lines[2].quantity"
    assert left_of(document, {2: 40}) == {0: 100, 1: 100, 2: 60}


@pytest.mark.parametrize("nothing", [{}, {0: 0}, {7: 100}])
def test_a_credit_of_nothing_is_refused(nothing: dict[int, int]) -> None:
    with pytest.raises(InputError):
        credit_of(paid_by_mobile(), (), nothing, reason="", terms=TERMS)


SHARES = st.lists(st.lists(st.integers(0, 100), min_size=6, max_size=6), max_size=4)


def parts_of(document: Invoice, shares: list[list[int]]) -> list[Invoice]:
    """Credit these shares (per cent of what is left of each row) one after the other, and then all that is left."""
    made: list[Invoice] = []
    for share in [*shares, [100] * 6]:
        left = left_of(document, credited_by(made))
        part = {at: quantity * share[at] // 100 for at, quantity in left.items()}
        try:
            credit = credit_of(document, made, part, reason="", terms=TERMS)
        except InputError:
            assert share != [100] * 6 or not left, "the rest can always be credited"
        else:
            made.append(replace(credit, number=1002 + len(made)))
    assert credited_by(made) == quantities_of(document)
    return made


@given(any_orders(), SHARES, charts())
def test_however_it_is_credited_nothing_is_left_on_any_account(
    order: Order, shares: list[list[int]], accounts: Accounts
) -> None:
    document = an_invoice(order)
    made = parts_of(document, shares)
    assert balances([booked(document, accounts), *(booked(credit, accounts) for credit in made)]) == {}


@given(any_orders(), SHARES)
def test_each_part_is_rounded_by_half_a_krona_at_most_and_moves_the_amount_towards_zero(
    order: Order, shares: list[list[int]]
) -> None:
    document = an_invoice(order)
    made = parts_of(document, shares)
    assert all(abs(credit.rounding) <= 50 for credit in made)
    assert all(credit.to_pay * sign_of(document) <= 0 for credit in made)
    assert sum(credit.to_pay for credit in made) == -document.to_pay


WORK, GOODS = (
    OrderLine(LineType.LABOUR, unit_price=10_000),
    OrderLine(LineType.ARTICLE, quantity=-100, unit_price=10_000),
)
OTHER_RATE = OrderLine(LineType.ARTICLE, unit_price=5_000, vat_rate=12)


def test_rows_of_one_rate_that_cancel_over_two_accounts_are_credited_on_both() -> None:
    document = with_rows(WORK, GOODS, OTHER_RATE)
    assert amounts(booked(document, SPLIT)) == {1686: 5_600, 3041: -10_000, 3051: 10_000, 3052: -5_000, 2621: -600}
    (credit,) = credited(document, {0: 100, 1: -100, 2: 100})
    assert [each.rate for each in credit.by_rate] == [25, 12], "the rate stands on the credit as on the invoice"
    assert balances([booked(document, SPLIT), booked(credit, SPLIT)]) == {}


def rounded(*prices: int) -> Invoice:
    rows = tuple(OrderLine(unit_price=price) for price in prices)
    return an_invoice(worked_order(lines=rows, prices_include_vat=True))


@pytest.mark.parametrize(
    ("prices", "paid_out"),
    [
        # The second part would be 0,60 from its amount if it were whole kronor, or leave 0,60 for the last.
        ((1_040, 1_040, 1_040), [-1_000, -1_040, -1_060]),
        ((1_050, 1_050, 1_050, 1_050), [-1_100, -1_000, -1_100, -1_000]),
        ((1_060, 9_000), [-1_100, -9_000]),
        ((13_156, 54_838), [-13_200, -54_800]),
    ],
)
def test_parts_are_whole_kronor_where_the_others_can_still_be_right(
    prices: tuple[int, ...], paid_out: list[int]
) -> None:
    document = rounded(*prices)
    made = credited(document, *({at: 100} for at in range(len(prices))))
    assert [credit.to_pay for credit in made] == paid_out
    assert sum(paid_out) == -document.to_pay


def with_rows(*lines: OrderLine) -> Invoice:
    return an_invoice(worked_order(lines=lines))


PAID_ROW, FREE_ROW = OrderLine(unit_price=10_000), OrderLine(unit_price=0)
TEXT_ROW = OrderLine(LineType.TEXT, description="Ring när den är klar")


def test_a_credit_invoice_is_a_new_document_that_names_the_old_one() -> None:
    document = replace(paid_by_mobile(), ocr="10017", created_at=datetime(2026, 11, 2, tzinfo=UTC), created_by="BH")
    later = replace(TERMS, today=date(2026, 12, 1), seller=Seller("Åkes Nya Bil AB"))
    credit = credit_of(document, (), {2: 100}, reason="Fel del", terms=later)
    assert (credit.kind, credit.credits, credit.reason) == (InvoiceKind.CREDIT, 1001, "Fel del")
    assert (credit.number, credit.ocr, credit.created_at, credit.created_by) == (0, "", None, "")
    assert (credit.issued_on, credit.due_on, credit.seller.name) == (later.today, later.today, "Åkes Nya Bil AB")
    assert (credit.buyer, credit.payment_method) == (document.buyer, document.payment_method)


def test_a_credit_mirrors_the_rows_that_it_takes_back() -> None:
    document = paid_by_mobile()
    credit = credit_of(document, credited(document, {1: 30}), {1: 20, 2: 100}, reason="", terms=TERMS)
    assert [(each.position, each.of_position, each.line.quantity, each.amount) for each in credit.lines] == [
        (0, 1, -20, -4_990),
        (1, 2, -100, -10_525),
    ]


def test_only_a_whole_credit_has_the_texts_of_the_invoice() -> None:
    document = with_rows(PAID_ROW, TEXT_ROW, PAID_ROW)
    whole = credit_of(document, (), {0: 100, 2: 100}, reason="", terms=TERMS)
    rest = credit_of(document, credited(document, {0: 100}), {2: 100}, reason="", terms=TERMS)
    assert [each.of_position for each in whole.lines] == [0, 1, 2]
    assert (whole.lines[1].line, whole.lines[1].amount) == (replace(TEXT_ROW, quantity=0), 0)
    assert [each.of_position for each in rest.lines] == [2]


def test_the_work_that_is_credited_is_told_by_itself() -> None:
    document = paid_by_mobile()
    assert credit_of(document, (), {0: 100}, reason="", terms=TERMS).labour == (VatSum(25, -99_000, -24_750),)
    assert credit_of(document, (), {2: 100}, reason="", terms=TERMS).labour == ()
    priced_with_vat = an_invoice(worked_order(prices_include_vat=True))
    assert credit_of(priced_with_vat, (), {0: 100}, reason="", terms=TERMS).labour == (VatSum(25, -79_200, -19_800),)


def test_rows_without_an_amount_are_nothing_to_credit() -> None:
    assert quantities_of(with_rows(PAID_ROW, TEXT_ROW)) == {0: 100}


def test_a_row_worth_nothing_cannot_be_credited_alone_unless_it_is_the_last() -> None:
    document = with_rows(PAID_ROW, FREE_ROW)
    with pytest.raises(InputError, match="måste minska fakturans belopp"):
        credit_of(document, (), {1: 100}, reason="", terms=TERMS)
    last = credit_of(document, credited(document, {0: 100}), {1: 100}, reason="", terms=TERMS)
    assert last.to_pay == 0
    with pytest.raises(InputError, match="måste minska fakturans belopp"):
        credit_of(document, credited(document, {0: 100, 1: 100}), {}, reason="", terms=TERMS)


def test_a_row_that_lowered_the_invoice_cannot_be_credited_alone() -> None:
    document = with_rows(PAID_ROW, OrderLine(unit_price=2_000, quantity=-100))
    with pytest.raises(InputError, match="måste minska"):
        credit_of(document, (), {1: -100}, reason="", terms=TERMS)
    with pytest.raises(InputError, match="större än fakturan"):
        credit_of(document, (), {0: 100}, reason="", terms=TERMS)
    assert credit_of(document, (), {0: 100, 1: -100}, reason="", terms=TERMS).to_pay == -document.to_pay
    for wrong in ({1: 100}, {0: -100}, {1: -101}):
        with pytest.raises(InputError, match="kvar att kreditera"):
            credit_of(document, (), wrong, reason="", terms=TERMS)


def test_a_row_that_is_not_on_the_invoice_is_refused() -> None:
    with pytest.raises(InputError, match="inte finns på fakturan") as refused:
        credit_of(with_rows(PAID_ROW), (), {0: 100, 7: 0}, reason="", terms=TERMS)
    assert refused.value.field == "lines[0].quantity"


@pytest.mark.parametrize(
    ("left", "now", "all_of_it"),
    [
        ({}, {}, True),
        ({0: 100}, {0: 100}, True),
        ({0: 100, 1: 50}, {0: 100, 1: 50, 2: 0}, True),
        ({0: 100, 1: 50}, {0: 100}, False),
        ({0: 100}, {0: 99}, False),
        ({0: 100, 1: 50}, {}, False),
    ],
)
def test_a_credit_takes_all_when_nothing_is_left(left: dict[int, int], now: dict[int, int], *, all_of_it: bool) -> None:
    assert takes_all(left, now) is all_of_it


def test_what_a_credit_comes_to_is_known_before_it_is_made() -> None:
    document = paid_by_mobile()
    sums = checked_sums(document, (), {2: 100})
    credit = credit_of(document, (), {2: 100}, reason="", terms=TERMS)
    assert (sums.by_rate, sums.rounding, sums.to_pay) == (credit.by_rate, credit.rounding, -13_200)
    with pytest.raises(InputError):
        checked_sums(document, (), {2: 101})


def test_a_quarter_of_a_row_comes_to_a_quarter_of_its_amount() -> None:
    credit = credit_of(with_rows(PAID_ROW), (), {0: 25}, reason="", terms=TERMS)
    assert (credit.by_rate, credit.rounding, credit.to_pay) == ((VatSum(25, -2_500, -625),), 25, -3_100)
    document = with_rows(PAID_ROW)
    rest = credit_of(document, credited(document, {0: 25}), {0: 75}, reason="", terms=TERMS)
    assert (rest.by_rate, rest.to_pay) == ((VatSum(25, -7_500, -1_875),), -9_400)
