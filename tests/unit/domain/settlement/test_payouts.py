"""The worked vouchers of `bookkeeping.md §5(b)`, by file and by hand, and what holds for any payout."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from promeister_mpay.domain.books.accounts import Accounts
from promeister_mpay.domain.books.vouchers import Voucher
from promeister_mpay.domain.settlement.layouts import guessed_layout
from promeister_mpay.domain.settlement.matching import (
    OpenItem,
    OpenItemKind,
    PayoutBatch,
    PayoutBatchHistory,
    by_payout_batch,
    match_rows,
    reference_key,
)
from promeister_mpay.domain.settlement.payouts import (
    Payout,
    PayoutTerms,
    TypedPayout,
    booking_day,
    payout_by_hand,
    payout_of,
    payout_voucher,
)
from promeister_mpay.domain.settlement.rows import read_settlement
from promeister_mpay.errors import InputError
from support.books import TODAY, amounts
from support.settlement_files import BATCH_NUMBER, POSTED, Paid, sheet

ACCOUNTS = Accounts()
DIFFERENCES = 2890
AS_THEY_ARE = PayoutTerms()
PAYMENT = OpenItem(OpenItemKind.PAYMENT, "14790-1", 14790, "14790-1", 168_100, TODAY, 1931)
REFUND = OpenItem(OpenItemKind.REFUND, "R-14790-1", 14790, "14790-1", -168_100, TODAY, 1931)


def open_item(number: int, amount: int, **changes: object) -> OpenItem:
    reference = f"{number}-1"
    made = OpenItem(OpenItemKind.PAYMENT, reference, number, reference, amount, TODAY, 1931)
    return replace(made, **changes)  # type: ignore[arg-type]


def batch_of(*paid: Paid, known: tuple[OpenItem, ...] = (PAYMENT, REFUND)) -> PayoutBatch:
    table = sheet(paid)
    rows, _ = read_settlement(table, guessed_layout(table))
    named: dict[str, list[OpenItem]] = {}
    for each in known:
        named.setdefault(reference_key(each.reference), []).append(each)
    (made,) = by_payout_batch(
        match_rows(rows, named | {reference_key(each.key): [each] for each in known if each.amount < 0})
    )
    return made


def voucher(payout: Payout, accounts: Accounts = ACCOUNTS) -> Voucher:
    return payout_voucher(payout, accounts, series="U", event_date=POSTED)


def booked(batch: PayoutBatch, terms: PayoutTerms = AS_THEY_ARE) -> dict[int, int]:
    return amounts(voucher(payout_of(batch, terms, ACCOUNTS)))


def test_b_a_payout_without_vat_on_the_fee() -> None:
    made = voucher(payout_of(batch_of(Paid("14790-1", 168_100, 4_203)), PayoutTerms(), ACCOUNTS))
    assert amounts(made) == {1930: 163_897, 6064: 4_203, 1931: -168_100}
    assert (made.text, made.counterparty, made.event_date) == (
        f"Utbetalning Resurs {BATCH_NUMBER}",
        "Resurs Bank",
        POSTED,
    )
    assert [(item.account, item.order_number, item.reference, item.amount) for item in made.items] == [
        (1931, 14790, "14790-1", -168_100)
    ]


def test_b_a_payout_with_25_per_cent_vat_inside_the_files_fee() -> None:
    batch = batch_of(Paid("14790-1", 168_100, 5_254))
    assert booked(batch, PayoutTerms(fee_vat=1_051)) == {1930: 162_846, 6064: 4_203, 2641: 1_051, 1931: -168_100}


def test_b_a_payout_with_25_per_cent_vat_on_top_of_the_files_fee() -> None:
    batch = batch_of(Paid("14790-1", 168_100, 4_203))
    terms = PayoutTerms(fee_vat=1_051, vat_on_top=True)
    assert booked(batch, terms) == {1930: 162_846, 6064: 4_203, 2641: 1_051, 1931: -168_100}


def test_a_payout_names_the_file_that_it_was_read_from_or_none() -> None:
    batch = batch_of(Paid("14790-1", 168_100, 4_203))
    made = payout_of(batch, PayoutTerms(), ACCOUNTS)
    assert (made.file, made.digest, made.part, made.number) == ("", "", 1, 0)
    made = payout_of(batch, PayoutTerms(), ACCOUNTS, file="november.csv", digest="4f")
    assert (made.file, made.digest) == ("november.csv", "4f")
    assert voucher(made).document is None
    assert voucher(replace(made, number=7)).document == 7


def test_b_many_orders_are_one_voucher_with_an_item_each() -> None:
    known = tuple(open_item(number, 10_000 * number) for number in range(1, 4))
    batch = batch_of(*(Paid(each.reference, each.amount, 100) for each in known), known=known)
    made = voucher(payout_of(batch, PayoutTerms(), ACCOUNTS))
    assert amounts(made) == {1930: 59_700, 6064: 300, 1931: -60_000}
    assert [(item.order_number, item.amount) for item in made.items] == [(1, -10_000), (2, -20_000), (3, -30_000)]


def test_b_by_hand_gross_fee_vat_and_net() -> None:
    typed = TypedPayout("Besked 12", POSTED, gross=168_100, fee=4_203, vat=1_051, net=162_846)
    made = voucher(payout_by_hand(typed, [PAYMENT], ACCOUNTS))
    assert amounts(made) == {1930: 162_846, 6064: 4_203, 2641: 1_051, 1931: -168_100}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"net": 163_898}, "net"),
        ({"gross": 168_000, "net": 163_797}, "difference_account"),
        ({"batch_number": " "}, "batch_number"),
        ({"batch_number": "x" * 101}, "batch_number"),
        ({"fee": 0, "vat": 4_203}, "vat"),
        ({"vat": -100, "net": 163_997}, "vat"),
    ],
)
def test_what_is_typed_must_add_up(changes: dict[str, int], field: str) -> None:
    typed = replace(TypedPayout("12", POSTED, gross=168_100, fee=4_203, vat=0, net=163_897), **changes)  # type: ignore[arg-type]
    with pytest.raises(InputError) as refused:
        payout_by_hand(typed, [PAYMENT], ACCOUNTS)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "changes",
    [{"batch_number": f" {'x' * 100} "}, {"fee": 4_202, "vat": 1}, {"fee": -1, "vat": -1, "net": 168_102}],
)
def test_what_adds_up_is_taken_as_it_is_typed(changes: dict[str, Any]) -> None:
    typed = replace(TypedPayout("12", POSTED, gross=168_100, fee=4_203, vat=0, net=163_897), **changes)
    made = payout_by_hand(typed, [PAYMENT], ACCOUNTS)
    assert (made.gross, made.fee, made.vat, made.net) == (typed.gross, typed.fee, typed.vat, typed.net)
    assert (made.batch_number, made.posted_on, made.part, made.number) == (typed.batch_number.strip(), POSTED, 1, 0)


def test_by_hand_a_difference_goes_to_the_account_that_was_picked() -> None:
    typed = TypedPayout("12", POSTED, 168_000, 0, 0, 168_000, difference_account=DIFFERENCES)
    made = voucher(payout_by_hand(typed, [PAYMENT], ACCOUNTS))
    assert amounts(made) == {1930: 168_000, 1931: -168_100, DIFFERENCES: 100}


def test_a_payment_and_its_refund_in_one_payout_leave_the_fee_alone() -> None:
    made = voucher(
        payout_of(batch_of(Paid("14790-1", 168_100, 4_203), Paid("R-14790-1", -168_100)), PayoutTerms(), ACCOUNTS)
    )
    assert amounts(made) == {1930: -4_203, 6064: 4_203}
    assert [item.amount for item in made.items] == [-168_100, 168_100]


def test_a_payout_that_comes_to_nothing_has_no_rows() -> None:
    assert (
        voucher(
            payout_of(batch_of(Paid("14790-1", 168_100), Paid("R-14790-1", -168_100)), PayoutTerms(), ACCOUNTS)
        ).rows
        == ()
    )


DEVIATING = (Paid("14790-1", 168_000, 4_200), Paid("99999-1", 50_000, 1_000))


def test_deviating_rows_are_left_out_with_their_fees_unless_an_account_is_picked() -> None:
    known = (PAYMENT, open_item(14000, 10_000))
    batch = batch_of(*DEVIATING, Paid("14000-1", 10_000, 500), known=known)
    assert booked(batch) == {1930: 9_500, 6064: 500, 1931: -10_000}


def test_with_an_account_the_bank_has_all_that_came_and_the_payment_is_settled_whole() -> None:
    made = booked(batch_of(*DEVIATING), PayoutTerms(difference_account=DIFFERENCES))
    assert made == {1930: 212_800, 6064: 5_200, 1931: -168_100, DIFFERENCES: 100 - 50_000}


@pytest.mark.parametrize("account", [1931, 1930, 0, 99_999])
def test_differences_cannot_go_where_they_would_hide(account: int) -> None:
    payout = payout_of(batch_of(*DEVIATING), PayoutTerms(difference_account=account), ACCOUNTS)
    with pytest.raises(InputError) as refused:
        voucher(payout)
    assert refused.value.field == "difference_account"


def test_the_clearing_account_is_for_nothing_else() -> None:
    payout = payout_of(batch_of(Paid("14790-1", 168_100)), PayoutTerms(), ACCOUNTS)
    for accounts in (Accounts(bank=1931), Accounts(fee=1931), Accounts(fee_vat=1931)):
        with pytest.raises(InputError, match="1931"):
            voucher(payout, accounts)


@pytest.mark.parametrize(("vat", "fee"), [(-1, 4_203), (4_203, 4_203), (1, 0), (1, -4_203)])
def test_vat_is_a_part_of_a_fee(vat: int, fee: int) -> None:
    payout_of(batch_of(Paid("14790-1", 168_100, 2)), PayoutTerms(fee_vat=1), ACCOUNTS)
    payout_of(batch_of(Paid("14790-1", 168_100, -2)), PayoutTerms(fee_vat=-1), ACCOUNTS)
    with pytest.raises(InputError) as refused:
        payout_of(batch_of(Paid("14790-1", 168_100, fee)), PayoutTerms(fee_vat=vat), ACCOUNTS)
    assert refused.value.field == "vat"


def test_a_payment_is_taken_from_the_account_that_its_invoice_is_on() -> None:
    moved = replace(PAYMENT, account=1686)
    unposted = open_item(14000, 10_000, account=None)
    batch = batch_of(Paid("14790-1", 168_100), Paid("14000-1", 10_000), known=(moved, unposted))
    assert booked(batch) == {1930: 178_100, 1686: -168_100, 1931: -10_000}


def test_the_second_payout_of_a_batch_says_so() -> None:
    batch = replace(batch_of(Paid("14790-1", 168_100)), before=PayoutBatchHistory(1, 1))
    assert voucher(payout_of(batch, PayoutTerms(), ACCOUNTS)).text == f"Utbetalning Resurs {BATCH_NUMBER} del 2"


@pytest.mark.parametrize(
    ("closed", "day"),
    [(None, POSTED), (date(2026, 11, 2), POSTED), (POSTED, date(2026, 11, 4)), (date(2026, 12, 31), date(2027, 1, 1))],
)
def test_a_payout_of_a_closed_day_is_booked_on_the_first_open_one(closed: date | None, day: date) -> None:
    assert booking_day(POSTED, closed) == day


AMOUNT = st.integers(1, 5_000_000)


@st.composite
def payouts(draw: st.DrawFn) -> tuple[PayoutBatch, PayoutTerms]:
    known, paid = [], []
    for number in range(draw(st.integers(1, 8))):
        ours = open_item(number, draw(AMOUNT), account=draw(st.sampled_from([None, 1931])))
        back = replace(ours, kind=OpenItemKind.REFUND, key=f"R-{ours.reference}", amount=-ours.amount)
        known += [ours, back]
        gross = ours.amount + draw(st.sampled_from([0, 0, 0, 1, -1, 500]))
        if gross:
            paid.append(Paid(ours.reference, gross, draw(st.integers(0, 5_000))))
        if draw(st.booleans()):
            paid.append(Paid(back.key, draw(st.sampled_from([-1, 1])) * ours.amount))
        if draw(st.booleans()):
            paid.append(Paid(f"okänd {number}", draw(AMOUNT), draw(st.integers(0, 5_000))))
    terms = PayoutTerms(difference_account=draw(st.sampled_from([None, DIFFERENCES])))
    assume(paid)
    return batch_of(*paid, known=tuple(known)), terms


@given(payouts())
def test_any_payout_balances_has_what_the_bank_got_and_explains_the_clearing_account(
    drawn: tuple[PayoutBatch, PayoutTerms],
) -> None:
    batch, terms = drawn
    payout = payout_of(batch, terms, ACCOUNTS)
    made = voucher(payout)
    rows = amounts(made)
    assert sum(rows.values()) == 0
    assert payout.gross - payout.fee - payout.vat == payout.net == rows.get(1930, 0)
    assert sum(item.amount for item in made.items) == rows.get(1931, 0)
    assert len({row.open_item.identity for row in payout.rows if row.open_item}) == len(made.items)
    if terms.difference_account is not None:
        assert payout.net == sum(each.row.net for each in batch.rows)
