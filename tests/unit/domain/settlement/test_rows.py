"""Settlement files in the forms that they come in: columns found, amounts to the öre, and a reason for each bad row."""

from dataclasses import replace
from datetime import date

import pytest

from promeister_mpay.domain.amounts import DecimalMark
from promeister_mpay.domain.dates import DateOrder
from promeister_mpay.domain.money import NBSP
from promeister_mpay.domain.settlement.layouts import Layout, SettlementField, check_layout, fingerprint, guessed_layout
from promeister_mpay.domain.settlement.rows import read_settlement
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.errors import InputError
from support.settlement_files import BATCH_NUMBER, POSTED, TITLES, Paid, cells, sheet

F = SettlementField
COMMA, POINT = DecimalMark.COMMA, DecimalMark.POINT
ROW = Paid("14790-1", 168_100, 4_203)


def with_cells(*changes: tuple[SettlementField, str]) -> Sheet:
    """A file of one row, with other texts in some columns."""
    row = list(cells(ROW))
    for field, text in changes:
        row[TITLES.index(field.value)] = text
    return Sheet(TITLES, [SheetRow(2, tuple(row))])


def reasons(table: Sheet) -> list[str]:
    return [bad.reason for bad in read_settlement(table, guessed_layout(table))[1]]


def test_a_row_says_what_was_paid_what_it_cost_and_what_came() -> None:
    table = sheet([ROW])
    ((row,), bad) = read_settlement(table, guessed_layout(table))
    assert bad == ()
    assert (row.number, row.batch_number, row.reference, row.posted_on) == (2, BATCH_NUMBER, "14790-1", POSTED)
    assert (row.gross, row.fee, row.net, row.subtype) == (168_100, 4_203, 163_897, "FAKTKONTO")


@pytest.mark.parametrize(
    "damaged", ["K”pbelopp", "KÃ¶pbelopp", "K?pbelopp", "Kopbelopp", "KÖPBELOPP ", "K\ufffdpbelopp"]
)
def test_a_damaged_title_is_known_all_the_same(damaged: str) -> None:
    layout = guessed_layout(sheet([ROW], (TITLES[0], damaged, *TITLES[2:])))
    assert layout.places[F.GROSS] == 1
    assert layout.missing == ()


def test_the_fee_is_not_taken_for_its_percentage_in_whatever_order_they_stand() -> None:
    titles = list(TITLES)
    titles[2], titles[3] = titles[3], titles[2]
    assert guessed_layout(sheet([ROW], titles)).places[F.FEE] == 3


def test_a_title_that_stands_twice_must_be_pointed_out() -> None:
    assert guessed_layout(sheet([ROW], (*TITLES[:4], "Köpbelopp", *TITLES[5:]))).missing == (F.GROSS,)


def test_a_file_with_other_titles_says_what_must_be_pointed_out() -> None:
    layout = guessed_layout(sheet([ROW], ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M")))
    assert layout.missing == (F.GROSS, F.POSTED_ON, F.REFERENCE, F.NET)
    with pytest.raises(InputError, match="Köpbelopp"):
        check_layout(layout, 13)


@pytest.mark.parametrize(
    ("places", "field"),
    [
        ({F.GROSS: 1, F.NET: 1, F.POSTED_ON: 5, F.REFERENCE: 9}, "NET"),
        ({F.GROSS: 1, F.NET: 4, F.POSTED_ON: 13, F.REFERENCE: 9}, "POSTED_ON"),
    ],
)
def test_a_layout_that_cannot_be_is_refused_at_its_column(places: dict[SettlementField, int], field: str) -> None:
    with pytest.raises(InputError) as refused:
        check_layout(Layout(places), 13)
    assert refused.value.field == field


def test_files_of_one_layout_are_known_by_their_titles_damaged_or_not() -> None:
    assert fingerprint(TITLES) == fingerprint((TITLES[0], "K”pbelopp", *TITLES[2:]))
    assert fingerprint(TITLES) != fingerprint(TITLES[::-1])


@pytest.mark.parametrize(("absent", "kept"), [(F.FEE, 4_203), (F.NET, 4_203)])
def test_of_fee_and_net_one_is_enough(absent: SettlementField, kept: int) -> None:
    table = sheet([ROW])
    layout = guessed_layout(table)
    fewer = replace(layout, places={field: at for field, at in layout.places.items() if field is not absent})
    ((row,), _) = read_settlement(table, fewer)
    assert (row.fee, row.net) == (kept, 163_897)


def test_without_numbers_of_batches_each_day_is_a_payout() -> None:
    table = sheet([ROW])
    layout = guessed_layout(table)
    fewer = replace(layout, places={field: at for field, at in layout.places.items() if field is not F.BATCH_NUMBER})
    ((row,), _) = read_settlement(table, fewer)
    assert row.batch_number == "2026-11-03"


def test_the_decimal_mark_is_the_one_that_most_amounts_have() -> None:
    table = Sheet(TITLES, [SheetRow(at, cells(replace(ROW, gross=168_100 + at), ".")) for at in range(2, 9)])
    assert guessed_layout(table).decimal is POINT
    assert read_settlement(table, guessed_layout(table))[1] == ()


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-11-03", DateOrder.YEAR_FIRST),
        ("20261103", DateOrder.YEAR_FIRST),
        ("261103", DateOrder.YEAR_FIRST),
        ("2026-11-03 00:00:00", DateOrder.YEAR_FIRST),
        ("3/11/2026", DateOrder.DAY_FIRST),
        ("03.11.26", DateOrder.DAY_FIRST),
        ("3 nov 2026", DateOrder.YEAR_FIRST),
        ("3 november 2026", DateOrder.YEAR_FIRST),
    ],
)
def test_days_are_read_as_swedes_write_them(text: str, order: DateOrder) -> None:
    table = with_cells((F.POSTED_ON, text), (F.MADE_ON, "-"))
    layout = guessed_layout(table)
    assert layout.dates is order
    ((row,), bad) = read_settlement(table, layout)
    assert bad == ()
    assert (row.posted_on, row.made_on) == (date(2026, 11, 3), None)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (((F.GROSS, "x"),), "inget belopp"),
        (((F.GROSS, ""),), "Köpbelopp är tomt"),
        (((F.NET, "1600,00"),), "1 681,00 − Diskavgift 42,03 är inte Nettobelopp 1 600,00"),
        (((F.REFERENCE, ""),), "Kvitto är tomt"),
        (((F.BATCH_NUMBER, ""),), "Utbetbuntnr är tomt"),
        (((F.POSTED_ON, "2026-02-30"),), "inget datum"),
        (((F.POSTED_ON, ""),), "Bokfdatum är tomt"),
        (((F.CURRENCY, "EUR"),), "Valutan är EUR"),
        (((F.REFERENCE, "x" * 101),), "längre än 100"),
    ],
)
def test_a_bad_row_has_its_reason(changes: tuple[tuple[SettlementField, str], ...], says: str) -> None:
    (reason,) = reasons(with_cells(*changes))
    assert says in reason.replace(NBSP, " ")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *((F.CURRENCY, currency) for currency in ("", "-", "SEK", "sek", "kr", "752")),
        (F.REFERENCE, "x" * 100),
        (F.BATCH_NUMBER, "x" * 100),
    ],
)
def test_what_is_within_bounds_is_read(field: SettlementField, text: str) -> None:
    assert reasons(with_cells((field, text))) == []


def test_a_row_with_too_many_cells_is_refused_for_they_may_stand_in_the_wrong_columns() -> None:
    assert "13" in reasons(Sheet(TITLES, [SheetRow(2, (*cells(ROW), "1"))]))[0]


def test_the_same_row_has_the_same_mark_in_every_file_and_a_second_one_another() -> None:
    marks = [row.mark for row in read_settlement(sheet([ROW, ROW]), guessed_layout(sheet([ROW])))[0]]
    again = read_settlement(sheet([Paid("x", 1), ROW]), guessed_layout(sheet([ROW])))[0][1].mark
    assert marks[0] == again
    assert len(set(marks)) == 2


def test_a_mirrored_row_has_the_other_signs() -> None:
    ((row,), _) = read_settlement(sheet([ROW]), guessed_layout(sheet([ROW])))
    assert row.mirrored == replace(row, gross=-168_100, fee=-4_203, net=-163_897)


def test_a_file_without_currencies_is_in_kronor() -> None:
    table = sheet([ROW])
    layout = guessed_layout(table)
    places = dict(layout.places)
    for field in (F.CURRENCY, F.CURRENCY_CODE):
        places.pop(field, None)
    assert len(read_settlement(table, replace(layout, places=places))[0]) == 1
