"""How a settlement file is laid out: told by its titles and contents, or by hand, within what the file has."""

from collections.abc import Sequence

import pytest

from promeister_mpay.domain.registers.import_rows import Sheet, SheetRow
from promeister_mpay.domain.settlement.layouts import (
    DateOrder,
    DecimalMark,
    Layout,
    SettlementField,
    check_layout,
    fingerprint,
    guessed_dates,
    guessed_decimal,
    guessed_layout,
    title_key,
)
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
    assert guessed_decimal(column(*texts), [0]) is mark


def test_amounts_are_judged_in_all_their_columns() -> None:
    table = Sheet(("A", "B"), [SheetRow(2, ("12,50", "12.50")), SheetRow(3, ("", "12.50"))])
    assert guessed_decimal(table, [0]) is DecimalMark.COMMA
    assert guessed_decimal(table, [0, 1]) is DecimalMark.POINT


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
    assert guessed_dates(column(*texts), 0) is order


def test_without_a_column_of_days_years_stand_first() -> None:
    assert guessed_dates(column("03/11/2026"), None) is DateOrder.YEAR_FIRST


def test_only_so_many_rows_are_judged_that_a_large_file_is_open_at_once() -> None:
    texts = [*["12,50"] * 1_000, *["12.50"] * 3_000]
    assert guessed_decimal(column(*texts), [0]) is DecimalMark.COMMA, "equally many among the first 2 000"
    assert guessed_decimal(column(*texts[1:]), [0]) is DecimalMark.POINT


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
