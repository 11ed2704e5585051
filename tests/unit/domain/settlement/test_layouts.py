"""How a settlement file is laid out: told by its titles and contents, or by hand, within what the file has."""

from collections.abc import Sequence

import pytest

from promeister_mpay.domain.amounts import DecimalMark, possible_marks
from promeister_mpay.domain.dates import DateOrder, possible_orders
from promeister_mpay.domain.settlement.layouts import (
    FeeSign,
    Layout,
    SettlementField,
    check_layout,
    fingerprint,
    guessed_layout,
    layout_options,
    title_key,
)
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.errors import InputError

F = SettlementField
FULL = {F.GROSS: 0, F.NET: 1, F.POSTED_ON: 2, F.REFERENCE: 3}


def column(*texts: str) -> Sheet:
    """A file of one column."""
    return Sheet(("Belopp",), [SheetRow(number, (text,)) for number, text in enumerate(texts, 2)])


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (("1.681,00", "12,5"), DecimalMark.COMMA),
        (("1,681.00", "12.5"), DecimalMark.POINT),
        (("12,50", "12.50"), DecimalMark.COMMA),
        (("12.50", "12.50", "12,50"), DecimalMark.POINT),
        (("12.50-",), DecimalMark.POINT),
        (("1.681", "1.681"), DecimalMark.COMMA),
        ((), DecimalMark.COMMA),
    ],
)
def test_the_decimal_mark_is_the_one_before_the_ore_of_most_amounts(texts: Sequence[str], mark: DecimalMark) -> None:
    assert possible_marks(texts)[0] is mark


def test_amounts_are_judged_in_all_their_columns() -> None:
    table = Sheet(("Brutto", "Netto"), [SheetRow(2, ("12,50", "12.50")), SheetRow(3, ("", "12.50"))])
    assert layout_options(table, {F.GROSS: 0}).decimals == (DecimalMark.COMMA,)
    assert layout_options(table, {F.GROSS: 0, F.NET: 1}).decimals == (DecimalMark.POINT,)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (("2026-11-03",), DateOrder.YEAR_FIRST),
        (("03-11-2026", "3.11.26"), DateOrder.DAY_FIRST),
        (("03/11/2026", "2026-11-03"), DateOrder.YEAR_FIRST),
        (("03/11/2026", "03/11/2026", "2026-11-03"), DateOrder.DAY_FIRST),
        (("i går",), DateOrder.YEAR_FIRST),
    ],
)
def test_days_are_read_in_the_order_that_most_of_them_have(texts: Sequence[str], order: DateOrder) -> None:
    assert possible_orders(texts)[0] is order


def test_without_a_column_of_days_years_stand_first() -> None:
    assert layout_options(column("03/11/2026"), {}).dates == (DateOrder.YEAR_FIRST,)


def test_every_row_of_a_file_is_judged() -> None:
    texts = [*["1.250"] * 5_000, "12.50"]
    assert layout_options(column(*texts), {F.GROSS: 0}).decimals == (DecimalMark.POINT,)


def table(*rows: tuple[str, ...]) -> Sheet:
    """A file of gross, fee, net and two dates."""
    return Sheet(("Köpbelopp", "Diskavgift", "Nettobelopp", "Bokfdatum", "Transdatum"), rows_of(rows))


def rows_of(rows: Sequence[tuple[str, ...]]) -> list[SheetRow]:
    return [SheetRow(number, row) for number, row in enumerate(rows, 2)]


def test_dates_of_payments_decide_how_the_dates_of_payouts_are_read() -> None:
    one = ("100,00", "1,00", "99,00", "12/11/2026")
    assert layout_options(table((*one, "12/11/2026")), full_places()).dates == (
        DateOrder.DAY_FIRST,
        DateOrder.MONTH_FIRST,
    )
    assert layout_options(table((*one, "13/11/2026")), full_places()).dates == (DateOrder.DAY_FIRST,)


def full_places() -> dict[SettlementField, int]:
    return {F.GROSS: 0, F.FEE: 1, F.NET: 2, F.POSTED_ON: 3, F.MADE_ON: 4}


@pytest.mark.parametrize(
    ("rows", "fees"),
    [
        ((("1250,00", "46,25", "1203,75"),), (FeeSign.PLUS,)),
        ((("1250,00", "-46,25", "1203,75"),), (FeeSign.MINUS,)),
        ((("1250,00", "-46,25", "1296,25"),), (FeeSign.PLUS,)),
        ((("1250,00", "-46,25", ""),), (FeeSign.MINUS, FeeSign.PLUS)),
        ((("1250,00", "46,25", ""), ("-100,00", "-2,50", "")), (FeeSign.PLUS,)),
        ((("1250,00", "0", "1250,00"),), (FeeSign.PLUS,)),
        ((("1250,00", "46,25", "1,00"),), (FeeSign.PLUS,)),
        ((("1250,00", "-46,25", "1203,75"), ("1250,00", "46,25", "1203,75")), (FeeSign.PLUS, FeeSign.MINUS)),
    ],
)
def test_the_sign_of_fees_is_the_one_with_which_rows_add_up(
    rows: Sequence[tuple[str, ...]], fees: tuple[FeeSign, ...]
) -> None:
    assert layout_options(table(*rows), full_places()).fees == fees


def test_a_file_is_clear_when_each_of_its_columns_can_be_read_in_one_way() -> None:
    clear = table(("1250,00", "46,25", "1203,75", "2026-11-05", ""))
    assert layout_options(clear, full_places()).are_clear
    for at, text in ((3, "26-11-05"), (3, "05/11/2026")):
        row = list(clear.rows[0].cells)
        row[at] = text
        assert not layout_options(table(tuple(row)), full_places()).are_clear
    assert not layout_options(table(("1.250", "40", "1.210", "2026-11-05", "")), full_places()).are_clear


@pytest.mark.parametrize("title", ["Köpbelopp (SEK)", "Köpbelopp kr", "Köpbelopp [kr]", "KÖPBELOPP SEK"])
def test_a_title_may_name_kronor(title: str) -> None:
    assert guessed_layout(Sheet((title, "x"), [])).places == {F.GROSS: 0}


def test_of_two_titles_that_could_be_one_column_the_first_known_is_taken_and_no_place_is_taken_twice() -> None:
    layout = guessed_layout(Sheet(("Datum", "Bokfdatum", "Belopp", "Brutto", "Netto", "Referens"), []))
    assert layout.places == {F.GROSS: 3, F.NET: 4, F.POSTED_ON: 1, F.REFERENCE: 5}


@pytest.mark.parametrize(
    ("lacking", "missing"),
    [(F.GROSS, (F.GROSS,)), (F.POSTED_ON, (F.POSTED_ON,)), (F.REFERENCE, (F.REFERENCE,)), (F.NET, (F.NET,))],
)
def test_what_a_file_cannot_be_read_without_is_asked_for(
    lacking: SettlementField, missing: tuple[SettlementField, ...]
) -> None:
    layout = Layout({field: at for field, at in FULL.items() if field is not lacking})
    assert layout.missing == missing
    with pytest.raises(InputError) as refused:
        check_layout(layout, 4)
    assert refused.value.field == lacking.name


def test_of_fee_and_net_one_is_enough() -> None:
    assert Layout(FULL).missing == ()
    assert Layout({F.GROSS: 0, F.FEE: 1, F.POSTED_ON: 2, F.REFERENCE: 3}).missing == ()


@pytest.mark.parametrize("place", [-1, 4])
def test_a_column_that_the_file_does_not_have_is_refused(place: int) -> None:
    check_layout(Layout(FULL), 4)
    with pytest.raises(InputError, match="finns inte") as refused:
        check_layout(Layout(FULL | {F.REFERENCE: place}), 4)
    assert refused.value.field == "REFERENCE"


def test_two_columns_cannot_stand_at_one_place() -> None:
    with pytest.raises(InputError, match="Köpbelopp och Kvitto kan inte vara samma") as refused:
        check_layout(Layout(FULL | {F.REFERENCE: 0}), 4)
    assert refused.value.field == "REFERENCE"


def test_titles_are_compared_by_their_plain_letters() -> None:
    assert title_key("K\ufffdpbelopp (kr)") == title_key("KÖPBELOPP kr") == "kpbeloppkr"
    assert title_key("Diskavgift %") == "diskavgift%"


def test_files_are_one_layout_when_their_titles_are_the_same_in_the_same_order() -> None:
    assert fingerprint(("Köpbelopp", "Kvitto")) == fingerprint(("K?pbelopp", "KVITTO"))
    assert len({fingerprint(header) for header in (("a", "b"), ("b", "a"), ("ab",), ("a", "b", "c"))}) == 4
    assert len(fingerprint(("a",))) == 32
