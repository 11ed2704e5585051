"""Settlement on both stores: each payment is paid out once, whatever files say, and 1931 is always explained."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from promeister_mpay.adapters.store import SqlStore
from promeister_mpay.domain.lists.query import ListKind, ListQuery
from promeister_mpay.domain.settlement.clearing import CREDITING, DEDUCTION, PAYOUT, POSTING, REFUNDING
from promeister_mpay.domain.settlement.payouts import PayoutTerms, TypedPayout
from promeister_mpay.errors import InputError, MpayError, NotFoundError, StoreError
from promeister_mpay.services.lists.service import ListService
from promeister_mpay.services.settlement.service import Booking
from support.books import amounts, with_seller
from support.settlement_files import BATCH_NUMBER, POSTED, Paid
from support.settlement_workshop import SettlementWorkshop, outcomes, uuid
from support.stores import REFUSALS, raw
from support.workshop import together

DIFFERENCES = PayoutTerms(difference_account=2890)
PAID = Paid("14790-1", 168_100, 4_203)
BACK = Paid("R-14790-1", -168_100)


@pytest.fixture
def shop(store: SqlStore) -> SettlementWorkshop:
    return SettlementWorkshop(store)


def reported(shop: SettlementWorkshop, number: int = 14790) -> str:
    with shop.store.reading() as work:
        return work.events.of_order(number)[0].text


def test_a_payout_is_booked_with_its_voucher_and_1931_is_level(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.post()
    assert shop.waits() == [(14790, 168_100, PAYOUT)]
    (made,) = shop.settles(PAID)
    assert made.voucher is not None
    assert amounts(made.voucher) == {1930: 163_897, 6064: 4_203, 1931: -168_100}
    assert (made.voucher.name, made.voucher.event_date, made.voucher.document) == ("U 1", POSTED, made.payout.number)
    assert shop.waits() == []
    assert "1\N{NO-BREAK SPACE}681,00" in reported(shop)
    assert reported(shop).endswith("kr i utbetalning 5785585, verifikation U 1.")
    with shop.store.reading() as work:
        kept = work.payouts.get(1)
    assert (kept.plan, kept.gross, kept.fee, kept.net) == (made.payout.plan, 168_100, 4_203, 163_897)


def test_the_store_knows_a_payment_by_every_name(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.post()
    for name in ("14790-1", uuid(14790), uuid(14790).upper(), "C-14790-1", "14790", "1001"):
        assert outcomes(shop.reads(replace(PAID, reference=name))) == ["Stämmer"]


def test_what_is_ours_and_in_no_file_is_listed(shop: SettlementWorkshop) -> None:
    for number in (14790, 14791):
        shop.pays(number)
    shop.give_back(14791)
    found = shop.reads(PAID)
    assert [(open_item.key, open_item.amount) for open_item in found.missing] == [
        ("14791-1", 168_100),
        ("R-14791-1", -168_100),
    ]


def test_what_went_back_for_part_credits_is_settled_each_by_its_own_transaction_id(shop: SettlementWorkshop) -> None:
    shop.pays()
    invoice = shop.post()
    shop.settles(PAID)
    shop.give_part_back(invoice)
    assert shop.waits() == [(14790, -42_025, DEDUCTION)]
    shop.give_part_back(invoice)
    assert [(open_item.key, open_item.amount) for open_item in shop.settlement.outstanding()] == [
        ("K-14790-1-1", -42_025),
        ("K-14790-1-2", -42_025),
    ]
    shop.settles(Paid("K-14790-1-2", -42_025))
    shop.credit(invoice)
    shop.give_back()
    assert [(open_item.key, open_item.amount) for open_item in shop.settlement.outstanding()] == [
        ("K-14790-1-1", -42_025),
        ("R-14790-1", -84_050),
    ]
    rest = shop.reads(Paid("K-14790-1-1", -42_025), Paid("14790-1", -84_050))
    assert outcomes(rest) == ["Stämmer", "Stämmer"]
    shop.books_all(rest)
    assert (shop.waits(), list(shop.settlement.outstanding())) == ([], [])


def test_the_same_file_twice_changes_nothing(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.settles(PAID, Paid("okänd", 5_000, 100), terms=DIFFERENCES)
    again = shop.reads(PAID, Paid("okänd", 5_000, 100))
    assert outcomes(again) == ["Redan avräknad"] * 2
    assert shop.books_all(again, DIFFERENCES) == []
    with pytest.raises(MpayError, match="inget nytt"):
        shop.settlement.book(again, again.batches[0], DIFFERENCES, who="BH")


def test_two_files_with_some_rows_in_both_settle_each_once(shop: SettlementWorkshop) -> None:
    rows = [Paid(f"{number}-1", 10_000, 100) for number in (1, 2, 3)]
    for number in (1, 2, 3):
        shop.pays(number, 10_000)
    shop.settles(*rows[:2])
    both = shop.reads(*rows)
    assert outcomes(both) == ["Redan avräknad", "Redan avräknad", "Stämmer"]
    (made,) = shop.books_all(both)
    assert made.voucher is not None
    assert (made.payout.part, amounts(made.voucher)[1930]) == (2, 9_900)


def test_a_batch_split_over_two_files_is_two_payouts_of_one_number(shop: SettlementWorkshop) -> None:
    for number in (1, 2):
        shop.pays(number, 10_000)
    (first,) = shop.settles(Paid("1-1", 10_000))
    (second,) = shop.settles(Paid("2-1", 10_000))
    assert second.voucher is not None
    assert (first.payout.batch_number, second.payout.batch_number, second.payout.part) == (
        BATCH_NUMBER,
        BATCH_NUMBER,
        2,
    )
    assert second.voucher.text == "Utbetalning Resurs 5785585 del 2"


def test_a_payout_before_the_order_is_booked_waits_for_that(shop: SettlementWorkshop) -> None:
    shop.pays()
    assert shop.reads(PAID).batches[0].rows[0].why == "Ordern är inte bokförd ännu."
    shop.settles(PAID)
    assert shop.waits() == [(14790, -168_100, POSTING)]
    shop.post()
    assert shop.waits() == []


def test_a_payment_given_back_before_anything_was_booked_leaves_the_fee_alone(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.give_back()
    (made,) = shop.settles(PAID, BACK)
    assert made.voucher is not None
    assert amounts(made.voucher) == {1930: -4_203, 6064: 4_203}
    assert shop.waits() == []


def test_a_payout_that_comes_to_nothing_is_kept_without_a_voucher(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.give_back()
    (made,) = shop.settles(replace(PAID, fee=0), BACK)
    assert made.voucher is None
    assert outcomes(shop.reads(replace(PAID, fee=0), BACK)) == ["Redan avräknad"] * 2


def test_each_step_of_a_credit_says_what_1931_waits_for(shop: SettlementWorkshop) -> None:
    shop.pays()
    invoice = shop.post()
    shop.settles(PAID)
    shop.credit(invoice)
    assert shop.waits() == [(14790, -168_100, REFUNDING)]
    shop.give_back()
    assert shop.waits() == [(14790, -168_100, DEDUCTION)]
    shop.settles(replace(BACK, batch_number="2"))
    assert shop.waits() == []


def test_a_refund_without_credit_is_seen_on_1931(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.post()
    shop.settles(PAID)
    with shop.store.writing() as work:
        (request,) = work.requests.of_order(14790)
        work.requests.save(replace(request, refunded=168_100))
        work.commit()
    shop.settles(replace(BACK, batch_number="2"))
    assert shop.waits() == [(14790, 168_100, CREDITING)]


def test_deviating_rows_can_wait_and_be_booked_from_the_same_file_later(shop: SettlementWorkshop) -> None:
    rows = (PAID, Paid("14791-1", 50_000, 1_000))
    shop.pays()
    (made,) = shop.settles(*rows)
    assert made.payout.net == 163_897
    assert outcomes(shop.reads(*rows)) == ["Redan avräknad", "Okänd"]
    shop.pays(14791, 50_000)
    (rest,) = shop.settles(*rows)
    assert (rest.payout.net, rest.payout.part) == (49_000, 2)


def test_an_account_for_differences_takes_what_deviates(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.post()
    (made,) = shop.settles(replace(PAID, gross=168_000), Paid("okänd", 5_000), terms=DIFFERENCES)
    assert made.voucher is not None
    assert amounts(made.voucher) == {1930: 168_797, 6064: 4_203, 1931: -168_100, 2890: -4_900}
    assert shop.waits() == []


def test_money_twice_in_two_payouts_wants_a_persons_eye(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.settles(PAID)
    again = shop.reads(replace(PAID, batch_number="6000000"))
    assert outcomes(again) == ["Dubblett"]
    assert shop.books_all(again) == []


def test_one_payment_in_two_batches_of_a_file_is_settled_by_the_first_whichever_is_booked_first(
    shop: SettlementWorkshop,
) -> None:
    shop.pays()
    found = shop.reads(PAID, replace(PAID, batch_number="6000000"))
    assert outcomes(found) == ["Stämmer", "Dubblett"]
    double, first = found.batches[1], found.batches[0]
    shop.settlement.book(found, double, DIFFERENCES, who="BH")
    shop.settlement.book(found, first, DIFFERENCES, who="BH")
    shop.post()
    assert shop.waits() == []


def test_a_payout_taken_back_by_a_correction_can_be_booked_again(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.post()
    (wrong,) = shop.settles(PAID, terms=PayoutTerms(fee_vat=100))
    assert wrong.voucher is not None
    shop.books.correct(wrong.voucher.id, why="ingen moms på avgiften", who="BH")
    assert shop.waits() == [(14790, 168_100, PAYOUT)]
    assert outcomes(shop.reads(PAID)) == ["Stämmer"]
    (right,) = shop.settles(PAID)
    assert (right.payout.rows[0].times, shop.waits()) == (1, [])
    assert outcomes(shop.reads(PAID)) == ["Redan avräknad"]


def test_by_hand_what_is_ticked_is_settled_and_the_file_that_comes_later_finds_it_so(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.post()
    typed = TypedPayout("Besked 7", POSTED, 168_100, 4_203, 0, 163_897)
    (open_item,) = shop.settlement.outstanding()
    assert shop.settlement.trial_by_hand(typed, [open_item]).voucher is not None
    made = shop.settlement.book_by_hand(typed, [open_item], who="BH")
    assert made.voucher is not None
    assert amounts(made.voucher) == {1930: 163_897, 6064: 4_203, 1931: -168_100}
    assert (shop.waits(), list(shop.settlement.outstanding())) == ([], [])
    assert outcomes(shop.reads(PAID)) == ["Redan avräknad"]
    with pytest.raises(MpayError, match="sedan du läste in"):
        shop.settlement.book_by_hand(replace(typed, batch_number="8"), [open_item], who="BH")
    with pytest.raises(InputError, match="redan bokförd"):
        shop.settlement.trial_by_hand(replace(typed, difference_account=2890), [])


def test_a_payout_of_a_closed_day_is_booked_on_the_first_open_one_and_says_so(shop: SettlementWorkshop) -> None:
    shop.clock.advance(timedelta(days=30))
    shop.pays()
    shop.books.close_through(date(2026, 11, 30), who="BH")
    found = shop.reads(PAID)
    trial = shop.settlement.trial(found, found.batches[0], PayoutTerms())
    assert trial.voucher is not None
    assert (trial.is_moved, trial.voucher.event_date) == (True, date(2026, 12, 1))
    (made,) = shop.books_all(found)
    assert made.voucher is not None
    assert made.voucher.event_date == date(2026, 12, 1)


def test_a_changed_account_does_not_reach_back(shop: SettlementWorkshop) -> None:
    shop.pays()
    shop.post()
    with_seller(shop.store, account_mobile=1686)
    (made,) = shop.settles(PAID)
    assert made.voucher is not None
    assert amounts(made.voucher)[1931] == -168_100
    assert shop.explained().accounts == (1686, 1931)
    assert shop.explained(1931).ledger == 0


def test_two_counters_that_book_one_file_at_once_settle_it_once(shop: SettlementWorkshop) -> None:
    for number in (14790, 14791):
        shop.pays(number)
    found = shop.reads(PAID, replace(PAID, reference="14791-1"))
    tasks = [lambda: shop.settlement.book(found, found.batches[0], PayoutTerms(), who="BH")] * 3
    ended = together(tasks)
    assert sum(isinstance(each, Booking) for each in ended) == 1
    assert all(isinstance(each, MpayError) for each in ended if not isinstance(each, Booking))
    (late,) = {str(each) for each in ended if isinstance(each, MpayError)} or {""}
    assert "sedan du läste in" in late or "upptagen" in late
    with shop.store.reading() as work:
        assert len(work.payouts.get(1).rows) == 2
        with pytest.raises(NotFoundError):
            work.payouts.get(2)


def test_what_changed_since_the_file_was_read_is_not_booked_unseen(shop: SettlementWorkshop) -> None:
    found = shop.reads(PAID)
    shop.pays()
    with pytest.raises(MpayError, match="sedan du läste in"):
        shop.settlement.book(found, found.batches[0], DIFFERENCES, who="BH")


def test_payouts_are_listed_the_newest_first_and_found_by_their_number(shop: SettlementWorkshop) -> None:
    for number in (1, 2):
        shop.pays(number, 10_000)
        shop.settles(Paid(f"{number}-1", 10_000, 100, batch_number=f"578558{number}"))
    lists = ListService(store=shop.store)
    shown = [row.values for row in lists.page(ListKind.PAYOUTS, ListQuery(), most=9).rows]
    assert [(row["number"], row["bundle"], row["net"], row["voucher_id"]) for row in shown] == [
        (2, "5785582", 9_900, 2),
        (1, "5785581", 9_900, 1),
    ]
    assert [row.values["number"] for row in lists.page(ListKind.PAYOUTS, ListQuery("5785581"), most=9).rows] == [1]


def test_a_refused_booking_leaves_nothing_behind_and_no_gap(shop: SettlementWorkshop) -> None:
    shop.pays()
    found = shop.reads(PAID)
    with pytest.raises(InputError):
        shop.settlement.book(found, found.batches[0], PayoutTerms(difference_account=1931), who="BH")
    (made,) = shop.books_all(found)
    assert (made.payout.number, made.voucher and made.voucher.number) == (1, 1)


PAYOUT_ROW = (
    "INSERT INTO payout_rows (payout_number, position, reference, gross, fee, settled, claim_kind, claim, "
    "order_number, booked_as, account, mark, times) "
    "VALUES ({number}, {position}, '', {gross}, 0, {settled}, {item}, {mark}, {times})"
)
OURS = "'PAYMENT', '{key}', 14790, '{key}', 1931"
NOBODYS = "NULL, NULL, NULL, NULL, NULL"


def a_row(
    number: int, *, gross: int = 0, settled: int = 0, item: str = NOBODYS, mark: str = "NULL", times: int = 0
) -> str:
    return PAYOUT_ROW.format(number=number, position=9, gross=gross, settled=settled, item=item, mark=mark, times=times)


def a_payout(**changes: object) -> str:
    values = {
        "number": 2, "bundle": "'x'", "part": 1, "posted_on": "'2026-11-03'", "gross": 0, "fee": 0, "vat": 0, "net": 0,
        "bank": 1930, "voucher_id": "NULL", "file": "''", "digest": "''", "created_at": "'2026-11-03 10:00:00'",
        "created_by": "''", "search": "''",
    } | changes  # fmt: skip
    return f"INSERT INTO payouts ({', '.join(values)}) VALUES ({', '.join(map(str, values.values()))})"


NEVER = "what is booked never changes"
# Each database asks its triggers in an order of its own.
RULES = (
    (a_row(1), f"{NEVER}|a row is of the next document"),
    (a_row(2, item=OURS.format(key="14790-1"), gross=1, settled=1), f"{NEVER}|a payment is settled once"),
    (a_row(2, item=OURS.format(key="14790-1"), gross=1, settled=1, times=1), f"{NEVER}|a payment is settled once"),
    (a_row(2, item=OURS.format(key="14791-1"), times=1), f"{NEVER}|a payment is settled once"),
    (a_row(2, settled=1), "only what is ours is settled"),
    (a_payout(number=3), "a series has no gaps"),
    (a_payout(bundle=f"'{BATCH_NUMBER}'"), f"{NEVER}|a payment is settled once"),
    (a_payout(gross=1), "a payout adds up"),
    (a_payout(gross=1, net=1), "a payout adds up"),
    (a_payout(fee=1, net=-1), "a payout adds up to its voucher"),
    (a_payout(voucher_id=1), "a payment is settled once|a payout adds up to its voucher"),
    ("UPDATE payouts SET net = 0", NEVER),
    ("UPDATE payout_rows SET settled = 0", NEVER),
    ("DELETE FROM payouts", NEVER),
    ("DELETE FROM payout_rows", NEVER),
)


def test_another_program_cannot_get_round_the_rules_of_payouts(shop: SettlementWorkshop, store_url: str) -> None:
    shop.pays()
    shop.settles(PAID)
    for statement, words in RULES:
        with pytest.raises(REFUSALS, match=words):
            raw(store_url, statement)


def test_a_payout_whose_rows_are_not_its_vouchers_items_is_refused_by_the_store(shop: SettlementWorkshop) -> None:
    shop.pays()
    (made,) = shop.settles(PAID)
    assert made.voucher is not None
    shop.books.correct(made.voucher.id, why="fel", who="BH")
    crooked = replace(made.payout, number=2, part=2, rows=(replace(made.payout.rows[0], settled=1, times=1),))
    with shop.store.writing() as work:
        voucher = work.vouchers.add(replace(made.voucher, document=2), who="BH", at=shop.clock.now())
        with pytest.raises(StoreError):
            work.payouts.add(crooked, bank=1930, voucher_id=voucher.id, who="BH", at=shop.clock.now())
