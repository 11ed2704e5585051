"""What each row of a payout is to us, whatever it calls the payment and however it shows a refund."""

from dataclasses import replace

import pytest

from promeister_mpay.domain.settlement.layouts import guessed_layout
from promeister_mpay.domain.settlement.matching import (
    MatchedRow,
    OpenItem,
    OpenItemKind,
    PayoutBatchHistory,
    RowHistory,
    RowOutcome,
    Settled,
    by_payout_batch,
    match_rows,
    reference_key,
    still_missing,
)
from promeister_mpay.domain.settlement.rows import SettlementRow, read_settlement
from support.books import TODAY
from support.settlement_files import BATCH_NUMBER, Paid, sheet

UUID = "1707660B-6749-4835-B665-9C448B7C1111"
PAYMENT = OpenItem(OpenItemKind.PAYMENT, "14790-1", 14790, "14790-1", 168_100, TODAY, 1931)
REFUND = OpenItem(OpenItemKind.REFUND, "R-14790-1", 14790, "14790-1", -168_100, TODAY, 1931)
SETTLED = Settled(3, "U 3", BATCH_NUMBER, from_file=True)


def rows_of(*paid: Paid) -> tuple[SettlementRow, ...]:
    table = sheet(paid)
    return read_settlement(table, guessed_layout(table))[0]


def open_items(*known: OpenItem) -> dict[str, list[OpenItem]]:
    """By the names that a file may use."""
    names = {name: list(known) for name in ("14790-1", reference_key(UUID), "C-14790-1", "14790", "1001")}
    refunds = {open_item.key: [open_item] for open_item in known if open_item.kind is OpenItemKind.REFUND}
    return {reference_key(name): found for name, found in (names | refunds).items()}


def matched(*paid: Paid, known: tuple[OpenItem, ...] = (PAYMENT, REFUND)) -> tuple[MatchedRow, ...]:
    return match_rows(rows_of(*paid), open_items(*known))


def outcomes(*paid: Paid, known: tuple[OpenItem, ...] = (PAYMENT, REFUND)) -> list[tuple[RowOutcome, str | None]]:
    return [(each.outcome, each.settles.key if each.settles else None) for each in matched(*paid, known=known)]


@pytest.mark.parametrize("name", ["14790-1", UUID, UUID.lower(), "C-14790-1", "14790", "1001", " 14790-1 "])
def test_a_payment_is_known_by_every_name_that_the_file_may_use(name: str) -> None:
    assert outcomes(Paid(name, 168_100, 4_203)) == [(RowOutcome.MATCHED, "14790-1")]


@pytest.mark.parametrize(
    "paid", [Paid("R-14790-1", -168_100), Paid("R-14790-1", 168_100), Paid("14790-1", -168_100), Paid(UUID, -168_100)]
)
def test_a_refund_is_known_by_its_minus_or_by_its_own_number(paid: Paid) -> None:
    (found,) = matched(paid)
    assert (found.outcome, found.settles) == (RowOutcome.MATCHED, REFUND)
    assert (found.row.gross, found.row.net) == (-168_100, -168_100)


def test_a_refund_without_its_minus_is_mirrored_with_its_fee() -> None:
    (found,) = matched(Paid("R-14790-1", 168_100, 4_203))
    assert (found.row.gross, found.row.fee, found.row.net) == (-168_100, -4_203, -163_897)


def test_payment_and_refund_in_one_payout_are_told_apart() -> None:
    assert outcomes(Paid("14790-1", 168_100), Paid("14790-1", -168_100)) == [
        (RowOutcome.MATCHED, "14790-1"),
        (RowOutcome.MATCHED, "R-14790-1"),
    ]


def test_of_several_refunds_the_one_with_the_amount_is_meant() -> None:
    part = replace(REFUND, key="K-14790-1-1", amount=-13_200)
    rest = replace(REFUND, amount=-154_900)
    found = outcomes(Paid("14790-1", -154_900), Paid("14790-1", -13_200), known=(PAYMENT, part, rest))
    assert found == [(RowOutcome.MATCHED, "R-14790-1"), (RowOutcome.MATCHED, "K-14790-1-1")]


def test_another_amount_deviates_and_says_what_ours_is() -> None:
    (found,) = matched(Paid("14790-1", 168_000))
    assert (found.outcome, found.settles, found.difference) == (RowOutcome.DIFFERS, PAYMENT, -100)
    assert "1\N{NO-BREAK SPACE}681,00" in found.why


@pytest.mark.parametrize("unseen", ["14790-0", "14790-2"])
def test_a_row_without_the_amount_of_any_is_the_one_that_we_have_seen(unseen: str) -> None:
    known = (replace(PAYMENT, key=unseen, amount=0), PAYMENT)
    assert outcomes(Paid("14790", 168_000), known=known) == [(RowOutcome.DIFFERS, "14790-1")]


@pytest.mark.parametrize("gone", ["14790-0", "14790-2"])
def test_of_two_with_the_amount_the_one_that_is_not_paid_out_is_meant(gone: str) -> None:
    known = (replace(PAYMENT, key=gone, settled=SETTLED), PAYMENT)
    assert outcomes(Paid("14790", 168_100), known=known) == [(RowOutcome.MATCHED, "14790-1")]
    found = outcomes(Paid("14790", 168_100), Paid("14790", 168_100), known=(replace(PAYMENT, key=gone), PAYMENT))
    assert [outcome for outcome, _ in found] == [RowOutcome.MATCHED, RowOutcome.MATCHED]
    assert {key for _, key in found} == {gone, "14790-1"}


def test_what_nobody_knows_is_unknown() -> None:
    (found,) = matched(Paid("99999-1", 50_000))
    assert (found.outcome, found.settles, found.difference) == (RowOutcome.UNKNOWN, None, 50_000)


def test_a_payment_that_we_have_not_seen_is_no_match() -> None:
    (found,) = matched(Paid("14790-1", 168_100), known=(replace(PAYMENT, amount=0),))
    assert (found.outcome, found.settles) == (RowOutcome.UNKNOWN, None)
    assert "Ctrl+L" in found.why
    assert found.why.startswith("Betalningen har inte setts")


def test_a_refund_that_we_have_not_seen_is_no_match() -> None:
    (found,) = matched(Paid("R-14790-1", -168_100), known=(PAYMENT, replace(REFUND, amount=0)))
    assert (found.outcome, found.settles) == (RowOutcome.UNKNOWN, None)
    assert found.why.startswith("Återbetalningen har inte setts")


def test_a_row_with_a_fee_alone_needs_no_payment() -> None:
    assert outcomes(Paid("Månadsavgift", 0, 9_900)) == [(RowOutcome.FEE_ONLY, None)]


def test_a_payment_that_stands_twice_in_the_file_is_a_double() -> None:
    found = matched(Paid("14790-1", 168_100), Paid(UUID, 168_100))
    assert [each.outcome for each in found] == [RowOutcome.MATCHED, RowOutcome.REPEATED]
    assert "rad 2" in found[1].why


def test_a_row_that_was_booked_before_is_settled_whatever_it_was_then() -> None:
    unknown = rows_of(Paid("99999-1", 50_000))
    (found,) = match_rows(unknown, {}, {unknown[0].mark: RowHistory(SETTLED, 0)})
    assert (found.outcome, found.settles) == (RowOutcome.SETTLED, None)
    assert "U 3" in found.why


def test_a_payment_settled_in_the_same_payout_or_by_hand_is_settled() -> None:
    for settled in (SETTLED, Settled(4, "U 4", "min lapp", from_file=False)):
        (found,) = matched(Paid("14790-1", 168_100), known=(replace(PAYMENT, settled=settled),))
        assert found.outcome is RowOutcome.SETTLED


def test_a_payment_paid_out_again_in_another_payout_wants_a_persons_eye() -> None:
    (found,) = matched(Paid("14790-1", 168_100, batch_number="6000000"), known=(replace(PAYMENT, settled=SETTLED),))
    assert (found.outcome, found.settles) == (RowOutcome.REPEATED, None)


def test_a_match_tells_that_its_order_is_not_booked() -> None:
    (found,) = matched(Paid("14790-1", 168_100), known=(replace(PAYMENT, account=None),))
    assert (found.outcome, found.why) == (RowOutcome.MATCHED, "Ordern är inte bokförd ännu.")


def test_rows_are_put_together_by_payout_in_their_order() -> None:
    rows = matched(
        Paid("14790-1", 168_100, batch_number="2"), Paid("x", 1, batch_number="1"), Paid("y", 1, batch_number="2")
    )
    first, second = by_payout_batch(rows, {"1": PayoutBatchHistory(1, 1)})
    assert (first.number, len(first.rows), first.before) == ("2", 2, PayoutBatchHistory())
    assert [each.row.reference for each in first.deviating] == ["y"]
    assert (second.number, second.before.parts, len(second.deviating)) == ("1", 1, 1)


def test_what_is_ours_and_in_no_payout_is_missing_the_oldest_first() -> None:
    older = replace(PAYMENT, key="14000-1", on=TODAY.replace(day=1))
    found = matched(Paid("14790-1", 168_100))
    assert still_missing([PAYMENT, REFUND, older], found) == (older, REFUND)
