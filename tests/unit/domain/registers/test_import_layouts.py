"""What an imported file is, and what each of its columns is: by titles, else asked about, never guessed."""

from dataclasses import replace
from datetime import date

import pytest

from promeister_mpay.domain.dates import DateOrder
from promeister_mpay.domain.registers.import_layouts import (
    FileKind,
    ImportLayout,
    ImportOptions,
    PercentForm,
    PriceVat,
    check_chosen,
    fingerprint,
    guessed_kind,
    guessed_layout,
    import_options,
    vat_in_title,
)
from promeister_mpay.domain.registers.import_rows import FileRows, read_rows
from promeister_mpay.domain.sheets import Sheet, SheetRow
from promeister_mpay.errors import InputError

RATES = (25, 12, 6, 0)


def sheet(titles: str, *rows: str) -> Sheet:
    cells = [SheetRow(at, tuple(row.split(";"))) for at, row in enumerate(rows, 2)]
    return Sheet(tuple(titles.split(";")), cells)


def rows_of(titles: str, *rows: str) -> FileRows:
    return read_rows(sheet(titles, *rows), RATES)


@pytest.mark.parametrize(
    ("title", "vat"),
    [
        ("Pris inkl. moms", PriceVat.INCLUDED),
        ("Försäljningspris inklusive moms", PriceVat.INCLUDED),
        ("À-PRIS MED MOMS", PriceVat.INCLUDED),
        ("Pris exkl moms", PriceVat.EXCLUDED),
        ("Pris ex. moms", PriceVat.EXCLUDED),
        ("Försäljningspris exklusive moms", PriceVat.EXCLUDED),
        ("Pris utan moms", PriceVat.EXCLUDED),
        ("Försäljningspris", None),
        ("Pris", None),
    ],
)
def test_a_title_says_whether_prices_include_vat_or_nothing(title: str, vat: PriceVat | None) -> None:
    assert vat_in_title(title) is vat


@pytest.mark.parametrize(
    ("title", "prices"),
    [
        ("Pris inkl. moms", (PriceVat.INCLUDED,)),
        ("Pris exkl. moms", (PriceVat.EXCLUDED,)),
        ("Pris", (PriceVat.INCLUDED, PriceVat.EXCLUDED)),
        ("Försäljningspris", (PriceVat.EXCLUDED, PriceVat.INCLUDED)),
    ],
)
def test_a_price_list_that_says_nothing_of_vat_is_asked_about(title: str, prices: tuple[PriceVat, ...]) -> None:
    table = sheet(f"Artikelnummer;Benämning;{title};Moms %", "1;x;100,00;25")
    layout = guessed_layout(table)
    assert (layout.kind, layout.prices) == (FileKind.ARTICLES, prices[0])
    options = import_options(table, layout)
    assert options.prices == prices
    assert options.are_clear is (len(prices) == 1)


def test_of_two_price_columns_the_one_with_vat_is_taken_and_the_other_named() -> None:
    read = rows_of(
        "Artikelnummer;Artikelnamn;Enhet;Försäljningspris exkl. moms;Försäljningspris inkl. moms;Momssats",
        "1;Olja 5W30;l;80,00;100,00;25",
    )
    assert [row.values["price"] for row in read.good] == [10_000]
    assert read.ignored == ("Försäljningspris exkl. moms",)


@pytest.mark.parametrize(
    ("price", "rate", "with_vat"), [("3776,00", 25, 472_000), ("0,02", 25, 3), ("-100", 6, -10_600)]
)
def test_prices_without_vat_get_it_added_by_their_own_rate(price: str, rate: int, with_vat: int) -> None:
    read = rows_of("Nr;Benämning;Pris exkl. moms;Moms %", f"1;x;{price};{rate}")
    assert [row.values["price"] for row in read.good] == [with_vat]


def test_prices_without_vat_need_the_column_of_the_rate() -> None:
    with pytest.raises(InputError, match="kolumn saknas: Moms %"):
        rows_of("Nr;Benämning;Pris exkl. moms", "1;x;100")


@pytest.mark.parametrize(
    ("texts", "dates"),
    [
        (("2026-01-31",), (DateOrder.YEAR_FIRST,)),
        (("05/11/2026", "31/10/2026"), (DateOrder.DAY_FIRST,)),
        (("05/11/2026",), (DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST)),
        (("26-11-05",), (DateOrder.YEAR_FIRST, DateOrder.DAY_FIRST)),
    ],
)
def test_order_dates_are_read_by_the_whole_column_or_asked_about(
    texts: tuple[str, ...], dates: tuple[DateOrder, ...]
) -> None:
    table = sheet("Ordernr;Orderdatum", *(f"{at};{text}" for at, text in enumerate(texts, 1)))
    assert import_options(table, guessed_layout(table)).dates == dates


def test_dates_are_read_as_the_layout_says() -> None:
    table = sheet("Ordernr;Orderdatum", "1;05/11/2026")
    layout = ImportLayout(FileKind.ORDERS, {"number": 0, "order_date": 1}, DateOrder.MONTH_FIRST)
    assert read_rows(table, RATES, layout).good[0].values["order_date"] == date(2026, 5, 11)


@pytest.mark.parametrize(
    ("titles", "fields"),
    [
        (
            "Kundnr;Namn;Organisationsnr/Personnr;Postadress;Postnummer;Ort;Telefon;Mobiltelefon;Fax;E-postadress",
            {"number", "name", "organisation_number", "address", "postal_code", "city", "mobile_phone", "email"},
        ),
        (
            "Customer number;Customer name;Corporate identity number;Address;Postal code;City;E-mail;Phone;Mobile",
            {"number", "name", "organisation_number", "address", "postal_code", "city", "email", "mobile_phone"},
        ),
    ],
)
def test_the_titles_of_other_systems_are_known(titles: str, fields: set[str]) -> None:
    layout = guessed_kind(titles.split(";"))
    assert (layout.kind, set(layout.places)) == (FileKind.CUSTOMERS, fields)
    assert "Mobil" in titles.split(";")[layout.places["mobile_phone"]]


@pytest.mark.parametrize(
    ("cell", "phone"),
    [("46701740605", "0701740605"), ("701740605", "0701740605"), ("'0701740605", "0701740605"),
     ('="0701740605"', "0701740605"), ("070-174 06 05", "070-174 06 05")],
)  # fmt: skip
def test_a_phone_number_that_a_spreadsheet_has_changed_is_read(cell: str, phone: str) -> None:
    (row,) = rows_of("Kundnr;Namn;Mobil", f"1;Åsa;{cell}").good
    assert row.values["mobile_phone"] == phone


@pytest.mark.parametrize(
    ("title", "cell"),
    [("Mobil", "4,67012E+10"), ("Mobil", "4.67012e10"), ("Orgnr", "5,56036E+09"), ("Kundnr", "1,2E+05")],
)
def test_a_number_that_a_spreadsheet_has_spoilt_is_named(title: str, cell: str) -> None:
    cells = {"Kundnr": "1", "Namn": "Åsa", "Mobil": "", "Orgnr": ""} | {title: cell}
    read = rows_of(";".join(cells), ";".join(cells.values()))
    assert not read.good
    assert f"Kolumnen {title}: ”{cell}” är förstört av ett kalkylprogram" in read.bad[0].reason


@pytest.mark.parametrize(("number", "is_company"), [("5560360793", True), ("811218-9876", False), ("", False)])
def test_a_companys_number_makes_a_company_and_a_persons_does_not(number: str, *, is_company: bool) -> None:
    from promeister_mpay.domain.registers.import_rows import customer_of

    (row,) = rows_of("Kundnr;Namn;Organisationsnr/Personnr", f"1;Bilkund;{number}").good
    assert customer_of(row.values, None).is_company is is_company


def test_a_layout_says_what_each_column_becomes() -> None:
    layout = ImportLayout(FileKind.VEHICLES, {"registration": 1})
    assert [layout.title_of(at) for at in range(2)] == ["", "Regnr"]


@pytest.mark.parametrize(
    ("places", "field"),
    [({"number": 0}, "name"), ({"number": 0, "name": 0}, "number"), ({"number": 0, "name": 2}, "name")],
)
def test_a_chosen_layout_that_cannot_be_is_refused(places: dict[str, int], field: str) -> None:
    check_chosen(ImportLayout(FileKind.CUSTOMERS, {"number": 0, "name": 1}), 2)
    with pytest.raises(InputError) as refused:
        check_chosen(ImportLayout(FileKind.CUSTOMERS, places), 2)
    assert refused.value.field == field


def test_files_are_of_one_layout_when_their_titles_are_the_same_in_the_same_order() -> None:
    assert fingerprint(("Kundnr", "Namn")) == fingerprint(("KUND NR", "namn"))
    assert len({fingerprint(header) for header in (("a", "b"), ("b", "a"), ("ab",))}) == 3
    assert ImportOptions().are_clear


@pytest.mark.parametrize(
    ("texts", "forms"),
    [
        (("0,1", "", "0"), (PercentForm.FRACTION, PercentForm.PER_CENT)),
        (("0.105", "1"), (PercentForm.FRACTION, PercentForm.PER_CENT)),
        (("10", "0,5"), (PercentForm.PER_CENT,)),
        (("10 %",), (PercentForm.PER_CENT,)),
        (("0,1 %",), (PercentForm.PER_CENT,)),
        (("1",), (PercentForm.PER_CENT,)),
        (("", "0", "0,00"), (PercentForm.PER_CENT,)),
    ],
)
def test_discounts_that_may_be_fractions_are_asked_about(
    texts: tuple[str, ...], forms: tuple[PercentForm, ...]
) -> None:
    table = sheet("Ordernr;Antal;À-pris;Rabatt", *(f"1;1;100;{text}" for text in texts))
    assert import_options(table, guessed_layout(table)).discounts == forms


@pytest.mark.parametrize(
    ("text", "form", "discount"),
    [
        ("0,1", PercentForm.FRACTION, 1_000),
        ("0,105", PercentForm.FRACTION, 1_050),
        (".5", PercentForm.FRACTION, 5_000),
        ("1", PercentForm.FRACTION, 10_000),
        ("1,00", PercentForm.FRACTION, 10_000),
        ("", PercentForm.FRACTION, 0),
        ("0,1", PercentForm.PER_CENT, 10),
        ("1,1", PercentForm.FRACTION, None),
        ("10", PercentForm.FRACTION, None),
        ("0,10555", PercentForm.FRACTION, None),
    ],
)
def test_discounts_are_read_in_the_form_that_was_chosen(text: str, form: PercentForm, discount: int | None) -> None:
    table = sheet("Ordernr;Antal;À-pris;Rabatt;Moms", f"1;1;100;{text};25")
    read = read_rows(table, RATES, replace(guessed_layout(table), discounts=form))
    assert [row.values["discount"] for row in read.good] == ([] if discount is None else [discount])


@pytest.mark.parametrize("cell", ["0,25", "25 %", "25"])
def test_vat_that_a_spreadsheet_has_written_as_a_fraction_is_that_rate(cell: str) -> None:
    (row,) = rows_of("Nr;Benämning;Pris inkl. moms;Moms", f"1;x;100;{cell}").good
    assert row.values["vat_rate"] == 25
