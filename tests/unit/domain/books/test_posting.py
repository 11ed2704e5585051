"""The worked vouchers of `swedish-accounting.md §5`, and what holds for any order whatever is credited of it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from promeister_mpay.domain.books.accounts import Accounts, VatRate
from promeister_mpay.domain.books.crediting import credit_of, left_of, quantities_of
from promeister_mpay.domain.books.invoices import Invoice, Seller
from promeister_mpay.domain.books.invoicing import InvoiceTerms, invoice_of, ocr_number
from promeister_mpay.domain.books.posting import invoice_voucher
from promeister_mpay.domain.books.vouchers import Voucher, correction, rows_of
from promeister_mpay.domain.orders.lines import LineType, OrderLine
from promeister_mpay.domain.orders.order import Order
from promeister_mpay.domain.orders.payment_methods import PaymentMethod
from promeister_mpay.errors import InputError
from support.books import LINES, TODAY, amounts, balances, worked_order

TERMS = InvoiceTerms(TODAY, Seller("Åkes Bil & Däck AB"), 30, ocr_with_length=False)
ACCOUNTS = Accounts()
SPLIT = Accounts(vat_rates=(VatRate(25, 3051, 3041, 2611), VatRate(12, 3052, 3042, 2621), VatRate(0, 3054, 3044)))


def invoice(order: Order, number: int = 1001) -> Invoice:
    return replace(invoice_of(order, None, None, TERMS), number=number)


def mobile(**changes: Any) -> Invoice:
    return invoice(worked_order(payment_method=PaymentMethod.MOBILE, **changes))


def booked(document: Invoice, accounts: Accounts = ACCOUNTS) -> Voucher:
    return invoice_voucher(document, accounts, "F")


def credited(document: Invoice, *parts: dict[int, int]) -> list[Invoice]:
    """Credit invoices of these parts, one after the other."""
    before: dict[int, int] = {}
    made = []
    for part in parts:
        made.append(replace(credit_of(document, before, part, reason="", terms=TERMS), number=document.number + 1))
        before = {at: before.get(at, 0) + part.get(at, 0) for at in {*before, *part}}
    return made


def test_a_an_invoice_paid_by_mobile_goes_to_1931() -> None:
    made = booked(mobile())
    assert amounts(made) == {1931: 168_100, 3001: -134_475, 2611: -33_619, 3740: -6}
    assert made.text == "Faktura 1001 ABC123"


@pytest.mark.parametrize(
    ("method", "account"),
    [
        (PaymentMethod.INVOICE, 1510),
        (PaymentMethod.CASH, 1910),
        (PaymentMethod.SWISH, 1930),
        (PaymentMethod.CARD, 1686),
    ],
)
def test_a_other_payments_go_to_their_own_accounts(method: PaymentMethod, account: int) -> None:
    assert amounts(booked(invoice(worked_order(payment_method=method))))[account] == 168_100


def test_c_a_whole_credit_mirrors_every_row_the_rounding_too() -> None:
    (credit,) = credited(mobile(), {0: 100, 1: 100, 2: 100})
    made = booked(credit)
    assert amounts(made) == {1931: -168_100, 3001: 134_475, 2611: 33_619, 3740: 6}
    assert made.text == "Kreditfaktura 1002 avser faktura 1001"


def test_c_a_part_credit_rounds_what_goes_back() -> None:
    (credit,) = credited(mobile(), {2: 100})
    assert amounts(booked(credit)) == {1931: -13_200, 3001: 10_525, 2611: 2_631, 3740: 44}


def test_c_a_part_credit_without_rounding() -> None:
    (credit,) = credited(mobile(round_to_krona=False), {2: 100})
    assert amounts(booked(credit)) == {1931: -13_156, 3001: 10_525, 2611: 2_631}


def test_d_rounding_down_costs_and_leaves_sales_and_vat_exact() -> None:
    made = booked(invoice(worked_order(lines=(OrderLine(LineType.ARTICLE, quantity=100, unit_price=134_432),))))
    assert amounts(made) == {1686: 168_000, 3001: -134_432, 2611: -33_608, 3740: 40}


def test_work_and_goods_are_booked_apart_where_the_chart_has_both() -> None:
    assert amounts(booked(mobile(), SPLIT)) == {1931: 168_100, 3041: -99_000, 3051: -35_475, 2611: -33_619, 3740: -6}


def test_a_rate_without_accounts_says_where_to_give_it_some() -> None:
    order = worked_order(lines=(*LINES, OrderLine(unit_price=100, vat_rate=6)))
    with pytest.raises(InputError, match="Momssatsen 6 % har inga konton"):
        booked(invoice(order), SPLIT)


@pytest.mark.parametrize(
    ("number", "with_length", "wanted"), [(1001, False, "10017"), (1001, True, "100164"), (1, False, "18")]
)
def test_the_ocr_number_ends_with_its_check_digit(number: int, *, with_length: bool, wanted: str) -> None:
    assert ocr_number(number, with_length=with_length) == wanted


def test_no_more_can_be_credited_than_is_left() -> None:
    document = mobile()
    with pytest.raises(InputError, match="Rad 3: det finns 0 kvar att kreditera") as refused:
        credit_of(document, {2: 100}, {2: 1}, reason="", terms=TERMS)
    assert refused.value.field == "lines[2].quantity"
    assert left_of(document, {2: 40}) == {0: 100, 1: 100, 2: 60}


@pytest.mark.parametrize("nothing", [{}, {0: 0}, {7: 100}])
def test_a_credit_of_nothing_is_refused(nothing: dict[int, int]) -> None:
    with pytest.raises(InputError):
        credit_of(mobile(), {}, nothing, reason="", terms=TERMS)


def test_a_correction_takes_every_row_and_item_back_and_names_what_it_corrects() -> None:
    wrong = replace(booked(mobile()), id=7, number=12)
    made = correction(wrong, series="R", event_date=TODAY, why="fel konto")
    assert balances([wrong, made]) == {}
    assert (made.corrects, made.text) == (7, "Rättelse av F 12: fel konto")
    assert sum(item.amount for item in (*wrong.items, *made.items)) == 0


def test_rows_that_do_not_balance_are_a_bug() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        rows_of([(1931, 100), (3001, -99)])


@st.composite
def orders(draw: st.DrawFn) -> Order:
    line = st.builds(
        OrderLine,
        type=st.sampled_from(list(LineType)),
        quantity=st.integers(1, 5_000) | st.integers(-300, -1),
        unit_price=st.integers(0, 5_000_000),
        discount=st.integers(0, 10_000),
        vat_rate=st.sampled_from([25, 12, 0]),
    )
    lines = tuple(draw(st.lists(line, min_size=1, max_size=6)))
    order = worked_order(lines=lines, prices_include_vat=draw(st.booleans()), round_to_krona=draw(st.booleans()))
    assume(order.totals.to_pay > 0)
    return order


@given(orders())
def test_the_vat_of_the_voucher_is_the_vat_of_the_invoice_and_the_rows_balance(order: Order) -> None:
    document = invoice(order)
    rows = booked(document, SPLIT).rows
    assert sum(row.amount for row in rows) == 0
    assert sum(row.amount for row in rows if row.account in (2611, 2621)) == -document.totals.vat
    assert abs(sum(row.amount for row in rows if row.account == 3740)) <= 50
    assert sum(row.amount for row in rows if row.account == 1686) == order.totals.to_pay


SHARES = st.lists(st.lists(st.integers(0, 100), min_size=6, max_size=6), max_size=3)


@given(orders(), SHARES)
def test_however_it_is_credited_nothing_is_left_on_any_account(order: Order, shares: list[list[int]]) -> None:
    document = invoice(order)
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
