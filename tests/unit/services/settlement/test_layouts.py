"""A layout that was told once is remembered for all files like it, the latest fifty; what is not clear is asked."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from promeister_mpay.domain.amounts import DecimalMark
from promeister_mpay.domain.dates import DateOrder
from promeister_mpay.domain.settlement.layouts import Layout, SettlementField
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.services.settlement.layouts import save_layout, saved_layout
from promeister_mpay.services.settlement.service import SettlementFile
from support.fakes.store import Data, FakeSettings, FakeStore
from support.settlement_files import TITLES, Paid, cells
from support.settlement_workshop import SettlementWorkshop

F = SettlementField
LAYOUT = Layout({SettlementField.GROSS: 3, SettlementField.NET: 1}, DecimalMark.POINT, DateOrder.DAY_FIRST)


def test_a_layout_is_remembered_by_the_files_titles() -> None:
    values = FakeSettings(Data())
    assert saved_layout(values, "a") is None
    save_layout(values, "a", LAYOUT)
    save_layout(values, "b", Layout({}))
    assert (saved_layout(values, "a"), saved_layout(values, "b"), saved_layout(values, "c")) == (
        LAYOUT,
        Layout({}),
        None,
    )


def test_the_name_of_the_setting_stays_for_stores_that_other_versions_wrote() -> None:
    values = FakeSettings(Data())
    save_layout(values, "a", LAYOUT)
    assert list(values.all()) == ["settlement_layouts"]


def test_the_one_told_the_longest_ago_is_forgotten_for_the_fifty_first() -> None:
    values = FakeSettings(Data())
    for number in range(50):
        save_layout(values, str(number), LAYOUT)
    save_layout(values, "0", Layout({}))
    assert saved_layout(values, "1") == LAYOUT
    save_layout(values, "50", LAYOUT)
    assert saved_layout(values, "1") is None
    assert saved_layout(values, "0") == Layout({}), "it was told again"
    assert saved_layout(values, "2") == LAYOUT


def test_what_another_version_has_written_is_told_anew() -> None:
    values = FakeSettings(Data())
    values.put("settlement_layouts", '{"a": 1}')
    assert saved_layout(values, "a") is None
    save_layout(values, "a", LAYOUT)
    assert saved_layout(values, "a") == LAYOUT


@pytest.fixture
def shop() -> SettlementWorkshop:
    return SettlementWorkshop(FakeStore())


# -- files that can be read in several ways


def opened(shop: SettlementWorkshop, *rows: tuple[str, ...], titles: tuple[str, ...] = TITLES) -> SettlementFile:
    shop.files["fil.csv"] = Sheet(titles, [SheetRow(at, row) for at, row in enumerate(rows, 2)])
    return shop.settlement.open(Path("fil.csv"))


def row_with(**changes: str) -> tuple[str, ...]:
    """A row of Resurs's file with other texts at some titles."""
    row = list(cells(Paid("14790-1", 125_000, 4_625)))
    for title, text in changes.items():
        row[TITLES.index(title)] = text
    return tuple(row)


@pytest.mark.parametrize(
    "changes",
    [
        {"Bokfdatum": "26-11-05", "Transdatum": "26-11-04"},
        {"Bokfdatum": "05/11/2026", "Transdatum": "04/11/2026"},
        {"Köpbelopp": "1.250", "Diskavgift": "40", "Nettobelopp": "1.210"},
        {"Diskavgift": "-46,25", "Nettobelopp": ""},
    ],
)
def test_a_file_that_can_be_read_in_several_ways_has_no_rows_until_it_is_said_how(
    shop: SettlementWorkshop, changes: dict[str, str]
) -> None:
    file = opened(shop, row_with(**changes))
    assert not file.options.are_clear
    assert (file.rows, file.bad) == ((), ())
    chosen = shop.settlement.read_as(file, file.layout)
    assert (len(chosen.rows), chosen.bad, chosen.options.are_clear) == (1, (), True)
    again = opened(shop, row_with(**changes))
    assert again.rows == chosen.rows, "the answer is remembered for files with the same titles"


@pytest.mark.parametrize(
    ("order", "day"),
    [(DateOrder.YEAR_FIRST, date(2003, 11, 5)), (DateOrder.DAY_FIRST, date(2005, 11, 3))],
)
def test_dates_are_read_in_the_order_that_was_chosen(shop: SettlementWorkshop, order: DateOrder, day: date) -> None:
    file = opened(shop, row_with(Bokfdatum="03-11-05", Transdatum="-"))
    (row,) = shop.settlement.read_as(file, replace(file.layout, dates=order)).rows
    assert row.posted_on == day


@pytest.mark.parametrize("title", ["Valutakod", "Valuta"])
def test_another_currency_is_refused_in_either_of_its_columns(shop: SettlementWorkshop, title: str) -> None:
    file = opened(shop, row_with(**{title: "EUR"}))
    assert (file.rows, [bad.reason for bad in file.bad]) == ((), ["Valutan är EUR. Bara kronor kan avräknas här."])


def test_a_column_of_another_currency_is_refused(shop: SettlementWorkshop) -> None:
    titles = tuple("Belopp (EUR)" if title == "Köpbelopp" else title for title in TITLES)
    file = opened(shop, row_with(), titles=titles)
    assert file.layout.missing == (F.GROSS,)
    chosen = replace(file.layout, places={**file.layout.places, F.GROSS: 1})
    assert [bad.reason for bad in shop.settlement.read_as(file, chosen).bad] == [
        "Valutan är EUR. Bara kronor kan avräknas här."
    ]


@pytest.mark.parametrize(
    ("changes", "amounts"),
    [
        ({"Diskavgift": "-46,25"}, (125_000, 4_625, 120_375)),
        ({"Köpbelopp": "(1250,00)", "Diskavgift": "(46,25)", "Nettobelopp": "(1203,75)"}, (-125_000, -4_625, -120_375)),
        (
            {"Köpbelopp": "–1 250:-", "Diskavgift": "46,25–", "Nettobelopp": "SEK -1.203,75"},
            (-125_000, -4_625, -120_375),
        ),
    ],
)
def test_amounts_are_read_with_the_sign_that_the_file_gives_them(
    shop: SettlementWorkshop, changes: dict[str, str], amounts: tuple[int, int, int]
) -> None:
    (row,) = opened(shop, row_with(**changes)).rows
    assert (row.gross, row.fee, row.net) == amounts


def test_headings_above_the_titles_are_no_titles(shop: SettlementWorkshop) -> None:
    headings = (("Avräkningsrapport", "", ""), ("Period: 2026-11-01 - 2026-11-05",))
    file = opened(shop, headings[1], TITLES, row_with(), titles=headings[0])
    assert [(row.number, row.gross) for row in file.rows] == [(4, 125_000)]
